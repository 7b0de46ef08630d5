/**
 * Dictionary encoding of a worker: distinct byte strings to small numbers.
 *
 * An open-addressing hash table over copies of the bytes in one arena; the hash takes four bytes a step, equality is
 * exact (length, then bytes), so no hash ever merges two values. Ids count up from 0 in the order of first appearance.
 * Memory is bounded by the owner: when `isFull`, it calls `clear` between two batches and ids begin at 0 again. So is
 * time: values chosen to collide (anybody may send requests) fill a dictionary early, instead of making it slow.
 */

/** A worker's dictionaries together stay under about four times this: values of one dictionary, in bytes. */
const maxArenaBytes = 8 * 1024 * 1024
const maxValues = 128 * 1024
/** Steps to a value's slot; real values need 40 at most in a full dictionary (measured Nov 2026). */
const maxSteps = 256

/** Spare bytes behind the arena's end, so that the last value can be read in words of four. */
const padding = 8

export class ByteDictionary {
  size = 0
  #arena = Buffer.alloc(64 * 1024 + padding)
  #view = viewOf(this.#arena)
  #used = 0
  #starts = new Int32Array(1024)
  #lengths = new Int32Array(1024)
  #hashes = new Int32Array(1024)
  #slots = new Int32Array(4096)
  #mask = 4095
  #isCrowded = false

  get isFull(): boolean {
    return this.#used > maxArenaBytes || this.size > maxValues || this.#isCrowded
  }

  clear(): void {
    this.size = 0
    this.#used = 0
    this.#slots.fill(0)
    this.#isCrowded = false
  }

  /**
   * The id of bytes[start, end); a value not seen before gets the next id, so `id === size before the call` tells that
   * it is new. `view` is over the same memory as `bytes` and has 8 readable bytes behind `end`.
   */
  idOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const length = end - start
    let hash = length
    let at = start
    for (const last = end - 3; at < last; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), -1640531535)
      hash ^= hash >>> 15
    }
    for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), -2048144789)
    hash ^= hash >>> 13
    const mask = this.#mask
    const slots = this.#slots
    let slot = hash & mask
    let steps = 0
    for (let stored = slots[slot]!; stored !== 0; stored = slots[slot]!) {
      const id = stored - 1
      if (this.#hashes[id] === hash && this.#lengths[id] === length && this.#equals(bytes, view, start, end, id))
        return id
      slot = (slot + 1) & mask
      steps++
    }
    if (steps > maxSteps) this.#isCrowded = true
    return this.#add(bytes, start, length, hash, slot)
  }

  #equals(bytes: Buffer, view: DataView, start: number, end: number, id: number): boolean {
    const arena = this.#view
    let from = this.#starts[id]!
    let at = start
    for (const last = end - 3; at < last; at += 4, from += 4) {
      if (view.getInt32(at, true) !== arena.getInt32(from, true)) return false
    }
    for (; at < end; at++, from++) if (bytes[at] !== this.#arena[from]) return false
    return true
  }

  #add(bytes: Buffer, start: number, length: number, hash: number, slot: number): number {
    const id = this.size++
    if (this.#used + length + padding > this.#arena.length) this.#growArena(length)
    if (id === this.#starts.length) this.#growValues()
    bytes.copy(this.#arena, this.#used, start, start + length)
    this.#starts[id] = this.#used
    this.#lengths[id] = length
    this.#hashes[id] = hash
    this.#used += length
    this.#slots[slot] = id + 1
    if (this.size * 2 > this.#slots.length) this.#growSlots()
    return id
  }

  #growArena(length: number): void {
    const grown = Buffer.alloc(Math.max(this.#arena.length * 2, this.#used + length + 2 * padding))
    this.#arena.copy(grown, 0, 0, this.#used)
    this.#arena = grown
    this.#view = viewOf(grown)
  }

  #growValues(): void {
    const grow = (from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(from.length * 2)
      grown.set(from)
      return grown
    }
    this.#starts = grow(this.#starts)
    this.#lengths = grow(this.#lengths)
    this.#hashes = grow(this.#hashes)
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = this.#hashes[id]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
    this.#slots = slots
    this.#mask = mask
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
