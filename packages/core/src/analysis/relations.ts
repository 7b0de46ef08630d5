/**
 * The views as an analysis sees them: narrowed by the filter, with days in the answer's zone.
 *
 * Each is a common table expression that shadows the view of its name, put in front of the statement only when that
 * names it and there is something to narrow. The texts are for SQLite; bodies name the views with their schema, else
 * they would mean themselves.
 */
import type { ZoneRule } from "@logmill/workers/zone"

import type { publicViews } from "../query/protocol.ts"
import { daySql, localSql, type TimeSpan } from "./bucket.ts"
import { type Bindings, entryCondition, sourceConditions } from "./condition.ts"
import { type Filter, isOfSourcesOnly } from "./filter.ts"

export type RelationName = (typeof publicViews)[number]

export interface RelationContext {
  readonly filter: Filter
  /** The answer's zone; null when it is the database's own, whose days the views have. */
  readonly otherZone: ZoneRule | null
  /** The times of the selected data. */
  readonly span: TimeSpan
  readonly bindings: Bindings
}

/** `name AS (...)` for each of the named relations that differs from its view. */
export const relationCtes = (names: ReadonlyArray<RelationName>, context: RelationContext): ReadonlyArray<string> => {
  const { filter, bindings } = context
  const ofEntries = names.filter(
    (name) => !ofSources.includes(name) || (name === "sources" && !isOfSourcesOnly(filter))
  )
  const condition = ofEntries.length === 0 ? null : entryCondition(filter, bindings)
  return names.flatMap((name) => {
    const body = bodies[name](condition, context)
    return body === null ? [] : [`${name} AS NOT MATERIALIZED (\n  ${body.replaceAll("\n", "\n  ")}\n)`]
  })
}

/** Narrowed by their source alone, where the filter says no more. */
const ofSources: ReadonlyArray<RelationName> = ["sources", "rejects"]

/** Null: as the view is. */
type Body = (condition: string | null, context: RelationContext) => string | null

const where = (condition: string | null): string => (condition === null ? "" : `\nWHERE ${condition}`)

const entries: Body = (condition) => (condition === null ? null : `SELECT * FROM main.entries${where(condition)}`)

/** Over raw rows: whether a rollup can answer instead is decided here, when there is one. */
const hits: Body = (condition, { otherZone, span }) => {
  if (condition === null && otherZone === null) return null
  if (condition === null) {
    return `SELECT time, ${daySql("time", otherZone!, span)} AS day, ${hitColumns.join(", ")}\nFROM main.hits`
  }
  const day = otherZone === null ? reportDay : daySql("time", otherZone, span)
  return `SELECT time, ${day} AS day, site, site_id, path, path_id, extension, kind, template, method, status, agent_class,
  1 AS hits, coalesce(bytes, 0) AS bytes, duration_ms, duration_ms AS duration_max_ms, duration_ms IS NOT NULL AS timed
FROM main.entries${where(condition)}`
}

const hitColumns = [
  "site",
  "site_id",
  "path",
  "path_id",
  "extension",
  "kind",
  "template",
  "method",
  "status",
  "agent_class"
].concat(["hits", "bytes", "duration_ms", "duration_max_ms", "timed"])

/** The day in the database's own zone, as the views work it out. */
const reportOffset = "(SELECT offset_ms FROM main.zone_offset WHERE from_time <= time ORDER BY from_time DESC LIMIT 1)"
const reportDay = `date((time + ${reportOffset}) / 1000, 'unixepoch')`

/** Days are numbers until the visitors of a day are known; `prev_day` lies within the selection. */
const visits: Body = (condition, { otherZone, span }) => {
  if (condition === null && otherZone === null) return null
  const local = otherZone === null ? `time + ${reportOffset}` : localSql("time", otherZone, span)
  return `SELECT date(day_number * 86400, 'unixepoch') AS day, site, site_id, client, client_id, agent, agent_id, agent_class, bot,
  hits, bytes, date(lag(day_number) OVER (PARTITION BY site_id, client_id, agent_id ORDER BY day_number) * 86400, 'unixepoch') AS prev_day
FROM (
  SELECT (${local}) / 86400000 AS day_number, site, site_id, client, client_id, agent, agent_id, agent_class, bot,
    count(*) AS hits, coalesce(sum(bytes), 0) AS bytes
  FROM main.entries${where(condition)}
  GROUP BY day_number, site_id, client_id, agent_id
)`
}

/**
 * Chosen by --source; under any other filter those that hold a selected entry, and then without the counts of their
 * lines, which a filter on entries says nothing about.
 */
const sources: Body = (condition, context) => {
  if (isOfSourcesOnly(context.filter)) return bySource("sources", context)
  return `SELECT source_id, path, format, compression, zone, site, state, detail, NULL AS lines, NULL AS stored, NULL AS filtered,
  NULL AS rejected, NULL AS skipped, NULL AS blank, NULL AS comment, NULL AS bytes_read, first_time, last_time, generations, files
FROM main.sources
WHERE source_id IN (SELECT source_id FROM main.entries${where(condition)})`
}

/** A line that did not parse has no time, path or status: any filter but --source excludes it. */
const rejects: Body = (_condition, context) =>
  isOfSourcesOnly(context.filter) ? bySource("rejects", context) : "SELECT * FROM main.rejects WHERE 0"

const bySource = (view: string, { filter, bindings }: RelationContext): string | null => {
  const conditions = sourceConditions(filter, "source_id", bindings.write)
  return conditions.length === 0
    ? null
    : `SELECT * FROM main.${view}${where(conditions.map((part) => `(${part})`).join(" AND "))}`
}

const accessLog: Body = (condition) => {
  if (condition === null) return null
  return `SELECT iso_time AS log_time, client AS c_ip, user AS cs_username, method AS cs_method, path AS cs_uri_stem, query AS cs_uri_query,
  protocol AS cs_version, status AS sc_status, bytes AS sc_bytes, referrer AS cs_referer, agent AS cs_user_agent, site AS cs_host,
  line AS log_line, source AS log_path
FROM main.entries${where(condition)}`
}

const bodies: Readonly<Record<RelationName, Body>> = { entries, hits, visits, sources, rejects, access_log: accessLog }
