/**
 * Which ids have a hash: the ids of a dictionary's values by their 32-bit hashes, in memory. Several values may share a
 * hash, so what is found here are candidates, to be compared.
 *
 * An open-addressing table of eight bytes a slot, at most three quarters full: 2 MB for 150,000 values, 32 MB for three
 * million. It takes the place of an index in the database as long as it holds everything.
 */

const firstSlots = 1 << 12

export class HashIds {
  size = 0
  /** Hash and id of each slot; id 0 is a free one. */
  #slots = new Int32Array(firstSlots * 2)

  /** The slot of the first candidate, or -1. */
  first(hash: number): number {
    return this.#seek(hash, (hash << 1) & (this.#slots.length - 1))
  }

  /** The slot of the candidate after the one in `slot`, or -1. */
  next(hash: number, slot: number): number {
    return this.#seek(hash, (slot + 2) & (this.#slots.length - 1))
  }

  /** The id in a slot, good until the next `add`. */
  idAt(slot: number): number {
    return this.#slots[slot + 1]!
  }

  /** Ids count from 1. */
  add(hash: number, id: number): void {
    if (this.size * 8 >= this.#slots.length * 3) this.#resize(this.#slots.length * 2)
    this.#put(hash, id)
    this.size++
  }

  clear(): void {
    this.size = 0
    this.#slots = new Int32Array(firstSlots * 2)
  }

  /** Makes room for this many at once, which is cheaper than growing to it. */
  reserve(values: number): void {
    let length = this.#slots.length
    while (values * 8 >= length * 3) length *= 2
    if (length > this.#slots.length) this.#resize(length)
  }

  #seek(hash: number, from: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = from; slots[slot + 1] !== 0; slot = (slot + 2) & mask) if (slots[slot] === hash) return slot
    return -1
  }

  #put(hash: number, id: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (hash << 1) & mask
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
    slots[slot] = hash
    slots[slot + 1] = id
  }

  #resize(length: number): void {
    const old = this.#slots
    this.#slots = new Int32Array(length)
    for (let from = 0; from < old.length; from += 2) if (old[from + 1] !== 0) this.#put(old[from]!, old[from + 1]!)
    // At once, not when the garbage collector comes by.
    old.buffer.transfer(0)
  }
}
