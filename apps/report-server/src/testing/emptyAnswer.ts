/** What an engine answers of which a test wants to know only what it was asked. */
import type { QueryResult } from "@logmill/core/query/queries"

export const emptyAnswer: QueryResult = {
  columns: [],
  rows: [],
  dataVersion: 1,
  complete: true,
  total: 0,
  held: null,
  elapsedMs: 0,
  usedSelected: false
}
