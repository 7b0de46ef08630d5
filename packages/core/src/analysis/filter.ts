/**
 * The filter: from what was typed to a resolved value that says which entries are meant, in two steps as the flags of a
 * command line are: `FilterInput` holds texts, `Filter` holds instants, patterns and ranges, and nothing in it depends
 * on the clock, the current zone or the database any more. As plain data it is also the key of cached answers.
 *
 * What it selects: patterns of one flag are OR, their negations AND, different flags AND. An unknown value matches only
 * `-`, and is not excluded by a negation of anything else. The SQL made of it is in condition.ts.
 */
import { type ClientPattern, type ClientPatterns, readClients } from "@logmill/workers/filter/client"
import {
  type Combined,
  isLeaf,
  type Listed,
  leavesOf,
  PatternError,
  readListed
} from "@logmill/workers/filter/expression"
import { type Pattern, type Patterns, readPattern, readPatterns } from "@logmill/workers/filter/pattern"
import { readStatuses, type StatusPatterns } from "@logmill/workers/filter/status"
import { Data, Effect } from "effect"

import { nearest } from "../nearest.ts"
import { agentClasses, classWords } from "../store/details.ts"
import { offsetsOf, zoneName } from "../zone.ts"
import { type PatternName, type TextName, textNames } from "./filterNames.ts"
import { noTimeText, readTime } from "./time.ts"

/** As typed: of each list one text a flag given, commas not yet split. */
export interface FilterInput extends Partial<Readonly<Record<PatternName, ReadonlyArray<string>>>> {
  readonly from?: string
  readonly to?: string
  readonly tz?: string
  /** Only entries of these sources (ids of the `sources` view): "for the given files only". */
  readonly sourceIds?: ReadonlyArray<number>
}

/** Fields that are null do not narrow. */
export interface Filter extends Readonly<Record<TextName, Patterns | null>> {
  /** Inclusive, ms UTC. */
  readonly from: number | null
  /** Exclusive, ms UTC. */
  readonly to: number | null
  /** The zone of days in the answer, and of times without a zone in the filter. */
  readonly zone: string
  readonly status: StatusPatterns | null
  readonly class: Patterns | null
  readonly client: ClientPatterns | null
  readonly sourceIds: ReadonlyArray<number> | null
}

/** `message` is a whole sentence: the flag, what is wrong, what to type instead. */
export class FilterError extends Data.TaggedError("FilterError")<{
  /** As typed, `--from`. */
  readonly option: string
  readonly value: string
  readonly message: string
  readonly cause?: unknown
}> {}

/** `now` (ms UTC) is what `-7d` and `now` count from; `zone` the database's report zone. */
export interface FilterContext {
  readonly now: number
  readonly zone: string
}

export const parseFilter = (input: FilterInput, context: FilterContext): Effect.Effect<Filter, FilterError> =>
  Effect.try({ try: () => read(input, context), catch: (cause) => cause as FilterError }).pipe(
    Effect.catchIf(
      (error) => !(error instanceof FilterError),
      (defect) => Effect.die(defect)
    )
  )

/** The filter that selects every entry. */
export const everything = (zone: string): Filter => read({}, { now: 0, zone })

/** True when only whole sources are chosen or nothing at all: counts of lines and rejects still make sense then. */
export const isOfSourcesOnly = (filter: Filter): boolean =>
  Object.entries(filter).every(([name, value]) => value === null || ["zone", "source", "sourceIds"].includes(name))

export const selectsEverything = (filter: Filter): boolean =>
  isOfSourcesOnly(filter) && filter.source === null && filter.sourceIds === null

const read = (input: FilterInput, context: FilterContext): Filter => {
  const zone = input.tz === undefined ? context.zone : readZone(input.tz)
  const [from, to] = readSpan(input, { now: context.now, zone })
  const texts = Object.fromEntries(textNames.map((name) => [name, patternsOf(name, input[name])]))
  return {
    ...(texts as Readonly<Record<TextName, Patterns | null>>),
    from,
    to,
    zone,
    status: given("status", input.status, readStatuses),
    class: given("class", input.class, readClasses),
    client: given("client", input.client, (texts) => limited(readClients(texts))),
    sourceIds: input.sourceIds === undefined ? null : [...input.sourceIds]
  }
}

