/**
 * `sum()` for numbers whose sum no integer of SQLite holds, which its own refuses ("integer overflow"): whole as long as it
 * fits, then real. A call of ours for each row takes ten times as long, so it stands in only for a statement that failed.
 */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite"

/** Of a failure, whether this helps. */
export const isOverflow = (cause: unknown): boolean => cause instanceof Error && cause.message === "integer overflow"

/** For as long as the connection lasts: SQLite's own comes back with another one. */
export const widenSums = (db: DatabaseSync): void => {
  const move = (state: Sum, value: SQLOutputValue, by: 1 | -1): Sum => {
    if (value === null) return state
    state.values += by
    if (typeof value === "bigint") state.whole += BigInt(by) * value
    else {
      state.reals += by
      state.real += by * (typeof value === "number" ? value : Number.parseFloat(String(value)) || 0)
    }
    return state
  }
  const result = ({ real, reals, values, whole }: Sum): number | bigint | null => {
    if (values === 0) return null
    return reals === 0 && BigInt.asIntN(64, whole) === whole ? whole : Number(whole) + real
  }
  // Views add up, too, and call nothing else of ours: that may be called directly only.
  db.exec("PRAGMA trusted_schema = 1")
  // Any value may be the state; the types know only those of SQL.
  db.aggregate("sum", {
    useBigIntArguments: true,
    start: (): Sum => ({ values: 0, whole: 0n, reals: 0, real: 0 }),
    step: (state: Sum, value: SQLOutputValue) => move(state, value, 1),
    inverse: (state: Sum, value: SQLOutputValue) => move(state, value, -1),
    result
  } as unknown as Parameters<DatabaseSync["aggregate"]>[1])
}

interface Sum {
  values: number
  whole: bigint
  reals: number
  real: number
}
