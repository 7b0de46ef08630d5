/** Rows of the public views for commands that list them: run in the query child, brought into the printed shape. */
import { Effect } from "effect"

import { QueryEngine, type QueryRequest } from "@logmill/core/query/QueryEngine"

import type { Rows, RowsColumn } from "@logmill/core/output/rows"

/** `columns` give the kinds, in the order of the statement's columns; `zone` is the one that times are shown in. */
export const viewRows = Effect.fnUntraced(function* (options: {
  readonly title: string
  readonly columns: ReadonlyArray<RowsColumn>
  readonly zone: string
  readonly query: QueryRequest
}) {
  const engine = yield* QueryEngine
  const result = yield* engine.run(options.query)
  return {
    title: options.title,
    columns: options.columns,
    rows: result.rows,
    isRecord: false,
    complete: result.complete,
    elapsedMs: result.elapsedMs,
    dataVersion: result.dataVersion,
    zone: options.zone,
    sql: options.query.sql
  } satisfies Rows
})

/** The database's report zone. */
export const reportZone = Effect.gen(function* () {
  const engine = yield* QueryEngine
  const { rows } = yield* engine.run({ sql: "SELECT zone FROM meta", brief: true })
  return String(rows[0]?.[0] ?? "UTC")
})
