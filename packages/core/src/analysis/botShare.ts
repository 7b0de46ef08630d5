/**
 * How many of the selected hits bots made: said beside every answer that does not tell itself. An analysis like any
 * other, behind the same filter, but in no folder.
 */
import type { Analysis } from "./contract.ts"

export interface BotShare {
  readonly hits: number
  readonly bots: number
}

export const botShareAnalysis: Analysis = {
  id: "bot-share",
  title: "Bot share",
  description: "How many of the hits bots made",
  cost: "rollup",
  chart: "figure",
  replaces: false,
  params: [],
  columns: [],
  sql: "SELECT sum(hits) AS hits, sum(CASE WHEN agent_class IN ('human', 'unknown') THEN 0 ELSE hits END) AS bots FROM hits",
  variants: [],
  file: "bot-share",
  origin: "built-in"
}
