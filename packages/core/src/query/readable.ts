/** Values as node:sqlite reads them (integers as bigints), made into what a line of JSON can hold. */
import { tagged } from "./json.ts"
import type { SqlValue } from "./protocol.ts"

/** Makes numbers of the integers that are safe as numbers, and tags what JSON has not. Returns about how long the row's texts are. */
export const readable = (row: Array<SqlValue>): number => {
  let size = 0
  for (let index = 0; index < row.length; index++) {
    const value = row[index]!
    if (typeof value === "string") size += value.length
    else if (typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER)
      row[index] = Number(value)
    else if (value !== null) {
      row[index] = tagged(value) as SqlValue
      if (typeof value === "object") size += 2 * value.length
    }
  }
  return size
}
