/**
 * Sums by keys of up to four integers: an open-addressing hash table in typed arrays, which grows and is emptied as a
 * whole. No object and no string a row. A row's key, hits and bytes lie in 32 bytes, so that a row that is not in the
 * processor's cache costs one access to memory, where arrays of their own would cost three.
 */

/** Slots that a table begins with; it is never more than three quarters full. */
const firstCapacity = 1 << 10
const keyParts = 4
/** Of a slot, in integers and in numbers. */
const slotIntegers = 8
const slotNumbers = 4
const hitsAt = 2
const bytesAt = 3
/** Of a wide first part (minutes until the year 9999 need 33 bits): the second part counts up to it. */
export const wideUnit = 1 << 16

export class SumTable {
  readonly #isWide: boolean
  /** Sums of durations were added, so that their columns are worth writing. */
  hasDurations = false
  #size = 0
  #capacity = 0
  /** Of each slot: four parts of its key as integers, then hits (0: the slot is free) and bytes as numbers. */
  #keys = new Int32Array(0)
  #sums = new Float64Array(0)
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
    const slot = this.#slotOf(a, b, c, d)
    const sums = this.#sums
    const number = slot * slotNumbers
    if (sums[number + hitsAt] !== 0) {
      sums[number + hitsAt]! += hits
      sums[number + bytesAt]! += bytes
      return slot
    }
    if ((this.#size + 1) * 4 > this.#capacity * 3) {
      this.#grow()
      return this.add(a, b, c, d, hits, bytes)
    }
    this.#size++
    const keys = this.#keys
    const key = slot * slotIntegers
    keys[key] = a
    keys[key + 1] = b
    keys[key + 2] = c
    keys[key + 3] = d
    sums[number + hitsAt] = hits
    sums[number + bytesAt] = bytes
    return slot
  }

