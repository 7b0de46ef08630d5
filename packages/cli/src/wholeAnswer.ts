/**
 * An answer of all rows (`--limit 0`), however many there are: so many are asked for at once, which are kept like those of
 * any answer; where there are more, it is asked for again and printed as it comes. 2 M rows of 300 bytes were 1 GB (Nov 2026).
 */
import { Effect, type Scope } from "effect"

import type { AnalysisError } from "@logmill/core/analysis/AnalysisError"
import type { FilterError } from "@logmill/core/analysis/filter"
import { Analyses, type RunOptions } from "@logmill/core/analysis/runner"
import type { QueryError } from "@logmill/core/query/QueryEngine"

import type { Stop } from "./exit.ts"
import type { OutputChoice } from "./output/print.ts"
import { printStream } from "./output/stream.ts"
import type { Shell } from "./Shell.ts"

/** Rows that are asked for where all are wanted. */
export const rowsAtOnce = 100_000

export const printWhole = (
  id: string,
  options: RunOptions,
  choice: OutputChoice
): Effect.Effect<void, AnalysisError | FilterError | QueryError | Stop, Analyses | Scope.Scope | Shell> =>
  Effect.gen(function* () {
    const { end, ...answer } = yield* Analyses.use(({ stream }) => stream(id, options))
    const ended = Effect.map(end, ({ complete, elapsedMs }) => ({ ...answer, complete, elapsedMs }))
    yield* printStream({ ...answer, end: ended }, choice)
  })
