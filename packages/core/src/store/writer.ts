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

import type { Batch, NewValues } from "@logmill/workers/batch"

import type { Enrichment } from "./details.ts"
import { type Dictionaries, openDictionaries, requestKey } from "./dictionaries.ts"
import { type ColumnValues, type EntryColumn, EntryInserter } from "./entries.ts"
import type { Connection } from "./open.ts"
import { type RangeRow, undoTail } from "./ranges.ts"
import { RejectWriter } from "./rejects.ts"
import { Totals } from "./rollups/Totals.ts"
import { entry, meta, rangeFiltered, sourceRange } from "./schema.ts"
import { updateSource } from "./sources.ts"
import { WorkerIds } from "./WorkerIds.ts"

/** A batch on its way into the store, and where it belongs. */
export interface Delivery {
  readonly batch: Batch
  readonly worker: number
  readonly sourceId: number
  readonly generation: number
  /** The unfinished last line that this batch reads again: its range is undone in the same transaction. */
  readonly replaces: RangeRow | null
  /** Of the source, once its first line is read; null for standard input and in later batches. */
  readonly headDigest: Buffer | null
  /** Not to be stored: only its new values are learnt, because later batches of the worker count on them. */
  readonly isVoid: boolean
}

const dictionaryNames = ["client", "request", "referrer", "agent", "site", "user", "extra"] as const
type WorkerMaps = Readonly<Record<(typeof dictionaryNames)[number], WorkerIds>>

export class Writer {
  readonly #connection: Connection
  readonly #runId: number
  readonly #ruleNames: ReadonlyArray<string>
  readonly #dictionaries: Dictionaries
  readonly #inserter: EntryInserter
  readonly #rejects: RejectWriter
  readonly #totals: Totals
  readonly #workers = new Map<number, WorkerMaps>()
  readonly #insertRange: Statement
  readonly #insertFiltered: Statement
  readonly #bumpVersion: Statement
  readonly #lastEntry: Statement

