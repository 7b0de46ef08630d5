/**
 * Databases for tests, made of entries written down as objects, through the store's own schema and dictionaries.
 *
 * Each source gets one range, so its entries have contiguous ids; lines count from 1 in the order given.
 */
import { eq, getTableColumns, max, sql } from "drizzle-orm"

import { requestText } from "@logmill/workers/parse/request"

import { type Dictionaries, type DictionaryName, openDictionaries } from "../store/dictionaries.ts"
import type { DictionaryBound } from "../store/dictionary.ts"
import { enrichValues } from "../store/enriching.ts"
import { type Connection, openForWriting } from "../store/open.ts"
import { forgetSource } from "../store/ranges.ts"
import { catchUp } from "../store/rollups/stored.ts"
import {
  agent,
  client,
  entry,
  entryExtra,
  extraName,
  meta,
  path,
  referrer,
  reject,
  source,
  sourceFile,
  sourceRange
} from "../store/schema.ts"
import { zoneRule } from "../zone.ts"
import { otherEnrichment, testEnrichment } from "./enrichment.ts"

/** Null is unknown. Left out: a plain request of 2026-11-05T12:00:00Z for `/`. */
export interface TestEntry {
  readonly time?: number
  readonly client?: string
  readonly method?: string | null
  readonly path?: string
  readonly query?: string | null
  readonly protocol?: string | null
  readonly status?: number | null
  readonly bytes?: number | null
  readonly referrer?: string | null
  readonly agent?: string | null
  readonly site?: string | null
  readonly user?: string | null
  readonly durationMs?: number | null
  readonly upstreamMs?: number | null
  readonly bytesIn?: number | null
  /** The texts of `extra`: `{ tls: "TLSv1.3" }`. */
  readonly extra?: Readonly<Record<string, string>>
  /** A text that was kept under the name `trace`. */
  readonly trace?: string
}

/** What is known of values, whatever the test's classifier says; by the value. */
export interface TestDetails {
  readonly clients?: Readonly<Record<string, Partial<Pick<typeof client.$inferInsert, "country" | "city" | "network">>>>
  readonly agents?: Readonly<Record<string, Partial<Omit<typeof agent.$inferInsert, "id" | "hash" | "value">>>>
  /** Their classes. */
  readonly referrers?: Readonly<Record<string, string>>
  /** Their templates. */
  readonly paths?: Readonly<Record<string, string>>
}

export interface TestSource {
  readonly path: string
  readonly entries: ReadonlyArray<TestEntry>
  readonly details?: TestDetails
  /** Other paths it was seen under. */
  readonly copies?: ReadonlyArray<string>
  readonly state?: (typeof source.$inferInsert)["state"]
  readonly detail?: string
  /** How often its file was cut or rewritten. */
  readonly generation?: number
  readonly filtered?: number
  readonly blank?: number
  readonly comment?: number
  /** Texts of lines that did not parse; they come after the entries. */
  readonly rejects?: ReadonlyArray<string>
  /** The only entry is a line that had no line end. */
  readonly isTail?: boolean
}

export interface Rollups {
  /** Sources, from the end, that the rollups have not followed to. */
  readonly behind?: number
  /** Numbers of sources, from 1, that are taken back in the end. */
  readonly forgotten?: ReadonlyArray<number>
  /** Agents are of other classes in the end than they were when they were stored. */
  readonly isEnriched?: boolean
}

export const noon = Date.UTC(2026, 10, 5, 12)

type EntryRow = typeof entry.$inferInsert

/** Many such databases are made, one after the other. */
const fewTexts: DictionaryBound = { values: 100_000, read: 75_000, recent: { texts: 1 << 10, bytes: 1 << 16 } }

/** Makes `file`, which must not be there, with its rollups. `zone` is the report zone, UTC unless given. */
export const makeDatabase = (
  file: string,
  sources: ReadonlyArray<TestSource>,
  zone = "UTC",
  { behind = 0, forgotten = [], isEnriched = false }: Rollups = {}
): void => {
  const connection = openForWriting(file, {
    zone,
    zoneRule: zoneRule(zone, 0, Date.UTC(2050, 0, 1)),
    durability: "normal",
    now: noon
  })
  const { raw } = connection
  const dictionaries = openDictionaries(connection, testEnrichment, null, undefined, fewTexts)
  for (const [index, one] of sources.entries()) {
    raw.transaction(() => addSource({ ...connection, dictionaries }, one, index + 1)).immediate()
    if (index < sources.length - behind) catchUp(connection)
  }
  for (const id of forgotten) raw.transaction(() => forgetSource(connection, id)).immediate()
  if (isEnriched) raw.transaction(() => enrichValues(connection, otherEnrichment)).immediate()
  raw.close()
}

