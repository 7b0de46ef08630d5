/**
 * Why a filter selects nothing, where that can be told cheaply: by the span of the data, and by patterns that name one
 * value, or one network or status, of which nothing is stored; and which of its negations leave out nothing for the same
 * reason. Looks into the dictionaries, never into the entries; so a filter whose parts match something each, but nothing
 * together, stays unexplained.
 */
import { type ClientPattern, type Network, networkText } from "@logmill/workers/filter/client"
import { leavesOf } from "@logmill/workers/filter/expression"
import { patternOfGlob, patternOfValue } from "@logmill/workers/filter/pattern"
import { anyCase } from "@logmill/workers/filter/regex"
import type { StatusRange } from "@logmill/workers/filter/status"
import { Effect } from "effect"

import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import { maskAddress } from "../store/anonymize.ts"
import type { Filter } from "./filter.ts"
import { agentDetails, type ClientDetail, clientDetails } from "./filterNames.ts"
import { nearValue } from "./nearValue.ts"
import { bracesIn, meantBy, withoutSlashes } from "./otherGrammars.ts"
import type { DataContext } from "./question.ts"

/**
 * `option`: the flag, `--path`. `instead`: a pattern to type, escaped as patterns are, not for a shell. `hint`: why it is that,
 * a part of a sentence.
 */
export type EmptyReason =
  | { readonly kind: "noEntries" }
  /** The time filter ends before the data begins, or begins after its end (ms UTC). */
  | { readonly kind: "outside"; readonly first: number; readonly last: number; readonly zone: string }
  | {
      readonly kind: "unmatched"
      readonly option: string
      readonly value: string
      readonly hint: string | null
      readonly instead: string | null
      /** Stands behind a `!`, and so does `instead`: the filter leaves nothing out by it. */
      readonly isNegated?: true
    }
  /** A path pattern with a `?`, which no path has. */
  | { readonly kind: "query"; readonly value: string; readonly instead: string | null }
  /** A pattern that holds a word which elsewhere is an operator; `operator` is how it is written here. */
  | { readonly kind: "operator"; readonly option: string; readonly word: string; readonly operator: "&" | "|" }
  /** A status that HTTP does not have. */
  | { readonly kind: "status"; readonly value: number }
  /** No entry has any of these; `stored` are those that some have. */
  | { readonly kind: "noStatus"; readonly value: string; readonly stored: ReadonlyArray<number> }

const detailsIn = <Name extends string>(table: string, names: ReadonlyArray<Name>) =>
  Object.fromEntries(
    names.map((name) => [name, `SELECT DISTINCT ${name} AS value FROM ${table} WHERE ${name} IS NOT NULL`])
  ) as Readonly<Record<Name, string>>

/** Where the values of a flag are stored. */
const dictionaries = {
  source: "SELECT path AS value FROM source UNION SELECT path FROM source_file",
  site: "SELECT value FROM site",
  path: "SELECT value FROM path",
  method: "SELECT DISTINCT method AS value FROM request",
  client: "SELECT value FROM client",
  referrer: "SELECT value FROM referrer",
  agent: "SELECT value FROM agent",
  ...detailsIn("agent", agentDetails),
  ...detailsIn("client", clientDetails),
  user: "SELECT value FROM user"
} as const

type Named = keyof typeof dictionaries

/** Those with few values, among which one that is spelled alike is looked for. */
const few: ReadonlySet<Named> = new Set<Named>(["site", ...agentDetails, ...clientDetails, "user"])

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
    const patterns = wanted(filter[name])
    const braces = bracesIn(patterns.map(wordsOf))
    if (braces !== null) {
      const { typed: value, ...meant } = braces
      reasons.push({ kind: "unmatched", option: `--${name}`, value, ...meant })
      continue
    }
    for (const pattern of patterns) {
      const reason = yield* ofPattern(engine, name, pattern)
      if (reason !== null) reasons.push(reason)
    }
  }
  const status = yield* ofStatus(engine, filter.status?.any ?? [])
  return status === null ? reasons : [...reasons, status]
})