  /** The slot of a key, or the free one where it belongs. */
  #slotOf(a: number, b: number, c: number, d: number): number {
    const keys = this.#keys
    const sums = this.#sums
    const mask = this.#capacity - 1
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const key = slot * slotIntegers
      if (sums[slot * slotNumbers + hitsAt] === 0) return slot
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) return slot
    }
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
    const slots = this.#slots()
    return this.#sortedByNumber(slots) ?? this.#sortedByParts(slots)
  }

  /**
   * Each key as one number, sorted as such and looked up again: a tenth of the time that comparing by parts takes. Null
   * when the parts, as far as they differ, don't fit into 53 bits together.
   */
  #sortedByNumber(slots: Int32Array): Int32Array | null {
    const keys = this.#keys
    const least = [0, 0, 0, 0]
    const range = [1, 1, 1, 1]
    for (let part = 0; part < keyParts; part++) {
      let low = Infinity
      let high = -Infinity
      for (let index = 0; index < slots.length; index++) {
        const value = keys[slots[index]! * slotIntegers + part]!
        if (value < low) low = value
        if (value > high) high = value
      }
      least[part] = low
      range[part] = high - low + 1
    }
    const [leastA = 0, leastB = 0, leastC = 0, leastD = 0] = least
    const [rangeA = 1, rangeB = 1, rangeC = 1, rangeD = 1] = range
    if (!(rangeA * rangeB * rangeC * rangeD <= Number.MAX_SAFE_INTEGER)) return null
    const numbers = new Float64Array(slots.length)
    for (let index = 0; index < slots.length; index++) {
      const key = slots[index]! * slotIntegers
      const high = (keys[key]! - leastA) * rangeB + (keys[key + 1]! - leastB)
      numbers[index] = (high * rangeC + (keys[key + 2]! - leastC)) * rangeD + (keys[key + 3]! - leastD)
    }
    numbers.sort()
    for (let index = 0; index < slots.length; index++) {
      const number = numbers[index]!
      const overD = Math.floor(number / rangeD)
      const overC = Math.floor(overD / rangeC)
      const overB = Math.floor(overC / rangeB)
      const d = number - overD * rangeD + leastD
      slots[index] = this.#slotOf(overB + leastA, overC - overB * rangeB + leastB, overD - overC * rangeC + leastC, d)
    }
    return slots
  }

  #sortedByParts(slots: Int32Array): Int32Array {
    const keys = this.#keys
    return slots.toSorted((x, y) => {
      const p = x * slotIntegers
      const q = y * slotIntegers
      return (
        keys[p]! - keys[q]! || keys[p + 1]! - keys[q + 1]! || keys[p + 2]! - keys[q + 2]! || keys[p + 3]! - keys[q + 3]!
      )
    })
  }

  /**
   * Writes a row into an array: the `keyWidth` numbers of its key, hits, bytes, and up to `width` numbers the sum of its
   * durations, the longest, and how many they are.
   */
  copy(slot: number, keyWidth: number, width: number, to: Array<number> | Float64Array, at: number): void {
    const key = slot * slotIntegers
    const end = at + width
    let part = 0
    if (this.#isWide) to[at++] = this.#keys[key + part++]! * wideUnit + this.#keys[key + part++]!
    for (; part < keyWidth + Number(this.#isWide); part++) to[at++] = this.#keys[key + part]!
    to[at++] = this.#sums[slot * slotNumbers + hitsAt]!
    to[at++] = this.#sums[slot * slotNumbers + bytesAt]!
    if (at === end) return
    to[at++] = this.hasDurations ? this.#duration[slot]! : 0
    to[at++] = this.hasDurations ? this.#longest[slot]! : 0
    to[at++] = this.hasDurations ? this.#timed[slot]! : 0
  }

  /** How many of these slots, in the order of their keys, have a first part below this. */
  countBelow(slots: Int32Array, first: number): number {
    let low = 0
    for (let high = slots.length; low < high;) {
      const middle = (low + high) >>> 1
      if (this.#keys[slots[middle]! * slotIntegers]! < first) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The first part of a row's key. */
  firstOf(slot: number): number {
    return this.#keys[slot * slotIntegers]!
  }

  /** Adds rows of another table, their keys without the first part. */
  addWithoutFirst(other: SumTable, slots: Int32Array): void {
    for (const slot of slots) this.#addRow(other, slot, true)
  }

  /** Forgets all rows but these. */
  keep(slots: Int32Array): void {
    const old = new SumTable()
    old.#take(this)
    this.#size = 0
    this.#allocate(this.#capacity)
    for (const slot of slots) this.#addRow(old, slot, false)
    old.#release()
  }

  /** Forgets the rows. Keeps the memory: what is given back only goes when the garbage collector finds it. */
  clear(): void {
    this.#size = 0
    this.#keys.fill(0)
    this.#sums.fill(0)
    for (const column of [this.#duration, this.#longest, this.#timed]) column.fill(0)
  }

  /** The slots that hold a row. */
  #slots(): Int32Array {
    const slots = new Int32Array(this.#size)
    let found = 0
    for (let slot = 0; slot < this.#capacity; slot++) {
      if (this.#sums[slot * slotNumbers + hitsAt] !== 0) slots[found++] = slot
    }
    return slots
  }

  /** Adds a row of another table, its key without the first part or whole. */
  #addRow(other: SumTable, slot: number, withoutFirst: boolean): void {
    const keys = other.#keys
    const key = slot * slotIntegers
    const hits = other.#sums[slot * slotNumbers + hitsAt]!
    const bytes = other.#sums[slot * slotNumbers + bytesAt]!
    const to = withoutFirst
      ? this.add(keys[key + 1]!, keys[key + 2]!, keys[key + 3]!, 0, hits, bytes)
      : this.add(keys[key]!, keys[key + 1]!, keys[key + 2]!, keys[key + 3]!, hits, bytes)
    if (!other.hasDurations) return
    if (!this.hasDurations) this.#allocateDurations()
    this.#duration[to]! += other.#duration[slot]!
    this.#longest[to] = Math.max(this.#longest[to]!, other.#longest[slot]!)
    this.#timed[to]! += other.#timed[slot]!
  }

  #allocate(capacity: number): void {
    this.#capacity = capacity
    const memory = new ArrayBuffer(capacity * slotNumbers * Float64Array.BYTES_PER_ELEMENT)
    this.#keys = new Int32Array(memory)
    this.#sums = new Float64Array(memory)
    if (this.hasDurations) this.#allocateDurations()
  }

  #allocateDurations(): void {
    this.hasDurations = true
    this.#duration = new Float64Array(this.#capacity)
    this.#longest = new Float64Array(this.#capacity)
    this.#timed = new Float64Array(this.#capacity)
  }

  #grow(): void {
    const old = new SumTable()
    old.#take(this)
    this.#size = 0
    this.#allocate(this.#capacity * 2)
    for (const slot of old.#slots()) this.#addRow(old, slot, false)
    old.#release()
  }

  /** Gives the memory back at once, where the garbage collector would take its time. */
  #release(): void {
    const given = this.hasDurations ? [this.#sums, this.#duration, this.#longest, this.#timed] : [this.#sums]
    for (const { buffer } of given) buffer.transfer(0)
  }

  #take(other: SumTable): void {
    this.hasDurations = other.hasDurations
    this.#size = other.#size
    this.#capacity = other.#capacity
    this.#keys = other.#keys
    this.#sums = other.#sums
    this.#duration = other.#duration
    this.#longest = other.#longest
    this.#timed = other.#timed
  }
}
