/** An answer of the core as the API has it, but for its rows, which are sent in more than one way. */
import type { Answer as CoreAnswer } from "@logmill/core/analysis/runner"

import type { Answer } from "../api/values.ts"

export const answerHead = (answer: CoreAnswer): Omit<Answer, "rows" | "cached"> => {
  const { chart, columns, compared, complete, dataVersion, elapsedMs, id, sql, title, total, zone } = answer
  return {
    id,
    title,
    chart,
    columns,
    complete,
    total,
    elapsed_ms: elapsedMs,
    data_version: dataVersion,
    zone,
    sql,
    ...(compared === undefined ? {} : { compared: comparedOf(compared) })
  }
}

const comparedOf = ({ before, partly, period, sqlBefore }: NonNullable<CoreAnswer["compared"]>) => ({
  period,
  before,
  partly,
  sql_before: sqlBefore
})
