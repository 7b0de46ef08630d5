/**
 * The `--drop` and `--keep` rules of an ingest, judged in the worker.
 *
 * An entry is dropped by the first `--drop` rule that matches it; with `--keep` rules, it is dropped too when none of
 * them matches. Within a rule positive patterns are OR and negated ones AND; rules that hold nothing but negations of
 * the same kind are one rule (`--drop 'path:!/a' --drop 'path:!/b'` drops what is neither). What a rule says of a
 * request or a client is asked once per distinct value. Rules reach the worker as text.
 */
import { nearest } from "../nearest.ts"
import { extensionOf, type Request } from "../parse/request.ts"
import { compileClients, readClients } from "./client.ts"
import { PatternError, readListed } from "./expression.ts"
import { compilePatterns, readPattern, type TextMatcher } from "./pattern.ts"
import { compileStatuses, readStatuses } from "./status.ts"

/** A named set of rules, as plugins give them: `static`, `wellknown`. */
export type RulePresets = Readonly<Record<string, ReadonlyArray<string>>>

/** What rules say of one distinct value: the first drop rule that matches (or `none`), and whether a keep rule does. */
export interface Verdict {
  readonly drop: number
  readonly keep: boolean
}

export class RuleError extends Error {
  readonly rule: string
  /** Which of the two it stands in; null: it was read by itself. */
  readonly list: "drop" | "keep" | null

  constructor(rule: string, message: string, list: RuleError["list"] = null) {
    super(message)
    this.name = "RuleError"
    this.rule = rule
    this.list = list
  }
}

const kinds = ["path", "ext", "method", "status", "client"] as const
type Kind = (typeof kinds)[number]

interface Rule {
  readonly name: string
  readonly matches: Partial<Readonly<Matchers>>
  /** It says nothing but what is not meant. */
  readonly isNegation: boolean
}

interface Matchers extends Record<Exclude<Kind, "status">, TextMatcher> {
  status: (status: number | null) => boolean
}

const none = 0x7fff

/** Of a value that no rule asks for. */
export const noVerdict: Verdict = { drop: none, keep: false }

export class Rules {
  /** Names by the index that `drop` verdicts carry; the last is what `--keep` rules leave out. */
  readonly names: ReadonlyArray<string>
  readonly #drop: ReadonlyArray<Rule>
  readonly #keep: ReadonlyArray<Rule>
  /** Whether any rule asks for clients. */
  readonly judgesClients: boolean
  readonly #statuses: Array<Verdict> = []

