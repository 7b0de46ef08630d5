/**
 * How many of the selected hits bots made: said beside every answer that does not tell itself. An analysis like any
 * other, behind the same filter, but in no folder; over visits where only these have a rollup that knows the filter.
 */
import type { Analysis } from "./contract.ts"
import type { Filter } from "./filter.ts"
import type { DataContext } from "./question.ts"
import { isOfVisitsOnly } from "./rollups.ts"

export interface BotShare {
  readonly hits: number
  readonly bots: number
}

export const botShareAnalysis = (filter: Filter, data: DataContext): Analysis => ({
  id: "bot-share",
  title: "Bot share",
  description: "How many of the hits bots made",
  topic: "bots",
  cost: "rollup",
  chart: "figure",
  empty: null,
  counts: "all",
  replaces: false,
  also: [],
  params: [],
  columns: [],
  sql: `SELECT sum(hits) AS hits, sum(CASE WHEN agent_class IN ('human', 'unknown') THEN 0 ELSE hits END) AS bots
FROM ${isOfVisitsOnly(filter) && filter.zone === data.zone ? "visits" : "hits"}`,
  variants: [],
  file: "bot-share",
  origin: "built-in"
})
