/** What the query engine and its child say to each other. Plain data, and what it begins as; imported by both. */
import type { StatusPatterns } from "@logmill/workers/filter/status"

/** The views that analyses may name: the public face of the database. */
export const publicViews = ["entries", "hits", "visits", "sources", "rejects", "access_log", "extras"] as const

export type SqlValue = null | number | bigint | string | Uint8Array

/** A stretch of time in ms UTC, `to` exclusive; null has no bound. */
export interface Stretch {
  readonly from: number | null
  readonly to: number | null
}

/** A selected time as whole days of a rollup, from `first` to before `end`, and the pieces of days at both ends. */
export interface Selection {
  /** Null: no whole day is within it. */
  readonly days: { readonly first: number | null; readonly end: number | null } | null
  readonly pieces: ReadonlyArray<Stretch>
}

/** What entries can be grouped by: ids of their columns, the id of their path, and `time` by slots or by days. */
export type GroupedBy =
  | "client_id"
  | "request_id"
  | "path_id"
  | "status"
  | "referrer_id"
  | "agent_id"
  | "site_id"
  | "user_id"
  | "extra_id"
  | "source_id"
  | "time"
  | "day"

/** A part of a group's key. */
export interface GroupPart {
  readonly by: GroupedBy
  /**
   * SQL for rows of an id and more: ids of rows that are the same but for these count as one of them, all ids without a row
   * as none. Null: each is one by itself.
   */
  readonly alike: string | null
}

/** Columns of which a group can have the sum, the count, the least and the most; of `time` and `day` no sum. */
export type SummedColumn = "bytes" | "duration_us" | "upstream_us" | "bytes_in" | "time" | "day"

/** SQL of the host's own, and its values. */
export interface BoundSql {
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
}

/** Where entries of a stretch of time are. */
export interface EntryStretch extends Stretch {
  /** Gives `first_entry` and `last_entry` of where they can be, in order, and `min_time`, `max_time` and `source_id` of those. */
  readonly ranges: BoundSql
}

/** For a column of entries the ids that are let through, 0 for null. */
export type Admitted = BoundSql & { readonly column: string }

/** Which entries are meant, for a child that reads them past SQLite. */
export interface EntrySelection {
  readonly stretches: ReadonlyArray<EntryStretch>
  /** Those of whole days from the rollup of visitors, which the stretches do not have. Null: there are none. */
  readonly visitors: Selection["days"]
  readonly admitted: ReadonlyArray<Admitted>
  readonly statuses: StatusPatterns | null
}

/**
 * Rows of visits of a filter that is about one column more than their rollup knows: those of its days, and of entries that it does
 * not have; from which those are taken away that it has of entries which the column does not let through.
 */
export interface VisitsLess {
  readonly column: "status" | "request_id" | "referrer_id" | "user_id"
  readonly days: NonNullable<Selection["days"]>
  readonly notRolledUp: EntryStretch
  readonly rolledUp: EntryStretch
}

/** Bytes of a statement; SQLite is not asked to read more. */
export const longestSql = 1_000_000

export const groupedTable = "grouped"

/**
 * A table `grouped` that a child makes of entries: `by_NAME` for each part of its key, `hits`, then sums. Of sessions, for
 * which only pages count, it has a row for each: by_client_id, by_agent_id, started, ended, pages, bytes, first_entry, last_entry.
 */
