/**
 * The rollups while an ingest writes: entries are added up in memory over many batches and written sorted, because an
 * upsert for each batch would cost as much as storing the entries.
 *
 * Until `flush` the sums are behind, and the watermark with them: answers add the entries beyond it. A kill loses the
 * sums, not the entries: the next ingest begins with `catchUp`. Memory is bounded: flush when `isFull`.
 */
import type { Statement } from "better-sqlite3"
import { max, type SQL, sql } from "drizzle-orm"

import type { ZoneRule } from "@logmill/workers/zone"

import type { Connection } from "../open.ts"
import { entry, hitsDay, hitsHour, hitsPath, meta, visitorDay } from "../schema.ts"
import { hourAround, minuteMs } from "./calendar.ts"
import { HitKeys } from "./HitKeys.ts"
import { SumTable, wideUnit } from "./SumTable.ts"
import { Upsert } from "./Upsert.ts"
import { reportZone } from "./reportZone.ts"

/** Rows in memory by day, hour and visitor: some 12 MB, and a little more until a transaction ends. */
const mostRows = 160 * 1024
/** Rows in memory by path, which wait for the end of the ingest: at most another 16 MB. */
const mostPaths = 128 * 1024

/** Entries by columns, with stored ids; -1 is null, a column that is null throughout may be left out. */
export interface TotalsInput {
  readonly time: Float64Array
  readonly clientId: Int32Array
  readonly requestId: Int32Array
  readonly agentId: Int32Array
  readonly siteId?: Int32Array
  readonly status: Float64Array
  readonly bytes: Float64Array
  readonly durationUs?: Float64Array
}

export class Totals {
  readonly #isNew: boolean
  readonly #zone: ZoneRule
  readonly #keys: HitKeys
  readonly #days = new SumTable()
  readonly #hours = new SumTable(true)
  readonly #visitors = new SumTable()
  readonly #paths = new SumTable()
  readonly #writeDays: Upsert
  readonly #writePaths: Upsert
  readonly #writeHours: Upsert
  readonly #writeVisitors: Upsert
  readonly #setWatermark: Statement
  readonly #moveWatermark: Statement
  readonly #setPathsFollow: Statement
  /** The last entry that was added, or passed over. */
  #upTo = 0
  /** More than any sum in memory. */
  #sum = 0
  #pathsSum = 0
  /** Sums by path were not written with the others. */
  #pathsLag = false
  // The hour that the last entry was in: from start to before end, in ms UTC; its minute in two parts, its day.
  #start = 0
  #end = 0
  #minuteHigh = 0
  #minuteLow = 0
  #day = 0

