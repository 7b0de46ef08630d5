/**
 * The tables, in the one place that names them and their columns.
 *
 * Entries are narrow rows of numbers; every text is a row of a dictionary, stored once. What a value is: the bytes as
 * logged, made lossless text (workers/parse/value.ts). Rows, dictionary values and the ranges that say what was read are
 * written in one transaction (writer.ts). Users read the views (views.ts), never these tables; their shape may change
 * with a release, the views' columns may not.
 */
import { compressions } from "@logmill/workers/read/compressions"
import { sql } from "drizzle-orm"
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core"

/** One row: what holds for the whole database. */
export const meta = sqliteTable("meta", {
  id: integer("id").primaryKey(),
  /** The report zone (IANA name), chosen when the database is made: its days are the days of every report. */
  zone: text("zone").notNull(),
  /** Grows with every commit that can change an answer; answers are cached by it. */
  dataVersion: integer("data_version").notNull(),
  /** Entries up to this id are in the rollups, except those of tails; ids go on behind it, whatever was undone. */
  watermark: integer("watermark").notNull().default(0),
  /** hits_path is up to the watermark, too: it follows at the end of an ingest only. */
  pathsFollow: integer("paths_follow", { mode: "boolean" }).notNull().default(true),
  createdAt: integer("created_at").notNull(),
  /** Of the digests of what was read (workers/digest.ts); empty: in a file beside the database (anonymity.ts). */
  digestKey: blob("digest_key", { mode: "buffer" }).notNull(),
  /** Clients are stored without what tells them apart from their neighbours (anonymize.ts), since the first ingest. */
  anonymized: integer("anonymized", { mode: "boolean" }).notNull().default(false),
  /** What stored values were last enriched with (enrichedWith.ts), as JSON; null: before there was such a thing. */
  enrichedWith: text("enriched_with", { mode: "json" })
})

/** Offsets of the report zone in milliseconds east of UTC, each from a moment in UTC on. */
export const zoneOffset = sqliteTable("zone_offset", {
  fromTime: integer("from_time").primaryKey(),
  offset: integer("offset_ms").notNull()
})

/** One row an ingest. */
export const run = sqliteTable("run", {
  id: integer("id").primaryKey(),
  startedAt: integer("started_at").notNull(),
  endedAt: integer("ended_at"),
  pid: integer("pid").notNull(),
  state: text("state", { enum: ["running", "done", "interrupted", "failed"] }).notNull(),
  /** The rules and settings of the run, as JSON. */
  options: text("options", { mode: "json" }).notNull(),
  totals: text("totals", { mode: "json" })
})

/** A log by its content: the same whatever its files are called, and whether they are compressed. */
export const source = sqliteTable(
  "source",
  {
    id: integer("id").primaryKey(),
    /** Digest of the first line, at most 4 KiB of it (ingest/LogFile.ts); null for standard input. */
    headDigest: blob("head_digest", { mode: "buffer" }),
    /** Where it was last seen. */
    path: text("path").notNull(),
    format: text("format").notNull(),
    /** Zone of times logged without one. */
    zone: text("zone").notNull(),
    /** Virtual host given for all its entries (`--site`). */
    site: text("site"),
    /** `complete`: read to the end. `damaged`: the rest could not be read (detail). `reading`: more is there to read. */
    state: text("state", { enum: ["reading", "complete", "damaged"] }).notNull(),
    detail: text("detail"),
    /** The generation that is being read on; earlier ones were truncated or rewritten away. */
    generation: integer("generation").notNull().default(0),
    firstRun: integer("first_run").notNull()
  },
  (table) => [index("source_head").on(table.headDigest)]
)

/** Files a source was seen as: under several names, as copies, compressed. */
export const sourceFile = sqliteTable(
  "source_file",
  {
    path: text("path").primaryKey(),
    sourceId: integer("source_id").notNull(),
    device: text("device").notNull(),
    inode: text("inode").notNull(),
    size: integer("size").notNull(),
    modifiedMs: integer("modified_ms").notNull(),
    changedMs: integer("changed_ms").notNull(),
    compression: text("compression", { enum: compressions }).notNull(),
    /** Read to its end, without damage, when it had this size and these times. */
    complete: integer("complete", { mode: "boolean" }).notNull(),
    /** Up to which byte of the source this file has had the same; it may have been cut since. */
    reach: integer("reach").notNull()
  },
  (table) => [index("source_file_source").on(table.sourceId), index("source_file_inode").on(table.inode)]
)

/**
 * A run of whole lines that was read and stored in one act: what a batch of a worker becomes. Entries of a range have
 * contiguous ids, so that an entry's source and line are looked up here and not stored with it.
 *
 * A _retried_ range, of no generation, stands for rejected lines of another (`origin`) that parsed when they were tried
 * again. It has read no bytes and no lines: its sums are by how much those of its source changed, so that `rejected` is
 * negative, and its entries have the line numbers of the other.
 */
