/**
 * `hits` and `visits` behind a filter, from the rollups as far as these can tell, else from entries.
 *
 * A rollup has whole days (hours) up to the watermark. To its rows come those of the entries it does not have: beyond
 * the watermark, of unfinished last lines, and, where --from or --to cut a day (hour), of the pieces. Sums are the same
 * as over entries, whichever way is taken; a row of `hits` has the time at which its day or hour begins.
 *
 * Inside are numbers and ids only, in one compound SELECT; texts are looked up around it, so that a statement which
 * groups by an id asks for a text once a group (SQLite evaluates what stands inside a compound for every row).
 */
import type { ZoneRule } from "@logmill/workers/zone"

import { foldedSums, type Selection } from "../query/protocol.ts"
import { dayMs, dayOf, hourAround, hourMs, minuteMs } from "../store/rollups/calendar.ts"
import { dayNumberSql, daySql, dayStartSql, type TimeSpan } from "./bucket.ts"
import { allOf, keyConditions, keysRestored, pathConditions, valueConditions, visitorConditions } from "./condition.ts"
import { type Cut, cutDays, cutHours, uncut } from "./cutTime.ts"
import { templateSql } from "./entryColumns.ts"
import { type Filter } from "./filter.ts"
import { agentDetails, clientDetails } from "./filterNames.ts"
import { hitColumns } from "./hitColumns.ts"
import { foldedColumn } from "./folded.ts"
import type { Needs } from "./needs.ts"
import { notRolledUp, ofPieces, within, withRequest } from "./notRolledUp.ts"
import type { RelationContext } from "./relations.ts"

/** Narrowed by nothing that a rollup does not know. */
const hasOnly = (filter: Filter, known: ReadonlyArray<keyof Filter>): boolean =>
  Object.entries(filter).every(([name, value]) => value === null || known.includes(name as keyof Filter))

const ofHits = ["zone", "from", "to", "site", "path", "status", "method", "class"] as const
const ofVisits = ["zone", "from", "to", "site", "client", ...clientDetails, "agent", ...agentDetails, "class"] as const

/** Known of visits, but not of hits. */
export const isOfVisitsOnly = (filter: Filter): boolean => hasOnly(filter, ofVisits) && !hasOnly(filter, ofHits)

/** `path`: of all times, by path. */
export type HitsRollup = "day" | "hour" | "path"

/** What the filter and a statement say about what is selected. */
export type Selecting = Omit<
  RelationContext,
  "bindings" | "partHours" | "fromSelected" | "isPlain" | "folded" | "selectedSources"
>

/** Whether a rollup answers for one of the views. */
export const isOfRollup = (views: ReadonlyArray<string>, context: Selecting): boolean =>
  (views.includes("hits") && rollupOf(context) !== null) || (views.includes("visits") && knowsVisits(context))

/** Which rollup answers for `hits`; null: none does. */
export const rollupOf = ({ filter, zone, otherZone, span, needs }: Selecting): HitsRollup | null => {
  if (!hasOnly(filter, ofHits) || needs.time === "minute") return null
  const isOther = otherZone !== null && needs.time !== "none"
  if (needs.path || filter.path !== null) {
    if (needs.time === "none" && filter.from === null && filter.to === null) return "path"
    return isOther || needs.time === "hour" ? null : "day"
  }
  return isOther && !sharesHours(zone, otherZone, span) ? null : "hour"
}

/** What of `hits` the query child can add up itself (query/selected): paths between two times, whatever their days. */
export const selectionOf = (context: Selecting): Selection | null => {
  const { filter, zone, needs } = context
  if (rollupOf(context) !== "day" || needs.time !== "none" || (filter.from === null && filter.to === null)) return null
  const { buckets, pieces } = cutDays(filter, zone)
  return { days: buckets, pieces }
}

/**
 * Of which sums by path those are that are folded (folded.ts): of a selected time, or (null) of all times; undefined: of none. SQLite
 * reads the sums of all times as fast as they are folded once, and those of a few paths faster.
 */
export const foldedSelection = (context: Selecting, isFollowed: boolean): Selection | null | undefined =>
  rollupOf(context) === "path" && context.filter.path === null && isFollowed
    ? null
    : (selectionOf(context) ?? undefined)

