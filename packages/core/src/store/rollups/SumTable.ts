/**
 * Sums by keys of up to four integers: an open-addressing hash table in typed arrays, which grows and is emptied as a
 * whole. No object and no string a row: to add to one costs some ten nanoseconds while the table is in the cache.
 */

/** Rows that a table begins with room for; it is never more than half full. */
const firstCapacity = 1 << 10
const keyParts = 4
/** Of a wide first part (minutes until the year 9999 need 33 bits): the second part counts up to it. */
export const wideUnit = 1 << 16

export class SumTable {
  readonly #isWide: boolean
  /** Sums of durations were added, so that their columns are worth writing. */
  hasDurations = false
  #size = 0
  #capacity = 0
  #keys = new Int32Array(0)
  /** 0: the slot is free. */
  #hits = new Float64Array(0)
  #bytes = new Float64Array(0)
  #duration = new Float64Array(0)
  #longest = new Float64Array(0)
  #timed = new Float64Array(0)

  /** `isWide`: the first two parts of a key are one number, `first * wideUnit + second`. */
  constructor(isWide = false) {
    this.#isWide = isWide
    this.#allocate(firstCapacity)
  }

  get size(): number {
    return this.#size
  }

  /** Adds to the row of a key, at least one hit. Parts of a key that a table has no use for are 0. Returns its slot. */
  add(a: number, b: number, c: number, d: number, hits: number, bytes: number): number {
    const keys = this.#keys
    const mask = this.#capacity - 1
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    let slot = (hash ^ (hash >>> 13)) & mask
    while (this.#hits[slot]! !== 0) {
      const at = slot * keyParts
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) {
        this.#hits[slot]! += hits
        this.#bytes[slot]! += bytes
        return slot
      }
      slot = (slot + 1) & mask
    }
    if ((this.#size + 1) * 2 > this.#capacity) {
      this.#grow()
      return this.add(a, b, c, d, hits, bytes)
    }
    this.#size++
    const at = slot * keyParts
    keys[at] = a
    keys[at + 1] = b
    keys[at + 2] = c
    keys[at + 3] = d
    this.#hits[slot] = hits
    this.#bytes[slot] = bytes
    return slot
  }

  /** `slot` is of the row just added to; microseconds. */
  addDuration(slot: number, duration: number): void {
    if (!this.hasDurations) this.#allocateDurations()
    this.#timed[slot]!++
    this.#duration[slot]! += duration
    this.#longest[slot] = Math.max(this.#longest[slot]!, duration)
  }

  /** The slots of all rows in the order of their keys. */
  sorted(): Int32Array {
    const keys = this.#keys
    const slots = new Int32Array(this.#size)
    let found = 0
    for (let slot = 0; slot < this.#capacity; slot++) if (this.#hits[slot]! !== 0) slots[found++] = slot
    return slots.toSorted((x, y) => {
      const p = x * keyParts
      const q = y * keyParts
      return (
        keys[p]! - keys[q]! || keys[p + 1]! - keys[q + 1]! || keys[p + 2]! - keys[q + 2]! || keys[p + 3]! - keys[q + 3]!
      )
    })
  }

  /** Writes a row into an array: the `width` numbers of its key, hits and bytes, and the durations if there are. */
  copy(slot: number, width: number, to: Array<number>, at: number): void {
    const key = slot * keyParts
    let part = 0
    if (this.#isWide) to[at++] = this.#keys[key + part++]! * wideUnit + this.#keys[key + part++]!
    for (; part < width + Number(this.#isWide); part++) to[at++] = this.#keys[key + part]!
    to[at++] = this.#hits[slot]!
    to[at++] = this.#bytes[slot]!
    if (!this.hasDurations) return
    to[at++] = this.#duration[slot]!
    to[at++] = this.#longest[slot]!
    to[at++] = this.#timed[slot]!
  }

  /** The same sums by the second and third part of the keys. */
  withoutFirst(): SumTable {
    const sums = new SumTable()
    const keys = this.#keys
    for (let slot = 0; slot < this.#capacity; slot++) {
      const hits = this.#hits[slot]!
      if (!(hits > 0)) continue
      const to = sums.add(keys[slot * keyParts + 1]!, keys[slot * keyParts + 2]!, 0, 0, hits, this.#bytes[slot]!)
      if (!this.hasDurations) continue
      if (!sums.hasDurations) sums.#allocateDurations()
      sums.#duration[to]! += this.#duration[slot]!
      sums.#longest[to] = Math.max(sums.#longest[to]!, this.#longest[slot]!)
      sums.#timed[to]! += this.#timed[slot]!
    }
    return sums
  }

  /** Forgets the rows, and gives back the memory they took. */
  clear(): void {
    this.#size = 0
    this.hasDurations = false
    this.#allocate(firstCapacity)
  }

  #allocate(capacity: number): void {
    this.#capacity = capacity
    this.#keys = new Int32Array(capacity * keyParts)
    this.#hits = new Float64Array(capacity)
    this.#bytes = new Float64Array(capacity)
    if (this.hasDurations) this.#allocateDurations()
  }

  #allocateDurations(): void {
    this.hasDurations = true
    this.#duration = new Float64Array(this.#capacity)
    this.#longest = new Float64Array(this.#capacity)
    this.#timed = new Float64Array(this.#capacity)
  }

  #grow(): void {
    const [keys, hits, bytes] = [this.#keys, this.#hits, this.#bytes]
    const [duration, longest, timed] = [this.#duration, this.#longest, this.#timed]
    this.#size = 0
    this.#allocate(this.#capacity * 2)
    for (let slot = 0; slot < hits.length; slot++) {
      if ((hits[slot] ?? 0) === 0) continue
      const at = slot * keyParts
      const moved = this.add(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!, hits[slot]!, bytes[slot]!)
      if (!this.hasDurations) continue
      this.#duration[moved] = duration[slot]!
      this.#longest[moved] = longest[slot]!
      this.#timed[moved] = timed[slot]!
    }
  }
}
