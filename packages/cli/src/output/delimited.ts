/**
 * CSV and TSV, one header line, records ended by a newline. An empty field is null; an empty text is `""`.
 *
 * Texts that a spreadsheet would take for a formula get a leading apostrophe; numbers stay numbers, negative ones too.
 * `safe: false` (`--csv-raw`) writes texts as they are.
 */
import { stringify } from "csv-stringify/sync"

import { cellReader } from "./cell.ts"
import type { Rows } from "./rows.ts"

export interface DelimitedOptions {
  readonly delimiter: "," | "\t"
  readonly safe: boolean
}

/** The text in pieces of about a thousand lines. */
export function* formatDelimited(rows: Rows, options: DelimitedOptions): Generator<string> {
  const read = cellReader(rows.zone)
  const format = (records: ReadonlyArray<ReadonlyArray<unknown>>) =>
    stringify([...records], { delimiter: options.delimiter, escape_formulas: options.safe, quoted_match: /^$/ })
  yield format([rows.columns.map(({ name }) => name)])
  for (let i = 0; i < rows.rows.length; i += 1000) {
    yield format(
      rows.rows.slice(i, i + 1000).map((row) => rows.columns.map(({ kind }, c) => read(row[c] ?? null, kind)))
    )
  }
}
