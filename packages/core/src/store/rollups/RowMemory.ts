/**
 * What was lately looked up by the id of a dictionary's row: two integers each, in slots by the id's low bits. It grows
 * with the ids to a bound; beyond, ids that share a slot push each other out and are looked up again.
 */

const firstSlots = 1 << 12
/** 16 MB. */
const mostSlots = 1 << 20
/** An id and its two integers lie side by side, in one line of the processor's cache. */
const width = 4

export class RowMemory {
  #rows = new Int32Array(firstSlots * width)
  #mask = firstSlots - 1

  /** The slot of an id, or -1 when nothing is remembered of it. */
  slotOf(id: number): number {
    const slot = (id & this.#mask) * width
    return this.#rows[slot] === id ? slot : -1
  }

  first(slot: number): number {
    return this.#rows[slot + 1]!
  }

  second(slot: number): number {
    return this.#rows[slot + 2]!
  }

  /** Ids count from 1. Returns the slot, good until the next call. */
  set(id: number, first: number, second: number): number {
    while (id > this.#mask && this.#mask < mostSlots - 1) this.#grow()
    const slot = (id & this.#mask) * width
    this.#rows[slot] = id
    this.#rows[slot + 1] = first
    this.#rows[slot + 2] = second
    return slot
  }

  clear(): void {
    this.#rows.fill(0)
  }

  /** Until the bound is reached a slot is its id, so that rows stay where they are. */
  #grow(): void {
    const grown = new Int32Array(this.#rows.length * 2)
    grown.set(this.#rows)
    this.#rows = grown
    this.#mask = this.#mask * 2 + 1
  }
}
