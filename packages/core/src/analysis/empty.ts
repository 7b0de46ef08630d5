/**
 * Why a filter selects nothing, where that can be told cheaply: by the span of the data, and by patterns that name one
 * value of which nothing is stored. Looks into the dictionaries, never into the entries; so a filter whose parts match
 * something each, but nothing together, stays unexplained.
 */
import type { ClientPattern } from "@logmill/workers/filter/client"
import { leavesOf } from "@logmill/workers/filter/expression"
import { type Pattern, patternOfGlob, patternOfValue } from "@logmill/workers/filter/pattern"
import { Effect } from "effect"

import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import type { Filter } from "./filter.ts"
import type { DataContext } from "./question.ts"

/** `option`: the flag, `--path`. `instead`: a pattern to type, escaped as patterns are, not for a shell. */
export type EmptyReason =
  | { readonly kind: "noEntries" }
  /** The time filter ends before the data begins, or begins after its end (ms UTC). */
  | { readonly kind: "outside"; readonly first: number; readonly last: number; readonly zone: string }
  | { readonly kind: "unmatched"; readonly option: string; readonly value: string; readonly instead: string | null }
  /** A path pattern with a `?`, which no path has. */
  | { readonly kind: "query"; readonly value: string; readonly instead: string | null }
  /** A pattern that holds a word which elsewhere is an operator; `operator` is how it is written here. */
  | { readonly kind: "operator"; readonly option: string; readonly word: string; readonly operator: "&" | "|" }
  /** A status that HTTP does not have. */
  | { readonly kind: "status"; readonly value: number }

/** Where the values of a flag are stored. */
const dictionaries = {
  source: "SELECT path AS value FROM source UNION SELECT path FROM source_file",
  site: "SELECT value FROM site",
  path: "SELECT value FROM path",
  method: "SELECT DISTINCT method AS value FROM request",
  client: "SELECT value FROM client",
  referrer: "SELECT value FROM referrer",
  agent: "SELECT value FROM agent"
} as const

type Named = keyof typeof dictionaries

/** Long enough for millions of values; who asked has waited already. */
const patience = "3 seconds"

export const whyEmpty = Effect.fn("whyEmpty")(function* (
  engine: QueryEngine["Service"],
  filter: Filter,
  { firstTime, lastTime }: DataContext
) {
  if (firstTime === null || lastTime === null) return [{ kind: "noEntries" }] satisfies ReadonlyArray<EmptyReason>
  const reasons: Array<EmptyReason> = []
  if ((filter.from ?? firstTime) > lastTime || (filter.to ?? Infinity) <= firstTime) {
    reasons.push({ kind: "outside", first: firstTime, last: lastTime, zone: filter.zone })
  }
  for (const name of Object.keys(dictionaries) as ReadonlyArray<Named>) {
    for (const pattern of wanted(filter[name])) {
      const reason = pattern.kind === "network" ? null : yield* ofPattern(engine, name, pattern)
      if (reason !== null) reasons.push(reason)
    }
  }
  for (const range of filter.status?.any ?? []) {
    const isOne = range !== null && range[0] === range[1]
    if (isOne && (range[0] < 100 || range[0] > 599)) reasons.push({ kind: "status", value: range[0] })
  }
  return reasons
})

/** The patterns that a value has to match, or one of them. */
const wanted = (patterns: Filter[Named]): ReadonlyArray<ClientPattern> =>
  patterns === null ? [] : leavesOf<ClientPattern>(patterns).flatMap(({ leaf, negated }) => (negated ? [] : [leaf]))

