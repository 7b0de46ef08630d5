/**
 * What groups know of the relation that a SELECT is from: which of its columns they tell, of which they have sums, and which
 * entries they are made of.
 *
 * `entries` are what is grouped. A row of `visits` or `hits` stands for entries with the same values; whoever adds rows up
 * may as well add up groups, which is why neither can be counted here. `visits` are taken from the rollup of visitors as far
 * as that can tell. `hits` are taken from entries, and only where no rollup can tell, which SQLite reads in its order.
 */
import type { EntrySelection, GroupedBy, VisitsLess } from "../../query/protocol.ts"
import { dayMs, minuteMs } from "../../store/rollups/calendar.ts"
import { bucketSql, daySql, hourSql } from "../bucket.ts"
import type { MacroContext } from "../macros.ts"
import type { RelationContext } from "../relations.ts"
import { rollupOf } from "../rollups.ts"
import { type GroupColumn, groupColumns, isOfGroups, ofEntriesAlone } from "./columns.ts"
import { entrySelection, isRolledUp, visitSelection, visitsLess } from "./entrySelection.ts"
import { type Measure, ofEntries, ofHits, ofVisits } from "./measures.ts"

export type GroupingContext = Omit<MacroContext, "zone"> &
  Pick<RelationContext, "filter" | "zone" | "otherZone" | "needs"> & {
    /** The zone of the answer. */
    readonly answered: MacroContext["zone"]
    /** Of the offsets of the answer's zone, and so of all longer buckets, a divisor; 0 where there is no large one. */
    readonly slotMs: number
    /** From UTC to the zone of days; null: it changes within the data. */
    readonly dayOffsetMs: number | null
  }

export interface Shape {
  readonly relation: "entries" | "visits" | "hits"
  readonly measures: Readonly<Record<string, Measure>>
  /** Its rows are entries, which can be counted; else it has a column of hits. */
  readonly hasEntries: boolean
  /** Whether groups tell a column by themselves. */
  readonly tells: (name: string) => boolean
  /** How they tell those that are asked, of which each is told. */
  readonly columns: (asked: Iterable<string>) => Readonly<Record<string, GroupColumn>>
  /** Columns of rows alone, which nothing is known of. */
  readonly unknown: ReadonlySet<string>
  /** Of slots of time, where a column asks for them; 0: there are none. */
  readonly slotMs: number
  readonly entries: EntrySelection
  /** Its rows are worth making of entries, for other questions, too. */
  readonly keepsRows: boolean
  /** If so, another way to make them; null: there is none. */
  readonly less: VisitsLess | null
  /** A part of the key in whose order SQLite finds the rows: it groups by that faster itself. Null: none. */
  readonly inOrderOf: GroupedBy | null
}

const entries = (context: GroupingContext): Shape => ({
  relation: "entries",
  measures: ofEntries,
  hasEntries: true,
  tells: isOfGroups,
  columns: groupColumns,
  unknown: ofEntriesAlone,
  slotMs: context.slotMs,
  entries: entrySelection(context),
  keepsRows: false,
  less: null,
  inOrderOf: null
})

const ofVisitors: ReadonlyArray<GroupedBy> = ["client_id", "agent_id", "site_id"]

const visits = (context: GroupingContext): Shape => {
  const day: GroupColumn = { part: "day", sql: "date(g.by_day * 86400, 'unixepoch')", alike: null }
  const hasDays = context.dayOffsetMs !== null
  const told = groupColumns([])
  const selection = visitSelection(context)
  const isOfRollup = isRolledUp(selection)
  return {
    relation: "visits",
    measures: hasDays ? ofVisits : without(ofVisits, "day"),
    hasEntries: false,
    tells: (name) => (name === "day" ? hasDays : Object.hasOwn(told, name) && ofVisitors.includes(told[name]!.part)),
    columns: (asked) => ({ ...groupColumns(asked), day }),
    unknown: new Set(["prev_day", ...(hasDays ? [] : ["day"])]),
    slotMs: 0,
    entries: selection,
    keepsRows: hasDays && !isOfRollup,
    less: hasDays ? visitsLess(context) : null,
    inOrderOf: isOfRollup ? "client_id" : null
  }
}

/** Columns of `hits` but for its times and sums. */
const ofHitRows: ReadonlySet<string> = new Set(
  "site site_id path path_id extension kind template method status agent_class".split(" ")
)

/** Null: a rollup can tell. */
const hits = (context: GroupingContext): Shape | null => {
  const { answered, needs, slotMs: slotOfZone, span } = context
  if (rollupOf(context) !== null) return null
  const slotMs = needs.time === "minute" ? minuteMs : slotOfZone
  const slot = `(g.by_time * ${slotMs})`
  const times = {
    none: () => "NULL",
    day: () => bucketSql(slot, "day", answered, span),
    hour: () => hourSql(slot, answered, span),
    minute: () => bucketSql(slot, "minute", answered, span)
  }
  const ofTime = (sql: string): GroupColumn => ({ part: "time", sql, alike: null })
  const isOfTime = (name: string): boolean => name === "time" || name === "day"
  return {
    relation: "hits",
    measures: ofHits,
    hasEntries: false,
    tells: (name) => (isOfTime(name) ? slotMs > 0 : ofHitRows.has(name)),
    columns: (asked) => ({
      ...groupColumns(asked),
      time: ofTime(times[needs.time]()),
      day: ofTime(daySql(slot, answered, span))
    }),
    unknown: new Set(slotMs > 0 ? [] : ["time", "day"]),
    slotMs,
    entries: entrySelection(context),
    keepsRows: false,
    less: null,
    inOrderOf: null
  }
}

const without = <A>(some: Readonly<Record<string, A>>, name: string): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(some).filter(([one]) => one !== name))

/** By the relation's name; null: nothing is to be made of it here. */
export const shapeOf = (name: string, context: GroupingContext): Shape | null => {
  switch (name) {
    case "entries":
      return entries(context)
    case "visits":
      return visits(context)
    case "hits":
      return hits(context)
    default:
      return null
  }
}

/** From UTC to the zone's days; null: there are several within the data. */
export const dayOffsetOf = (zone: MacroContext["zone"], { from, to }: MacroContext["span"]): number | null => {
  let offset = zone[0]![1]
  for (const [change, next] of zone.slice(1)) {
    if (change > to) break
    if (change > from - dayMs) return null
    offset = next
  }
  return offset
}

/** Hours where the zone's begin with those of UTC, as far as there are entries, else quarters of an hour; 0: neither. */
export const slotOf = (zone: MacroContext["zone"], lastTime: number): number =>
  [3_600_000, 900_000].find((slot) => zone.every(([change, offset]) => change > lastTime || offset % slot === 0)) ?? 0
