/** Sorting and searching of rows that are here already. */
import type { Cell, Column, Row } from "../api/types.ts"
import type { Sort } from "../state/url.ts"

/** Missing values are last, either way; equal rows keep their order. */
export const sortRows = (
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column>,
  sort: Sort | null
): ReadonlyArray<Row> => {
  const at = sort === null ? -1 : columns.findIndex(({ name }) => name === sort.column)
  if (sort === null || at < 0) return rows
  const sign = sort.descending ? -1 : 1
  return rows.toSorted((a, b) => compareCells(a[at] ?? null, b[at] ?? null, sign))
}

const collator = new Intl.Collator("en", { numeric: true })

const compareCells = (a: Cell, b: Cell, sign: 1 | -1): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === "number" && typeof b === "number") return sign * (a - b)
  return sign * collator.compare(String(a), String(b))
}

/** Numbers begin with the largest, texts with the first letter; the third click takes the order of the answer. */
export const nextSort = (sort: Sort | null, column: string, isNumber: boolean): Sort | null => {
  if (sort?.column !== column) return { column, descending: isNumber }
  return sort.descending === isNumber ? { column, descending: !isNumber } : null
}

/**
 * Rows that hold all the words in one of their texts each, whatever their case, or as a number of theirs. Parts of numbers are none of
 * what one sees: 9999 bytes are 9.76 KiB.
 */
export const findRows = (rows: ReadonlyArray<Row>, text: string): ReadonlyArray<Row> => {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
  if (words.length === 0) return rows
  return rows.filter((row) =>
    words.every((word) =>
      row.some((cell) => (typeof cell === "string" ? cell.toLowerCase().includes(word) : String(cell) === word))
    )
  )
}
