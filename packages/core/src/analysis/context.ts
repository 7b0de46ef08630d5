/** What a database is, apart from what it is asked: zone, data version, span. One brief statement. */
import type { ZoneRule } from "@logmill/workers/zone"
import { Effect } from "effect"

import { QueryEngine, type QueryError, type SqlValue } from "../query/QueryEngine.ts"
import type { DataContext } from "./question.ts"

export const dataContext: Effect.Effect<DataContext, QueryError, QueryEngine> = Effect.suspend(() =>
  QueryEngine.use((engine) =>
    Effect.map(engine.run({ sql: contextSql, brief: true }), ({ rows }) => readContext(rows[0]!))
  )
)

const contextSql = `SELECT zone, data_version, created_at,
  (SELECT min(min_time) FROM source_range), (SELECT max(max_time) FROM source_range),
  (SELECT json_group_array(json_array(from_time, offset_ms)) FROM (SELECT * FROM zone_offset ORDER BY from_time)),
  (SELECT max(last_entry) FROM source_range)
FROM meta`

const readContext = ([
  zone,
  dataVersion,
  createdAt,
  firstTime,
  lastTime,
  offsets,
  lastEntry
]: ReadonlyArray<SqlValue>): DataContext => ({
  zone: String(zone),
  zoneRule: JSON.parse(String(offsets)) as ZoneRule,
  dataVersion: Number(dataVersion),
  createdAt: Number(createdAt),
  firstTime: firstTime as number | null,
  lastTime: lastTime as number | null,
  lastEntry: Number(lastEntry ?? 0)
})