export interface Grouping {
  readonly entries: EntrySelection
  /** By what the statement itself says. */
  readonly admitted: ReadonlyArray<Admitted>
  /** Six at most. Null is 0; a status is one more than it is, a time the number of its slot. */
  readonly parts: ReadonlyArray<GroupPart>
  readonly slotMs: number
  /** Days begin so many ms before those of UTC. */
  readonly dayOffsetMs: number
  /** `NAME_sum`, `NAME_count`, `NAME_min`, `NAME_max` for each. */
  readonly summed: ReadonlyArray<SummedColumn>
  /** `distinct_count`: in a group, how many differ in these; `distinct_sum`: without those that have not the first. */
  readonly distinct: ReadonlyArray<GroupedBy>
  /** Rows are in the order of their parts, which are one or two ids. */
  readonly isInOrder: boolean
  /**
   * Nothing is asked but what rows of visits have (client, agent, site, day, and sums of hits and bytes, unknown ones being 0),
   * and the rollup does not have these rows: they are worth making, for the next question, too.
   */
  readonly keepsVisits: boolean
  /**
   * Nothing is asked: rows of visits by status, of these entries, are made and kept for questions that follow. They are a part of all
   * entries, whose number this is, from 0 to before `statusParts`; `statusParts`: those of all parts, put in order. Null: something
   * is asked.
   */
  readonly keepsStatuses: number | null
  /** Where visits are kept: another way to make their rows. Null: there is none. */
  readonly less: VisitsLess | null
  /** The break that ends a session of the client and the agent, in ms; null: groups are wanted. */
  readonly sessionMs: number | null
  /** Nothing is asked but which groups there are, and the least and the most of times: other numbers may be too small. */
  readonly edgesOnly: boolean
}

/** Visits by status are made in so many steps, as a question that comes meanwhile waits for one: 0.11 s for 10 M entries. */
export const statusParts = 10

/** What a row of visits is told by, in the order of rows. */
export const visitParts: ReadonlyArray<GroupedBy> = ["client_id", "agent_id", "site_id", "day"]

/** Columns as parts of a key, each standing for itself. */
export const partsOf = (columns: ReadonlyArray<GroupedBy>): ReadonlyArray<GroupPart> =>
  columns.map((by) => ({ by, alike: null }))

/** All of these entries as one group, of which nothing but their number is asked. */
export const groupingOf = (entries: EntrySelection): Grouping => ({
  entries,
  admitted: [],
  parts: [],
  slotMs: 1,
  dayOffsetMs: 0,
  summed: [],
  distinct: [],
  isInOrder: false,
  keepsVisits: false,
  keepsStatuses: null,
  less: null,
  sessionMs: null,
  edgesOnly: false
})

/** Where what a table of part hours is made of stands while it is made, as `grouped`. */
export const partHoursSchema = "part_hours"

/** What it has is told by a statement, what it is called by the selected time. */
export interface PartHoursTable {
  readonly grouping: Grouping
  /** Over its groups. */
  readonly ofGroups: string
  /** The same of the entries themselves, where these can't be grouped. */
  readonly ofEntries: BoundSql
  readonly table: string
}

/** Of a statement's own conditions on keys so many are told at once: bits of a mask (assembly/selected.memory.ts). */
export const mostConditions = 7

/** Sums of hits that are not under a condition, in this order; `hits_1`, `bytes_1`, `hits_2` and so on are those under conditions. */
export const foldedSums = ["hits", "bytes", "duration_us", "duration_max_us", "timed"] as const

/** A statement over `folded.hits_path`: sums by path alone, and what of them is under each of its conditions. */
export interface FoldedStatement extends BoundSql {
  /** Of a selected time; null: of all times. */
  readonly selection: Selection | null
  /** Gives of each key `id` and `mask`: which conditions it meets, from the lowest bit. Keys that it does not give are left out. */
  readonly keys: BoundSql
  readonly conditions: number
  /** Sums that the statement names. */
  readonly columns: ReadonlyArray<string>
}

/** The same question over tables with sums (selected/Selected.ts), for a child that can make them. */
export interface SelectedStatement extends BoundSql {
  /** The same where the rollups have every entry and all their keys a status, as they mostly do; null: they are not asked. */
  readonly plain: BoundSql | null
  /** In place of `plain`; null: it asks more of hits than their paths and such conditions. */
  readonly folded: FoldedStatement | null
  /** What `selected.hits_path` has; null: the statement does not name it. */
  readonly selection: Selection | null
  /** A table in `temp` that the statement names (selected/PartHours.ts); null: it names none. */
  readonly partHours: PartHoursTable | null
  /** What `groups_1.grouped`, `groups_2.grouped` and so on have. */
  readonly groupings: ReadonlyArray<Grouping>
}

/** A statement that names none of the tables. */
export const selectedStatement = (sql: string): SelectedStatement => ({
  sql,
  params: {},
  plain: null,
  folded: null,
  selection: null,
  partHours: null,
  groupings: []
})

