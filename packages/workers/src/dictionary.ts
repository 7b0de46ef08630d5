/**
 * Dictionary encoding of a worker: distinct byte strings to small numbers.
 *
 * An open-addressing hash table over copies of the bytes in one arena; the hash takes four bytes a step, equality is
 * exact (length, then bytes), so no hash ever merges two values. Ids count up from 0 in the order of first appearance.
 * Memory is bounded by the owner: when `isFull`, it calls `clear` between two batches and ids begin at 0 again. So is
 * time: values chosen to collide (anybody may send requests) fill a dictionary early, instead of making it slow.
 */

/** When a dictionary is full. */
export interface DictionaryBound {
  readonly values: number
  /** Bytes of the values together. */
  readonly bytes: number
}

/** Of a worker's; its dictionaries together stay under about four times this. */
const workerBound: DictionaryBound = { values: 128 * 1024, bytes: 8 * 1024 * 1024 }
/** Steps to a value's slot; real values need 40 at most in a full dictionary (measured Nov 2026). */
const maxSteps = 256

/** Int32 a slot: hash, id + 1 (0 when it is free), where the value starts in the arena, its length. */
const slotWords = 4
const slotShift = 2

export class ByteDictionary {
  size = 0
  /** Where the value of the last `idOf` stands: a hint for `idIn`. */
  lastSlot = 0
  readonly #bound: DictionaryBound
  #arena = Buffer.alloc(64 * 1024)
  #view = viewOf(this.#arena)
  #used = 0
  /** All that a lookup needs of a slot lies together: what is elsewhere costs a cache miss more. */
  #slots = new Int32Array(4096 * slotWords)
  #isCrowded = false

  constructor(bound: DictionaryBound = workerBound) {
    this.#bound = bound
  }

  get isFull(): boolean {
    return this.#used > this.#bound.bytes || this.size > this.#bound.values || this.#isCrowded
  }

  clear(): void {
    this.size = 0
    this.#used = 0
    this.#slots.fill(0)
    this.#isCrowded = false
  }

  /**
   * The id of bytes[start, end); a value not seen before gets the next id, so `id === size before the call` tells that
   * it is new. `view` is over the same memory as `bytes`.
   */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const length = end - start
    const hash = hashOf(bytes, view, start, end)
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (hash << slotShift) & mask
    let steps = 0
    for (let stored = slots[slot + 1]!; stored !== 0; stored = slots[slot + 1]!) {
      if (
        slots[slot] === hash &&
        slots[slot + 3] === length &&
        this.#holds(bytes, view, start, end, slots[slot + 2]!)
      ) {
        this.lastSlot = slot
        return stored - 1
      }
      slot = (slot + slotWords) & mask
      steps++
    }
    if (steps > maxSteps) this.#isCrowded = true
    this.lastSlot = slot
    return this.#add(bytes, start, length, hash, slot)
  }

  /** The id of bytes[start, end) if it is the value in `slot`, whatever that slot held before; else -1. */
  idIn(slot: number, bytes: Buffer, view: DataView, start: number, end: number): number {
    const slots = this.#slots
    const stored = slots[slot + 1]!
    if (stored === 0 || slots[slot + 3] !== end - start) return -1
    if (!this.#holds(bytes, view, start, end, slots[slot + 2]!)) return -1
    this.lastSlot = slot
    return stored - 1
  }

  /** Whether the value at `from` in the arena, as long as bytes[start, end), is the same. */
  #holds(bytes: Buffer, view: DataView, start: number, end: number, from: number): boolean {
    const arena = this.#view
    let at = start
    let to = from
    // As words of eight bytes that the engine never makes an object of: half the time of four at once.
    for (const last = end - 7; at < last; at += 8, to += 8) {
      if (view.getBigInt64(at, true) !== arena.getBigInt64(to, true)) return false
    }
    if (at < end - 3) {
      if (view.getInt32(at, true) !== arena.getInt32(to, true)) return false
      at += 4
      to += 4
    }
    for (; at < end; at++, to++) if (bytes[at] !== this.#arena[to]) return false
    return true
  }

  #add(bytes: Buffer, start: number, length: number, hash: number, slot: number): number {
    const id = this.size++
    if (this.#used + length > this.#arena.length) this.#growArena(length)
    bytes.copy(this.#arena, this.#used, start, start + length)
    const slots = this.#slots
    slots[slot] = hash
    slots[slot + 1] = id + 1
    slots[slot + 2] = this.#used
    slots[slot + 3] = length
    this.#used += length
    if (this.size * 2 * slotWords > slots.length) this.#growSlots()
    return id
  }

  #growArena(length: number): void {
    const grown = Buffer.alloc(Math.max(this.#arena.length * 2, this.#used + length))
    this.#arena.copy(grown, 0, 0, this.#used)
    this.#arena = grown
    this.#view = viewOf(grown)
  }

  #growSlots(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    for (let from = 0; from < old.length; from += slotWords) {
      if (old[from + 1] === 0) continue
      let slot = (old[from]! << slotShift) & mask
      while (slots[slot + 1] !== 0) slot = (slot + slotWords) & mask
      for (let word = 0; word < slotWords; word++) slots[slot + word] = old[from + word]!
    }
    this.#slots = slots
  }
}

/**
 * A hash of bytes[start, end), the same on every machine: it is stored, too. `view` is over the same memory. Two sums
 * run side by side, each over every other word, because a step waits for the one before it in its sum.
 */
export const hashOf = (bytes: Buffer, view: DataView, start: number, end: number): number => {
  let hash = end - start
  let other = 0
  let at = start
  for (const last = end - 7; at < last; at += 8) {
    hash = Math.imul(hash ^ view.getInt32(at, true), -1640531535)
    hash ^= hash >>> 15
    other = Math.imul(other ^ view.getInt32(at + 4, true), -1640531535)
    other ^= other >>> 15
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16) ^ Math.imul(other, 0x27d4eb2f), -2048144789)
  return hash ^ (hash >>> 13)
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