  constructor(drop: ReadonlyArray<string>, keep: ReadonlyArray<string>, presets: RulePresets) {
    this.#drop = compileList("drop", drop, presets)
    this.#keep = compileList("keep", keep, presets)
    this.judgesClients = [...this.#drop, ...this.#keep].some((rule) => rule.matches.client !== undefined)
    this.names = [...this.#drop.map((rule) => rule.name), "not kept"]
  }

  get isEmpty(): boolean {
    return this.#drop.length === 0 && this.#keep.length === 0
  }

  verdictOfRequest(request: Request): Verdict {
    const extension = extensionOf(request.path)
    return this.#judge(
      (rule) =>
        (rule.matches.path?.(request.path) ?? false) ||
        (rule.matches.ext?.(extension) ?? false) ||
        (rule.matches.method?.(request.method) ?? false)
    )
  }

  verdictOfClient(client: string): Verdict {
    return this.#judge((rule) => rule.matches.client?.(client) ?? false)
  }

  /** `status` -1 is none. */
  verdictOfStatus(status: number): Verdict {
    const known = this.#statuses[status + 1]
    if (known !== undefined) return known
    const verdict = this.#judge((rule) => rule.matches.status?.(status < 0 ? null : status) ?? false)
    if (status < 1000) this.#statuses[status + 1] = verdict
    return verdict
  }

  /** The index in `names` of the rule that drops a line with these verdicts, or -1 when it is kept. */
  droppedBy(request: Verdict, client: Verdict, status: Verdict): number {
    const drop = Math.min(request.drop, client.drop, status.drop)
    if (drop !== none) return drop
    if (this.#keep.length === 0 || request.keep || client.keep || status.keep) return -1
    return this.names.length - 1
  }

  #judge(matches: (rule: Rule) => boolean): Verdict {
    const drop = this.#drop.findIndex(matches)
    return { drop: drop < 0 ? none : drop, keep: this.#keep.some(matches) }
  }
}

const compileList = (
  list: "drop" | "keep",
  texts: ReadonlyArray<string>,
  presets: RulePresets
): ReadonlyArray<Rule> => {
  try {
    return compile(texts, presets)
  } catch (cause) {
    throw cause instanceof RuleError ? new RuleError(cause.rule, cause.message, list) : cause
  }
}

const compile = (texts: ReadonlyArray<string>, presets: RulePresets): ReadonlyArray<Rule> => {
  const rules: Array<Rule> = []
  const negations = new Map<Kind, Array<string>>()
  for (const text of texts) {
    if (Object.hasOwn(presets, text)) {
      const parts = presets[text]!.map((part) => splitRule(part, presets))
      rules.push(
        merge(
          text,
          parts.map(([kind, patterns]) => readRule(kind, patterns))
        )
      )
      continue
    }
    const [kind, patterns] = splitRule(text, presets)
    const rule = readRule(kind, patterns)
    if (rule.isNegation) negations.set(kind, [...(negations.get(kind) ?? []), patterns])
    else rules.push(rule)
  }
  for (const [kind, patterns] of negations) rules.push(readRule(kind, ...patterns))
  return rules
}

/** A preset is one rule that matches when any of its parts does. */
const merge = (name: string, parts: ReadonlyArray<Rule>): Rule => {
  const anyOf = (kind: Kind): Partial<Matchers> => {
    const given = parts.flatMap(({ matches }) => matches[kind] ?? [])
    return given.length === 0 ? {} : { [kind]: (value: never) => given.some((matches) => matches(value)) }
  }
  return { name, matches: Object.assign({}, ...kinds.map(anyOf)) as Partial<Matchers>, isNegation: false }
}

const splitRule = (text: string, presets: RulePresets): readonly [Kind, string] => {
  const colon = text.indexOf(":")
  const kind = kinds.find((known) => known === text.slice(0, Math.max(colon, 0)))
  if (kind === undefined) {
    const known = [...Object.keys(presets), ...kinds.map((name) => `${name}:PATTERN`)].join(", ")
    const typed = colon < 0 ? text : text.slice(0, colon)
    const meant = typed.length < 3 ? null : nearest(typed, colon < 0 ? Object.keys(presets) : kinds)
    const word = meant === null || colon < 0 ? meant : `${meant}${text.slice(colon)}`
    const instead = word === null ? "" : `; did you mean "${word}"?`
    throw new RuleError(text, `the rule "${text}" is none of ${known}${instead}`)
  }
  const patterns = text.slice(colon + 1)
  if (patterns === "") throw new RuleError(text, `the rule "${text}" has no pattern after "${kind}:"`)
  return [kind, patterns]
}

/** Each of `patterns` is one flag's text. */
const readRule = (kind: Kind, ...patterns: ReadonlyArray<string>): Rule => {
  const name = `${kind}:${patterns.join(",")}`
  try {
    return { name, ...readers[kind](patterns) }
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause
    throw new RuleError(name, `in the rule "${name}", ${cause.message}`)
  }
}

type Reader = (patterns: ReadonlyArray<string>) => Omit<Rule, "name">

const textReader =
  (kind: "path" | "ext" | "method", readOne = readPattern): Reader =>
  (texts) => {
    const patterns = readListed(texts, readOne)
    return { matches: { [kind]: compilePatterns(patterns) }, isNegation: patterns.any.length === 0 }
  }

const readers: Readonly<Record<Kind, Reader>> = {
  path: textReader("path"),
  // Extensions are compared in lower case; a regular expression stays as it is, for `\D` is not `\d`. They have no dot: `.css`
  // and `*.css` are `css`.
  ext: textReader("ext", (text) =>
    readPattern(text.startsWith("~") ? text : text.replace(/^\*?\.(?=.)/, "").toLowerCase())
  ),
  method: textReader("method"),
  status: (texts) => {
    const patterns = readStatuses(texts)
    return { matches: { status: compileStatuses(patterns) }, isNegation: patterns.any.length === 0 }
  },
  client: (texts) => {
    const patterns = readClients(texts)
    return { matches: { client: compileClients(patterns) }, isNegation: patterns.any.length === 0 }
  }
}
