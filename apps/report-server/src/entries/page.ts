/**
 * A page of the entries behind a filter, the newest stored first: keyset-paged by id, so that the thousandth page costs what
 * the first does.
 *
 * Ids of the page are looked for first, from the newest stretch of entries back to the oldest, and only where there can be some
 * (places.ts). A first stretch is small, the next ones as large as takes about half a second. So a common entry is found at
 * once, and a rare one takes no longer than a pass over the table; when the time is over, the page has what was found, and
 * says where the next one goes on. Columns are read for the rows of the page alone.
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
import { before, joined, rangesBefore, type Span, takeStretch, whereRollupsTell } from "./places.ts"

export interface EntriesAsked {
  readonly filter: FilterInput
  /** Rows at most. */
  readonly limit?: number | undefined
  /** Entries with smaller ids only. */
  readonly before?: number | undefined
}

const usualRows = 200
const mostRows = 1_000
/** ms after which no further stretch is looked through. */
const patience = 2_500
/** One stretch is killed after so long: it may read from a cold disk. */
const deadline = "20 seconds"
/** Ids of the first stretch, and ms that the next ones should take. */
const firstStretch = 50_000
const wantedMs = 500

export const entryPage = Effect.fn("entryPage")(
  function* ({ before: end, filter: input, limit = usualRows }: EntriesAsked) {
    const engine = yield* QueryEngine
    const data = yield* DataState.use(({ current }) => current)
    const now = yield* Clock.currentTimeMillis
    const filter = yield* parseFilter(input, { now, zone: data.zone })
    const wanted = Math.min(Math.max(1, Math.floor(limit)), mostRows)
    const found = yield* findIds({ engine, filter, data, wanted, before: end ?? data.lastEntry + 1, started: now })
    const rows = yield* engine.run({ sql: rowsSql, params: { ids: JSON.stringify(found.ids) }, deadline })
    return {
      columns: entryColumns,
      rows: rows.rows.map(cellsOf),
      next: found.next,
      cut: found.isCut,
      searched: data.lastEntry === 0 ? 1 : 1 - ((found.next ?? 1) - 1) / data.lastEntry,
      data_version: rows.dataVersion,
      zone: filter.zone
    }
  },
  Effect.provideService(Lane, "lines"),
  Effect.mapError(ofQuestion)
)

const rowsSql = `SELECT ${entryColumns.map(({ name }) => name).join(", ")} FROM entries
WHERE entry_id IN (SELECT value FROM json_each(:ids)) ORDER BY entry_id DESC`

interface Found {
  readonly ids: ReadonlyArray<number>
  /** Entries before it are still to be looked at; null: there are none. */
  readonly next: number | null
  readonly isCut: boolean
}

const findIds = Effect.fnUntraced(function* (asked: {
  readonly engine: QueryEngine["Service"]
  readonly filter: Filter
  readonly data: DataContext
  readonly wanted: number
  readonly before: number
  readonly started: number
}) {
  const { engine, filter, started, wanted } = asked
  const bindings = new Bindings()
  const condition = entryCondition(filter, bindings)
  const ranges = yield* rangesBefore(asked.before, asked)
  let left = joined(ranges)
  const ids: Array<number> = []
  for (let size = firstStretch, isFirst = true; left.length > 0; isFirst = false) {
    const stretch = takeStretch(left, size)
    // One more than wanted tells whether there is another page.
    const request = stretchSql(stretch, condition, { ...bindings.values, most: BigInt(wanted + 1 - ids.length) })
    const begun = yield* Clock.currentTimeMillis
    const result = yield* engine.run({ ...request, deadline })
    for (const [id] of result.rows) ids.push(Number(id))
    if (ids.length > wanted) {
      return { ids: ids.slice(0, wanted), next: ids[wanted - 1]!, isCut: false } satisfies Found
    }
    const now = yield* Clock.currentTimeMillis
    const end = stretch.at(-1)!.first
    if (isFirst && left.length > 0) {
      const rest = ranges.filter(({ first }) => first < end)
      left = joined(before(yield* whereRollupsTell(rest, asked), end))
    } else if (left.length > 0 && now - started >= patience) return { ids, next: end, isCut: true } satisfies Found
    size = nextSize(size, now - begun)
  }
  return { ids, next: null, isCut: false } satisfies Found
})

const nextSize = (size: number, took: number): number =>
  Math.round(size * Math.min(16, Math.max(0.25, wantedMs / Math.max(1, took))))

/** One span is read from its end and no further than wanted; several are read as a whole. */
const stretchSql = (stretch: ReadonlyArray<Span>, condition: string | null, params: Record<string, SqlValue>) => {
  const also = condition === null ? "" : ` AND ${condition}`
  const [only] = stretch
  if (stretch.length === 1 && only !== undefined) {
    return {
      sql: `SELECT entry_id FROM main.entries WHERE entry_id BETWEEN :first AND :last${also} ORDER BY entry_id DESC LIMIT :most`,
      params: { ...params, first: BigInt(only.first), last: BigInt(only.last) }
    }
  }
  const spans = JSON.stringify(stretch.map(({ first, last }) => [first, last]))
  return {
    sql: `SELECT entry_id FROM json_each(:spans) AS s CROSS JOIN main.entries
ON entry_id BETWEEN s.value ->> 0 AND s.value ->> 1
WHERE 1${also} ORDER BY entry_id DESC LIMIT :most`,
    params: { ...params, spans }
  }
}
