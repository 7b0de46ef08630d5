/** What is loaded, for the top bar. */
import { basename } from "node:path"

import { Clock, Effect } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"

import { DataState } from "../questions/DataState.ts"
import { unreadable } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { Report } from "../Report.ts"

export const overview = Effect.gen(function* () {
  const { databasePath, version } = yield* Report
  const engine = yield* QueryEngine
  const state = yield* DataState
  const data = yield* state.current
  const { dataVersion, rows } = yield* engine.run({ sql: loadedSql })
  const [entries, sources, sites] = rows[0]!
  return {
    version,
    database: basename(databasePath),
    zone: data.zone,
    created_at: data.createdAt,
    data_version: dataVersion,
    entries: Number(entries),
    sources: Number(sources),
    sites: JSON.parse(String(sites)) as ReadonlyArray<string>,
    first_time: data.firstTime,
    last_time: data.lastTime,
    now: yield* Clock.currentTimeMillis
  }
}).pipe(Effect.provideService(Lane, "quick"), Effect.mapError(unreadable))

const loadedSql = `SELECT (SELECT coalesce(sum(stored), 0) FROM source_range), (SELECT count(*) FROM source),
  (SELECT json_group_array(value) FROM (SELECT value FROM site ORDER BY value))`
