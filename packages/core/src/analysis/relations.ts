/**
 * The views as an analysis sees them: narrowed by the filter, with days in the answer's zone.
 *
 * Each is a common table expression that shadows the view of its name, put in front of the statement only when that
 * names it and there is something to narrow, or to answer faster than the view can (rollups.ts). The texts are for SQLite; bodies name the views with their schema, else
 * they would mean themselves.
 */
import type { ZoneRule } from "@logmill/workers/zone"

import type { publicViews } from "../query/protocol.ts"
import { bucketSql, dayNumberSql, daySql, hourSql, type TimeSpan } from "./bucket.ts"
import { type Bindings, entryCondition, sourceConditions } from "./condition.ts"
import { type Filter, isOfSourcesOnly } from "./filter.ts"
import type { Needs } from "./needs.ts"
import { placeOf } from "./places.ts"
import { hitsFromRollup, knowsVisits, rollupOf, visitsFromRollup, visitsOf } from "./rollups.ts"

export type RelationName = (typeof publicViews)[number]

export interface RelationContext {
  readonly filter: Filter
  /** The report zone, as the database has it. */
  readonly zone: ZoneRule
  /** The answer's zone; null when it is the report zone, whose days the views have. */
  readonly otherZone: ZoneRule | null
  /** The times of the selected data. */
  readonly span: TimeSpan
  readonly needs: Needs
  readonly bindings: Bindings
  /** `hits` is made of the sums that the query child has added up: those of `selectionOf`. */
  readonly fromSelected: boolean
  /** The query child has seen that the rollups have every entry, and that each of their keys has a status. */
  readonly isPlain: boolean
  /** The table that the query child has made of the hours which the filter cuts (partHours.ts); null: there is none. */
  readonly partHours: string | null
  /** `hits` is made of these sums by path alone (folded.ts); absent: it is not. */
  readonly folded?: ReadonlyArray<string>
  /** A table of the sources that have selected entries, `by_source_id`, which the query child has made; absent: there is none. */
  readonly selectedSources?: string | undefined
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

const entries: Body = (condition, context) => {
  if (condition === null) return null
  const place = placeOf(context)
  return `${place.with}SELECT e.* FROM ${place.from}${where(condition)}`
}

/** Over entries where no rollup can tell: with the times of their days or hours, as rows of a rollup have them. */
const hits: Body = (condition, context) => {
  const rollup = rollupOf(context)
  if (rollup !== null) return hitsFromRollup(rollup, context)
  const { zone, otherZone, span, needs } = context
  const answered = otherZone ?? zone
  const times = {
    none: () => "NULL",
    day: () => bucketSql("time", "day", answered, span),
    hour: () => hourSql("time", answered, span),
    minute: () => bucketSql("time", "minute", answered, span)
  }
  const place = placeOf(context)
  return `${place.with}SELECT ${times[needs.time]()} AS time, ${daySql("time", answered, span)} AS day, site, site_id,
  path, path_id, extension, kind, template, method, status, agent_class,
  1 AS hits, coalesce(bytes, 0) AS bytes, duration_ms, duration_ms AS duration_max_ms, duration_ms IS NOT NULL AS timed
FROM ${place.from}${where(condition)}`
}

/** `prev_day` lies within the selection. */
const visits: Body = (condition, context) => {
  if (knowsVisits(context)) return visitsFromRollup(context)
  const { zone, otherZone, span, needs } = context
  const place = placeOf(context)
  const days = `${place.with}SELECT client_id, agent_id, site_id, ${dayNumberSql("time", otherZone ?? zone, span)} AS day,
    count(*) AS hits, coalesce(sum(bytes), 0) AS bytes
  FROM ${place.from}${where(condition)}
  GROUP BY client_id, agent_id, site_id, day`
  return visitsOf(days, needs)
}

/**
 * Chosen by --source; under any other filter those that hold a selected entry, and then without the counts of their
 * lines, which a filter on entries says nothing about.
 */
const sources: Body = (condition, context) => {
  if (isOfSourcesOnly(context.filter)) return bySource("sources", context)
  const { selectedSources } = context
  const place = placeOf(context)
  const selected =
    selectedSources === undefined
      ? `${place.with}SELECT source_id FROM ${place.from}${where(condition)}`
      : `SELECT by_source_id FROM ${selectedSources}`
  return `SELECT source_id, path, format, compression, zone, site, state, detail, NULL AS lines, NULL AS stored, NULL AS filtered,
  NULL AS rejected, NULL AS rejected_by, NULL AS skipped, NULL AS blank, NULL AS comment, NULL AS nul_bytes, NULL AS bytes_read, first_time, last_time, generations, files
FROM main.sources
WHERE source_id IN (${selected})`
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

const accessLog: Body = (condition, context) => {
  if (condition === null) return null
  const place = placeOf(context)
  return `${place.with}SELECT iso_time AS log_time, client AS c_ip, user AS cs_username, method AS cs_method, path AS cs_uri_stem, query AS cs_uri_query,
  protocol AS cs_version, status AS sc_status, bytes AS sc_bytes, referrer AS cs_referer, agent AS cs_user_agent, site AS cs_host,
  scheme AS cs_uri_scheme, bytes_in AS cs_bytes, duration_ms / 1000 AS time_taken, port AS s_port, forwarded_for AS x_forwarded_for,
  line AS log_line, source AS log_path
FROM ${place.from}${where(condition)}`
}

/** Texts that were kept of the selected entries. */
const extras: Body = (condition, context) => {
  if (condition === null) return null
  const place = placeOf(context)
  return `SELECT * FROM main.extras
WHERE entry_id IN (${place.with}SELECT e.entry_id FROM ${place.from}${where(condition)})`
}

const bodies: Readonly<Record<RelationName, Body>> = {
  entries,
  hits,
  visits,
  sources,
  rejects,
  access_log: accessLog,
  extras
}
