/**
 * What was lately looked up by the id of a dictionary's row: two integers each, in slots by the id's low bits. It grows
 * with the ids to a bound; beyond, ids that share a slot push each other out and are looked up again.
 */

const firstSlots = 1 << 12
/** 12 MB. */
const mostSlots = 1 << 20

export class RowMemory {
  #ids = new Int32Array(firstSlots)
  #first = new Int32Array(firstSlots)
  #second = new Int32Array(firstSlots)

  /** The slot of an id, or -1 when nothing is remembered of it. */
  slotOf(id: number): number {
    const slot = id & (this.#ids.length - 1)
    return this.#ids[slot] === id ? slot : -1
  }

  first(slot: number): number {
    return this.#first[slot]!
  }

  second(slot: number): number {
    return this.#second[slot]!
  }

  /** Ids count from 1. Returns the slot, good until the next call. */
  set(id: number, first: number, second: number): number {
    while (id >= this.#ids.length && this.#ids.length < mostSlots) this.#grow()
    const slot = id & (this.#ids.length - 1)
    this.#ids[slot] = id
    this.#first[slot] = first
    this.#second[slot] = second
    return slot
  }

  clear(): void {
    this.#ids.fill(0)
  }

  /** Until the bound is reached a slot is its id, so that rows stay where they are. */
  #grow(): void {
    const grown = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const twice = new Int32Array(values.length * 2)
      twice.set(values)
      return twice
    }
    this.#ids = grown(this.#ids)
    this.#first = grown(this.#first)
    this.#second = grown(this.#second)
  }
}
