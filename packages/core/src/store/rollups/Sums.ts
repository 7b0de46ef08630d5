/**
 * Entries added up in memory over many batches, because an upsert for each batch would cost as much as storing the
 * entries; what is handed over is sorted, for all tables at once, as a `Flush`.
 *
 * Memory is bounded: when it is full, a flush is due. Rows of days before the last are laid out in the image as soon as
 * there is no room for them, and wait there at no cost until the flush: logs follow the calendar. Knows nothing of SQL,
 * so that it can have a thread of its own (SumsThread.ts).
 */
import { type RollupsKernel, rollupsKernel } from "../../kernels.ts"
import type { EmptyImage } from "../image/ImagePages.ts"
import { type Addends, copyAddends } from "./Addends.ts"
import type { RollupShape } from "./Rollup.ts"
import { RollupImage } from "./RollupImage.ts"

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

export interface SumsSetup {
  /** Of `hits_day`, `hits_path`, `hits_hour` and `visitor_day`: their numbers are those of assembly/rollups.memory.ts. */
  readonly shapes: ReadonlyArray<RollupShape>
  readonly bounds: Bounds
  /** Without one all rows are to be bound. */
  readonly image: EmptyImage | null
  /** Sums by path are somebody else's to make. */
  readonly isWithoutPaths: boolean
}

/** Rows of a table, value by value. */
export interface BoundRows {
  readonly table: number
  readonly values: Float64Array<ArrayBuffer>
}

/** All sums of the entries since the last flush, to be added to the tables in one transaction: first those of the image. */
export interface Flush {
  /** The last entry that is in it, or was passed over. */
  readonly upTo: number
  /** Sums by path were handed over, too, with those of earlier flushes. */
  readonly hasPaths: boolean
  /** Rows in the image by table; null when there are none, and it is not to be read. */
  readonly inImage: ReadonlyArray<number> | null
  readonly bound: ReadonlyArray<BoundRows>
}

/** Sums, here or elsewhere. What is asked for is done in order; `take` has what came of it, `settle` waits for it. */
export interface Summing {
  /** Of so many bytes, for what is to be added next. */
  readonly buffer: (bytes: number) => Addends["buffer"]
  /** Adds entries up, 0.15 µs each; their buffer belongs to the sums from then on. */
  readonly add: (addends: Addends) => void
  /** Entries up to this one are not to be added: those of a last line that may be undone. */
  readonly pass: (lastEntry: number) => void
  /** Asks for a flush. Only the last has the sums by path: each would write most of them again. */
  readonly flush: (isLast: boolean) => void
  readonly settle: () => void
  /** The next flush, if there is one. */
  readonly take: () => Flush | undefined
  /** The image of a flush was inserted. */
  readonly release: () => void
  readonly close: () => void
}

export class Sums implements Summing {
  readonly #setup: SumsSetup
  readonly #days: RollupShape
  readonly #paths: RollupShape
  readonly #hours: RollupShape
  readonly #visitors: RollupShape
  readonly #kernel: RollupsKernel = rollupsKernel()
  readonly #image: RollupImage | null
  readonly #flushes: Array<Flush> = []
  #buffer = new ArrayBuffer(0)
  /** The last day with rows in the image. */
  #sealedDay = -Infinity
  #upTo = 0
  /** More than any sum in memory. */
  #sum = 0
  #pathsSum = 0
  /** Sums by path were not handed over with the others. */
  #pathsLag = false

  constructor(setup: SumsSetup) {
    this.#setup = setup
    const [days, paths, hours, visitors] = setup.shapes
    this.#days = days!
    this.#paths = paths!
    this.#hours = hours!
    this.#visitors = visitors!
    this.#image = setup.image === null ? null : new RollupImage(this.#kernel, setup.image)
  }

