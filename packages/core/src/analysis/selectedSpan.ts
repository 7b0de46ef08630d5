/**
 * From when to when the entries are that a filter lets through: `bucket(time, 'auto')` chooses by it, and days at its ends are not
 * whole, as if there were no others.
 *
 * What can be known without reading entries comes first: ranges know the times of sources, rollups the hours of sites, methods,
 * statuses and classes, the days of clients and agents, and those of paths. Within them entries are read from both ends until
 * the first and the last are met (query/selected/edges.ts). Where nobody can read them so, and they are many, what comes first is all.
 */
import { Effect } from "effect"

import type { QueryEngine, QueryError } from "../query/QueryEngine.ts"
import { dayMs, hourMs, minuteMs } from "../store/rollups/calendar.ts"
import { offsetBounds } from "../zone.ts"
import type { TimeSpan } from "./bucket.ts"
import {
  allOf,
  Bindings,
  keyConditions,
  keysRestored,
  namesVisitors,
  pathConditions,
  sourceConditions,
  visitorOnlyConditions
} from "./condition.ts"
import { type Filter, selectsEverything } from "./filter.ts"
import { type DataContext, pose, spanOf } from "./question.ts"
import { watermark } from "./notRolledUp.ts"

/** Null: there are none, or nothing is filtered. On 10 M entries 20 to 150 ms; a second where a rare referrer is looked for. */
export const selectedSpan = Effect.fn("selectedSpan")(function* (
  engine: QueryEngine["Service"],
  filter: Filter,
  data: DataContext
) {
  if (selectsEverything(filter)) return null
  const bounds = yield* boundsOf(engine, filter, data)
  if (bounds === null) return null
  const within = { ...filter, from: bounds.from, to: Math.min(filter.to ?? Infinity, bounds.to + 1) }
  const { own, params, selected, sql } = pose(edges, { params: {}, filter: within, data })
  const isKnown = `SELECT ${bounds.from}, ${bounds.to}`
  const { rows } = yield* engine.run(
    selected === null ? { sql, params, analysis: own } : { sql: isKnown, selected, analysis: own }
  )
  const [first, last] = rows[0]!
  // As that of a database which has no other entries.
  return first === null ? null : spanOf(filter, { firstTime: Number(first), lastTime: Number(last) })
}) satisfies (
  engine: QueryEngine["Service"],
  filter: Filter,
  data: DataContext
) => Effect.Effect<TimeSpan | null, QueryError>

const edges = "SELECT min(time) AS first, max(time) AS last FROM entries"

/** All selected entries are within. Takes milliseconds, as a rollup is read from its ends. */
const boundsOf = Effect.fnUntraced(function* (engine: QueryEngine["Service"], filter: Filter, data: DataContext) {
  // With times of broken clocks, which a span leaves out.
  const span = {
    from: Math.max(filter.from ?? -Infinity, data.firstTime ?? 0),
    to: Math.min(filter.to ?? Infinity, data.lastTime ?? 0)
  }
  const bindings = new Bindings()
  const spans = [
    ...ofSources(filter, bindings),
    ...ofKeys(filter, span, bindings),
    ...ofVisitors(filter, span, { data, bindings }),
    ...ofPaths(filter, span, { data, bindings })
  ]
  if (spans.length === 0) return span.from <= span.to ? span : null
  const { rows } = yield* engine.run({ sql: spans.join("\nUNION ALL\n"), params: bindings.values, brief: true })
  const from = Math.max(span.from, ...rows.map(([first]) => Number(first ?? Infinity)))
  const to = Math.min(span.to, ...rows.map(([, last]) => Number(last ?? -Infinity)))
  return from <= to ? { from, to } : null
})

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
  WITH keys AS MATERIALIZED (SELECT id FROM (${keysRestored}) WHERE ${allOf(conditions)})
  ${withOthers(`SELECT ${end("ASC")} AS first, ${end("DESC")} + ${hourMs} AS last`)}
)`
  ]
}

const minutesOf = (ms: number): number => Math.floor(ms / minuteMs)

interface OfDays {
  readonly data: DataContext
  readonly bindings: Bindings
}

const ofVisitors = (filter: Filter, span: TimeSpan, { data, bindings }: OfDays): ReadonlyArray<string> => {
  if (!namesVisitors(filter)) return []
  const conditions = visitorOnlyConditions(filter, bindings.write)
  return [
    `SELECT * FROM (
  ${withOthers(`SELECT ${beginOf("min(day)", data)} AS first, ${endOf("max(day)", data)} AS last
  FROM (SELECT client_id, nullif(agent_id, 0) AS agent_id, day FROM main.visitor_day)
  WHERE ${allOf([daysWithin(span, data), ...conditions])}`)}
)`
  ]
}

/** The rollup stands by days: it is read until the first and the last one are met. */
const ofPaths = (filter: Filter, span: TimeSpan, { data, bindings }: OfDays): ReadonlyArray<string> => {
  const conditions = pathConditions(filter, bindings.write)
  if (conditions.length === 0) return []
  const end = (order: "ASC" | "DESC"): string => `(SELECT day FROM main.hits_day
    WHERE path_id IN (SELECT id FROM paths) AND ${daysWithin(span, data)} ORDER BY day ${order} LIMIT 1)`
  return [
    `SELECT * FROM (
  WITH paths AS MATERIALIZED (SELECT path_id AS id FROM (SELECT id AS path_id FROM main.path) WHERE ${allOf(conditions)})
  ${withOthers(`SELECT ${beginOf(end("ASC"), data)} AS first, ${endOf(end("DESC"), data)} AS last`)}
)`
  ]
}

const daysWithin = ({ from, to }: TimeSpan, { zoneRule }: DataContext): string => {
  const { greatest, least } = offsetBounds(zoneRule)
  return `day BETWEEN ${Math.floor((from + least) / dayMs)} AND ${Math.floor((to + greatest) / dayMs)}`
}

/** In ms UTC, at the earliest and at the latest. */
const beginOf = (day: string, { zoneRule }: DataContext): string =>
  `${day} * ${dayMs} - ${offsetBounds(zoneRule).greatest}`
const endOf = (day: string, { zoneRule }: DataContext): string =>
  `(${day} + 1) * ${dayMs} - ${offsetBounds(zoneRule).least}`

/** With the times of all entries that no rollup has yet, whosever they are. */
const withOthers = (spans: string): string => `SELECT min(first), max(last) FROM (
    ${spans}
    UNION ALL
    SELECT min(min_time), max(max_time) FROM main.source_range WHERE tail OR last_entry > ${watermark}
  )`
