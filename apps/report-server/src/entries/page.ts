/**
 * A page of the entries behind a filter, the latest first, those of one time by their ids: keyset-paged by both, so that the
 * thousandth page costs what the first does.
 *
 * There is no index by time. But ranges know the times of their entries (some thousands each), so those that end last are
 * read first, and what was found is settled when it is later than all that the others can hold; of logs in order that is at
 * once. Only ranges are read in which there can be such entries (places.ts), a few at first, then as many as take about half
 * a second. So a common entry is found at once, and a rare one takes no longer than a pass over the table; when the time is
 * over, the page has what was settled, and says where the next one goes on. Columns are read for the rows of the page alone.
 */
import { Clock, Effect } from "effect"

import { Bindings, entryCondition } from "@logmill/core/analysis/condition"
import { type Filter, type FilterInput, parseFilter } from "@logmill/core/analysis/filter"
import type { DataContext } from "@logmill/core/analysis/runner"
import { QueryEngine, type SqlValue } from "@logmill/core/query/QueryEngine"

import { cellsOf } from "../questions/cells.ts"
import { DataState } from "../questions/DataState.ts"
import { ofQuestion } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { entryColumns } from "./columns.ts"
import { byTime, type Cursor, cursorOf, cursorText } from "./cursor.ts"
import { entriesIn, joined, type Range, rangesUpTo, takeRanges, whereRollupsTell } from "./places.ts"

export interface EntriesAsked {
  readonly filter: FilterInput
  /** Rows at most. */
  readonly limit?: number | undefined
  /** Entries behind this cursor only (cursor.ts). */
  readonly before?: string | undefined
  /** This entry alone. */
  readonly id?: number | undefined
}

const usualRows = 200
const mostRows = 1_000
/** ms after which no further stretch is looked through. */
const patience = 2_500
/** One stretch is killed after so long: it may read from a cold disk. */
const deadline = "20 seconds"
/** Entries of the ranges that are read first, and ms that the next ones should take. */
const firstStretch = 25_000
const wantedMs = 500

export const entryPage = Effect.fn("entryPage")(
  function* ({ before, filter: input, id, limit = usualRows }: EntriesAsked) {
    const engine = yield* QueryEngine
    const data = yield* DataState.use(({ current }) => current)
    const now = yield* Clock.currentTimeMillis
    const filter = yield* parseFilter(input, { now, zone: data.zone })
    const wanted = Math.min(Math.max(1, Math.floor(limit)), mostRows)
    const found =
      id === undefined
        ? yield* findLatest({ engine, filter, data, wanted, before: cursorOf(before), started: now })
        : ({ ids: [id], next: null, isCut: false, left: 0 } satisfies Found)
    const rows = yield* engine.run({ sql: rowsSql, params: { ids: JSON.stringify(found.ids) }, deadline })
    return {
      columns: entryColumns,
      rows: rows.rows.map(cellsOf),
      next: found.next === null ? null : cursorText(found.next),
      cut: found.isCut,
      searched: data.lastEntry === 0 ? 1 : Math.max(0, 1 - found.left / data.lastEntry),
      data_version: rows.dataVersion,
      zone: filter.zone
    }
  },
  Effect.provideService(Lane, "lines"),
  Effect.mapError(ofQuestion)
)

const rowsSql = `SELECT ${entryColumns.map(({ name }) => name).join(", ")} FROM entries
WHERE entry_id IN (SELECT value FROM json_each(:ids)) ORDER BY time DESC, entry_id DESC`

interface Found {
  readonly ids: ReadonlyArray<number>
  /** What is behind it is still to be looked at; null: nothing is. */
  readonly next: Cursor | null
  readonly isCut: boolean
  /** Entries in ranges that were not read. */
  readonly left: number
}

const findLatest = Effect.fnUntraced(function* (asked: {
  readonly engine: QueryEngine["Service"]
  readonly filter: Filter
  readonly data: DataContext
  readonly wanted: number
  readonly before: Cursor
  readonly started: number
}) {
  const { before, engine, filter, started, wanted } = asked
  const bindings = new Bindings()
  const condition = entryCondition(filter, bindings)
  let left = yield* rangesUpTo(before.time, asked)
  let found: ReadonlyArray<Cursor> = []
  for (let size = firstStretch, isFirst = true; ; isFirst = false) {
    const read = takeRanges(left, size)
    left = left.slice(read.length)
    const begun = yield* Clock.currentTimeMillis
    // One more than wanted tells whether there is another page.
    const request = latestSql(read, condition, {
      ...bindings.values,
      time: BigInt(before.time),
      id: BigInt(before.id),
      most: BigInt(wanted + 1)
    })
    const { rows } = yield* engine.run({ ...request, deadline })
    found = [...found, ...rows.map(([time, id]) => ({ time: Number(time), id: Number(id) }))]
      .toSorted(byTime)
      .slice(0, wanted + 1)
    if (isFirst && found.length <= wanted && left.length > 0) left = yield* whereRollupsTell(left, asked)
    const [next] = left
    const settled = next === undefined ? found : found.filter(({ time }) => time > next.to)
    const page = { ids: settled.slice(0, wanted).map(({ id }) => id), left: entriesIn(left) }
    if (settled.length > wanted) return { ...page, next: settled[wanted - 1]!, isCut: false } satisfies Found
    if (next === undefined) return { ...page, next: null, isCut: false } satisfies Found
    const now = yield* Clock.currentTimeMillis
    const end = { time: next.to + 1, id: 0 }
    if (now - started >= patience && byTime(before, end) < 0) {
      return { ...page, next: end, isCut: true } satisfies Found
    }
    size = nextSize(size, now - begun)
  }
})

const nextSize = (size: number, took: number): number =>
  Math.round(size * Math.min(16, Math.max(0.25, wantedMs / Math.max(1, took))))

/** The latest of these ranges behind a cursor. */
const latestSql = (ranges: ReadonlyArray<Range>, condition: string | null, params: Record<string, SqlValue>) => ({
  sql: `SELECT time, entry_id FROM json_each(:spans) AS s CROSS JOIN main.entries
ON entry_id BETWEEN s.value ->> 0 AND s.value ->> 1
WHERE (time < :time OR (time = :time AND entry_id < :id))${condition === null ? "" : ` AND ${condition}`}
ORDER BY time DESC, entry_id DESC LIMIT :most`,
  params: { ...params, spans: JSON.stringify(joined(ranges).map(({ first, last }) => [first, last])) }
})
