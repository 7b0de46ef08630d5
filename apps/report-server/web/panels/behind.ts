/** The filter under which the entries behind a row are: those that its figures count. */
import type { Cell, Column, FilterQuery, Row } from "../api/types.ts"
import { isNumeric } from "../format/cell.ts"
import { isListName, type ListName, setList } from "../filters/filters.ts"
import { patternFor } from "./patternFor.ts"

export interface RowOf {
  readonly row: Row
  /** Of the row, cell by cell. */
  readonly columns: ReadonlyArray<Column>
}

/**
 * `cell` is the one that was pointed at. What else the row is about narrows them, too: the cells before its first figure (behind
 * it there are examples), unless two of them say it of one thing, as the first and the last path of a visit do. What was selected
 * before, the row is a part of.
 */
export const behind = (current: FilterQuery, cell: Cell, column: Column, of: RowOf | null): FilterQuery => {
  const own = column.filter
  if (own === null || !isListName(own)) return current
  const columns = of?.columns ?? []
  const figure = columns.findIndex(({ kind }) => isNumeric(kind))
  const others = columns
    .slice(0, figure < 0 ? undefined : figure)
    .flatMap(({ filter, ...other }, index) =>
      filter === null || filter === own || !isListName(filter)
        ? []
        : named(filter, patternFor(of?.row[index] ?? null, { filter, ...other }))
    )
  const single = others.filter(({ name }) => others.filter((other) => other.name === name).length === 1)
  const { status } = column
  const counted =
    status === undefined || current.status !== undefined ? current : setList(current, "status", status.split(","))
  return [...named(own, patternFor(cell, column)), ...single].reduce(only, counted)
}

interface Named {
  readonly name: ListName
  readonly pattern: string
}

const named = (name: ListName, pattern: string | null): ReadonlyArray<Named> =>
  pattern === null ? [] : [{ name, pattern }]

const only = (filter: FilterQuery, { name, pattern }: Named): FilterQuery =>
  setList(filter, name, [...(filter[name] ?? []).filter((one) => one.startsWith("!")), pattern])
