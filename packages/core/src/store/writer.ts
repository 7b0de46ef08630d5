/**
 * The writer: batches in, committed rows out.
 *
 * Everything a batch brings (dictionary values, entries, rejects, the range that says its bytes were read) is written in
 * one transaction, so that a kill at any moment leaves whole ranges or nothing, and reading goes on exactly there. Runs
 * synchronously; a call with a few batches takes some tens of milliseconds. It is made for one ingest: after an error it
 * must not be used again, because ids it has given out were rolled back.
 */
import { eq, max, sql } from "drizzle-orm"
import type { Statement } from "better-sqlite3"

import type { Batch } from "@logmill/workers/batch"
import type { NewValues } from "@logmill/workers/texts"

import { isAnonymized } from "./anonymity.ts"
import { maskClient, maskExtra } from "./anonymize.ts"
import type { AgentDetails, Enrichment } from "./details.ts"
import { type Dictionaries, dictionaryNames, openDictionaries } from "./dictionaries.ts"
import { type EntryColumns, EntryInserter } from "./entries.ts"
import { ExtraWriter } from "./extras.ts"
import { TextImage } from "./image/TextImage.ts"
import { type Connection, nextVersion } from "./open.ts"
import { type RangeRow, undoTail } from "./ranges.ts"
import { RejectWriter } from "./rejects.ts"
import { Totals } from "./rollups/Totals.ts"
import { entry, meta, rangeFiltered, sourceRange } from "./schema.ts"
import { updateSource } from "./sources.ts"
import { viewOf } from "./viewOf.ts"
import { WorkerIds } from "./WorkerIds.ts"

/** A batch on its way into the store, and where it belongs. */
export interface Delivery {
  readonly batch: Batch
  readonly worker: number
  readonly sourceId: number
  /** Null: of a retry. */
  readonly generation: number | null
  /** The unfinished last line that this batch reads again: its range is undone in the same transaction. */
  readonly replaces: RangeRow | null
  /** Of the source, once its first line is read; null for standard input and in later batches. */
  readonly headDigest: Buffer | null
  /** Lines that were rejected before, and are none of those that the source has read. */
  readonly retry: Retry | null
  /** Who the batch's new agents are, by their place among them, where that is known already; null: it is not. */
  readonly agents: ((index: number) => AgentDetails) | null
  /** Not to be stored: only its new values are learnt, because later batches of the worker count on them. */
  readonly isVoid: boolean
}

/**
 * Of a batch of lines that were rejected and are tried again: what of them became something else. The batch's numbers of
 * lines are those in `origin`, and it counts no lines and has no rejects.
 */
export interface Retry {
  readonly origin: RangeRow
  /** Rows of the rejects that are none any more. */
  readonly resolved: ReadonlyArray<number>
  /** What the source is read by from now on; null: as before. */
  readonly format: string | null
}

/** The dictionaries of a worker; paths are parts of requests. */
const columns = ["client", "request", "referrer", "agent", "site", "user", "extra"] as const
type WorkerMaps = Readonly<Record<(typeof columns)[number], WorkerIds>>

export class Writer {
  readonly #connection: Connection
  readonly #runId: number
  readonly #ruleNames: ReadonlyArray<string>
  readonly #texts: TextImage
  readonly #dictionaries: Dictionaries
  readonly #masks: Masks
  readonly #entries: EntryInserter
  readonly #extras: ExtraWriter
  #nextEntry: number
  readonly #rejects: RejectWriter
  readonly #totals: Totals
  readonly #workers = new Map<number, WorkerMaps>()
  readonly #insertRange: Statement
  readonly #insertFiltered: Statement
  readonly #bumpVersion: Statement

