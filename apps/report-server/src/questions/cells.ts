/** Values of SQL as the API has them: whole numbers beyond 2^53 and reals without a JSON are texts, bytes `x'00ff'`. */
import type { SqlRow, SqlValue } from "@logmill/core/query/QueryEngine"

import type { Cell } from "../api/values.ts"

export const cellOf = (value: SqlValue): Cell => {
  if (value === null || typeof value === "string") return value
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value)
  return typeof value === "bigint" ? String(value) : `x'${Buffer.from(value).toString("hex")}'`
}

export const cellsOf = (row: SqlRow): ReadonlyArray<Cell> => row.map(cellOf)