const ofPattern = (
  engine: QueryEngine["Service"],
  name: Named,
  pattern: Pattern
): Effect.Effect<EmptyReason | null, QueryError> => {
  if (pattern.kind === "unknown" || pattern.kind === "regex") return Effect.succeed(null)
  const words = (pattern.kind === "exact" ? [pattern.text] : pattern.parts).join("*")
  const [, word] = / (AND|and|&&|OR|or|\|\|) /.exec(words) ?? []
  if (word !== undefined) {
    const operator = /^[aA&]/.test(word) ? "&" : "|"
    return Effect.succeed({ kind: "operator", option: `--${name}`, word, operator })
  }
  const typed = patternOfGlob(pattern.kind === "exact" ? [pattern.text] : pattern.parts)
  if (name === "path" && typed.includes("?")) {
    const value = pattern.kind === "exact" ? pattern.text : typed
    return Effect.succeed({ kind: "query", value, instead: typed.slice(0, typed.indexOf("?")) || null })
  }
  if (pattern.kind === "glob") return ofGlob(engine, name, pattern.parts)
  if (pattern.text === "") return Effect.succeed(null)
  const { text } = pattern
  return Effect.map(engine.run({ sql: nearestSql(name), params: { text }, deadline: patience }), ({ rows }) => {
    const value = rows[0]?.[0]
    if (value === text) return null
    const instead = typeof value === "string" ? insteadOf(text, value) : null
    return { kind: "unmatched", option: `--${name}`, value: text, instead }
  })
}

/**
 * A pattern with `*` that no stored value matches: the same in the case of a value that it matches but for that, or with
 * the slash with which paths begin.
 */
const ofGlob = (
  engine: QueryEngine["Service"],
  name: Named,
  parts: ReadonlyArray<string>
): Effect.Effect<EmptyReason | null, QueryError> => {
  const slashed =
    name === "path" && parts[0] !== "" && !parts[0]!.startsWith("/") ? [`/${parts[0]}`, ...parts.slice(1)] : parts
  const params = { typed: globOf(parts), lower: lowerAscii(globOf(slashed)) }
  return Effect.map(engine.run({ sql: globSql(name), params, deadline: patience }), ({ rows }) => {
    const [value, isMatched] = rows[0] ?? []
    if (isMatched === 1) return null
    const cased = typeof value === "string" ? casedParts(slashed, value) : null
    const instead = cased === null ? null : patternOfGlob(cased)
    return { kind: "unmatched", option: `--${name}`, value: patternOfGlob(parts), instead }
  })
}

/** A pattern of SQLite's GLOB. */
const globOf = (parts: ReadonlyArray<string>): string =>
  parts.map((part) => part.replaceAll(/[*?[]/g, "[$&]")).join("*")

const globSql = (name: Named): string => `WITH stored AS (${dictionaries[name]})
SELECT value, value GLOB :typed FROM stored WHERE value GLOB :typed OR lower(value) GLOB :lower
ORDER BY value GLOB :typed DESC, length(value), value LIMIT 1`

/** The parts as they are written in a value that they match in any case. */
const casedParts = (parts: ReadonlyArray<string>, value: string): ReadonlyArray<string> | null => {
  const lower = lowerAscii(value)
  let at = 0
  const cased: Array<string> = []
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    const found = isLast ? value.length - part.length : lower.indexOf(lowerAscii(part), at)
    if (found < at) return null
    cased.push(value.slice(found, found + part.length))
    at = found + part.length
  }
  return cased
}

/** The value itself, else one that differs in case only, else the shortest that holds it. */
const nearestSql = (name: Named): string => `WITH stored AS (${dictionaries[name]})
SELECT value FROM stored WHERE instr(lower(value), lower(:text)) > 0
ORDER BY value = :text DESC, lower(value) = lower(:text) DESC, instr(value, :text) > 0 DESC, length(value), value
LIMIT 1`

/** The pattern of a stored value that differs in case only, or of all that hold the text, in that value's case. */
const insteadOf = (text: string, value: string): string => {
  if (value.length === text.length) return patternOfValue(value)
  const at = lowerAscii(value).indexOf(lowerAscii(text))
  return patternOfGlob(["", value.slice(at, at + text.length), ""])
}

/** As SQLite's lower() does it. */
const lowerAscii = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