/** Whether each hour of one zone is within one hour of the other, as long as the selected data goes. */
const sharesHours = (zone: ZoneRule, other: ZoneRule, { from, to }: TimeSpan): boolean => {
  const changes = [...zone, ...other]
    .map(([change]) => change)
    .filter((change) => change > from - dayMs && change <= to)
  return [from - dayMs, ...changes].every((time) => {
    const hour = hourAround(zone, time)
    const around = hourAround(other, time)
    return hour.start % hourMs === around.start % hourMs && hour.end % hourMs === around.end % hourMs
  })
}

const where = (conditions: ReadonlyArray<string>): string =>
  conditions.length === 0 ? "" : `\n    WHERE ${allOf(conditions)}`

/** Body of `hits` from the rollup by days or by hours. */
export const hitsFromRollup = (rollup: HitsRollup, context: RelationContext): string => {
  const { filter, zone, otherZone, span, bindings, needs, fromSelected, isPlain, partHours, folded } = context
  if (folded !== undefined) return hitsFromFolded(folded, context)
  const hasPaths = rollup !== "hour"
  const cut = fromSelected ? uncut : hasPaths ? cutDays(filter, zone) : cutHours(filter, zone)
  const columns = hitColumns({ rollup, needs, zone, span, isPlain })
  const keys = keyConditions(filter, bindings.write)
  const ofKeyAndPath = [
    ...(keys.length === 0 ? [] : [`s.key_id IN (SELECT id FROM (${keysRestored}) WHERE ${allOf(keys)})`]),
    ...pathConditions(filter, bindings.write)
  ]
  const withKey = columns.usesKey ? " CROSS JOIN main.hit_key AS k ON k.id = s.key_id" : ""
  const summedFrom = (table: string, conditions: ReadonlyArray<string>): string =>
    `SELECT ${columns.rolledUp}\n    FROM ${table} AS s${withKey}${where([...conditions, ...ofKeyAndPath])}`
  const inOrder = needs.byPath && needs.time === "none" && hasPaths
  const summed = (): ReadonlyArray<string> => {
    if (fromSelected) return [summedFrom("selected.hits_path", [])]
    if (rollup === "path" && isPlain) return [summedFrom("main.hits_path", [])]
    if (rollup === "path") {
      return [
        summedFrom("main.hits_path", [`s.path_id > ${noneUnless("paths_follow")}`]),
        summedFrom("main.hits_day", [`s.day > ${noneUnless("NOT paths_follow")}`])
      ]
    }
    if (rollup === "day" && inOrder && filter.path === null) {
      return dayByDay(cut, context).map((day) => summedFrom("main.hits_day", day))
    }
    return [
      summedFrom(`main.hits_${rollup}`, within(`s.${rollup}`, cut.buckets?.first ?? null, cut.buckets?.end ?? null))
    ]
  }
  const wanted = {
    conditions: valueConditions(filter, bindings.write),
    joined: columns.usesRequest ? withRequest : ""
  }
  const madeTable = hasPaths ? null : partHours
  const counted = [
    ...(isPlain && cut.buckets !== null ? [] : notRolledUp(filter, wanted)),
    ...(madeTable === null ? ofPieces(cut, wanted) : [])
  ].map((entries) => `SELECT ${columns.counted}\n    FROM ${entries}`)
  const made = madeTable === null ? [] : [`SELECT ${columns.made}\n    FROM temp.${madeTable}`]
  const arms = [...(cut.buckets === null ? [] : summed()), ...counted, ...made]
  const { outside } = columns
  const time = hasPaths ? dayStartSql("h.bucket", zone, span) : `h.bucket * ${minuteMs}`
  const day = hasPaths ? dayText("h.bucket") : daySql(`(${time})`, otherZone ?? zone, span)
  const path = (column: string): string => (hasPaths ? pathOf(column) : "NULL")
  const duration = (column: string): string => {
    const sum = outside(column)
    return sum === "NULL" ? sum : `iif(h.timed, ${sum} / 1000.0, NULL)`
  }
  const hasTime = needs.time !== "none"
  return `SELECT ${hasTime ? time : "NULL"} AS time, ${hasTime ? day : "NULL"} AS day,
  (SELECT value FROM main.site WHERE id = ${outside("site_id")}) AS site, ${outside("site_id")} AS site_id,
  ${path("value")} AS path, ${outside("path_id")} AS path_id, ${path("extension")} AS extension, ${path("kind")} AS kind,
  ${path(templateSql)} AS template, ${["method", "status", "agent_class", "hits", "bytes"].map((name) => `${outside(name)} AS ${name}`).join(", ")},
  ${duration("duration_us")} AS duration_ms, ${duration("duration_max_us")} AS duration_max_ms, ${outside("timed")} AS timed
FROM (
    ${arms.join("\n    UNION ALL\n    ")}${inOrder && arms.length > 1 ? "\n    ORDER BY path_id" : ""}
) AS h`
}

