/**
 * Numbers of a result as the statement made them: with all their digits, whatever they count, and each column with as many
 * decimals as it needs, so that figures stand under each other. Nothing is told in thousands, MiB or percent here.
 */
import type { Cell, Column, Row } from "../api/types.ts"
import { isLargeNumber, isNumeric } from "../format/cell.ts"
import { missing } from "../format/number.ts"

/** Digits of a column's largest number, and those of its smallest that count at least. */
const digitsOfLargest = 6
const digitsOfSmallest = 3
const mostDecimals = 12

const decimalsOf = (value: number): number => {
  const [digits, exponent] = value.toExponential().split("e") as [string, string]
  return Math.max(0, digits.replace(/^-?\d\.?/, "").length - Number(exponent))
}

/** How many decimals the numbers of a column have. */
export const columnDecimals = (cells: ReadonlyArray<Cell>): number => {
  const broken = cells.filter((cell) => typeof cell === "number" && !Number.isInteger(cell)).map(Number)
  if (broken.length === 0) return 0
  const sizes = broken.map((value) => Math.floor(Math.log10(Math.abs(value))))
  const largest = sizes.reduce((a, b) => Math.max(a, b))
  const smallest = sizes.reduce((a, b) => Math.min(a, b))
  const told = Math.max(digitsOfLargest - 1 - Math.max(largest, 0), digitsOfSmallest - 1 - smallest, 1)
  const needed = broken.reduce((most, value) => Math.max(most, decimalsOf(value)), 0)
  return Math.min(needed, told, mostDecimals)
}

/** A function per column, of its cells; texts in a column of numbers stay as they are. */
export const numberTexts = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<Row>
): ReadonlyMap<string, (cell: Cell) => string> =>
  new Map(
    columns.flatMap(({ kind, name }, at) => {
      if (!isNumeric(kind)) return []
      const decimals = columnDecimals(rows.map((row) => row[at] ?? null))
      const format = new Intl.NumberFormat("en-US", {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals
      })
      const text = (cell: Cell): string => {
        if (cell === null) return missing
        if (typeof cell === "number") return format.format(cell).replace(/^-/, "−")
        return isLargeNumber(cell) ? format.format(BigInt(cell)).replace(/^-/, "−") : cell
      }
      return [[name, text] as const]
    })
  )
