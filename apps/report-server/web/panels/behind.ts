/** The filter under which the entries behind a row are: those that its figures count. */
import type { Cell, Column, FilterQuery, Row } from "../api/types.ts"
import { isNumeric } from "../format/cell.ts"
import { filterTitles, isListName, type ListName, setList } from "../filters/filters.ts"
import { patternFor } from "./patternFor.ts"

export interface RowOf {
  readonly row: Row
  /** Of the row, cell by cell. */
  readonly columns: ReadonlyArray<Column>
  /** Whether the row counts fewer than what is behind it: its analysis says `counts = "some"`. */
  readonly isPart: boolean
}

/** What a tool that shows them calls the entries behind a row: not those that it counts, where there are more. */
export const linesTitle = (cell: Cell, column: Column, of: RowOf | null): string => {
  if (of?.isPart !== true) return "Show lines"
  return `All lines of this ${namesBehind(cell, column, of)
    .map(({ name }) => filterTitles[name].toLowerCase())
    .join(" and ")}`
}

/** What a row is about: what stands before its first figure. */
const headOf = (columns: ReadonlyArray<Column>): ReadonlyArray<Column> => {
  const figure = columns.findIndex(({ kind }) => isNumeric(kind))
  return columns.slice(0, figure < 0 ? undefined : figure)
}

/**
 * `cell` is the one that was pointed at. What else the row is about narrows them, too: the cells before its first figure (behind
 * it there are examples), unless two of them say it of one thing, as the first and the last path of a visit do. What was selected
 * before, the row is a part of.
 */
export const behind = (current: FilterQuery, cell: Cell, column: Column, of: RowOf | null): FilterQuery => {
  const own = column.filter
  if (own === null || !isListName(own)) return current
  const { status } = column
  const counted =
    status === undefined || current.status !== undefined ? current : setList(current, "status", status.split(","))
  return namesBehind(cell, column, of).reduce(only, counted)
}

const namesBehind = (cell: Cell, column: Column, of: RowOf | null): ReadonlyArray<Named> => {
  const own = column.filter
  if (own === null || !isListName(own)) return []
  const others = headOf(of?.columns ?? []).flatMap(({ filter, ...other }, index) =>
    filter === null || filter === own || !isListName(filter)
      ? []
      : named(filter, patternFor(of?.row[index] ?? null, { filter, ...other }))
  )
  const single = others.filter(({ name }) => others.filter((other) => other.name === name).length === 1)
  const said = [...named(own, patternFor(cell, column)), ...single]
  return said.filter(({ name }) => name === own || !said.some((other) => follows[other.name]?.includes(name)))
}

/** What is known of a value is known by its text, and narrows nothing beside it. */
const follows: Readonly<Partial<Record<ListName, ReadonlyArray<ListName>>>> = {
  client: ["country", "city", "network"],
  agent: ["class", "bot", "browser", "os", "device"]
}

interface Named {
  readonly name: ListName
  readonly pattern: string
}

const named = (name: ListName, pattern: string | null): ReadonlyArray<Named> =>
  pattern === null ? [] : [{ name, pattern }]

const only = (filter: FilterQuery, { name, pattern }: Named): FilterQuery =>
  setList(filter, name, [...(filter[name] ?? []).filter((one) => one.startsWith("!")), pattern])