/**
 * Of a filter that selects something: the negated values and networks of which nothing is stored, so that leaving them out
 * changes nothing. Patterns with `*` and `~` are meant for what may come. Asks nothing where nothing is negated.
 */
export const idleNegations = Effect.fn("idleNegations")(function* (engine: QueryEngine["Service"], filter: Filter) {
  const reasons: Array<EmptyReason> = []
  for (const name of Object.keys(dictionaries) as ReadonlyArray<Named>) {
    for (const pattern of leavesIn(filter[name], true)) {
      if (pattern.kind !== "exact" && pattern.kind !== "network") continue
      if (pattern.kind === "exact" && (yield* isStored(engine, name, pattern.text))) continue
      const reason = yield* ofPattern(engine, name, pattern)
      if (reason !== null) reasons.push(asNegated(reason))
    }
  }
  return reasons
})

/** Faster than looking for what is spelled like it. */
const isStored = (engine: QueryEngine["Service"], name: Named, text: string): Effect.Effect<boolean, QueryError> => {
  const sql = `SELECT EXISTS (SELECT 1 FROM (${dictionaries[name]}) WHERE value = :text)`
  return Effect.map(engine.run({ sql, params: { text }, deadline: patience }), ({ rows }) => rows[0]![0] === 1)
}

const asNegated = (reason: EmptyReason): EmptyReason => {
  if (reason.kind === "query") return { ...reason, instead: reason.instead === null ? null : `!${reason.instead}` }
  if (reason.kind !== "unmatched") return reason
  const { hint, instead } = reason
  // The unknown value stands in a hint's place of the value: it was not to be left out.
  if (instead === null || instead === "-") return { ...reason, hint: null, instead: null, isNegated: true }
  return { ...reason, hint, instead: `!${instead}`, isNegated: true }
}

/** The patterns that a value has to match, or one of them. */
const wanted = (patterns: Filter[Named]): ReadonlyArray<ClientPattern> => leavesIn(patterns, false)

const leavesIn = (patterns: Filter[Named], isNegated: boolean): ReadonlyArray<ClientPattern> =>
  patterns === null
    ? []
    : leavesOf<ClientPattern>(patterns).flatMap(({ leaf, negated }) => (negated === isNegated ? [leaf] : []))

/** The text of one, with its stars; empty for what has none. */
const wordsOf = (pattern: ClientPattern): string =>
  pattern.kind === "exact" ? pattern.text : pattern.kind === "glob" ? pattern.parts.join("*") : ""

const ofPattern = (
  engine: QueryEngine["Service"],
  name: Named,
  pattern: ClientPattern
): Effect.Effect<EmptyReason | null, QueryError> => {
  if (pattern.kind === "network") return ofNetwork(engine, pattern)
  if (pattern.kind === "regex") return ofRegex(engine, name, pattern.source)
  if (pattern.kind === "unknown") {
    const hint = "it stands for what is unknown, and no entry is without a path; the text itself is"
    return Effect.succeed(name === "path" ? unmatched(name, "-", { hint, instead: "\\-" }) : null)
  }
  const words = wordsOf(pattern)
  const [, word] = / (AND|and|&&|OR|or|\|\|) /.exec(words) ?? []
  if (word !== undefined) {
    const operator = /^[aA&]/.test(word) ? "&" : "|"
    return Effect.succeed({ kind: "operator", option: `--${name}`, word, operator })
  }
  const meant = meantBy(name, words)
  const typed = patternOfGlob(pattern.kind === "exact" ? [pattern.text] : pattern.parts)
  if (name === "path" && typed.includes("?") && meant === null) {
    const value = pattern.kind === "exact" ? pattern.text : typed
    return Effect.succeed({ kind: "query", value, instead: typed.slice(0, typed.indexOf("?")) || null })
  }
  const reason = pattern.kind === "glob" ? ofGlob(engine, name, pattern.parts) : ofText(engine, name, pattern.text)
  return Effect.flatMap(reason, (told) => {
    if (told === null || (told.instead !== null && told.instead !== "-")) return Effect.succeed(told)
    if (meant !== null) return Effect.succeed({ ...told, ...meant })
    return isOfClients(name) ? ofUnknownPlaces(engine, name, told) : Effect.succeed(told)
  })
}

