/**
 * The table for people: columns aligned, fitted to a width. What doesn't fit is first cut in the middle of its texts,
 * then headers are folded at their underscores, and at last whole columns are left out from the right, which are
 * returned so that somebody can say so. Numbers and times are never cut. Where two periods are compared, the columns are put
 * in another order before any is left out (comparedColumns.ts); changes are told in per cent.
 *
 * Without a width nothing is left out, and only a text of more than `longest` characters is cut: it would make every
 * line as long. Figures (a summary) are printed one column a line; compared
 * ones without those that neither period has.
 *
 * The widths are those of the first rows; of an answer with many, later ones keep to them as far as they can.
 */
import { CliOutput } from "effect/cli"

import type { ColumnKind } from "@logmill/core/plugin"

import { cellReader, type Datum } from "@logmill/core/output/cell"
import { escapeText } from "@logmill/core/output/escape"
import type { Layout, LayoutColumns, RowList } from "@logmill/core/output/layout"
import type { Rows } from "@logmill/core/output/rows"

import { changeText, measureOf, mostTellingFirst } from "./comparedColumns.ts"

export interface TableOptions {
  /** Columns of the terminal; null: no terminal, as wide as it gets. */
  readonly width: number | null
  /** False: cells as they are (`--raw`). */
  readonly escape: boolean
  readonly emphasize: (header: string) => string
}

export interface FittedTable {
  readonly lines: ReadonlyArray<string>
  /** Names of the columns there was no room for. */
  readonly leftOut: ReadonlyArray<string>
  /** Cells that were cut for no terminal's sake. */
  readonly cut: number
}

export interface TableLayout extends Layout {
  readonly leftOut: ReadonlyArray<string>
  /** Cells that were cut so far for no terminal's sake. */
  readonly cut: () => number
}

interface Column {
  readonly name: string
  readonly index: number
  readonly kind: ColumnKind
  readonly header: ReadonlyArray<string>
  readonly right: boolean
  /** Numbers and times are whole or not there. */
  readonly cuttable: boolean
  readonly shorten: (text: string, width: number) => string
  readonly cells: ReadonlyArray<string>
  /** Width of the widest cell. */
  readonly widest: number
  readonly width: number
}

const gap = "  "
const comfortable = 24
const least = 18
const longest = 120

export const formatTable = (rows: Rows, options: TableOptions): FittedTable => {
  if (rows.isRecord) {
    const all = readColumns(rows, rows.rows, options)
    const columns = rows.compared === undefined ? all : all.filter((column) => !isNowhere(column, all))
    const cut = options.width === null ? columns.reduce((sum, column) => sum + countCut(column, column.cells), 0) : 0
    return { lines: formatRecords(columns, options), leftOut: [], cut }
  }
  const { body, cut, head, leftOut } = tableLayout(rows, rows.rows, options)
  const lines = [...head, ...body(rows.rows)].map((line) => line.slice(0, -1))
  return { lines, leftOut, cut: cut() }
}

/** Whether a measure has no value in either of two periods: neither has its change. */
const isNowhere = ({ name }: Column, columns: ReadonlyArray<Column>): boolean => {
  const measure = measureOf(name)
  const both = columns.filter((column) => column.name === measure || column.name === `${measure}_before`)
  return both.length === 2 && both.every(({ cells }) => cells.every((cell) => cell === ""))
}

/** For answers that come in pieces, of which `first` decides how wide columns are. Lines end with a newline. */
export const tableLayout = (shape: LayoutColumns, first: RowList, options: TableOptions): TableLayout => {
  const columns = readColumns(shape, first, options)
  const { fitted, leftOut } = fitOrReorder(columns, options.width)
  const cellsOf = cellsReader(shape, options)
  let cut = 0
  return {
    head: headerLines(fitted, options.emphasize),
    leftOut,
    cut: () => cut,
    *body(rows) {
      const cells = fitted.map((column) => (rows === first ? column.cells : cellsOf(rows, column).cells))
      if (options.width === null) {
        cut += fitted.reduce((sum, column, index) => sum + countCut(column, cells[index]!), 0)
      }
      for (let row = 0; row < rows.length; row++) {
        yield layOut(fitted, (column, index) => {
          const most = !column.cuttable ? Infinity : options.width === null ? longest : column.width
          return align(column.shorten(cells[index]![row]!, most), column)
        })
      }
    },
    foot: () => []
  }
}