/** Sums by path, without their keys: a row for each. */
const hitsFromFolded = (sums: ReadonlyArray<string>, { filter, bindings }: RelationContext): string => {
  const sum = (name: string): string => (sums.includes(name) ? `h.${name}` : "NULL")
  const duration = (name: string): string => (sums.includes(name) ? `iif(h.timed, h.${name} / 1000.0, NULL)` : "NULL")
  // Whether any are met is told by hits.
  const conditional = sums
    .filter((name) => !foldedSums.some((one) => one === name))
    .map((name) => `,\n  iif(h.${name.replace("bytes", "hits")}, h.${name}, NULL) AS ${foldedColumn(name)}`)
  return `SELECT NULL AS time, NULL AS day, NULL AS site, NULL AS site_id,
  ${pathOf("value")} AS path, h.path_id, ${pathOf("extension")} AS extension, ${pathOf("kind")} AS kind,
  ${pathOf(templateSql)} AS template, NULL AS method, NULL AS status, NULL AS agent_class,
  ${sum("hits")} AS hits, ${sum("bytes")} AS bytes,
  ${duration("duration_us")} AS duration_ms, ${duration("duration_max_us")} AS duration_max_ms, ${sum("timed")} AS timed${conditional.join("")}
FROM folded.hits_path AS h${where(pathConditions(filter, bindings.write))}`
}

/** More arms than these cost more to compile than they spare. */
const daysApart = 31

/**
 * Conditions on the days of a rollup that takes turns with itself: each day by itself has its paths in order, so that
 * several are merged rather than sorted. Days before and after those of the data known are looked for as well, since
 * data may have come since then.
 */
const dayByDay = ({ buckets }: Cut, { zone, span }: RelationContext): ReadonlyArray<ReadonlyArray<string>> => {
  const [begin, end] = [buckets?.first ?? null, buckets?.end ?? null]
  const first = Math.max(begin ?? -Infinity, dayOf(zone, span.from))
  const last = Math.min(end === null ? Infinity : end - 1, dayOf(zone, span.to))
  if (last < first || last - first >= daysApart) return [within("s.day", begin, end)]
  return [
    ...(begin === first ? [] : [within("s.day", begin, first)]),
    ...Array.from({ length: last - first + 1 }, (_, index) => [`s.day = ${first + index}`]),
    ...(end === last + 1 ? [] : [within("s.day", last + 1, end)])
  ]
}

/**
 * Sums by path follow at the end of an ingest, and till then those by day stand in: the one or the other has its key
 * compared with a number beyond all keys, which is found to match nothing without a look at the rows.
 */
const noneUnless = (condition: string): string => `(SELECT iif(${condition}, -1e15, 1e15) FROM main.meta)`

const dayText = (day: string): string => `date(${day} * 86400, 'unixepoch')`
const siteOf = (row: string): string => `(SELECT value FROM main.site WHERE id = ${row}.site_id)`
const pathOf = (column: string): string => `(SELECT ${column} FROM main.path WHERE id = h.path_id)`
const clientOf = (column: string): string => `(SELECT ${column} FROM main.client WHERE id = v.client_id)`
const agentOf = (column: string): string => `(SELECT ${column} FROM main.agent WHERE id = v.agent_id)`