  buffer(bytes: number): ArrayBuffer {
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes)
    return this.#buffer
  }

  add(addends: Addends): void {
    const kernel = this.#kernel
    const { count, firstEntry } = addends
    copyAddends(kernel, addends)
    for (let from = 0; from < count;) {
      let to = Math.min(from + kernel.blockRows.value, count)
      let weight = kernel.weigh(from, to)
      // Sums stay exact: SQLite adds up 64 bits.
      if (this.#sum + weight > Number.MAX_SAFE_INTEGER) weight = kernel.weigh(from, (to = from + 1))
      if (this.#sum + weight > Number.MAX_SAFE_INTEGER || !kernel.hasRoom(to - from)) this.flush(false)
      this.#sum += weight
      kernel.add(from, to)
      from = to
      this.#upTo = firstEntry + to - 1
    }
    this.#makeRoom()
  }

  pass(lastEntry: number): void {
    this.#upTo = lastEntry
  }

  flush(isLast: boolean): void {
    if (this.#upTo === 0 && !(isLast && this.#pathsLag)) return
    this.#flushes.push(this.#handOver(isLast))
    this.#pathsLag = !isLast
    this.#upTo = 0
  }

  settle(): void {}

  take(): Flush | undefined {
    return this.#flushes.shift()
  }

  release(): void {
    this.#image?.release()
  }

  close(): void {}

  #rowsOf({ number }: RollupShape): number {
    return this.#kernel.sizeOf(number)
  }

  #makeRoom(): void {
    const rows = this.#rowsOf(this.#days)
    const { bounds } = this.#setup
    if (rows + this.#rowsOf(this.#hours) + this.#rowsOf(this.#visitors) <= bounds.rows) return
    if (rows * 2 <= bounds.rows || !this.#sealDays() || this.#rowsOf(this.#days) * 2 > rows) this.flush(false)
  }

  /** Not if such days are in the image before. */
  #sealDays(): boolean {
    const image = this.#image
    const { bounds } = this.#setup
    if (image === null || image.isPublished || image.rowsOf(this.#days.number) > bounds.sealed) return false
    if (this.#pathsSum + this.#sum > Number.MAX_SAFE_INTEGER || this.#rowsOf(this.#paths) > bounds.paths) return false
    const kernel = this.#kernel
    const rows = kernel.order(this.#days.number)
    if (kernel.firstOf(this.#days.number, 0) <= this.#sealedDay) return false
    const lastDay = kernel.firstOf(this.#days.number, rows - 1)
    const old = this.#daysBelow(rows, lastDay)
    if (old === 0) return false
    image.add(this.#days, 0, old)
    this.#sealedDay = kernel.firstOf(this.#days.number, old - 1)
    kernel.addPaths(0, old)
    kernel.keepFrom(this.#days.number, lastDay)
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

  #handOver(isLast: boolean): Flush {
    const kernel = this.#kernel
    const { bounds, isWithoutPaths } = this.#setup
    const image = this.#image === null || this.#image.isPublished ? null : this.#image
    const bound: Array<BoundRows> = []
    const bind = (shape: RollupShape, from: number, to: number): void => {
      if (from < to) bound.push({ table: shape.number, values: this.#valuesOf(shape, from, to) })
    }
    const write = (shape: RollupShape, from: number, to: number): void =>
      image === null ? bind(shape, from, to) : image.add(shape, from, to)
    if (!isWithoutPaths && this.#isPathsFull) {
      // Bound, because they can go into the image only once.
      bind(this.#paths, 0, kernel.order(this.#paths.number))
      kernel.clear(this.#paths.number)
      this.#pathsSum = 0
    }
    const days = kernel.order(this.#days.number)
    if (!isWithoutPaths) kernel.addPaths(0, days)
    this.#pathsSum += this.#sum
    // Rows of days that are in the image already are added once those are inserted.
    const late = this.#daysBelow(days, this.#sealedDay + 1)
    bind(this.#days, 0, late)
    write(this.#days, late, days)
    const shapes = [this.#hours, this.#visitors]
    if (isLast || this.#rowsOf(this.#paths) > bounds.paths) shapes.push(this.#paths)
    for (const shape of shapes) write(shape, 0, kernel.order(shape.number))
    for (const { number } of [this.#days, ...shapes]) kernel.clear(number)
    this.#sealedDay = -Infinity
    if (this.#rowsOf(this.#paths) === 0) this.#pathsSum = 0
    this.#sum = 0
    return { upTo: this.#upTo, hasPaths: isLast, inImage: image?.publish() ?? null, bound }
  }

  get #isPathsFull(): boolean {
    const rows = this.#rowsOf(this.#paths) + this.#rowsOf(this.#days)
    return this.#pathsSum + this.#sum > Number.MAX_SAFE_INTEGER || rows > mostPaths
  }

  #valuesOf({ number, parts, isWide, width }: RollupShape, from: number, to: number): Float64Array<ArrayBuffer> {
    const kernel = this.#kernel
    const row = new Float64Array(kernel.memory.buffer, kernel.valuesAt.value, width)
    const values = new Float64Array((to - from) * width)
    for (let at = from; at < to; at++) {
      kernel.readRow(number, at, parts, isWide, width)
      values.set(row, (at - from) * width)
    }
    return values
  }
}