const countCut = ({ cuttable }: Column, cells: ReadonlyArray<string>): number =>
  cuttable ? cells.filter((cell) => widthOf(cell) > longest).length : 0

/** The cells of a column as data and as they are shown. */
const cellsReader = ({ zone }: LayoutColumns, { escape }: TableOptions) => {
  const read = cellReader(zone)
  const show = escape ? escapeText : (text: string) => text
  return (rows: RowList, { index, kind }: Pick<Column, "index" | "kind">) => {
    const data = rows.map((row) => read(row[index] ?? null, kind))
    return { data, cells: data.map((datum) => show(cellText(datum, kind))) }
  }
}

const readColumns = (shape: LayoutColumns, rows: RowList, options: TableOptions): ReadonlyArray<Column> => {
  const cellsOf = cellsReader(shape, options)
  return shape.columns.map(({ keeps, kind, name }, index) => {
    const { cells, data } = cellsOf(rows, { index, kind })
    const header = [cutMiddle(options.escape ? escapeText(name) : name, longest)]
    const widest = widestOf(cells)
    const right = isNumeric(data, kind)
    const cuttable = !right && kind !== "time" && kind !== "date"
    const shorten = keeps === "end" ? cutStart : cutMiddle
    const width = Math.max(widest, widestOf(header))
    return { name, index, kind, header, right, cuttable, shorten, cells, widest, width }
  })
}

const cellText = (datum: Datum, kind: ColumnKind): string => {
  if (datum === null) return ""
  if (kind === "change" && typeof datum !== "string") return changeText(Number(datum))
  if (typeof datum !== "number" || Number.isInteger(datum)) return String(datum)
  return kind === "share" ? datum.toFixed(4) : String(Number(datum.toFixed(3)))
}

const textKinds: ReadonlySet<ColumnKind> = new Set([
  "path",
  "url",
  "text",
  "time",
  "date",
  "client",
  "agent",
  "country",
  "source_line"
])

const isNumeric = (data: ReadonlyArray<Datum>, kind: ColumnKind): boolean => {
  const present = data.filter((datum) => datum !== null)
  return present.length === 0 ? !textKinds.has(kind) : present.every((datum) => typeof datum !== "string")
}

/** Where columns are left out, what compares two periods is put in order first. */
const fitOrReorder = (
  columns: ReadonlyArray<Column>,
  width: number | null
): { readonly fitted: ReadonlyArray<Column>; readonly leftOut: ReadonlyArray<string> } => {
  if (width === null) return { fitted: columns.map((column) => capped(column, longest)), leftOut: [] }
  const asTheyAre = fit(columns, width)
  if (asTheyAre.length === columns.length) return { fitted: asTheyAre, leftOut: [] }
  const ordered = mostTellingFirst(columns)
  const fitted = fit(ordered, width)
  return { fitted, leftOut: ordered.slice(fitted.length).map(({ name }) => name) }
}

/** Chooses widths so that the columns fit; those that can't are dropped from the right, the first never. */
const fit = (columns: ReadonlyArray<Column>, width: number): ReadonlyArray<Column> => {
  if (total(columns) <= width) return columns
  const cut = shrink(columns, width, comfortable)
  if (total(cut) <= width) return cut
  const folded = columns.map(foldHeader)
  const tight = shrink(folded, width, comfortable)
  if (total(tight) <= width) return tight
  const tightest = shrink(folded, width, least)
  if (total(tightest) <= width || columns.length === 1) return tightest
  return fit(columns.slice(0, -1), width)
}

const total = (columns: ReadonlyArray<Column>): number =>
  columns.reduce((sum, column) => sum + column.width, 0) + gap.length * (columns.length - 1)

/** Narrows the text columns to one common width at most, but to no less than `floor`. */
const shrink = (columns: ReadonlyArray<Column>, width: number, floor: number): ReadonlyArray<Column> => {
  const cap = (limit: number) => columns.map((column) => capped(column, limit))
  let low = floor
  let high = Math.max(floor, ...columns.map((column) => column.width))
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (total(cap(middle)) <= width) low = middle
    else high = middle - 1
  }
  return cap(low)
}