export const sourceRange = sqliteTable(
  "source_range",
  {
    id: integer("id").primaryKey(),
    sourceId: integer("source_id").notNull(),
    /** Null: a retried range. */
    generation: integer("generation"),
    runId: integer("run_id").notNull(),
    firstEntry: integer("first_entry"),
    lastEntry: integer("last_entry"),
    /** Byte offsets in the decompressed source. */
    startOffset: integer("start_offset").notNull(),
    endOffset: integer("end_offset").notNull(),
    lines: integer("lines").notNull(),
    /** Lines that an earlier generation has counted: such a range holds nothing else. */
    carried: integer("carried").notNull(),
    /**
     * Of a carried range, the range that has counted its lines, and at which line of it they begin (ranges.ts); of a
     * retried one, that in which they were rejected.
     */
    origin: integer("origin"),
    /** Number of the range's first line, from 1; null until all earlier ranges are read. */
    firstLine: integer("first_line"),
    stored: integer("stored").notNull(),
    filtered: integer("filtered").notNull(),
    rejected: integer("rejected").notNull(),
    blank: integer("blank").notNull(),
    comment: integer("comment").notNull(),
    /** Bytes of runs of NULs in front of its lines (workers/batch.ts). */
    nulBytes: integer("nul_bytes").notNull().default(0),
    minTime: integer("min_time"),
    maxTime: integer("max_time"),
    /** One line without a line end: undone and read again when the file goes on there. */
    tail: integer("tail", { mode: "boolean" }).notNull(),
    /** Digests of the range's bytes by blocks of 64 KiB (workers/digest.ts); of a retried range, of its lines (ingest/lineDigests.ts). */
    digest: blob("digest", { mode: "buffer" }).notNull()
  },
  (table) => [
    uniqueIndex("source_range_offset").on(table.sourceId, table.generation, table.startOffset),
    index("source_range_entry")
      .on(table.firstEntry)
      .where(sql`first_entry is not null`),
    index("source_range_tail")
      .on(table.startOffset)
      .where(sql`tail`)
  ]
)

/** Lines of a range that a rule dropped. */
export const rangeFiltered = sqliteTable(
  "range_filtered",
  {
    rangeId: integer("range_id").notNull(),
    rule: text("rule").notNull(),
    lines: integer("lines").notNull()
  },
  (table) => [index("range_filtered_range").on(table.rangeId)]
)

/** One request served. Numbers are null where the log says `-` or nothing. */
export const entry = sqliteTable("entry", {
  id: integer("id").primaryKey(),
  /** Line within the range, from 0; null when every line of the range is an entry: then it is id - first_entry. */
  rangeLine: integer("range_line"),
  /** Milliseconds since 1970, UTC. */
  time: integer("time").notNull(),
  clientId: integer("client_id").notNull(),
  requestId: integer("request_id").notNull(),
  status: integer("status"),
  bytes: integer("bytes"),
  referrerId: integer("referrer_id"),
  agentId: integer("agent_id"),
  siteId: integer("site_id"),
  userId: integer("user_id"),
  durationUs: integer("duration_us"),
  upstreamUs: integer("upstream_us"),
  bytesIn: integer("bytes_in"),
  extraId: integer("extra_id")
})

/** A request line, taken apart (workers/parse/request.ts). */
export const request = sqliteTable("request", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  method: text("method"),
  /** Scheme and authority of a target in absolute form (`GET http://host/path`), else null. */
  origin: text("origin"),
  pathId: integer("path_id").notNull(),
  query: text("query"),
  protocol: text("protocol")
})

export const path = sqliteTable("path", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull(),
  extension: text("extension"),
  /** `asset` by its extension, `page` otherwise, `other` when it is no path (`*`, `-`, bytes of another protocol). */
  kind: text("kind", { enum: ["page", "asset", "other"] }).notNull(),
  /** The path with names in place of what differs (`/user/:id`); null when that is the path itself, or it is none. */
  template: text("template")
})

export const client = sqliteTable("client", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull(),
  /** The address in 16 bytes, IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2); null for a name. */
  ip: blob("ip", { mode: "buffer" }),
  /** ISO 3166-1 alpha-2, as the user's own database of addresses says; the city, and the network: `AS64500 Example Net`. */
  country: text("country"),
  city: text("city"),
  network: text("network")
})

export const agent = sqliteTable("agent", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull(),
  agentClass: text("agent_class").notNull(),
  /** The bot's name, or null for people and for what is unknown. */
  bot: text("bot"),
  /** Families, and major versions where they are told; of people and unknowns only. */
  browser: text("browser"),
  os: text("os"),
  device: text("device"),
  browserVersion: text("browser_version"),
  osVersion: text("os_version")
})