/** Whether the rollup of visitors can answer for `visits`. */
export const knowsVisits = ({ filter, otherZone }: Pick<RelationContext, "filter" | "otherZone">): boolean =>
  otherZone === null && hasOnly(filter, ofVisits)

/**
 * Body of `visits` from the rollup of visitors. A visitor whose day is in it and in entries besides is one row; that is
 * found out from the side of the entries, of which there are few, so that the rollup is neither sorted nor grouped.
 */
export const visitsFromRollup = ({ filter, zone, span, bindings, needs, isPlain }: RelationContext): string => {
  const cut = cutDays(filter, zone)
  const conditions = visitorConditions(filter, bindings.write)
  const wholeDays = within("day", cut.buckets?.first ?? null, cut.buckets?.end ?? null)
  if (isPlain && cut.pieces.length === 0) {
    return visitsOf(`SELECT * FROM (${visitorDays})${where([...wholeDays, ...conditions])}`, needs)
  }
  const counted = [...notRolledUp(filter, { conditions }), ...ofPieces(cut, { conditions })].map(
    (entries) => `SELECT e.client_id, coalesce(e.agent_id, 0) AS agent_id, coalesce(e.site_id, 0) AS site_id,
      ${dayNumberSql("e.time", zone, span)} AS day, coalesce(e.bytes, 0) AS bytes
    FROM ${entries}`
  )
  const more = `SELECT client_id, agent_id, site_id, day, count(*) AS hits, sum(bytes) AS bytes
  FROM (
    ${counted.join("\n    UNION ALL\n    ")}
  )
  GROUP BY client_id, agent_id, site_id, day`
  if (cut.buckets === null) {
    return visitsOf(
      `SELECT client_id, nullif(agent_id, 0) AS agent_id, nullif(site_id, 0) AS site_id, day, hits, bytes FROM (
  ${more}
  )`,
      needs
    )
  }
  const key = "client_id, agent_id, site_id, day"
  const { end, first } = cut.buckets
  // Of several columns, NOT IN looks through all of a list that may hold nulls, row by row; a condition doesn't.
  return visitsOf(
    `WITH more AS MATERIALIZED (${more})
  SELECT * FROM (
    ${visitorDays}
    WHERE iif((${key}) IN (SELECT ${key} FROM more), 0, 1)
  )${where([...wholeDays, ...conditions])}
  UNION ALL
  SELECT m.client_id, nullif(m.agent_id, 0) AS agent_id, nullif(m.site_id, 0) AS site_id, m.day,
    m.hits + coalesce(s.hits, 0) AS hits, m.bytes + coalesce(s.bytes, 0) AS bytes
  FROM more AS m LEFT JOIN main.visitor_day AS s ON ${allOf([
    "s.client_id = m.client_id",
    "s.agent_id = m.agent_id",
    "s.site_id = m.site_id",
    "s.day = m.day",
    ...within("s.day", first, end)
  ])}`,
    needs
  )
}

const visitorDays =
  "SELECT client_id, nullif(agent_id, 0) AS agent_id, nullif(site_id, 0) AS site_id, day, hits, bytes FROM main.visitor_day"

/** `days`: rows of client_id, agent_id, site_id, day (as a number), hits, bytes. */
export const visitsOf = (days: string, { previous }: Needs): string => {
  const before = previous
    ? dayText("lag(v.day) OVER (PARTITION BY v.client_id, v.agent_id, v.site_id ORDER BY v.day)")
    : "NULL"
  return `SELECT ${dayText("v.day")} AS day, ${siteOf("v")} AS site, v.site_id,
  ${clientOf("value")} AS client, v.client_id, ${agentOf("value")} AS agent, v.agent_id,
  coalesce(${agentOf("agent_class")}, 'unknown') AS agent_class,
  ${["bot", "browser", "browser_version", "os", "os_version", "device"].map((name) => `${agentOf(name)} AS ${name}`).join(", ")},
  ${clientDetails.map((name) => `${clientOf(name)} AS ${name}`).join(", ")},
  v.hits, v.bytes, ${before} AS prev_day
FROM (
  ${days}
) AS v`
}
