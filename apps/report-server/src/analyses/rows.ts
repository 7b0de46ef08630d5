/**
 * A table of any size, piece by piece. Its statement runs for the first piece; then all rows are kept where it ran, and searching,
 * sorting and turning them over cost little. What is kept is that of the last table that was asked for.
 */
import { Effect } from "effect"

import { questionDigest } from "@logmill/core/analysis/cache"
import { Analyses } from "@logmill/core/analysis/runner"
import { nearest } from "@logmill/workers/nearest"

import type { AnswerWindow } from "../api/Api.ts"
import type { FilterQuery } from "../api/filter.ts"
import { type Refused, refused } from "../api/values.ts"
import { cellsOf } from "../questions/cells.ts"
import { ofQuestion } from "../questions/errors.ts"
import { filterOf } from "../questions/filterInput.ts"
import { Lane } from "../questions/Lanes.ts"
import { deadline } from "../questions/Questions.ts"
import { Report } from "../Report.ts"
import { paramsOf } from "./params.ts"

interface Asked extends FilterQuery {
  readonly params?: string
  readonly offset?: number
  readonly limit?: number
  readonly sort?: string
  readonly find?: string
  readonly data_version?: number
}

const usualRows = 200
const mostRows = 1000
/** More would be no words to look for. */
const mostWords = 20

export const rowsOf = Effect.fn("rowsOf")(function* (id: string, asked: Asked) {
  const params = yield* paramsOf(asked.params)
  const filter = filterOf(asked)
  const analyses = yield* Analyses
  const { slowDeadline } = yield* Report
  const analysis = yield* Effect.mapError(analyses.describe(id), ofQuestion)
  const most = analysis.cost === "sort" ? slowDeadline : deadline
  const { data_version: dataVersion = null, find = "", limit = usualRows, offset = 0, sort = "" } = asked
  const words = find.split(/\s+/).filter((word) => word !== "")
  const window = {
    name: questionDigest([analysis, params, filter]),
    dataVersion,
    find: words.slice(0, mostWords),
    sort: sortOf(sort),
    offset,
    limit: Math.min(limit, mostRows)
  }
  const options = { params, filter, ...(most > 0 ? { deadline: most } : {}) }
  const answer = yield* analyses
    .window(id, window, options)
    .pipe(Effect.provideService(Lane, "table"), Effect.mapError(ofQuestion))
  yield* refuseUnknownOrder(window.sort, answer.columns)
  const { columns, elapsedMs, found, rows, sql, total, zone } = answer
  return {
    columns,
    rows: rows.map(cellsOf),
    offset,
    found,
    total,
    elapsed_ms: elapsedMs,
    data_version: answer.dataVersion,
    zone,
    sql
  } satisfies typeof AnswerWindow.Type
})

const sortOf = (text: string): { readonly column: string; readonly descending: boolean } | null => {
  const descending = text.startsWith("-")
  const column = descending ? text.slice(1) : text
  return column === "" ? null : { column, descending }
}

/** Which columns an answer has is known when it is there. */
const refuseUnknownOrder = (
  sort: ReturnType<typeof sortOf>,
  columns: ReadonlyArray<{ readonly name: string }>
): Effect.Effect<void, Refused> => {
  const names = columns.map(({ name }) => name)
  if (sort === null || names.includes(sort.column)) return Effect.void
  const meant = nearest(sort.column, names)
  const instead = meant === null ? `there are ${names.join(", ")}` : `did you mean ${meant}?`
  return Effect.fail(refused("unknown", `sort: there is no column "${sort.column.slice(0, 100)}"; ${instead}`))
}
