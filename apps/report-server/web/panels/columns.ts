/** Which columns of an answer a panel has room for, and what its bars stand for. */
import type { Answer, Cell, Column } from "../api/types.ts"
import { isNumeric } from "../format/cell.ts"
import { panelColumns, panelKeys, spareColumns } from "./layout.ts"
import { ownOf } from "../state/ownOf.ts"

export interface PlacedColumn {
  readonly column: Column
  /** Where it stands in a row. */
  readonly index: number
}

export interface PanelColumns {
  /** What a row is about; null: the answer has numbers only. */
  readonly label: PlacedColumn | null
  /** Beside it, dimmed: a second text without which rows look alike. */
  readonly aside: PlacedColumn | null
  readonly figures: ReadonlyArray<PlacedColumn>
  /** Whose part of the largest is the bar behind the label. */
  readonly bar: PlacedColumn | null
}

const most = 3

export const columnsFor = (answer: Pick<Answer, "id" | "columns" | "compared">): PanelColumns => {
  const placed = answer.columns.map((column, index) => ({ column, index }))
  const hasWeekday = answer.columns.some(({ kind }) => kind === "weekday")
  const texts = placed.filter(
    // A weekday is written by its name already.
    ({ column: { kind, name } }) => !isNumeric(kind) && !isBefore(name) && !(hasWeekday && name === "name")
  )
  const numbers = placed.filter(({ column }) => isNumeric(column.kind))
  const before = texts.filter(({ index }) => index < (numbers[0]?.index ?? Infinity))
  const leading = before.length === 0 ? texts.slice(0, 2) : before
  const filters = ({ column }: PlacedColumn): boolean => column.filter !== null && column.filter !== "from"
  const [first, second] = (ownOf(panelKeys, answer.id) ?? []).map((name) =>
    texts.find((one) => one.column.name === name)
  )
  const label = first ?? leading.find(filters) ?? leading[0] ?? null
  const aside = second ?? leading.find((one) => one !== label && one.column.kind !== "country") ?? null
  const isCompared = answer.compared !== undefined
  const figures = isCompared
    ? comparedFigures(numbers)
    : plainFigures(
        answer.id,
        numbers,
        placed.filter((one) => one !== label && one !== aside)
      )
  const bar =
    figures.find(({ column }) => ["count", "approx_count", "bytes", "duration_ms", "number"].includes(column.kind)) ??
    figures.find(({ column }) => column.kind === "share") ??
    null
  return { label, aside, figures, bar }
}

const isBefore = (name: string): boolean => name.endsWith("_before")

const plainFigures = (
  id: string,
  numbers: ReadonlyArray<PlacedColumn>,
  all: ReadonlyArray<PlacedColumn>
): ReadonlyArray<PlacedColumn> => {
  const chosen = (ownOf(panelColumns, id) ?? []).flatMap((name) => all.find(({ column }) => column.name === name) ?? [])
  if (chosen.length > 0) return chosen
  const first = numbers.find(({ column }) => column.kind !== "share") ?? numbers[0]
  if (first === undefined) return []
  const shares = numbers.filter(({ column }) => column.kind === "share")
  const others = numbers.filter((one) => one !== first && one.column.kind !== "share")
  const about = others.find(({ column }) => ["duration_ms", "bytes", "change"].includes(column.kind)) ?? others[0]
  return [first, ...shares.slice(0, 1), ...(about === undefined ? [] : [about])]
    .slice(0, most)
    .toSorted((a, b) => a.index - b.index)
}

/** The first measure now, before, and what changed. */
const comparedFigures = (numbers: ReadonlyArray<PlacedColumn>): ReadonlyArray<PlacedColumn> => {
  const first = numbers.find(({ column }) => numbers.some((other) => other.column.name === `${column.name}_change`))
  if (first === undefined) return numbers.slice(0, most)
  const { name } = first.column
  return numbers.filter(({ column }) => [name, `${name}_before`, `${name}_change`].includes(column.name))
}

/** What gives way where there is little room: the bar tells shares, the change what was before; null: nothing of it. */
export const givesWay = (id: string, { kind, name }: Column): "share" | "before" | "spare" | null => {
  if (kind === "share") return "share"
  if (isBefore(name)) return "before"
  return ownOf(spareColumns, id) === name ? "spare" : null
}

/** What a heading says: names are those of SQL, `hits_4xx`. */
export const columnTitle = (name: string): string => {
  if (name.endsWith("_change")) return "change"
  if (name.endsWith("_before")) return "before"
  return name
    .replace(/_(?:duration_)?ms$/, "")
    .replace(/^hits_(\dxx|other)$/, "$1")
    .replaceAll("_", " ")
}

/** Of a change: whether there is something now where there was nothing. */
export const isNewIn = (row: ReadonlyArray<Cell>, columns: ReadonlyArray<Column>, { kind, name }: Column): boolean => {
  if (kind !== "change") return false
  const cell = (of: string): Cell | undefined => row[columns.findIndex((column) => column.name === of)]
  const before = name === "change" ? columns.find((column) => isBefore(column.name))?.name : `${measureOf(name)}_before`
  if (before === undefined || cell(name) !== null) return false
  const now = cell(before.replace(/_before$/, ""))
  return typeof now === "number" && now > 0 && (cell(before) === null || cell(before) === 0)
}

/** Of a change of a share: by how much it is more, 0-1; null: it is a change of something else, or not known. */
export const pointsIn = (
  row: ReadonlyArray<Cell>,
  columns: ReadonlyArray<Column>,
  { kind, name }: Column
): number | null => {
  if (kind !== "change" || !name.endsWith("_change")) return null
  const at = (of: string): number => columns.findIndex((column) => column.name === of)
  const [now, before] = [at(measureOf(name)), at(`${measureOf(name)}_before`)]
  if (columns[now]?.kind !== "share" || before < 0) return null
  const [cell, cellBefore] = [row[now], row[before]]
  return typeof cell === "number" && typeof cellBefore === "number" ? cell - cellBefore : null
}

const measureOf = (change: string): string => change.replace(/_change$/, "")

/** Parts of the largest, 0-1. */
export const barsOf = (rows: ReadonlyArray<ReadonlyArray<Cell>>, bar: PlacedColumn | null): ReadonlyArray<number> => {
  if (bar === null) return rows.map(() => 0)
  const values = rows.map((row) => {
    const cell = row[bar.index]
    return typeof cell === "number" && cell > 0 ? cell : 0
  })
  const largest = Math.max(...values, 0)
  return values.map((value) => (largest === 0 ? 0 : value / largest))
}