/**
 * What hangs on a value that many rows share is asked for once: for each value of the result's column `key`, one row of
 * `sql`, with `:value` bound to column `by` of the first row that has it. In the rows, `key` is then the number of that row
 * among those found. Null is a value, too. When much was found it is forgotten, and asked for again (Finder.ts).
 */
export interface Lookup {
  readonly key: number
  readonly by: number
  readonly sql: string
}

/** A piece of an answer whose rows the child keeps (HeldRows.ts), so that the next piece needs no statement. */
export interface RowWindow {
  /** What tells this question from others, as long as it is asked: rows kept of one are not those of another. */
  readonly name: string
  /** Rows of this version will do, if they are still kept; null: those of now are meant. */
  readonly dataVersion: number | null
  /** Words without spaces, each of which some cell of a row has. */
  readonly find: ReadonlyArray<string>
  /** Of a column that the answer does not have: nothing. Null: the answer's own order. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  readonly offset: number
  readonly limit: number
}

export interface QueryMessage {
  readonly type: "query"
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
  readonly selected: SelectedStatement | null
  /** -1: all. */
  readonly maxRows: number
  /** Null for ad-hoc SQL. */
  readonly analysis: AnalysisStatement | null
  /** Other questions come, about the same data: a report is open. */
  readonly isFollowed: boolean
  /** Not worth looking for the parent meanwhile. */
  readonly brief: boolean
  readonly lookups: ReadonlyArray<Lookup>
  /** Null: all rows are sent. */
  readonly window: RowWindow | null
  /** The read transaction stays open for the statements that follow, until they are over. */
  readonly hold: boolean
}

/** What an analysis says before the filter is put in front of it. */
export interface AnalysisStatement {
  /** May name nothing but the public views. */
  readonly sql: string
  /** The views that were found in it, and are filtered: it must not read others. */
  readonly views: ReadonlyArray<string>
}

/** One more chunk may come. */
export interface MoreMessage {
  readonly type: "more"
}

/** Ends a transaction that was held. */
export interface ReleaseMessage {
  readonly type: "release"
}

export type ToChild = QueryMessage | MoreMessage | ReleaseMessage

export type QueryReason =
  /** The statement wants more than to read what it may. */
  | "denied"
  /** SQLite does not accept the statement, or it failed while running. */
  | "syntax"
  /** Stopped, because its time was over. */
  | "deadline"
  /** Another process keeps the database from being read. */
  | "busy"
  /** There is no database file. */
  | "missing"
  /** The file is no database of logmill's, or of a newer one. */
  | "notADatabase"
  /** Disk, permissions, or a damaged file. */
  | "io"
  /** It wanted more memory or more temporary files than a statement may have. */
  | "resources"
  /** The child ended by itself. */
  | "crashed"

export type SqlRow = ReadonlyArray<SqlValue>

export interface RowChunk {
  readonly rows: ReadonlyArray<SqlRow>
  /** For each lookup of the request, the rows it found: lists that grow from chunk to chunk, until a chunk has another one. */
  readonly found: ReadonlyArray<ReadonlyArray<SqlRow>>
}

/** What a lookup found since the last chunk. */
export interface FoundRows {
  /** Numbers begin with 0 again. */
  readonly isAnew: boolean
  readonly rows: ReadonlyArray<SqlRow>
}

export type FromChild =
  | { readonly type: "columns"; readonly columns: ReadonlyArray<string>; readonly dataVersion: number }
  | {
      readonly type: "rows"
      readonly rows: ReadonlyArray<SqlRow>
      /** For each lookup of the request. */
      readonly found: ReadonlyArray<FoundRows>
    }
  | {
      readonly type: "done"
      readonly complete: boolean
      readonly total: number | null
      /** Of a window: rows of the whole answer, of which `total` were found. */
      readonly held: number | null
      readonly elapsedMs: number
      readonly usedSelected: boolean
    }
  | {
      readonly type: "error"
      readonly reason: QueryReason
      readonly message: string
      /** What SQLite itself says; null when the refusal is ours. */
      readonly sqlite: string | null
    }

/** What the child says on stderr before it ends itself, because it has more memory than it may. */
export const outOfMemory = "out of memory"

/** Chunks that may be on their way at once. */
export const chunksAhead = 2
