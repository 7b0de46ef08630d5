/**
 * Prints an answer while it comes, so that its length costs no memory: in the modes of print.ts, of whose layouts it is
 * made. The first rows decide how wide the columns of a table are.
 */
import { Effect, Stream } from "effect"

import type { Stop } from "../exit.ts"
import { Shell, type ShellShape } from "../Shell.ts"
import { delimitedLayout } from "@logmill/core/output/delimited"
import { jsonLayout, ndjsonLayout } from "@logmill/core/output/json"
import type { Layout, LayoutColumns, LayoutEnd, RowList } from "@logmill/core/output/layout"
import { markdownLayout } from "./markdown.ts"
import { escapeLines, noteCuts, type OutputChoice, tableOptions, writeAll } from "./print.ts"
import { type TableLayout, tableLayout } from "./table.ts"

export interface RowSource<E> extends LayoutColumns {
  /** Pieces of about a thousand rows. */
  readonly rows: Stream.Stream<RowList, E>
  /** Known when the last row has been taken. */
  readonly end: Effect.Effect<LayoutEnd>
}

/** So many pieces are laid out together, so that a table of ten thousand rows has columns of the right width. */
const piecesAhead = 10

/** Returns how many rows there were. Fails quietly with status 0 when the reader of the pipe has gone. */
export const printStream = <E>(source: RowSource<E>, choice: OutputChoice): Effect.Effect<number, Stop | E, Shell> =>
  Effect.gen(function* () {
    const shell = yield* Shell
    const ahead: Array<RowList> = []
    let layout: Layout | null = null
    let table: TableLayout | null = null
    let count = 0
    const begin = (): Iterable<string> => {
      const first = ahead.flat()
      table = choice.mode === "table" ? tableLayout(source, first, tableOptions(choice, shell)) : null
      layout = table ?? layoutOf(source, first, choice)
      return joined(layout.head, layout.body(first))
    }
    const write = (pieces: Iterable<string>) => writeAll(safeFor(shell, choice, pieces))
    yield* Stream.runForEach(source.rows, (rows) => {
      count += rows.length
      if (layout !== null) return write(layout.body(rows))
      ahead.push(rows)
      return choice.mode === "table" && ahead.length < piecesAhead ? Effect.void : write(begin())
    })
    if (layout === null) yield* write(begin())
    yield* write(layout!.foot(yield* source.end))
    if (table !== null) yield* noteCuts([{ ...(table as TableLayout), cut: (table as TableLayout).cut() }])
    return count
  })

const layoutOf = (shape: LayoutColumns, first: RowList, { csvSafe, escape, mode }: OutputChoice): Layout => {
  switch (mode) {
    case "csv":
      return delimitedLayout(shape, { delimiter: ",", safe: csvSafe })
    case "tsv":
      return delimitedLayout(shape, { delimiter: "\t", safe: csvSafe })
    case "ndjson":
      return ndjsonLayout(shape)
    case "md":
      return markdownLayout(shape, first, { escape })
    default:
      return withLineEnd(jsonLayout(shape))
  }
}

const withLineEnd = (layout: Layout): Layout => ({ ...layout, foot: (end) => joined(layout.foot(end), ["\n"]) })

function* joined(...parts: ReadonlyArray<Iterable<string>>): Generator<string> {
  for (const part of parts) yield* part
}

/** CSV and TSV are for machines, and have no escapes of their own; a terminal is none. */
function* safeFor({ stdout }: ShellShape, { mode }: OutputChoice, pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield stdout.isTerminal && (mode === "csv" || mode === "tsv") ? escapeLines(piece) : piece
}
