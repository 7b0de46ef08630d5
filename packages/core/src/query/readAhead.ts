/**
 * A question whose answer nobody needs: a child of a pool that has answered it knows what filters go by (selected/PageHints.ts),
 * so that already the first filter needs no look at all entries. 0.06 µs an entry, and 8 bytes of memory.
 */
import { groupingOf } from "./protocol.ts"
import type { QueryRequest } from "./queries.ts"

/** What reports are filtered by most. */
const columns = ["client_id", "request_id", "agent_id", "status"]

const ranges =
  "SELECT first_entry, last_entry, min_time, max_time, source_id FROM main.source_range WHERE first_entry IS NOT NULL ORDER BY first_entry"

/** All entries, of which none is let through. */
const allEntries = groupingOf({
  stretches: [{ from: null, to: null, ranges: { sql: ranges, params: {} } }],
  visitors: null,
  admitted: columns.map((column) => ({ column, sql: "SELECT 0 WHERE 0", params: {} })),
  statuses: null
})

export const readAhead: QueryRequest = {
  sql: "SELECT 1",
  selected: { sql: "SELECT 1", params: {}, selection: null, groupings: [allEntries] }
}
