/**
 * What a selected time has of hours that it cuts, as rows of hits, which the query child makes of groups of entries and keeps
 * (query/selected/PartHours.ts): the same for every question of one filter, but for methods, which only those have that
 * ask of them, as each request must be looked at to know them. Only for questions which the rollup by hours answers.
 */
import { type BoundSql, groupedTable, groupingOf, type PartHoursTable, partHoursSchema } from "../query/protocol.ts"
import { minuteMs } from "../store/rollups/calendar.ts"
import { bound } from "./bound.ts"
import { hourSql } from "./bucket.ts"
import { Bindings, valueConditions } from "./condition.ts"
import { cutHours } from "./cutTime.ts"
import { alikeSql, ofRequests } from "./grouped/columns.ts"
import { piecesSelection } from "./grouped/entrySelection.ts"
import { slotOf } from "./grouped/shapes.ts"
import { hitColumns } from "./hitColumns.ts"
import { ofPieces, withRequest } from "./notRolledUp.ts"
import { rollupOf, type Selecting } from "./rollups.ts"

/** Null: there are none, hours are not of slots of time, or the question is not about hours. */
export const partHoursOf = (context: Selecting): PartHoursTable | null => {
  const { filter, needs, span, zone } = context
  if (rollupOf(context) !== "hour") return null
  const { pieces } = cutHours(filter, zone)
  const slotMs = slotOf(zone, span.to)
  if (pieces.length === 0 || slotMs === 0) return null
  const { agent_class: agentClass, method, site_id: site, status } = ofRequests
  const hasMethods = needs.names === null || needs.names.has("method")
  const grouping = {
    ...groupingOf(piecesSelection(filter, pieces)),
    parts: [
      { by: "time", alike: null },
      { by: "site_id", alike: null },
      { by: "status", alike: null },
      { by: "agent_id", alike: alikeSql("agent_id", [agentClass!]) },
      ...(hasMethods ? [{ by: "request_id", alike: alikeSql("request_id", [method!]) } as const] : [])
    ],
    slotMs,
    summed: ["bytes", "duration_us"]
  } as const
  const ofGroups = `SELECT (${hourSql(`(g.by_time * ${slotMs})`, zone, span)}) / ${minuteMs} AS bucket, ${site!.sql} AS site_id,
  ${hasMethods ? method!.sql : "NULL"} AS method, ${status!.sql} AS status, ${agentClass!.sql} AS agent_class, g.hits AS hits,
  g.bytes_sum AS bytes, g.duration_us_sum AS duration_us, g.duration_us_max AS duration_max_us,
  g.duration_us_count AS timed
FROM ${partHoursSchema}.${groupedTable} AS g`
  // Before 1970 they are negative.
  const times = `${filter.from ?? ""}_${filter.to ?? ""}`.replaceAll("-", "m")
  return {
    grouping,
    ofGroups,
    ofEntries: ofEntries(context),
    table: `part_hours_${times}${hasMethods ? "_methods" : ""}`
  }
}

const ofEntries = ({ filter, needs, span, zone }: Selecting): BoundSql => {
  const { counted } = hitColumns({
    rollup: "hour",
    needs: { ...needs, time: "hour", names: null },
    zone,
    span,
    isPlain: false
  })
  const bindings = new Bindings()
  const wanted = { conditions: valueConditions(filter, bindings.write), joined: withRequest }
  const arms = ofPieces(cutHours(filter, zone), wanted).map((entries) => `SELECT ${counted} FROM ${entries}`)
  const sql = `SELECT bucket, site_id, method, status, agent_class, sum(hits) AS hits, sum(bytes) AS bytes,
  sum(duration_us) AS duration_us, max(duration_max_us) AS duration_max_us, sum(timed) AS timed
FROM (
  ${arms.join("\n  UNION ALL\n  ")}
)
GROUP BY bucket, site_id, method, status, agent_class`
  return bound(sql, bindings.values)
}
