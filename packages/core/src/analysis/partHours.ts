/**
 * The statement for what a selected time has of hours that it cuts, as rows of hits, which the query child keeps
 * (query/selected/PartHours.ts): with all columns that the rollup by hours has, so that it is the same for every question
 * of one filter. Only for questions which that rollup answers.
 */
import type { PartHoursTable } from "../query/protocol.ts"
import { bound } from "./bound.ts"
import { Bindings, valueConditions } from "./condition.ts"
import { cutHours } from "./cutTime.ts"
import { hitColumns } from "./hitColumns.ts"
import { ofPieces, withRequest } from "./notRolledUp.ts"
import { rollupOf, type Selecting } from "./rollups.ts"

/** Null: there are none, or the question is not about hours. */
export const partHoursOf = (context: Selecting): PartHoursTable | null => {
  const { filter, needs, span, zone } = context
  if (rollupOf(context) !== "hour") return null
  const cut = cutHours(filter, zone)
  if (cut.pieces.length === 0) return null
  const { counted } = hitColumns("hour", { ...needs, time: "hour", names: null }, zone, span)
  const bindings = new Bindings()
  const conditions = valueConditions(filter, bindings.write)
  const arms = ofPieces(cut, { conditions, joined: withRequest }).map((entries) => `SELECT ${counted} FROM ${entries}`)
  const sql = `SELECT bucket, site_id, method, status, agent_class, sum(hits) AS hits, sum(bytes) AS bytes,
  sum(duration_us) AS duration_us, max(duration_max_us) AS duration_max_us, sum(timed) AS timed
FROM (
  ${arms.join("\n  UNION ALL\n  ")}
)
GROUP BY bucket, site_id, method, status, agent_class`
  // Before 1970 they are negative.
  const table = `part_hours_${filter.from ?? ""}_${filter.to ?? ""}`.replaceAll("-", "m")
  return { ...bound(sql, bindings.values), table }
}