const capped = (column: Column, limit: number): Column =>
  column.cuttable ? { ...column, width: Math.min(column.width, limit) } : column

const foldHeader = (column: Column): Column => {
  if (column.width <= column.widest) return column
  const [name] = column.header
  const [, measure, suffix] = /^(.+)(_before|_change)$/.exec(name!) ?? []
  // Two lines of what is compared, not three.
  const header =
    measure === undefined
      ? folded(name!, column.widest)
      : folded(measure, Math.max(column.widest, widthOf(measure)), suffix)
  return { ...column, header, width: Math.max(column.widest, widestOf(header)) }
}

const folded = (name: string, width: number, suffix = ""): ReadonlyArray<string> => {
  const header: Array<string> = []
  for (const part of [...name.split(/(?=_)/), ...(suffix === "" ? [] : [suffix])]) {
    const last = header.at(-1)
    if (last !== undefined && widthOf(last + part) <= width) header[header.length - 1] = last + part
    else header.push(part)
  }
  return header
}

const headerLines = (columns: ReadonlyArray<Column>, emphasize: TableOptions["emphasize"]): ReadonlyArray<string> => {
  const height = Math.max(...columns.map(({ header }) => header.length))
  return Array.from({ length: height }, (_, i) => {
    const line = layOut(columns, (column) =>
      align(cutMiddle(column.header[i - height + column.header.length] ?? "", column.width), column)
    )
    return `${emphasize(line.slice(0, -1))}\n`
  })
}

const layOut = (columns: ReadonlyArray<Column>, cell: (column: Column, index: number) => string): string =>
  `${columns.map(cell).join(gap).trimEnd()}\n`

const align = (text: string, { right, width }: Column): string => {
  const padding = " ".repeat(Math.max(0, width - widthOf(text)))
  return right ? padding + text : text + padding
}

/** A blank line between records; nothing when there is none. */
const formatRecords = (columns: ReadonlyArray<Column>, options: TableOptions): ReadonlyArray<string> => {
  const nameWidth = widestOf(columns.map(({ header }) => header[0]!))
  const room = options.width === null ? longest : Math.max(least, options.width - nameWidth - gap.length)
  const lines: Array<string> = []
  for (let row = 0; row < columns[0]!.cells.length; row++) {
    if (row > 0) lines.push("")
    for (const { cells, cuttable, header } of columns) {
      const name = header[0]!
      const value = cells[row]!
      const shown = cuttable ? cutMiddle(value, room) : value
      lines.push(`${options.emphasize(name)}${" ".repeat(nameWidth - widthOf(name))}${gap}${shown}`.trimEnd())
    }
  }
  return lines
}

/** Cuts a text to a width in its middle, so that both the beginning and the end of a path can be read. */
export const cutMiddle = (text: string, width: number): string =>
  cutTo(text, width, Math.ceil((width - 1) / 2), Math.floor((width - 1) / 2))

/** Cuts a file's folders, so that names of rotated logs can be told apart. */
const cutStart = (text: string, width: number): string => cutTo(text, width, 0, width - 1)

const cutTo = (text: string, width: number, headRoom: number, tailRoom: number): string => {
  if (widthOf(text) <= width) return text
  const characters = plain.test(text) ? text.split("") : graphemesOf(text)
  const take = (from: ReadonlyArray<string>, room: number): ReadonlyArray<string> => {
    let used = 0
    return from.slice(
      0,
      from.findIndex((character) => (used += widthOf(character)) > room)
    )
  }
  const tail = take(characters.toReversed(), tailRoom)
  return `${take(characters, headRoom).join("")}…${tail.toReversed().join("")}`
}

const graphemesOf = (text: string): ReadonlyArray<string> =>
  Array.from(new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text), ({ segment }) => segment)

/** A column each, and seen to be so without what knows graphemes, which takes 10 ms to load. The mark of a cut is among them. */
const plain = /^[\u0020-\u007e…]*$/

/** Columns a text takes on a terminal: wide East Asian characters and emoji two, combining marks none. */
export const widthOf = (text: string): number => (plain.test(text) ? text.length : CliOutput.displayWidth(text))

const widestOf = (texts: ReadonlyArray<string>): number =>
  texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)