const readZone = (text: string): string => {
  const zone = zoneName(text)
  if (zone !== null) return zone
  throw wrong("tz", text, `"${text}" is no time zone; write one such as Europe/Berlin, UTC or +02:00`)
}

/** Each of them is a condition of its own, and a statement has an end; exact ones are bound as a list. */
const mostPatterns = 1000

const readSpan = (input: FilterInput, { now, zone }: FilterContext): readonly [number | null, number | null] => {
  const offsetAt = offsetsOf(zone)
  const end = (name: "from" | "to", edge: "start" | "end"): number | null => {
    const text = input[name]
    if (text === undefined) return null
    const time = readTime(text, edge, { now, offsetAt })
    if (time === null) throw wrong(name, text, noTimeText(text, { now, offsetAt }))
    return time
  }
  const from = end("from", "start")
  const to = end("to", "end")
  if (from !== null && to !== null && from >= to) {
    const times = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
    throw wrong(
      "from",
      input.from!,
      `nothing lies between --from ${input.from} and --to ${input.to} (${times}); --to must be later`
    )
  }
  return [from, to]
}

const patternsOf = (name: TextName, values: ReadonlyArray<string> | undefined): Patterns | null =>
  given(name, values, (texts) => limited(readPatterns(texts)))

const limited = <Leaf extends ClientPattern>(patterns: Listed<Leaf>): Listed<Leaf> => {
  const isExact = (leaf: ClientPattern): boolean =>
    leaf.kind === "exact" || (leaf.kind === "network" && leaf.from === leaf.to)
  const others = leavesOf<ClientPattern>(patterns).filter(({ leaf }) => !isExact(leaf))
  if (others.length <= mostPatterns) return patterns
  throw new PatternError(
    `there are ${others.length} patterns that are not exact, and ${mostPatterns} are the most; one regular expression can stand for many: ~^/(a|b)/`
  )
}

const given = <A>(
  name: keyof FilterInput,
  values: ReadonlyArray<string> | undefined,
  readValues: (values: ReadonlyArray<string>) => A
): A | null => {
  if (values === undefined || values.length === 0) return null
  try {
    return readValues(values)
  } catch (cause) {
    if (cause instanceof PatternError) throw wrong(name, values.join(","), cause.message, cause)
    throw cause
  }
}

/**
 * Class names are few and known, so a mistyped one is told. The unknown value is the class `unknown`, and a word for several
 * classes is all of them.
 */
const readClasses = (values: ReadonlyArray<string>): Patterns => {
  const { any, none } = readListed(values, readClass)
  return { any: any.flatMap(spelledOut), none: none.flatMap(spelledOut) }
}

/** With the classes in place of the words for several: any of those returned. */
const spelledOut = (pattern: Combined<Pattern>): ReadonlyArray<Combined<Pattern>> => {
  if (isLeaf(pattern)) {
    const classes = pattern.kind === "exact" ? classWords.get(pattern.text) : undefined
    return classes?.map((text) => ({ kind: "exact", text })) ?? [pattern]
  }
  if (pattern.kind === "not") return [{ kind: "not", of: spelledOutAsOne(pattern.of) }]
  if (pattern.kind === "any") return [{ kind: "any", of: pattern.of.flatMap(spelledOut) }]
  return [{ kind: "all", of: pattern.of.map(spelledOutAsOne) }]
}

const spelledOutAsOne = (pattern: Combined<Pattern>): Combined<Pattern> => {
  const of = spelledOut(pattern)
  return of.length === 1 ? of[0]! : { kind: "any", of }
}

const readClass = (text: string): Pattern => {
  const pattern = readPattern(text)
  if (pattern.kind === "unknown") return { kind: "exact", text: "unknown" }
  const names: ReadonlyArray<string> = [...agentClasses, ...classWords.keys()]
  if (pattern.kind !== "exact" || names.includes(pattern.text)) return pattern
  const meant = nearest(pattern.text, names)
  const instead = meant === null ? `there are ${names.join(", ")}` : `did you mean ${meant}?`
  throw new PatternError(`there is no class "${pattern.text}"; ${instead}`)
}

const wrong = (name: keyof FilterInput, value: string, reason: string, cause?: unknown): FilterError =>
  new FilterError({
    option: `--${name}`,
    value,
    message: `--${name}: ${reason}`,
    ...(cause === undefined ? {} : { cause })
  })