const isOfClients = (name: Named): name is ClientDetail => (clientDetails as ReadonlyArray<Named>).includes(name)

/** Nothing is known of clients without a database of addresses. A network is a provider's, with a number and a name. */
const ofUnknownPlaces = (engine: QueryEngine["Service"], name: ClientDetail, told: Unmatched) =>
  Effect.map(
    engine.run({ sql: `SELECT EXISTS (${dictionaries[name]})`, deadline: patience }),
    ({ rows }): Unmatched => {
      if (name === "network" && readsAsAddress(told.value))
        return { ...told, hint: "--client takes ranges of addresses" }
      if (rows[0]![0] === 1) return told
      const hint = `no client has a ${name}: that takes a database of addresses (logmill enrich --geoip FILE.mmdb)`
      return { ...told, hint }
    }
  )

const readsAsAddress = (text: string): boolean => /^[\da-f.:]+(?:\/\d+)?$/i.test(text) && /[.:]/.test(text)

type Unmatched = Extract<EmptyReason, { readonly kind: "unmatched" }>

const unmatched = (
  name: Named,
  value: string,
  { hint = null, instead }: { readonly hint?: string | null; readonly instead: string | null }
): Unmatched => ({ kind: "unmatched", option: `--${name}`, value, hint, instead })

const ofText = (
  engine: QueryEngine["Service"],
  name: Named,
  text: string
): Effect.Effect<Unmatched | null, QueryError> => {
  if (text === "") return Effect.succeed(null)
  return Effect.flatMap(engine.run({ sql: nearestSql(name), params: { text }, deadline: patience }), ({ rows }) => {
    const value = rows[0]?.[0]
    if (value === text) return Effect.succeed(null)
    if (typeof value === "string") return Effect.succeed(unmatched(name, text, { instead: insteadOf(text, value) }))
    return few.has(name) ? ofFew(engine, name, text) : Effect.succeed(unmatched(name, text, { instead: null }))
  })
}

/** The value spelled most like it; without one, of a site, how many entries have none. */
const ofFew = (engine: QueryEngine["Service"], name: Named, text: string): Effect.Effect<Unmatched, QueryError> =>
  Effect.gen(function* () {
    const stored = yield* engine.run({ sql: `${dictionaries[name]} LIMIT ${mostFew}`, deadline: patience })
    const meant = nearValue(
      name,
      text,
      stored.rows.flatMap(([value]) => (typeof value === "string" ? [value] : []))
    )
    if (meant !== null) return unmatched(name, text, { instead: patternOfValue(meant) })
    if (name !== "site") return unmatched(name, text, { instead: null })
    const { rows } = yield* engine.run({ sql: withoutSiteSql, deadline: patience })
    const percent = 100 * Number(rows[0]?.[0] ?? 0)
    if (!(percent > 0)) return unmatched("site", text, { instead: null })
    const share = percent < 1 ? "less than 1" : String(Math.min(99, Math.round(percent)))
    const many = percent === 100 ? "no entry has a site" : `${share} % of the entries have no site`
    const hint = `${many}; ask for them by file (--source PATTERN), or for all of them`
    return unmatched("site", text, { hint, instead: "-" })
  })

/** Values that are looked through. */
const mostFew = 2000

/** Of the entries that the rollups have. */
const withoutSiteSql = `SELECT 1.0 * sum(CASE WHEN k.site_id = 0 THEN h.hits ELSE 0 END) / sum(h.hits)
FROM hits_hour AS h JOIN hit_key AS k ON k.id = h.key_id`