const addSource = (
  { dictionaries, ...connection }: Connection & { readonly dictionaries: Dictionaries },
  one: TestSource,
  sourceId: number
): void => {
  const { path, entries, filtered = 0, blank = 0, comment = 0, rejects = [], isTail = false } = one
  const { copies = [], detail = null, generation = 0, state = "complete" } = one
  const { db } = connection
  const idOf = (dictionary: DictionaryName, text: string | null | undefined): number | null =>
    text === null || text === undefined ? null : dictionaries[dictionary].idOfText(text)
  let nextEntry =
    (db
      .select({ id: max(entry.id) })
      .from(entry)
      .get()?.id ?? 0) + 1
  const times = entries.map((one) => one.time ?? noon)
  const lines = entries.length + rejects.length + filtered + blank + comment
  db.insert(source)
    .values({ id: sourceId, path, format: "combined", zone: "UTC", state, detail, generation, firstRun: 1 })
    .run()
  for (const [index, name] of [path, ...copies].entries()) {
    db.insert(sourceFile)
      .values({
        path: name,
        sourceId,
        device: "1",
        inode: `${sourceId}.${index}`,
        size: lines,
        modifiedMs: 0,
        changedMs: 0,
        compression: "none",
        complete: true,
        reach: lines * 100
      })
      .run()
  }
  db.insert(sourceRange)
    .values({
      id: sourceId,
      sourceId,
      generation: 0,
      runId: 1,
      firstEntry: entries.length === 0 ? null : nextEntry,
      lastEntry: entries.length === 0 ? null : nextEntry + entries.length - 1,
      startOffset: 0,
      endOffset: lines * 100,
      lines,
      carried: 0,
      firstLine: 1,
      stored: entries.length,
      filtered,
      rejected: rejects.length,
      blank,
      comment,
      minTime: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
      maxTime: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
      tail: isTail,
      digest: Buffer.alloc(0)
    })
    .run()
  // Compiled once: a statement that is built for each entry takes ten times as long as running it.
  const columns = Object.keys(getTableColumns(entry))
  const insertEntry = db
    .insert(entry)
    .values(Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)])) as unknown as EntryRow)
    .prepare()
  for (const one of entries) {
    const parts = {
      method: one.method === undefined ? "GET" : one.method,
      origin: null,
      path: one.path ?? "/",
      query: one.query ?? null,
      protocol: one.protocol === undefined ? "HTTP/1.1" : one.protocol
    }
    insertEntry.run({
      rangeLine: null,
      id: nextEntry++,
      time: one.time ?? noon,
      clientId: idOf("client", one.client ?? "192.0.2.1")!,
      requestId: dictionaries.request.idOfText(requestText(parts)),
      status: one.status === undefined ? 200 : one.status,
      bytes: one.bytes === undefined ? 100 : one.bytes,
      referrerId: idOf("referrer", one.referrer),
      agentId: idOf("agent", one.agent === undefined ? "Mozilla/5.0" : one.agent),
      siteId: idOf("site", one.site),
      userId: idOf("user", one.user),
      durationUs: microseconds(one.durationMs),
      upstreamUs: microseconds(one.upstreamMs),
      bytesIn: one.bytesIn ?? null,
      extraId: one.extra === undefined ? null : idOf("extra", JSON.stringify(one.extra))
    })
    if (one.trace !== undefined) {
      db.insert(entryExtra)
        .values({ entryId: nextEntry - 1, nameId: 1, value: one.trace })
        .run()
    }
  }
  if (entries.some(({ trace }) => trace !== undefined)) {
    db.insert(extraName).values({ id: 1, value: "trace" }).onConflictDoNothing().run()
  }
  dictionaries.flush()
  if (one.details !== undefined) writeDetails(connection, one.details)
  for (const [at, text] of rejects.entries()) {
    const rangeLine = entries.length + at
    db.insert(reject)
      .values({ rangeId: sourceId, rangeLine, offset: rangeLine * 100, reason: "no time", text })
      .run()
  }
  db.update(meta).set({ dataVersion: 2 }).run()
}

const microseconds = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : Math.round(ms * 1000)

const writeDetails = ({ db }: Connection, { agents, clients, paths, referrers }: TestDetails): void => {
  for (const [value, set] of Object.entries(clients ?? {})) {
    db.update(client).set(set).where(eq(client.value, value)).run()
  }
  for (const [value, set] of Object.entries(agents ?? {})) {
    db.update(agent).set(set).where(eq(agent.value, value)).run()
  }
  for (const [value, referrerClass] of Object.entries(referrers ?? {})) {
    db.update(referrer).set({ referrerClass }).where(eq(referrer.value, value)).run()
  }
  for (const [value, template] of Object.entries(paths ?? {})) {
    db.update(path).set({ template }).where(eq(path.value, value)).run()
  }
}
