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
import { type RollupsKernel, rollupsKernel } from "../../kernels.ts"
import { hourAround, minuteMs } from "./calendar.ts"
import { HitKeys } from "./HitKeys.ts"
import { Rollup } from "./Rollup.ts"
import { RollupImage } from "./RollupImage.ts"
import { reportZone } from "./reportZone.ts"

/** What the kernel may miss of an entry (assembly/resolve.ts). */
const missing = { hour: 1, request: 2, agent: 3, key: 4 } as const
/** Of the minutes of an hour's beginning, which need 33 bits until the year 9999: the kernel has them in two parts. */
const minuteUnit = 1 << 16

/** Rows at most. */
export interface Bounds {
  /** In memory by day, hour and visitor. */
  readonly rows: number
  /** By day, in the image. */
  readonly sealed: number
  /** By path, in memory until the end of the ingest. */
  readonly paths: number
}

/** The kernel's tables have room for 384 K rows each. */
const mostPaths = 384 * 1024

/** 10 MB, and a little more until a transaction ends; 5 MB of a file that is not meant for the disk; 8 MB. */
const usualBounds: Bounds = { rows: 160 * 1024, sealed: 256 * 1024, paths: 128 * 1024 }

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
  readonly #kernel: RollupsKernel
  readonly #days: Rollup
  readonly #paths: Rollup
  readonly #hours: Rollup
  readonly #visitors: Rollup
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
    const kernel = rollupsKernel()
    this.#kernel = kernel
    // Their numbers are those of assembly/rollups.memory.ts.
    this.#days = new Rollup(connection, 0, hitsDay, ["day", "pathId", "keyId"])
    this.#paths = new Rollup(connection, 1, hitsPath, ["pathId", "keyId"])
    this.#hours = new Rollup(connection, 2, hitsHour, ["hour", "keyId"], true)
    this.#visitors = new Rollup(connection, 3, visitorDay, ["clientId", "agentId", "siteId", "day"])
    const all = [this.#days, this.#paths, this.#hours, this.#visitors]
    this.#image = kind === "ingested" ? new RollupImage(connection, kernel, all) : null
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
    const rows = this.#rowsOf(this.#days) + this.#rowsOf(this.#hours) + this.#rowsOf(this.#visitors)
    return rows > this.#bounds.rows || this.#keys.isLarge
  }

  #rowsOf({ number }: Rollup): number {
    return this.#kernel.sizeOf(number)
  }

  /** What a request is, told when it is stored: saves looking it up. */
  learnRequest(id: number, pathId: number, method: string | null): void {
    this.#kernel.learnRequest(id, pathId, this.#keys.numberOfMethod(method))
  }

  learnAgent(id: number, agentClass: string): void {
    this.#kernel.learnAgent(id, this.#keys.numberOfClass(agentClass))
  }

  /**
   * Adds `count` entries that get the ids from `firstEntry` on in this transaction. Their requests and agents are stored
   * already, or learnt. Costs about 0.1 µs each.
   */
  add(count: number, firstEntry: number, columns: TotalsInput): void {
    const most = this.#kernel.batchRows.value
    for (let from = 0; from < count; from += most) {
      const rows = Math.min(count - from, most)
      copyIn(this.#kernel, columns, from, rows)
      this.#addBatch(rows, firstEntry + from)
    }
    this.#upTo = firstEntry + count - 1
  }

  #addBatch(count: number, firstEntry: number): void {
    const kernel = this.#kernel
    for (let from = 0; from < count;) {
      let to = Math.min(from + kernel.blockRows.value, count)
      for (let row = from; (row = kernel.resolve(row, to)) < to;) this.#tell(row)
      if (this.#sum + kernel.weigh(from, to) > Number.MAX_SAFE_INTEGER) to = from + 1
      const weight = kernel.weigh(from, to)
      if (this.#sum + weight > Number.MAX_SAFE_INTEGER || !kernel.hasRoom(to - from)) {
        // Sums stay exact: SQLite adds up 64 bits.
        this.#write(false)
        if (this.#isNew) {
          this.#setWatermark.run(firstEntry + from - 1)
          this.#setPathsFollow.run(0)
          this.#pathsLag = true
        }
      }
      this.#sum += weight
      kernel.add(from, to)
      from = to
    }
  }

  /** Tells the kernel what is missing of the entry in this row. */
  #tell(row: number): void {
    const kernel = this.#kernel
    const keys = this.#keys
    const at = (column: number): number => kernel.columnsAt.value + column * kernel.columnBytes.value
    const integer = (column: number): number => new Int32Array(kernel.memory.buffer, at(column))[row]!
    const number = (column: number): number => new Float64Array(kernel.memory.buffer, at(column))[row]!
    switch (kernel.missing.value) {
      case missing.hour: {
        const { start, end, day } = hourAround(this.#zone, number(column.time))
        const minute = Math.floor(start / minuteMs)
        const high = Math.floor(minute / minuteUnit)
        kernel.enterHour(start, end, high, minute - high * minuteUnit, day)
        break
      }
      case missing.request: {
        const id = integer(column.request)
        const { pathId, method } = keys.findRequest(id)
        kernel.learnRequest(id, pathId, method)
        break
      }
      case missing.agent: {
        const id = integer(column.agent)
        kernel.learnAgent(id, keys.findClass(id))
        break
      }
      case missing.key: {
        const { method, agentClass } = kernel
        kernel.giveKey(row, keys.idOf(integer(column.site), method.value, number(column.status), agentClass.value))
      }
    }
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
    const rows = this.#rowsOf(this.#days)
    const isWorth = !this.#keys.isLarge && rows * 2 > this.#bounds.rows
    if (!isWorth || !this.#sealDays() || this.#rowsOf(this.#days) * 2 > rows) this.flush(false)
  }

  #sealDays(): boolean {
    const image = this.#image
    if (image === null || image.isRead || image.rowsOf(this.#days) > this.#bounds.sealed) return false
    if (this.#pathsSum + this.#sum > Number.MAX_SAFE_INTEGER || this.#rowsOf(this.#paths) > this.#bounds.paths) {
      return false
    }
    const kernel = this.#kernel
    const rows = kernel.order(this.#days.number)
    if (kernel.firstOf(this.#days.number, 0) <= this.#sealedDay) return false
    const old = this.#daysBelow(rows, kernel.firstOf(this.#days.number, rows - 1))
    if (old === 0) return false
    image.add(this.#days, 0, old)
    this.#sealedDay = kernel.firstOf(this.#days.number, old - 1)
    kernel.addPaths(0, old)
    kernel.keep(this.#days.number, old, rows)
    return true
  }

  /** How many of the days' rows, which are in order, are of days before this. */
  #daysBelow(rows: number, day: number): number {
    let low = 0
    for (let high = rows; low < high;) {
      const middle = (low + high) >>> 1
      if (this.#kernel.firstOf(this.#days.number, middle) < day) low = middle + 1
      else high = middle
    }
    return low
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
    const kernel = this.#kernel
    const image = this.#image === null || this.#image.isRead ? null : this.#image
    const write = (rollup: Rollup, from: number, to: number): void =>
      image === null ? rollup.write(kernel, from, to) : image.add(rollup, from, to)
    if (this.#isNew) this.#makeRoomForPaths()
    const days = kernel.order(this.#days.number)
    if (this.#isNew) kernel.addPaths(0, days)
    this.#pathsSum += this.#sum
    // Rows of days that are in the image already must wait until those are inserted.
    const late = this.#daysBelow(days, this.#sealedDay + 1)
    write(this.#days, late, days)
    const lateOrder = new Uint32Array(kernel.memory.buffer, kernel.orderAt.value, late).slice()
    const rollups = [this.#hours, this.#visitors]
    if (isLast || this.#rowsOf(this.#paths) > this.#bounds.paths) rollups.push(this.#paths)
    for (const rollup of rollups) write(rollup, 0, kernel.order(rollup.number))
    image?.insert()
    new Uint32Array(kernel.memory.buffer, kernel.orderAt.value).set(lateOrder)
    this.#days.write(kernel, 0, late)
    this.#sealedDay = -Infinity
    for (const { number } of [this.#days, ...rollups]) kernel.clear(number)
    if (this.#rowsOf(this.#paths) === 0) this.#pathsSum = 0
    if (this.#keys.isLarge) {
      this.#keys.reset()
      kernel.forget()
    }
    this.#sum = 0
  }

  /** Bound to statements, because they can go into the image only once a transaction. */
  #makeRoomForPaths(): void {
    const rows = this.#rowsOf(this.#paths)
    if (this.#pathsSum + this.#sum <= Number.MAX_SAFE_INTEGER && rows + this.#rowsOf(this.#days) <= mostPaths) return
    this.#paths.write(this.#kernel, 0, this.#kernel.order(this.#paths.number))
    this.#kernel.clear(this.#paths.number)
    this.#pathsSum = 0
  }
}

/** Of the kernel (assembly/resolve.ts). */
const column = { time: 0, status: 1, bytes: 2, duration: 3, client: 4, request: 5, agent: 6, site: 7 } as const

const copyIn = (kernel: RollupsKernel, columns: TotalsInput, from: number, rows: number): void => {
  const { columnBytes, columnsAt, memory, setTimed } = kernel
  const at = (index: number): number => columnsAt.value + index * columnBytes.value
  const numbers = (index: number, values: Float64Array): void =>
    new Float64Array(memory.buffer, at(index), rows).set(values.subarray(from, from + rows))
  const integers = (index: number, values: Int32Array): void =>
    new Int32Array(memory.buffer, at(index), rows).set(values.subarray(from, from + rows))
  numbers(column.time, columns.time)
  numbers(column.status, columns.status)
  numbers(column.bytes, columns.bytes)
  integers(column.client, columns.clientId)
  integers(column.request, columns.requestId)
  integers(column.agent, columns.agentId)
  if (columns.siteId === undefined) new Int32Array(memory.buffer, at(column.site), rows).fill(-1)
  else integers(column.site, columns.siteId)
  setTimed(columns.durationUs !== undefined)
  if (columns.durationUs !== undefined) numbers(column.duration, columns.durationUs)
}
