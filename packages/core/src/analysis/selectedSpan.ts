/**
 * From when to when the entries are that a filter lets through, as far as that is known without reading them: by it
 * `bucket(time, 'auto')` chooses. Ranges know the times of sources, rollups the hours of sites, methods, statuses and
 * classes, and the days of clients and agents; paths and referrers narrow nothing.
 */
import { Effect } from "effect"

import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import { dayMs, hourMs, minuteMs } from "../store/rollups/calendar.ts"
import { offsetBounds } from "../zone.ts"
import type { TimeSpan } from "./bucket.ts"
import { allOf, Bindings, keyConditions, namesVisitors, sourceConditions, visitorOnlyConditions } from "./condition.ts"
import type { Filter } from "./filter.ts"
import { type DataContext, spanOf } from "./question.ts"
import { watermark } from "./rollups.ts"

/** Takes milliseconds, as a rollup is read from its ends. Null: nothing is known beyond the filter's own times. */
export const selectedSpan = Effect.fn("selectedSpan")(function* (
  engine: QueryEngine["Service"],
  filter: Filter,
  data: DataContext
) {
  const span = spanOf(filter, data)
  const bindings = new Bindings()
  const spans = [
    ...ofSources(filter, bindings),
    ...ofKeys(filter, span, bindings),
    ...ofVisitors(filter, span, { data, bindings })
  ]
  if (spans.length === 0) return null
  const { rows } = yield* engine.run({ sql: spans.join("\nUNION ALL\n"), params: bindings.values, brief: true })
  const from = Math.max(span.from, ...rows.map(([first]) => Number(first ?? Infinity)))
  const to = Math.min(span.to, ...rows.map(([, last]) => Number(last)))
  return from < to ? { from, to } : null
}) satisfies (
  engine: QueryEngine["Service"],
  filter: Filter,
  data: DataContext
) => Effect.Effect<TimeSpan | null, QueryError>

const ofSources = (filter: Filter, { write }: Bindings): ReadonlyArray<string> => {
  const conditions = sourceConditions(filter, "source_id", write)
  return conditions.length === 0
    ? []
    : [`SELECT min(min_time), max(max_time) FROM main.source_range WHERE ${allOf(conditions)}`]
}

const ofKeys = (filter: Filter, { from, to }: TimeSpan, { write }: Bindings): ReadonlyArray<string> => {
  const conditions = keyConditions(filter, write)
  if (conditions.length === 0) return []
  const end = (order: "ASC" | "DESC"): string => `(SELECT hour * ${minuteMs} FROM main.hits_hour
    WHERE key_id IN (SELECT id FROM keys) AND hour > ${minutesOf(from - hourMs)} AND hour <= ${minutesOf(to)}
    ORDER BY hour ${order} LIMIT 1)`
  return [
    `SELECT * FROM (
  WITH keys AS MATERIALIZED (SELECT id FROM main.hit_key WHERE ${allOf(conditions)})
  ${withOthers(`SELECT ${end("ASC")} AS first, ${end("DESC")} + ${hourMs} AS last`)}
)`
  ]
}

const minutesOf = (ms: number): number => Math.floor(ms / minuteMs)

const ofVisitors = (
  filter: Filter,
  { from, to }: TimeSpan,
  { data, bindings }: { readonly data: DataContext; readonly bindings: Bindings }
): ReadonlyArray<string> => {
  if (!namesVisitors(filter)) return []
  const conditions = visitorOnlyConditions(filter, bindings.write)
  const { greatest, least } = offsetBounds(data.zoneRule)
  const first = Math.floor((from + least) / dayMs)
  const last = Math.floor((to + greatest) / dayMs)
  return [
    `SELECT * FROM (
  ${withOthers(`SELECT min(day) * ${dayMs} - ${greatest} AS first, (max(day) + 1) * ${dayMs} - ${least} AS last
  FROM (SELECT client_id, nullif(agent_id, 0) AS agent_id, day FROM main.visitor_day)
  WHERE ${allOf([`day BETWEEN ${first} AND ${last}`, ...conditions])}`)}
)`
  ]
}

/** With the times of all entries that no rollup has yet, whosever they are. */
const withOthers = (spans: string): string => `SELECT min(first), max(last) FROM (
    ${spans}
    UNION ALL
    SELECT min(min_time), max(max_time) FROM main.source_range WHERE tail OR last_entry > ${watermark}
  )`
