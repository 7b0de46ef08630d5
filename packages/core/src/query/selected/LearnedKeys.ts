/**
 * What stands for ids in the keys of groups, kept for the questions that follow: to ask a large dictionary takes longer than to
 * group by it. What was learned last is kept, as far as there is room.
 */
export class LearnedKeys {
  readonly #mostBytes: number
  #dataVersion: number | null = null
  /** By the SQL that tells, the oldest first. */
  readonly #tables = new Map<string, Int32Array>()

  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Of another version nothing is kept. */
  begin(dataVersion: number): void {
    if (dataVersion !== this.#dataVersion) this.#tables.clear()
    this.#dataVersion = dataVersion
  }

  /** By an id, what stands for it; ids beyond its end have 0. */
  get(sql: string): Int32Array | undefined {
    return this.#tables.get(sql)
  }

  put(sql: string, table: Int32Array): void {
    this.#tables.delete(sql)
    this.#tables.set(sql, table)
    let bytes = [...this.#tables.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (const [key, { byteLength }] of this.#tables) {
      if (bytes <= this.#mostBytes) return
      this.#tables.delete(key)
      bytes -= byteLength
    }
  }
}
