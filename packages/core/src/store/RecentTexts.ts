/**
 * The bytes of the texts that a dictionary met last, by their ids: comparing with them spares asking the database. A
 * ring, in which each text takes the place of the oldest, so that memory is bounded and nothing is ever cleared at once.
 *
 * What is not in the database yet must not be forgotten: until `release` the ring grows instead, beyond its bound if it
 * must, which is bounded by what one commit holds.
 */
import { viewOf } from "./viewOf.ts"

/** What is remembered of one dictionary at most, but for what is not stored yet. */
export interface RecentBound {
  readonly texts: number
  readonly bytes: number
}

/** What there is room for at first: all that most ingests of logs that have grown a little ever meet. */
const usualFirst: RecentBound = { texts: 1 << 12, bytes: 1 << 17 }

export const SAME = 1
const DIFFERENT = 0
export const FORGOTTEN = -1

export class RecentTexts {
  readonly #bound: RecentBound
  /** By the id's low bits: the id, how long its text is. */
  #ids: Int32Array
  #lengths: Int32Array
  /** Where its text was written, counting on and on: its place in the ring is the remainder. */
  #places: Float64Array
  #ring: Buffer
  #view: DataView
  #written = 0
  /** Places from here on, and ids from there on, are not to be forgotten. */
  #keptPlace = Infinity
  #keptId = Infinity

  /**
   * Takes little memory at first, and then all of it at once: to double it again and again has cost a quarter of the
   * writer, and to begin with all 80 MB of eight dictionaries 50 ms of each ingest, small ones too, mostly for the
   * collector, which counts them.
   */
  constructor(bound: RecentBound, first: RecentBound = usualFirst) {
    const slots = powerOfTwo(Math.min(bound.texts, first.texts))
    this.#bound = bound
    this.#ids = new Int32Array(slots)
    this.#lengths = new Int32Array(slots)
    this.#places = new Float64Array(slots)
    this.#ring = ringOf(powerOfTwo(Math.min(bound.bytes, first.bytes)))
    this.#view = viewOf(this.#ring)
  }

  /** Whether bytes[start, end) is the text of `id`. `view` is over the same memory. */
  compare(id: number, bytes: Buffer, view: DataView, start: number, end: number): number {
    const slot = id & (this.#ids.length - 1)
    if (this.#ids[slot] !== id) return FORGOTTEN
    const place = this.#places[slot]!
    if (place < this.#written - this.#ring.length) return FORGOTTEN
    if (this.#lengths[slot] !== end - start) return DIFFERENT
    return this.#holds(place % this.#ring.length, bytes, view, start, end) ? SAME : DIFFERENT
  }

  /** `isStored`: it may be forgotten before the next `release`. */
  remember(id: number, bytes: Buffer, start: number, end: number, isStored: boolean): void {
    const length = end - start
    const slot = this.#slotFor(id, isStored)
    if (slot < 0) return
    const place = this.#placeFor(length, isStored)
    if (place < 0) return
    this.#ids[slot] = id
    this.#lengths[slot] = length
    this.#places[slot] = place
    bytes.copy(this.#ring, place % this.#ring.length, start, end)
    this.#written = place + length
    if (!isStored) {
      this.#keptPlace = Math.min(this.#keptPlace, place)
      this.#keptId = Math.min(this.#keptId, id)
    }
  }

  /** All texts are stored. */
  release(): void {
    this.#keptPlace = Infinity
    this.#keptId = Infinity
  }

  /** -1 when a text is there that must be kept, and the one to come need not. */
  #slotFor(id: number, isStored: boolean): number {
    for (;;) {
      const slot = id & (this.#ids.length - 1)
      const other = this.#ids[slot]!
      if (other === 0 || other === id) return slot
      if (other >= this.#keptId && isStored) return -1
      if (other < this.#keptId && this.#ids.length >= this.#bound.texts) return slot
      this.#growTexts()
    }
  }

  /** Where a text of this length fits in one piece; -1 when it would take the place of one that must be kept. */
  #placeFor(length: number, isStored: boolean): number {
    for (;;) {
      const size = this.#ring.length
      const left = size - (this.#written % size)
      const place = left < length ? this.#written + left : this.#written
      const mayForget = place + length - size <= this.#keptPlace && size >= this.#bound.bytes
      if (length <= size && (place + length <= size || mayForget)) return place
      if (isStored && size >= this.#bound.bytes) return -1
      this.#growRing(length)
    }
  }

  #growTexts(): void {
    const [ids, lengths, places] = [this.#ids, this.#lengths, this.#places]
    const size = Math.max(ids.length * 2, powerOfTwo(this.#bound.texts))
    this.#ids = new Int32Array(size)
    this.#lengths = new Int32Array(size)
    this.#places = new Float64Array(size)
    for (let from = 0; from < ids.length; from++) {
      // An empty slot has no place: that of its zero is the place of an id that ends in as many.
      if (ids[from] === 0) continue
      const slot = ids[from]! & (size - 1)
      this.#ids[slot] = ids[from]!
      this.#lengths[slot] = lengths[from]!
      this.#places[slot] = places[from]!
    }
  }

  /** The bytes of the old ring follow each other at the beginning of the new one. */
  #growRing(length: number): void {
    const old = this.#ring
    const ring = ringOf(Math.max(old.length * 2, powerOfTwo(length), powerOfTwo(this.#bound.bytes)))
    const from = Math.max(0, this.#written - old.length)
    const cut = from % old.length
    old.copy(ring, 0, cut, Math.min(old.length, cut + this.#written - from))
    old.copy(ring, old.length - cut, 0, cut)
    for (let slot = 0; slot < this.#ids.length; slot++) {
      if (this.#places[slot]! < from) this.#ids[slot] = 0
      this.#places[slot]! -= from
    }
    this.#keptPlace -= from
    this.#written -= from
    this.#ring = ring
    this.#view = viewOf(ring)
  }

  #holds(at: number, bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const ring = this.#view
    let from = start
    let to = at
    // As words of eight bytes that the engine never makes an object of: half the time of four at once.
    for (const last = end - 7; from < last; from += 8, to += 8) {
      if (view.getBigInt64(from, true) !== ring.getBigInt64(to, true)) return false
    }
    for (; from < end; from++, to++) if (bytes[from] !== this.#ring[to]) return false
    return true
  }
}

/** The least that is no less. */
const powerOfTwo = (number: number): number => 2 ** Math.ceil(Math.log2(Math.max(number, 1)))

/** Only what was written is ever read, so it need not be zeroed: that is 10 ms where the memory was used before. */
const ringOf = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes)
