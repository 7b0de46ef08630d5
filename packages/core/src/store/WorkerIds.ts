/** The stored ids behind one worker's ids of one dictionary: grows with the new values each batch brings. */
export class WorkerIds {
  #ids = new Int32Array(1024)
  #size = 0

  /** Adds the stored ids of the values that begin at the worker's id `firstId`; 0 says that its ids began anew. */
  add(firstId: number, stored: Int32Array): void {
    if (firstId === 0) this.#size = 0
    if (firstId !== this.#size) throw new RangeError(`worker ids continue at ${this.#size}, not at ${firstId}`)
    const size = firstId + stored.length
    if (size > this.#ids.length) {
      const grown = new Int32Array(Math.max(size, this.#ids.length * 2))
      grown.set(this.#ids)
      this.#ids = grown
    }
    this.#ids.set(stored, firstId)
    this.#size = size
  }

  /** Turns the worker's ids of a column into stored ones, in place; -1 stays. Returns the column. */
  translate(column: Int32Array): Int32Array {
    const ids = this.#ids
    for (let row = 0; row < column.length; row++) {
      const id = column[row]!
      if (id >= 0) column[row] = ids[id]!
    }
    return column
  }
}
