/**
 * Questions whose answers nobody needs: a child of a pool that has answered them knows what filters go by
 * (query/selected/PageHints.ts), and visits by status (query/selected/statusVisits.ts), so that already the first filter needs no look at
 * all entries. 0.07 and 0.12 µs an entry, and 8 and 2 bytes of memory, in steps of 0.1 to 0.3 s of 10 M entries. The children
 * that are asked of cut days and hours have begun by then, and learned what they need: 0.1 s.
 */
import {
  type EntryStretch,
  type Grouping,
  groupingOf,
  partsOf,
  type SelectedStatement,
  selectedStatement,
  statusParts,
  visitParts
} from "../../query/protocol.ts"
import type { QueryRequest } from "../../query/queries.ts"
import { dayMs } from "../../store/rollups/calendar.ts"
import { cutDays } from "../cutTime.ts"
import { everything, type Filter } from "../filter.ts"
import type { DataContext } from "../runner.ts"
import { alikeSql, ofRequests } from "./columns.ts"
import { entrySelection, visitSelection } from "./entrySelection.ts"
import { dayOffsetOf } from "./shapes.ts"

/** What reports are filtered by most. */
const columns = ["client_id", "request_id", "agent_id", "status"]

/** No value of these columns is let through. */
const none = columns.map((column) => ({ column, sql: "SELECT 0 WHERE 0", params: {} }))

/** Steps of it, as a question that comes meanwhile waits for one of them. */
export const hintParts = 3

/** By what panels group user agents: it is learned, too. */
const ofAgents: ReadonlyArray<Grouping["parts"]> = ["agent_class", "browser", "os", "device"].map((name) => [
  { by: "agent_id", alike: alikeSql("agent_id", [ofRequests[name]!]) }
])

/** Days that are cut, so many that what adds them up is compiled at its best once it is needed (V8 does so with what is used much). */
const cutAround = (time: number): Filter => ({ ...everything("UTC"), from: time - 2.6 * dayMs, to: time - 0.1 * dayMs })

const nothing = { stretches: [], visitors: null, admitted: [], statuses: null }

/** Hours that are cut, of which there are none. */
const noPartHours = {
  grouping: groupingOf(nothing),
  ofGroups: "SELECT 0 AS hits",
  ofEntries: { sql: "SELECT 0 AS hits", params: {} },
  table: "part_hours_ahead"
}

/** One after the other: of what filters go by, in parts, and once as a filter does; of cut days, of cut hours, of visits. */
export const readAhead = ({
  firstTime,
  lastTime,
  lastEntry,
  zoneRule
}: Pick<DataContext, "firstTime" | "lastTime" | "lastEntry" | "zoneRule">): ReadonlyArray<QueryRequest> => {
  const dayOffsetMs = dayOffsetOf(zoneRule, { from: firstTime ?? 0, to: lastTime ?? 0 })
  const entries = entrySelection({ filter: everything("UTC"), zone: zoneRule })
  const groupings = ofAgents.map((parts) => ({ ...groupingOf(nothing), parts }))
  const filter = cutAround(lastTime ?? 0)
  const { buckets: days, pieces } = cutDays(filter, zoneRule)
  const ofCutDays = {
    ...groupingOf(visitSelection({ filter, zone: zoneRule, otherZone: null })),
    dayOffsetMs: dayOffsetMs ?? 0,
    parts: partsOf(visitParts),
    summed: ["bytes"]
  } as const
  const inParts = (of: number, made: (stretches: ReadonlyArray<EntryStretch>, part: number) => Grouping) =>
    Array.from({ length: of }, (_, part) => requestOf({ groupings: [made([partOf(part, of, lastEntry)], part)] }))
  const requests = [
    ...inParts(hintParts, (stretches) => groupingOf({ ...entries, stretches, admitted: none })),
    requestOf({ groupings: [groupingOf({ ...entries, admitted: none })] }),
    requestOf({ groupings, selection: { days, pieces } }),
    requestOf({ groupings: [...groupings, ofCutDays], partHours: noPartHours })
  ]
  if (dayOffsetMs === null) return requests
  const ofStatuses = inParts(statusParts, (stretches, part) => ({
    ...groupingOf({ ...entries, stretches }),
    dayOffsetMs,
    keepsStatuses: part
  }))
  const inOrder = { ...groupingOf(nothing), dayOffsetMs, keepsStatuses: statusParts }
  return [...requests, ...ofStatuses, requestOf({ groupings: [inOrder] })]
}

/** So much of all entries, by their ids; those that came since are in the last. */
const partOf = (part: number, of: number, lastEntry: number): EntryStretch => {
  const size = Math.ceil(lastEntry / of)
  const first = part * size + 1
  const last = part === of - 1 ? Number.MAX_SAFE_INTEGER : first + size - 1
  return {
    from: null,
    to: null,
    ranges: {
      sql: `SELECT max(first_entry, :first) AS first_entry, min(last_entry, :last) AS last_entry, min_time, max_time, source_id
FROM main.source_range WHERE last_entry >= :first AND first_entry <= :last ORDER BY first_entry`,
      params: { first, last }
    }
  }
}

const requestOf = (made: Partial<SelectedStatement>): QueryRequest => ({
  sql: "SELECT 1",
  selected: { ...selectedStatement("SELECT 1"), ...made }
})
