/**
 * The columns of `entries`, `visits` and `hits` that are numbers of a row and that groups have sums of: what may be made of
 * them, and by which of a group's sums. A row of `visits` or `hits` has sums itself, none of which is null but durations.
 */
import type { SummedColumn } from "../../query/protocol.ts"
import { sumName, type SumKind } from "./names.ts"

export type MeasureFunction = "sum" | "count" | "min" | "max" | "avg"

export interface Measure {
  /** What is added up of each entry. */
  readonly column: SummedColumn
  /** How many of the stored unit make one of the column's; 1 for integers. */
  readonly perUnit: number
  /** What may be made of it. */
  readonly functions: ReadonlyArray<MeasureFunction>
  /** In a row where no entry has a value it is 0, not null. */
  readonly isNeverNull?: boolean
  /** The column is itself a number of values. */
  readonly counts?: boolean
  /** What a result is shown as. */
  readonly shown?: (sql: string) => string
}

const all: ReadonlyArray<MeasureFunction> = ["sum", "count", "min", "max", "avg"]
const edges: ReadonlyArray<MeasureFunction> = ["count", "min", "max"]

export const ofEntries: Readonly<Record<string, Measure>> = {
  bytes: { column: "bytes", perUnit: 1, functions: all },
  bytes_in: { column: "bytes_in", perUnit: 1, functions: all },
  duration_ms: { column: "duration_us", perUnit: 1000, functions: all },
  upstream_ms: { column: "upstream_us", perUnit: 1000, functions: all },
  time: { column: "time", perUnit: 1, functions: edges }
}

const bytes: Measure = { column: "bytes", perUnit: 1, functions: ["sum"], isNeverNull: true }

export const ofVisits: Readonly<Record<string, Measure>> = {
  bytes,
  day: {
    column: "day",
    perUnit: 1,
    functions: ["min", "max"],
    shown: (day) => `date(${day} * 86400, 'unixepoch')`
  }
}

export const ofHits: Readonly<Record<string, Measure>> = {
  bytes,
  timed: { column: "duration_us", perUnit: 1, functions: ["sum"], counts: true },
  duration_ms: { column: "duration_us", perUnit: 1000, functions: ["sum"] },
  duration_max_ms: { column: "duration_us", perUnit: 1000, functions: ["max"] }
}

/** `isZero`: an unknown value is 0. Null: groups can't tell. `where`: a FILTER clause or nothing. */
export const measureSql = (
  { column, counts, functions, isNeverNull, perUnit, shown = (sql) => sql }: Measure,
  name: string,
  { isZero, where }: { readonly isZero: boolean; readonly where: string }
): string | null => {
  const asked = functions.find((one) => one === name)
  if (asked === undefined || (isZero && asked !== "sum")) return null
  const of = (kind: SumKind): string => sumName(column, kind)
  const inUnit = (sql: string): string => (perUnit === 1 ? sql : `(${sql} / ${perUnit}.0)`)
  switch (asked) {
    case "sum":
      if (counts === true) return `sum(${of("count")})${where}`
      return inUnit(`sum(${isZero || isNeverNull === true ? `coalesce(${of("sum")}, 0)` : of("sum")})${where}`)
    case "count":
      return `coalesce(sum(${of("count")})${where}, 0)`
    case "min":
    case "max":
      return shown(inUnit(`${asked}(${of(asked)})${where}`))
    default:
      return inUnit(`(sum(${of("sum")})${where} * 1.0 / sum(${of("count")})${where})`)
  }
}
