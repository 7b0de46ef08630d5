/**
 * CSV and TSV, one header line, records ended by a newline. An empty field is null.
 *
 * CSV quotes (RFC 4180), an empty text is `""`. TSV is for `cut` and `awk`, which know no quotes: a tab, a line end or a backslash
 * in a text is an escape, as PostgreSQL's COPY reads it, so that a record is a line and a field is what stands between
 * two tabs; an empty text is as null there.
 *
 * Texts that a spreadsheet would take for a formula get a leading apostrophe; numbers stay numbers, negative ones too.
 * `safe: false` (`--csv-raw`) writes texts as they are.
 */
import { stringify } from "csv-stringify/sync"

import { cellReader, type Datum } from "./cell.ts"
import { withoutFormula } from "./csvCell.ts"
import type { Layout, LayoutColumns } from "./layout.ts"
import type { Rows } from "./rows.ts"

export interface DelimitedOptions {
  readonly delimiter: "," | "\t"
  readonly safe: boolean
}

export const delimitedLayout = ({ columns, zone }: LayoutColumns, options: DelimitedOptions): Layout => {
  const read = cellReader(zone)
  const format = options.delimiter === "," ? csvText(options.safe) : tsvText(options.safe)
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

type RecordsText = (records: ReadonlyArray<ReadonlyArray<Datum>>) => string

const csvText =
  (safe: boolean): RecordsText =>
  (records) =>
    stringify([...records], { escape_formulas: safe, quoted_match: /^$/ })

const tsvText =
  (safe: boolean): RecordsText =>
  (records) =>
    records.map((record) => `${record.map((datum) => tsvField(datum, safe)).join("\t")}\n`).join("")

const tsvField = (datum: Datum, safe: boolean): string => {
  if (datum === null) return ""
  if (typeof datum !== "string") return String(datum)
  const shown = safe ? withoutFormula(datum) : datum
  return shown.replace(/[\\\t\n\r]/g, (character) => escapes[character]!)
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

/** The text in pieces of about a thousand lines. */
export function* formatDelimited(rows: Rows, options: DelimitedOptions): Generator<string> {
  const layout = delimitedLayout(rows, options)
  yield* layout.head
  yield* layout.body(rows.rows)
}
