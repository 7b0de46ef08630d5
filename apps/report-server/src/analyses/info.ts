/** An analysis as the page is told of it. */
import type { Analysis } from "@logmill/core/plugin"

import type { AnalysisInfo } from "../api/values.ts"

export const infoOf = (analysis: Analysis): AnalysisInfo => {
  const { chart, cost, description, id, origin, params, sql, title, topic } = analysis
  return {
    id,
    title,
    description,
    topic,
    cost,
    chart,
    origin,
    params,
    columns: analysis.columns
      .filter(({ when }) => when === null)
      .map(({ filter, kind, name, pattern }) => ({ name, kind, filter, ...(pattern === null ? {} : { pattern }) })),
    sql
  }
}
