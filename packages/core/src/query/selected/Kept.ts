/** What was made of one version of the data, by what it was made for: kept as far as there is room, the oldest goes first. */
export interface Room<Value> {
  /** For all of them. */
  readonly bytes: number
  readonly values: number
  readonly sizeOf: (value: Value) => number
}

export class Kept<Value> {
  readonly #room: Room<Value>
  #dataVersion: number | null = null
  /** The one that was asked for longest ago first. */
  readonly #values = new Map<string, Value>()

  constructor(room: Room<Value>) {
    this.#room = room
  }

  /** Of another version nothing is kept. */
  begin(dataVersion: number): void {
    if (dataVersion !== this.#dataVersion) this.#values.clear()
    this.#dataVersion = dataVersion
  }

  /** Undefined: it is not there, or no more. */
  get(key: string): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  /** Makes room for others. */
  forget(key: string): void {
    this.#values.delete(key)
  }

  put(key: string, value: Value): void {
    const { bytes, sizeOf, values } = this.#room
    this.#values.delete(key)
    this.#values.set(key, value)
    let total = [...this.#values.values()].reduce((sum, one) => sum + sizeOf(one), 0)
    for (const [oldest, one] of this.#values) {
      if (total <= bytes && this.#values.size <= values) return
      this.#values.delete(oldest)
      total -= sizeOf(one)
    }
  }
}