  constructor(connection: Connection, runId: number, ruleNames: ReadonlyArray<string>, enrichment: Enrichment) {
    const { db, raw } = connection
    this.#connection = connection
    this.#runId = runId
    this.#ruleNames = ruleNames
    this.#masks = isAnonymized(connection) ? { client: maskClient, extra: maskExtra } : {}
    this.#rejects = new RejectWriter(connection)
    this.#totals = new Totals(connection, "ingested")
    this.#texts = new TextImage(connection, dictionaryNames)
    this.#dictionaries = openDictionaries(connection, enrichment, this.#texts, this.#totals)
    this.#entries = new EntryInserter(connection)
    this.#extras = new ExtraWriter(connection)
    const named = (name: string) => sql`${sql.placeholder(name)}`
    this.#insertRange = raw.prepare(
      db
        .insert(sourceRange)
        .values({
          sourceId: named("sourceId"),
          generation: named("generation"),
          runId: named("runId"),
          firstEntry: named("firstEntry"),
          lastEntry: named("lastEntry"),
          startOffset: named("startOffset"),
          endOffset: named("endOffset"),
          lines: named("lines"),
          carried: sql`0`,
          origin: named("origin"),
          firstLine: named("firstLine"),
          stored: named("stored"),
          filtered: named("filtered"),
          rejected: named("rejected"),
          blank: named("blank"),
          comment: named("comment"),
          nulBytes: named("nulBytes"),
          minTime: named("minTime"),
          maxTime: named("maxTime"),
          tail: named("tail"),
          digest: named("digest")
        })
        .toSQL().sql
    )
    this.#insertFiltered = raw.prepare(
      db
        .insert(rangeFiltered)
        .values({ rangeId: named("rangeId"), rule: named("rule"), lines: named("lines") })
        .toSQL().sql
    )
    this.#bumpVersion = raw.prepare(
      db
        .update(meta)
        .set({ dataVersion: nextVersion })
        .where(eq(meta.id, sql`1`))
        .toSQL().sql
    )
    const last = db
      .select({ id: max(entry.id) })
      .from(entry)
      .get()!
    this.#nextEntry = (last.id ?? 0) + 1
  }

  /**
   * Commits the deliveries together, in order, and after them what `then` does. Throws what SQLite throws; then nothing
   * of them is stored.
   */
  write<A>(deliveries: ReadonlyArray<Delivery>, then: () => A): A {
    const store = this.#connection.raw.transaction((): A => {
      // The transaction began deferred, as inserting an image wants it; writing first, it locks like an immediate one.
      this.#bumpVersion.run()
      const rollUps = deliveries.map((delivery) => this.#deliver(delivery))
      this.#dictionaries.flush()
      this.#entries.insert()
      for (const addUp of rollUps) addUp()
      this.#totals.write()
      return then()
    })
    return store()
  }

  /**
   * Brings the rollups up to what is stored: soon, with one of the next commits, or in the end at once. Until then answers
   * are as exact, and slower.
   */
  rollUp(isEnd: boolean): void {
    if (isEnd) this.#totals.finish()
    else this.#totals.flush(false)
  }

  close(): void {
    this.#texts.close()
    this.#entries.close()
    this.#totals.close()
  }

  /** Returns what adds the entries to the rollups, to be called once they and their values are in the tables. */
  #deliver(delivery: Delivery): () => void {
    const { batch, worker, sourceId, generation, replaces, headDigest, retry, isVoid } = delivery
    const maps = this.#mapsOf(worker)
    this.#addNewValues(delivery, maps)
    if (isVoid) return () => {}
    if (replaces !== null) undoTail(this.#connection, replaces)
    if (headDigest !== null) updateSource(this.#connection, sourceId, { headDigest })
    const resolved = retry?.resolved ?? []
    this.#rejects.remove(resolved)
    if (retry !== null && retry.format !== null) updateSource(this.#connection, sourceId, { format: retry.format })
    const firstEntry = batch.entries === 0 ? null : this.#nextEntry
    const values = columnsOf(batch, maps)
    if (firstEntry !== null) {
      this.#entries.add(batch.entries, firstEntry, values)
      this.#extras.write(firstEntry, batch)
    }
    this.#nextEntry += batch.entries
    const filtered = batch.filtered.reduce((sum, lines) => sum + (lines ?? 0), 0)
    const rangeId = Number(
      this.#insertRange.run(
        sourceId,
        generation,
        this.#runId,
        firstEntry,
        firstEntry === null ? null : firstEntry + batch.entries - 1,
        batch.startOffset,
        batch.endOffset,
        batch.lines,
        retry?.origin.id ?? null,
        retry?.origin.firstLine ?? null,
        batch.entries,
        filtered,
        batch.rejects.length - resolved.length,
        batch.blank,
        batch.comment,
        batch.nulBytes,
        firstEntry === null ? null : batch.minTime,
        firstEntry === null ? null : batch.maxTime,
        batch.tail ? 1 : 0,
        batch.digest
      ).lastInsertRowid
    )
    batch.filtered.forEach((lines, rule) => this.#insertFiltered.run(rangeId, this.#ruleNames[rule]!, lines))
    this.#rejects.write(sourceId, rangeId, batch.rejects)
    return () => {
      if (firstEntry === null) return
      // A last line without line end may be undone.
      if (batch.tail) this.#totals.pass(firstEntry + batch.entries - 1)
      else this.#totals.add(batch.entries, firstEntry, values)
    }
  }

  #addNewValues({ agents, batch }: Delivery, maps: WorkerMaps): void {
    const dictionaries = this.#dictionaries
    const add = ({ firstId, bytes, ends }: NewValues, name: keyof WorkerMaps): void => {
      const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const view = viewOf(texts)
      const mask = this.#masks[name]
      const dictionary = dictionaries[name]
      const stored = new Int32Array(ends.length)
      let start = 0
      for (let index = 0; index < ends.length; index++) {
        const end = ends[index]!
        if (name === "agent" && agents !== null) dictionaries.tellAgent(agents(index))
        stored[index] =
          mask === undefined
            ? dictionary.idOf(texts, view, start, end)
            : dictionary.idOfText(mask(texts.toString("utf8", start, end)))
        start = end
      }
      maps[name].add(firstId, stored)
    }
    add(batch.newClients, "client")
    add(batch.newRequests, "request")
    add(batch.newReferrers, "referrer")
    add(batch.newAgents, "agent")
    dictionaries.tellAgent(null)
    add(batch.newSites, "site")
    add(batch.newUsers, "user")
    add(batch.newExtras, "extra")
  }

  #mapsOf(worker: number): WorkerMaps {
    let maps = this.#workers.get(worker)
    if (maps === undefined) {
      maps = Object.fromEntries(columns.map((name) => [name, new WorkerIds()])) as WorkerMaps
      this.#workers.set(worker, maps)
    }
    return maps
  }
}

/** What is stored in place of values, by their dictionary. */
type Masks = Partial<Readonly<Record<keyof WorkerMaps, (text: string) => string>>>

/** The columns of a batch, ids of its worker turned into stored ones in place. */
const columnsOf = (batch: Batch, maps: WorkerMaps) =>
  ({
    ...(batch.rangeLine === null ? {} : { rangeLine: batch.rangeLine }),
    time: batch.time,
    status: batch.status,
    bytes: batch.bytes,
    clientId: maps.client.translate(batch.client),
    requestId: maps.request.translate(batch.request),
    referrerId: maps.referrer.translate(batch.referrer),
    agentId: maps.agent.translate(batch.agent),
    ...(batch.site === null ? {} : { siteId: maps.site.translate(batch.site) }),
    ...(batch.user === null ? {} : { userId: maps.user.translate(batch.user) }),
    ...(batch.extra === null ? {} : { extraId: maps.extra.translate(batch.extra) }),
    ...(batch.durationUs === null ? {} : { durationUs: batch.durationUs }),
    ...(batch.upstreamUs === null ? {} : { upstreamUs: batch.upstreamUs }),
    ...(batch.bytesIn === null ? {} : { bytesIn: batch.bytesIn })
  }) satisfies EntryColumns
