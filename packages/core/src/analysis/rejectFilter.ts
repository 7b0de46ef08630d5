/**
 * Which rejects are meant, by source and by reason: the patterns of the filter, over the view `rejects`. A reason that
 * there is none of is told, as reasons are few and known.
 */
import { PatternError, readListed } from "@logmill/workers/filter/expression"
import { type Pattern, type Patterns, readPattern, readPatterns } from "@logmill/workers/filter/pattern"
import { rejectReasonTexts } from "@logmill/workers/parse/line"
import { Effect } from "effect"

import { nearest } from "../nearest.ts"
import type { SqlValue } from "../query/protocol.ts"
import { allOf, Bindings, sourceConditions, textConditions } from "./condition.ts"
import { FilterError } from "./filter.ts"

/** As typed: one text a flag given, commas not yet split. */
export interface RejectFilterInput {
  readonly source: ReadonlyArray<string>
  readonly reason: ReadonlyArray<string>
}

export interface RejectCondition {
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
}

export const rejectCondition = (input: RejectFilterInput): Effect.Effect<RejectCondition, FilterError> =>
  Effect.gen(function* () {
    const source = yield* patternsOf("source", input.source, readPatterns)
    const reason = yield* patternsOf("reason", input.reason, readReasons)
    const bindings = new Bindings()
    const parts = [
      ...sourceConditions({ source, sourceIds: null }, "source_id", bindings.write),
      ...textConditions("reason", reason, bindings.write)
    ]
    return { sql: allOf(parts), params: bindings.values }
  })

const patternsOf = (
  name: keyof RejectFilterInput,
  values: ReadonlyArray<string>,
  read: (values: ReadonlyArray<string>) => Patterns
): Effect.Effect<Patterns | null, FilterError> =>
  values.length === 0
    ? Effect.succeed(null)
    : Effect.try({
        try: () => read(values),
        catch: (cause) => {
          if (!(cause instanceof PatternError)) throw cause
          const option = `--${name}`
          return new FilterError({ option, value: values.join(","), message: `${option}: ${cause.message}`, cause })
        }
      })

const readReasons = (values: ReadonlyArray<string>): Patterns => readListed(values, readReason)

const readReason = (text: string): Pattern => {
  const pattern = readPattern(text)
  const reasons = Object.keys(rejectReasonTexts)
  if (pattern.kind !== "exact" || reasons.includes(pattern.text)) return pattern
  const meant = nearest(pattern.text, reasons)
  const instead = meant === null ? `there are ${reasons.join(", ")}` : `did you mean ${meant}?`
  throw new PatternError(`no line is rejected for "${pattern.text}"; ${instead}`)
}
