/**
 * The columns of `hits` inside the compound SELECT: numbers and ids, as a rollup has them and as an entry does. Only those
 * that a statement may use are in it, because each takes its part of every row's way through the arms.
 */
import { minuteMs } from "../store/rollups/calendar.ts"
import { dayNumberSql, hourSql, type TimeSpan } from "./bucket.ts"
import type { RelationContext } from "./relations.ts"
import type { HitsRollup } from "./rollups.ts"
import type { ZoneRule } from "@logmill/workers/zone"

interface HitColumn {
  readonly name: string
  /** Columns of the view that are made of it. */
  readonly of: ReadonlyArray<string>
  /** Over the rollup `s` and its key `k`. */
  readonly rolledUp: string
  /** The same where each key has it. */
  readonly plain?: string
  /** Over an entry `e` and its request `q`. */
  readonly counted: string
}

const ofAgent = "coalesce((SELECT agent_class FROM main.agent WHERE id = e.agent_id), 'unknown')"

const columns: ReadonlyArray<HitColumn> = [
  // Without the casts '404' would be none of the numbers: an expression has no affinity, as the column of an entry has.
  {
    name: "site_id",
    of: ["site", "site_id"],
    rolledUp: "CAST(nullif(k.site_id, 0) AS INTEGER)",
    counted: "e.site_id"
  },
  {
    name: "status",
    of: ["status"],
    rolledUp: "CAST(nullif(k.status, -1) AS INTEGER)",
    plain: "k.status",
    counted: "e.status"
  },
  { name: "method", of: ["method"], rolledUp: "nullif(k.method, '')", counted: "q.method" },
  { name: "agent_class", of: ["agent_class"], rolledUp: "k.agent_class", counted: ofAgent },
  { name: "hits", of: ["hits"], rolledUp: "s.hits", counted: "1" },
  { name: "bytes", of: ["bytes"], rolledUp: "s.bytes", counted: "coalesce(e.bytes, 0)" },
  { name: "duration_us", of: ["duration_ms"], rolledUp: "s.duration_us", counted: "e.duration_us" },
  { name: "duration_max_us", of: ["duration_max_ms"], rolledUp: "s.duration_max_us", counted: "e.duration_us" },
  {
    name: "timed",
    of: ["timed", "duration_ms", "duration_max_ms"],
    rolledUp: "s.timed",
    counted: "e.duration_us IS NOT NULL"
  }
]

/** What is asked of which rollup. */
interface HitsAsked extends Pick<RelationContext, "needs" | "zone" | "span" | "isPlain"> {
  readonly rollup: HitsRollup
}

export interface HitColumns {
  /** For the SELECT of an arm over a rollup, over entries. */
  readonly rolledUp: string
  readonly counted: string
  /** For that over a table that has them by their names. */
  readonly made: string
  /** Whether a column is from the key of a rollup, the request of an entry. */
  readonly usesKey: boolean
  readonly usesRequest: boolean
  /** The column outside the compound, where it is called `h`; null when it is not in it. */
  readonly outside: (name: string) => string
}

export const hitColumns = ({ rollup, needs, zone, span, isPlain }: HitsAsked): HitColumns => {
  const chosen: ReadonlyArray<Pick<HitColumn, "name" | "rolledUp" | "plain" | "counted">> = [
    ...(needs.time === "none"
      ? []
      : [{ name: "bucket", rolledUp: `s.${rollup}`, counted: bucketOf(rollup, zone, span) }]),
    ...(rollup === "hour" ? [] : [{ name: "path_id", rolledUp: "s.path_id", counted: "q.path_id" }]),
    ...columns.filter(({ of }) => needs.names === null || of.some((name) => needs.names!.has(name)))
  ]
  // A SELECT needs a column, and count(*) no certain one.
  const all = chosen.length > 0 ? chosen : [{ name: "hits", rolledUp: "s.hits", counted: "1" }]
  const written = (form: (one: (typeof all)[number]) => string): string =>
    all.map((one) => `${form(one)} AS ${one.name}`).join(", ")
  return {
    rolledUp: written(({ plain, rolledUp }) => (isPlain ? (plain ?? rolledUp) : rolledUp)),
    counted: written(({ counted }) => counted),
    made: all.map(({ name }) => name).join(", "),
    usesKey: all.some(({ rolledUp }) => rolledUp.includes("k.")),
    usesRequest: all.some(({ counted }) => counted.includes("q.")),
    outside: (name) => (all.some((one) => one.name === name) ? `h.${name}` : "NULL")
  }
}

/** A day by its number, an hour by its beginning in minutes: as the rollups have them. */
const bucketOf = (rollup: HitsRollup, zone: ZoneRule, span: TimeSpan): string =>
  rollup === "day" ? dayNumberSql("e.time", zone, span) : `(${hourSql("e.time", zone, span)}) / ${minuteMs}`