/** The source as linear matching has it (filter/regex.ts), which differs from what was typed in groups and counts only. */
const ofRegex = (
  engine: QueryEngine["Service"],
  name: Named,
  source: string
): Effect.Effect<EmptyReason | null, QueryError> => {
  const typed = source.replaceAll("(?:", "(")
  const any = anyCase(typed)
  const sql = `WITH stored AS (${dictionaries[name]})
SELECT EXISTS (SELECT 1 FROM stored WHERE regexp(:source, value)), EXISTS (SELECT 1 FROM stored WHERE regexp(:any, value))`
  return Effect.map(engine.run({ sql, params: { source, any }, deadline: patience }), ({ rows }) => {
    const [isMatched, isMatchedInAnyCase] = rows[0]!
    if (isMatched === 1) return null
    const cased = isMatchedInAnyCase === 1 ? { instead: `~${any}` } : { instead: null }
    return unmatched(name, `~${typed}`, withoutSlashes(typed) ?? cased)
  })
}

/** An anonymized database has none of the addresses that a log has. */
const ofNetwork = (engine: QueryEngine["Service"], network: Network): Effect.Effect<EmptyReason | null, QueryError> => {
  const value = networkText(network)
  const masked = maskAddress(value.replace(/\/.*$/, ""))!
  const params = { from: bytesOf(network.from), to: bytesOf(network.to), masked }
  return Effect.map(engine.run({ sql: networkSql, params, deadline: patience }), ({ rows }) => {
    const [isStored, isAnonymized, isMasked] = rows[0]!
    if (isStored === 1) return null
    const hint = isAnonymized === 1 ? "addresses are stored without their last bits here (--anonymize)" : null
    return unmatched("client", value, { hint, instead: hint !== null && isMasked === 1 ? masked : null })
  })
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"))

const networkSql = `SELECT EXISTS (SELECT 1 FROM client WHERE ip BETWEEN :from AND :to), anonymized,
  EXISTS (SELECT 1 FROM client WHERE value = :masked)
FROM meta`

/** Statuses are keys of the rollups, and of the entries that those do not have yet. Some may be of entries that were forgotten. */
const ofStatus = (
  engine: QueryEngine["Service"],
  wanted: ReadonlyArray<StatusRange>
): Effect.Effect<EmptyReason | null, QueryError> => {
  const [range] = wanted
  if (range === undefined || range === null) return Effect.succeed(null)
  if (wanted.length === 1 && range[0] === range[1] && (range[0] < 100 || range[0] > 599))
    return Effect.succeed({ kind: "status", value: range[0] })
  return Effect.map(engine.run({ sql: statusSql, deadline: patience }), ({ rows }) => {
    const stored = rows.flatMap(([status]) => (status === null ? [] : [Number(status)]))
    const isStored = (one: StatusRange): boolean =>
      one === null
        ? rows.some(([status]) => status === null)
        : stored.some((status) => one[0] <= status && status <= one[1])
    return wanted.some(isStored) ? null : { kind: "noStatus", value: wanted.map(statusText).join(","), stored }
  })
}

const statusText = (range: StatusRange): string =>
  range === null ? "-" : range[0] === range[1] ? String(range[0]) : range.join("-")

const statusSql = `SELECT nullif(status, -1) AS status FROM hit_key
UNION SELECT status FROM entry WHERE id > (SELECT watermark FROM meta)
UNION SELECT e.status FROM source_range AS r JOIN entry AS e ON e.id BETWEEN r.first_entry AND r.last_entry WHERE r.tail
ORDER BY 1`

/**
 * For a pattern with `*` that no stored value matches: the same pattern in the case of a value that it would match, or with
 * the slash with which paths begin.
 */
const ofGlob = (
  engine: QueryEngine["Service"],
  name: Named,
  parts: ReadonlyArray<string>
): Effect.Effect<Unmatched | null, QueryError> => {
  const slashed =
    name === "path" && parts[0] !== "" && !parts[0]!.startsWith("/") ? [`/${parts[0]}`, ...parts.slice(1)] : parts
  const params = { typed: globOf(parts), lower: lowerAscii(globOf(slashed)) }
  return Effect.map(engine.run({ sql: globSql(name), params, deadline: patience }), ({ rows }) => {
    const [value, isMatched] = rows[0] ?? []
    if (isMatched === 1) return null
    const cased = typeof value === "string" ? casedParts(slashed, value) : null
    return unmatched(name, patternOfGlob(parts), { instead: cased === null ? null : patternOfGlob(cased) })
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
