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
import { Rollup } from "./Rollup.ts"
import { RollupImage } from "./RollupImage.ts"
import { reportZone } from "./reportZone.ts"

/** Rows at most. */
export interface Bounds {
  /** In memory by day, hour and visitor. */
  readonly rows: number
  /** By day, in the image. */
  readonly sealed: number
  /** By path, in memory until the end of the ingest. */
  readonly paths: number
}

/** 12 MB, and a little more until a transaction ends; 20 MB of a file that is not meant for the disk; 16 MB. */
const usualBounds: Bounds = { rows: 160 * 1024, sealed: 1024 * 1024, paths: 128 * 1024 }

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
  readonly #dayRows: Rollup
  readonly #pathRows: Rollup
  readonly #hourRows: Rollup
  readonly #visitorRows: Rollup
  readonly #image: RollupImage | null
  readonly #bounds: Bounds
  /** The last day with rows in the image. */
  #sealedDay = -Infinity
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

  /**
   * `ingested`: of entries that are being stored; not to be made inside a transaction, and to be closed. `behind`: of
   * entries that were. `again`: of days that are made anew. The watermark counts them already; the sums by path are the
   * caller's to make.
   */
  constructor(connection: Connection, kind: "ingested" | "behind" | "again", bounds = usualBounds) {
    const { db, raw } = connection
    this.#bounds = bounds
    this.#isNew = kind !== "again"
    this.#zone = reportZone(connection)
    this.#keys = new HitKeys(connection)
    this.#dayRows = new Rollup(connection, hitsDay, ["day", "pathId", "keyId"])
    this.#pathRows = new Rollup(connection, hitsPath, ["pathId", "keyId"])
    this.#hourRows = new Rollup(connection, hitsHour, ["hour", "keyId"])
    this.#visitorRows = new Rollup(connection, visitorDay, ["clientId", "agentId", "siteId", "day"])
    this.#image =
      kind === "ingested"
        ? new RollupImage(connection, [this.#dayRows, this.#pathRows, this.#hourRows, this.#visitorRows])
        : null
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
    return this.#days.size + this.#hours.size + this.#visitors.size > this.#bounds.rows || this.#keys.isLarge
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
        this.#write(false)
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
   * Makes room in memory when it is full, by a flush if need be. Rows of days before the last go to the image, where they
   * cost no memory and wait to be written once, unless such days went there before: logs follow the calendar.
   */
  makeRoom(): void {
    if (!this.isFull) return
    const { size } = this.#days
    if (this.#keys.isLarge || size * 2 < this.#bounds.rows || !this.#sealDays() || this.#days.size * 2 > size)
      this.flush(false)
  }

  #sealDays(): boolean {
    const image = this.#image
    if (image === null || image.isRead || image.rowsOf(this.#dayRows) > this.#bounds.sealed) return false
    if (this.#pathsSum + this.#sum > Number.MAX_SAFE_INTEGER) return false
    const slots = this.#days.sorted()
    if (this.#days.firstOf(slots[0]!) <= this.#sealedDay) return false
    const lastDay = this.#days.firstOf(slots.at(-1)!)
    const old = slots.subarray(0, this.#days.countBelow(slots, lastDay))
    if (old.length === 0) return false
    image.add(this.#dayRows, this.#days, old)
    this.#sealedDay = this.#days.firstOf(old.at(-1)!)
    this.#paths.addWithoutFirst(this.#days, old)
    this.#days.keep(slots.subarray(old.length))
    return true
  }

  /**
   * Writes what was added and moves the watermark, in the transaction of the entries, once these are inserted; with an
   * image, one that began deferred. The sums by path, of which each flush would write most again, are only complete when
   * it is the last.
   */
  flush(isLast: boolean): void {
    if (this.#upTo === 0 && !(isLast && this.#pathsLag)) return
    // What writes first locks a transaction that began deferred.
    if (this.#isNew) this.#setPathsFollow.run(isLast ? 1 : 0)
    this.#write(isLast)
    this.#image?.release()
    if (!this.#isNew) return
    if (this.#upTo > 0) this.#moveWatermark.run(this.#upTo)
    this.#pathsLag = !isLast
    this.#upTo = 0
  }

  close(): void {
    this.#image?.close()
  }

  #write(isLast: boolean): void {
    const days = this.#days.sorted()
    if (this.#isNew) {
      if (this.#pathsSum + this.#sum > Number.MAX_SAFE_INTEGER) {
        this.#pathRows.write(this.#paths, this.#paths.sorted())
        this.#paths.clear()
        this.#pathsSum = 0
      }
      this.#paths.addWithoutFirst(this.#days, days)
      this.#pathsSum += this.#sum
    }
    // Rows of days that are in the image already must wait until those are inserted.
    const late = days.subarray(0, this.#days.countBelow(days, this.#sealedDay + 1))
    const rows: Array<readonly [Rollup, SumTable, Int32Array]> = [
      [this.#dayRows, this.#days, days.subarray(late.length)],
      [this.#hourRows, this.#hours, this.#hours.sorted()],
      [this.#visitorRows, this.#visitors, this.#visitors.sorted()]
    ]
    if (isLast || this.#paths.size > this.#bounds.paths) rows.push([this.#pathRows, this.#paths, this.#paths.sorted()])
    const image = this.#image
    if (image === null || image.isRead) {
      for (const [rollup, sums, slots] of rows) rollup.write(sums, slots)
    } else {
      for (const [rollup, sums, slots] of rows) image.add(rollup, sums, slots)
      image.insert()
    }
    this.#dayRows.write(this.#days, late)
    this.#sealedDay = -Infinity
    for (const [, sums] of rows) sums.clear()
    if (this.#paths.size === 0) this.#pathsSum = 0
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
