/** The analyses as the page is told of them. */
import type { Catalog } from "@logmill/core/analysis/catalog"
import type { Analysis } from "@logmill/core/plugin"

import type { Catalog as CatalogSchema } from "../api/Api.ts"
import type { AnalysisInfo } from "../api/values.ts"

export const catalogOf = ({ analyses, problems }: Catalog): typeof CatalogSchema.Type => ({
  analyses: analyses.map(infoOf),
  problems: problems.map(({ file, line, reason }) => ({ file, line, reason }))
})

const infoOf = (analysis: Analysis): AnalysisInfo => {
  const { chart, cost, counts, description, empty, id, origin, params, sql, title, topic } = analysis
  return {
    id,
    title,
    description,
    topic,
    cost,
    chart,
    empty,
    counts,
    origin,
    params,
    columns: analysis.columns
      .filter(({ when }) => when === null)
      .map(({ filter, kind, name, pattern, status }) => ({
        name,
        kind,
        filter,
        ...(pattern === null ? {} : { pattern }),
        ...(status === null ? {} : { status })
      })),
    sql
  }
}
