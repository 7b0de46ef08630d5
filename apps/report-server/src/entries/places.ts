/**
 * Where in the table entries of a filter can be, beyond what ranges tell by themselves: the rollups know in which hours there
 * is an entry of some status, class, method or site, and on which days one of some path. Ranges outside of these need not be
 * read. What the rollups do not have yet, and unfinished last lines, are always looked at.
 */
import { Effect } from "effect"

import { allOf, Bindings, keyConditions, pathConditions } from "@logmill/core/analysis/condition"
import type { Filter } from "@logmill/core/analysis/filter"
import { placeRanges } from "@logmill/core/analysis/places"
import { watermark } from "@logmill/core/analysis/notRolledUp"
import type { DataContext } from "@logmill/core/analysis/runner"
import type { QueryEngine, QueryError } from "@logmill/core/query/QueryEngine"
import { joined as neighboursJoined } from "@logmill/core/query/pages/trees"
import { dayMs, hourMs, minuteMs } from "@logmill/core/store/rollups/calendar"
import { offsetBounds } from "@logmill/core/zone"

/** Ids, both ends within. */
export interface Span {
  readonly first: number
  readonly last: number
}

export interface Range extends Span {
  /** ms UTC, both ends within. */
  readonly from: number
  readonly to: number
  readonly isInRollups: boolean
}

interface Asked {
  readonly engine: QueryEngine["Service"]
  readonly filter: Filter
  readonly data: DataContext
}

const deadline = "20 seconds"

/** Ranges that begin at this time (ms) or earlier, those that end last first, by time, client, agent and source. */
export const rangesUpTo = (
  time: number,
  { data, engine, filter }: Asked
): Effect.Effect<ReadonlyArray<Range>, QueryError> => {
  const bindings = new Bindings()
  const place = placeRanges({ filter, zone: data.zoneRule, bindings })
  const conditions = [
    "first_entry IS NOT NULL",
    "min_time <= :time",
    ...place.conditions,
    ...(filter.from === null ? [] : [`max_time >= ${filter.from}`]),
    ...(filter.to === null ? [] : [`min_time < ${filter.to}`]),
    ...(filter.sourceIds === null ? [] : [`source_id IN (${filter.sourceIds.join(", ")})`])
  ]
  const sql = `${place.with}SELECT first_entry, last_entry, min_time, max_time,
  NOT tail AND last_entry <= ${watermark}
FROM main.source_range WHERE ${allOf(conditions)} ORDER BY max_time DESC, first_entry DESC`
  const params = { ...bindings.values, time: BigInt(time) }
  return Effect.map(engine.run({ sql, params, deadline }), ({ rows }) =>
    rows.map(([first, last, from, to, isInRollups]) => ({
      first: Number(first),
      last: Number(last),
      from: Number(from),
      to: Number(to),
      isInRollups: Number(isInRollups) === 1
    }))
  )
}

/** A stretch of a rollup: ms UTC, `to` exclusive. */
interface Stretch {
  readonly from: number
  readonly to: number
}

/** The hours or days that have such entries, in their order; null: the filter says nothing that a rollup knows. */
const stretchesOf = ({ data, engine, filter }: Asked): Effect.Effect<ReadonlyArray<Stretch> | null, QueryError> => {
  const bindings = new Bindings()
  const ofKeys = keyConditions(filter, bindings.write)
  const ofPaths = pathConditions(filter, bindings.write)
  if (ofKeys.length + ofPaths.length === 0) return Effect.succeed(null)
  const keys = `SELECT id FROM (SELECT id, nullif(site_id, 0) AS site_id, nullif(method, '') AS method,
  nullif(status, -1) AS status, agent_class FROM main.hit_key) WHERE ${allOf(ofKeys)}`
  const [unit, table] = ofPaths.length > 0 ? ["day", "hits_day"] : ["hour", "hits_hour"]
  const conditions = [...ofPaths, ...(ofKeys.length === 0 ? [] : [`key_id IN (${keys})`])]
  const sql = `SELECT DISTINCT ${unit} FROM main.${table} WHERE ${allOf(conditions)} ORDER BY ${unit}`
  const { greatest, least } = offsetBounds(data.zoneRule)
  const stretchOf = (begin: number): Stretch =>
    ofPaths.length > 0
      ? { from: begin * dayMs - greatest, to: (begin + 1) * dayMs - least }
      : { from: begin * minuteMs, to: begin * minuteMs + hourMs }
  return Effect.map(engine.run({ sql, params: bindings.values, deadline }), ({ rows }) =>
    rows.map(([begin]) => stretchOf(Number(begin)))
  )
}

/** Those of the ranges in which there can be such entries by the rollups. */
export const whereRollupsTell = (
  ranges: ReadonlyArray<Range>,
  asked: Asked
): Effect.Effect<ReadonlyArray<Range>, QueryError> =>
  Effect.map(stretchesOf(asked), (stretches) =>
    stretches === null ? ranges : ranges.filter((range) => !range.isInRollups || touches(range, stretches))
  )

/** `stretches` begin one after the other, and are about as long. */
export const touches = ({ from, to }: Pick<Range, "from" | "to">, stretches: ReadonlyArray<Stretch>): boolean => {
  let [low, high] = [0, stretches.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (stretches[middle]!.to <= from) low = middle + 1
    else high = middle
  }
  return low < stretches.length && stretches[low]!.from <= to
}

/** The first of the ranges, as many as have about so many entries, one at least. */
export const takeRanges = (ranges: ReadonlyArray<Range>, entries: number): ReadonlyArray<Range> => {
  let room = entries
  const end = ranges.findIndex(({ first, last }) => (room -= last - first + 1) <= 0)
  return end < 0 ? ranges : ranges.slice(0, end + 1)
}

export const entriesIn = (spans: ReadonlyArray<Span>): number =>
  spans.reduce((sum, { first, last }) => sum + last - first + 1, 0)

/** Those that follow each other made one, in falling order, as the latest entries are mostly those with the largest ids. */
export const joined = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> =>
  neighboursJoined(spans.toSorted((a, b) => a.first - b.first)).toReversed()