  constructor(connection: Connection, runId: number, ruleNames: ReadonlyArray<string>, enrichment: Enrichment) {
    const { db, raw } = connection
    this.#connection = connection
    this.#runId = runId
    this.#ruleNames = ruleNames
    this.#dictionaries = openDictionaries(connection, enrichment)
    this.#inserter = new EntryInserter(connection)
    this.#rejects = new RejectWriter(connection)
    this.#totals = new Totals(connection)
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
          stored: named("stored"),
          filtered: named("filtered"),
          rejected: named("rejected"),
          blank: named("blank"),
          comment: named("comment"),
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
        .set({ dataVersion: sql`${meta.dataVersion} + 1` })
        .where(eq(meta.id, sql`1`))
        .toSQL().sql
    )
    this.#lastEntry = raw
      .prepare(
        db
          .select({ id: max(entry.id) })
          .from(entry)
          .toSQL().sql
      )
      .pluck()
  }

  /** Commits the deliveries together, in order. Throws what SQLite throws; then nothing of them is stored. */
  write(deliveries: ReadonlyArray<Delivery>): void {
    const { raw } = this.#connection
    raw
      .transaction(() => {
        for (const delivery of deliveries) this.#deliver(delivery)
        if (this.#totals.isFull) this.#totals.flush(false)
        this.#bumpVersion.run()
      })
      .immediate()
  }

  /** Brings the rollups up to what is stored; in the end, the last of them. Until then answers are as exact, and slower. */
  rollUp(isEnd: boolean): void {
    this.#connection.raw.transaction(() => this.#totals.flush(isEnd)).immediate()
  }

  #deliver({ batch, worker, sourceId, generation, replaces, headDigest, isVoid }: Delivery): void {
    const maps = this.#mapsOf(worker)
    this.#addNewValues(batch, maps)
    if (isVoid) return
    if (replaces !== null) undoTail(this.#connection, replaces)
    if (headDigest !== null) updateSource(this.#connection, sourceId, { headDigest })
    const firstEntry = batch.entries === 0 ? null : ((this.#lastEntry.get() as number | null) ?? 0) + 1
    if (firstEntry !== null) this.#inserter.insert(batch.entries, columnsOf(batch, maps))
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
        batch.entries,
        filtered,
        batch.rejects.length,
        batch.blank,
        batch.comment,
        firstEntry === null ? null : batch.minTime,
        firstEntry === null ? null : batch.maxTime,
        batch.tail ? 1 : 0,
        batch.digest
      ).lastInsertRowid
    )
    if (firstEntry !== null) this.#addUp(batch, maps, firstEntry)
    batch.filtered.forEach((lines, rule) => this.#insertFiltered.run(rangeId, this.#ruleNames[rule]!, lines))
    this.#rejects.write(sourceId, rangeId, batch.rejects)
  }

  #addUp(batch: Batch, maps: WorkerMaps, firstEntry: number): void {
    if (batch.tail) {
      this.#totals.pass(firstEntry + batch.entries - 1)
      return
    }
    this.#totals.add(batch.entries, firstEntry, {
      time: batch.time,
      clientId: stored(batch.client, maps.client),
      requestId: stored(batch.request, maps.request),
      agentId: stored(batch.agent, maps.agent),
      ...(batch.site === null ? {} : { siteId: stored(batch.site, maps.site) }),
      status: batch.status,
      bytes: batch.bytes
    })
  }

  #mapsOf(worker: number): WorkerMaps {
    let maps = this.#workers.get(worker)
    if (maps === undefined) {
      maps = Object.fromEntries(dictionaryNames.map((name) => [name, new WorkerIds()])) as WorkerMaps
      this.#workers.set(worker, maps)
    }
    return maps
  }

  #addNewValues(batch: Batch, maps: WorkerMaps): void {
    const all = this.#dictionaries
    const add = (values: NewValues, name: Exclude<keyof WorkerMaps, "request">): void =>
      maps[name].add(
        values.firstId,
        values.texts.map((text) => all[name].idOf(text, text))
      )
    add(batch.newClients, "client")
    add(batch.newReferrers, "referrer")
    add(batch.newAgents, "agent")
    add(batch.newSites, "site")
    add(batch.newUsers, "user")
    add(batch.newExtras, "extra")
    const requests = batch.newRequests
    const requestIds = requests.paths.map((text, index) => {
      const pathId = all.path.idOf(text, text)
      const parts = {
        method: requests.methods[index]!,
        origin: requests.origins[index]!,
        pathId,
        query: requests.queries[index]!,
        protocol: requests.protocols[index]!
      }
      const id = all.request.idOf(requestKey(parts), parts)
      this.#totals.learnRequest(id, pathId, parts.method)
      return id
    })
    maps.request.add(requests.firstId, requestIds)
  }
}

/** Turns ids of a worker into stored ones, in place. */
const stored = <Column extends Int32Array>(column: Column, { ids }: WorkerIds): Column => {
  for (let row = 0; row < column.length; row++) if (column[row] !== -1) column[row] = ids[column[row]!]!
  return column
}

const columnsOf = (batch: Batch, maps: WorkerMaps): ReadonlyArray<ColumnValues> => {
  const columns: Array<ColumnValues> = []
  const add = (name: EntryColumn, values: ColumnValues["values"] | null, ids: WorkerIds | null): void => {
    if (values !== null) columns.push({ name, values, ids: ids?.ids ?? null })
  }
  add("rangeLine", batch.rangeLine, null)
  add("time", batch.time, null)
  add("status", batch.status, null)
  add("bytes", batch.bytes, null)
  add("clientId", batch.client, maps.client)
  add("requestId", batch.request, maps.request)
  add("referrerId", batch.referrer, maps.referrer)
  add("agentId", batch.agent, maps.agent)
  add("siteId", batch.site, maps.site)
  add("userId", batch.user, maps.user)
  add("extraId", batch.extra, maps.extra)
  return columns
}