export const referrer = sqliteTable("referrer", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull(),
  /** Host of the referring page, lower-case, without `www.`; null when it is no web address. */
  site: text("site"),
  /** What kind of site that is: a search engine, say; `other` when none is known of it, null when it is none. */
  referrerClass: text("referrer_class")
})

export const site = sqliteTable("site", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull()
})

export const user = sqliteTable("user", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull()
})

/** Texts of few distinct values that only some formats have, as one small JSON object. */
export const extra = sqliteTable("extra", {
  id: integer("id").primaryKey(),
  hash: integer("hash").notNull(),
  value: text("value").notNull()
})

/**
 * Texts of many distinct values that were asked for (`--keep-extra`), such as request ids: in no dictionary, as most have
 * one entry. WITHOUT ROWID, in the order of entries, to which they are added and taken back with.
 */
export const entryExtra = sqliteTable(
  "entry_extra",
  {
    entryId: integer("entry_id").notNull(),
    nameId: integer("name_id").notNull(),
    value: text("value").notNull()
  },
  (table) => [primaryKey({ columns: [table.entryId, table.nameId] })]
)

/** What those texts are called. */
export const extraName = sqliteTable("extra_name", {
  id: integer("id").primaryKey(),
  value: text("value").notNull()
})

/** A line that did not parse. The text is kept for the first 10,000 of a source and reason. */
export const reject = sqliteTable(
  "reject",
  {
    id: integer("id").primaryKey(),
    rangeId: integer("range_id").notNull(),
    rangeLine: integer("range_line").notNull(),
    /** Byte offset of the line in the decompressed source. */
    offset: integer("offset").notNull(),
    reason: text("reason").notNull(),
    text: text("text")
  },
  (table) => [index("reject_range").on(table.rangeId)]
)

/**
 * What the rollups below know of an entry besides its time and path, once for each combination. Without nulls, which an
 * index would not tell apart: no site is 0, no method is empty, no status is -1.
 */
export const hitKey = sqliteTable(
  "hit_key",
  {
    id: integer("id").primaryKey(),
    siteId: integer("site_id").notNull(),
    method: text("method").notNull(),
    status: integer("status").notNull(),
    agentClass: text("agent_class").notNull()
  },
  (table) => [uniqueIndex("hit_key_values").on(table.status, table.agentClass, table.method, table.siteId)]
)

/** Sums of a rollup: entries, their bytes (an unknown size is 0), their durations, and how many had one. */
const sums = {
  hits: integer("hits").notNull(),
  bytes: integer("bytes").notNull(),
  duration: integer("duration_us").notNull(),
  longest: integer("duration_max_us").notNull(),
  timed: integer("timed").notNull()
}

/**
 * Rollup by day and path. This and the tables below are WITHOUT ROWID, kept in the order of their keys: half the size.
 * drizzle-kit can't say so; it is added to the migration by hand, and a test asks for it (rollups/tables.test.ts).
 */
export const hitsDay = sqliteTable(
  "hits_day",
  {
    /** Days since 1970 by the calendar of the report zone. */
    day: integer("day").notNull(),
    pathId: integer("path_id").notNull(),
    keyId: integer("key_id").notNull(),
    ...sums
  },
  (table) => [primaryKey({ columns: [table.day, table.pathId, table.keyId] })]
)

/**
 * Rollup by path, of all times: the sums of the days, a seventh as many rows in a fortnight. To be read only while
 * `meta.paths_follow`.
 */
export const hitsPath = sqliteTable(
  "hits_path",
  { pathId: integer("path_id").notNull(), keyId: integer("key_id").notNull(), ...sums },
  (table) => [primaryKey({ columns: [table.pathId, table.keyId] })]
)

/** Rollup by hour, without paths. */
export const hitsHour = sqliteTable(
  "hits_hour",
  {
    /** Beginning of an hour of the report zone's wall clock, in minutes UTC since 1970. A change of the clock begins one. */
    hour: integer("hour").notNull(),
    keyId: integer("key_id").notNull(),
    ...sums
  },
  (table) => [primaryKey({ columns: [table.hour, table.keyId] })]
)

/** Rollup by visitor, site and day, in this order: the days of a visitor stand together. Id 0: none. */
export const visitorDay = sqliteTable(
  "visitor_day",
  {
    clientId: integer("client_id").notNull(),
    agentId: integer("agent_id").notNull(),
    siteId: integer("site_id").notNull(),
    day: integer("day").notNull(),
    hits: integer("hits").notNull(),
    bytes: integer("bytes").notNull()
  },
  (table) => [primaryKey({ columns: [table.clientId, table.agentId, table.siteId, table.day] })]
)
