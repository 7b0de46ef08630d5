/**
 * What was made of the text that was met last: times, protocols and the like come many times in a row, and to compare a
 * short text is cheaper than to make a string of it.
 */

/** Longer texts are not remembered. */
const longest = 64

export class Repeated<Value> {
  /** Of the text that `isLast` has found again. */
  value: Value
  readonly #text = new Uint8Array(longest)
  #length = -1

  constructor(none: Value) {
    this.value = none
  }

  isLast(bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.#text
    if (end - start !== this.#length) return false
    for (let index = 0; index < this.#length; index++) if (bytes[start + index] !== text[index]) return false
    return true
  }

  keep(bytes: Uint8Array, start: number, end: number, value: Value): Value {
    this.#length = end - start > longest ? -1 : end - start
    for (let index = 0; index < this.#length; index++) this.#text[index] = bytes[start + index]!
    this.value = value
    return value
  }
}
