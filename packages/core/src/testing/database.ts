/**
 * Databases for tests, made of entries written down as objects, through the store's own schema and dictionaries.
 *
 * Each source gets one range, so its entries have contiguous ids; lines count from 1 in the order given.
 */
import { max } from "drizzle-orm"

import { requestText } from "@logmill/workers/parse/request"

import { type DictionaryName, openDictionaries } from "../store/dictionaries.ts"
import { enrichValues } from "../store/enriching.ts"
import { type Connection, openForWriting } from "../store/open.ts"
import { forgetSource } from "../store/ranges.ts"
import { catchUp } from "../store/rollups/stored.ts"
import { entry, entryExtra, extraName, meta, reject, source, sourceFile, sourceRange } from "../store/schema.ts"
import { zoneRule } from "../zone.ts"
import { otherEnrichment, testEnrichment } from "./enrichment.ts"

/** Null is unknown. Left out: a plain request of 2026-11-05T12:00:00Z for `/`. */
export interface TestEntry {
  readonly time?: number
  readonly client?: string
  readonly method?: string | null
  readonly path?: string
  readonly query?: string | null
  readonly status?: number | null
  readonly bytes?: number | null
  readonly referrer?: string | null
  readonly agent?: string | null
  readonly site?: string | null
  readonly user?: string | null
  readonly durationMs?: number | null
  /** A text that was kept under the name `trace`. */
  readonly trace?: string
}

export interface TestSource {
  readonly path: string
  readonly entries: ReadonlyArray<TestEntry>
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
  for (const [index, one] of sources.entries()) {
    raw.transaction(() => addSource(connection, one, index + 1)).immediate()
    if (index < sources.length - behind) catchUp(connection)
  }
  for (const id of forgotten) raw.transaction(() => forgetSource(connection, id)).immediate()
  if (isEnriched) raw.transaction(() => enrichValues(connection, otherEnrichment)).immediate()
  raw.close()
}

const addSource = (connection: Connection, one: TestSource, sourceId: number): void => {
  const { path, entries, filtered = 0, blank = 0, comment = 0, rejects = [], isTail = false } = one
  const { db } = connection
  const dictionaries = openDictionaries(connection, testEnrichment)
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
    .values({ id: sourceId, path, format: "combined", zone: "UTC", state: "complete", firstRun: 1 })
    .run()
  db.insert(sourceFile)
    .values({
      path,
      sourceId,
      device: "1",
      inode: `${sourceId}`,
      size: lines,
      modifiedMs: 0,
      changedMs: 0,
      compression: "none",
      complete: true,
      reach: lines * 100
    })
    .run()
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
  for (const one of entries) {
    const parts = {
      method: one.method === undefined ? "GET" : one.method,
      origin: null,
      path: one.path ?? "/",
      query: one.query ?? null,
      protocol: "HTTP/1.1"
    }
    db.insert(entry)
      .values({
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
        durationUs: one.durationMs === null || one.durationMs === undefined ? null : Math.round(one.durationMs * 1000)
      })
      .run()
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
  for (const [at, text] of rejects.entries()) {
    const rangeLine = entries.length + at
    db.insert(reject)
      .values({ rangeId: sourceId, rangeLine, offset: rangeLine * 100, reason: "no time", text })
      .run()
  }
  db.update(meta).set({ dataVersion: 2 }).run()
}
