/** Rows of the public views in the shape of an answer. */
import { Effect } from "effect"

import { QueryEngine, type QueryRequest } from "@logmill/core/query/QueryEngine"

import type { Answer, Column } from "../api/values.ts"
import { cellsOf } from "../questions/cells.ts"
import { DataState } from "../questions/DataState.ts"

/** `columns` are those of the statement, in its order. */
export const viewAnswer = Effect.fnUntraced(function* (view: {
  readonly id: string
  readonly title: string
  readonly columns: ReadonlyArray<Column>
  readonly query: QueryRequest
}) {
  const { id, title, columns, query } = view
  const engine = yield* QueryEngine
  const state = yield* DataState
  const { zone } = yield* state.current
  const result = yield* engine.run(query)
  return {
    id,
    title,
    chart: "table",
    columns,
    rows: result.rows.map(cellsOf),
    complete: result.complete,
    total: result.total,
    elapsed_ms: result.elapsedMs,
    data_version: result.dataVersion,
    zone,
    sql: query.sql,
    cached: false
  } satisfies Answer
})
