/**
 * CSV and TSV, one header line, records ended by a newline. An empty field is null; an empty text is `""`.
 *
 * Texts that a spreadsheet would take for a formula get a leading apostrophe; numbers stay numbers, negative ones too.
 * `safe: false` (`--csv-raw`) writes texts as they are.
 */
import { stringify } from "csv-stringify/sync"

import { cellReader } from "./cell.ts"
import type { Layout, LayoutColumns } from "./layout.ts"
import type { Rows } from "./rows.ts"

export interface DelimitedOptions {
  readonly delimiter: "," | "\t"
  readonly safe: boolean
}

export const delimitedLayout = ({ columns, zone }: LayoutColumns, options: DelimitedOptions): Layout => {
  const read = cellReader(zone)
  const format = (records: ReadonlyArray<ReadonlyArray<unknown>>) =>
    stringify([...records], { delimiter: options.delimiter, escape_formulas: options.safe, quoted_match: /^$/ })
  return {
    head: [format([columns.map(({ name }) => name)])],
    *body(rows) {
      for (let i = 0; i < rows.length; i += 1000) {
        yield format(rows.slice(i, i + 1000).map((row) => columns.map(({ kind }, c) => read(row[c] ?? null, kind))))
      }
    },
    foot: () => []
  }
}

/** The text in pieces of about a thousand lines. */
export function* formatDelimited(rows: Rows, options: DelimitedOptions): Generator<string> {
  const layout = delimitedLayout(rows, options)
  yield* layout.head
  yield* layout.body(rows.rows)
}