  /** `again`: of days that are made anew. The watermark counts them already; the sums by path are the caller's to make. */
  constructor(connection: Connection, kind: "new" | "again" = "new") {
    const { db, raw } = connection
    this.#isNew = kind === "new"
    this.#zone = reportZone(connection)
    this.#keys = new HitKeys(connection)
    this.#writeDays = new Upsert(connection, hitsDay, ["day", "pathId", "keyId"])
    this.#writePaths = new Upsert(connection, hitsPath, ["pathId", "keyId"])
    this.#writeHours = new Upsert(connection, hitsHour, ["hour", "keyId"])
    this.#writeVisitors = new Upsert(connection, visitorDay, ["clientId", "agentId", "siteId", "day"])
    const upTo = sql.placeholder("upTo")
    const setWatermark = (value: SQL): Statement => raw.prepare(db.update(meta).set({ watermark: value }).toSQL().sql)
    this.#setWatermark = setWatermark(sql`${upTo}`)
    this.#setPathsFollow = raw.prepare(
      db
        .update(meta)
        .set({ pathsFollow: sql`${sql.placeholder("pathsFollow")}` })
        .toSQL().sql
    )
    // What was passed over may have been undone since: its ids are given again.
    this.#moveWatermark = setWatermark(sql`min(${upTo}, ifnull((${db.select({ id: max(entry.id) }).from(entry)}), 0))`)
  }

  get isFull(): boolean {
    return this.#days.size + this.#hours.size + this.#visitors.size > mostRows || this.#keys.isLarge
  }

  /** What a request is, told when it is stored: saves looking it up. */
  learnRequest(id: number, pathId: number, method: string | null): void {
    this.#keys.learnRequest(id, pathId, method)
  }

  learnAgent(id: number, agentClass: string): void {
    this.#keys.learnAgent(id, agentClass)
  }

  /**
   * Adds `count` entries that get the ids from `firstEntry` on in this transaction. Their requests and agents are stored
   * already, or learnt. Costs about 0.2 µs each.
   */
  add(count: number, firstEntry: number, columns: TotalsInput): void {
    const { time, clientId, requestId, agentId, siteId, status, bytes, durationUs } = columns
    const keys = this.#keys
    for (let row = 0; row < count; row++) {
      const at = time[row]!
      if (at < this.#start || at >= this.#end) this.#enterHour(at)
      const size = Math.max(bytes[row]!, 0)
      const duration = durationUs === undefined ? -1 : durationUs[row]!
      this.#sum += size + Math.max(duration, 0)
      if (this.#sum > Number.MAX_SAFE_INTEGER) {
        // Sums stay exact: SQLite adds up 64 bits.
        this.#write()
        if (this.#isNew) {
          this.#setWatermark.run(firstEntry + row - 1)
          this.#setPathsFollow.run(0)
          this.#pathsLag = true
        }
        this.#sum = size + Math.max(duration, 0)
      }
      const site = siteId === undefined ? -1 : siteId[row]!
      const agent = agentId[row]!
      const request = keys.requestSlot(requestId[row]!)
      const path = keys.pathOf(request)
      const key = keys.idOf(site, request, status[row]!, agent)
      const daySlot = this.#days.add(this.#day, path, key, 0, 1, size)
      const hourSlot = this.#hours.add(this.#minuteHigh, this.#minuteLow, key, 0, 1, size)
      this.#visitors.add(clientId[row]!, Math.max(agent, 0), Math.max(site, 0), this.#day, 1, size)
      if (duration !== -1) {
        this.#days.addDuration(daySlot, duration)
        this.#hours.addDuration(hourSlot, duration)
      }
    }
    this.#upTo = firstEntry + count - 1
  }

  /** Entries up to this one are not to be added: those of a last line that may be undone. */
  pass(lastEntry: number): void {
    this.#upTo = lastEntry
  }

  /**
   * Writes what was added and moves the watermark, in the transaction of the entries, once these are inserted. The sums
   * by path, of which each flush would write most again, are only complete when it is the last.
   */
  flush(isLast: boolean): void {
    if (this.#upTo === 0 && !(isLast && this.#pathsLag)) return
    this.#write()
    if (!this.#isNew) return
    if (isLast) this.#flushPaths()
    if (this.#upTo > 0) this.#moveWatermark.run(this.#upTo)
    this.#setPathsFollow.run(isLast ? 1 : 0)
    this.#pathsLag = !isLast
    this.#upTo = 0
  }

  #flushPaths(): void {
    this.#writePaths.write(this.#paths)
    this.#paths.clear()
    this.#pathsSum = 0
  }

  #write(): void {
    this.#writeDays.write(this.#days)
    if (this.#isNew) {
      const sum = this.#pathsSum + this.#sum
      if (this.#paths.size > mostPaths || sum > Number.MAX_SAFE_INTEGER) this.#flushPaths()
      this.#paths.addWithoutFirst(this.#days)
      this.#pathsSum += this.#sum
    }
    this.#writeHours.write(this.#hours)
    this.#writeVisitors.write(this.#visitors)
    for (const table of [this.#days, this.#hours, this.#visitors]) table.clear()
    if (this.#keys.isLarge) this.#keys.reset()
    this.#sum = 0
  }

  #enterHour(time: number): void {
    const { start, end, day } = hourAround(this.#zone, time)
    this.#start = start
    this.#end = end
    const minute = Math.floor(start / minuteMs)
    this.#minuteHigh = Math.floor(minute / wideUnit)
    this.#minuteLow = minute - this.#minuteHigh * wideUnit
    this.#day = day
  }
}
