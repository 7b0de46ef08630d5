/**
 * A Markdown table (GitHub's). Texts from logs are shown as they are: whatever Markdown or HTML would make of them is
 * escaped, and so is what could harm a terminal.
 */
import { cellReader } from "@logmill/core/output/cell"
import { escapeText } from "@logmill/core/output/escape"
import type { Layout, LayoutColumns, RowList } from "@logmill/core/output/layout"
import type { Rows } from "@logmill/core/output/rows"

export interface MarkdownOptions {
  /** False (`--raw`) leaves control characters; Markdown's own characters are escaped all the same. */
  readonly escape: boolean
}

/** Columns that have numbers in `first` are aligned as such. */
export const markdownLayout = (
  { columns, zone }: LayoutColumns,
  first: RowList,
  { escape }: MarkdownOptions
): Layout => {
  const read = cellReader(zone)
  const show = (text: string) => escapeMarkdown(escape ? escapeText(text) : text)
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |\n`
  const isNumeric = (i: number) => columns[i]!.kind !== "time" && first.some((row) => typeof row[i] === "number")
  return {
    head: [line(columns.map(({ name }) => show(name))), line(columns.map((_, i) => (isNumeric(i) ? "--:" : "---")))],
    *body(rows) {
      for (const row of rows) {
        yield line(
          columns.map(({ kind }, i) => {
            const datum = read(row[i] ?? null, kind)
            return typeof datum === "string" ? show(datum) : String(datum ?? "")
          })
        )
      }
    },
    foot: () => []
  }
}

export function* formatMarkdown(
  rows: Rows,
  options: MarkdownOptions & { readonly titled: boolean }
): Generator<string> {
  const show = (text: string) => escapeMarkdown(options.escape ? escapeText(text) : text)
  if (options.titled) yield `**${show(rows.title)}**\n\n`
  const layout = markdownLayout(rows, rows.rows, options)
  yield* layout.head
  yield* layout.body(rows.rows)
}

/** An underscore inside a word begins no emphasis and stays readable. */
const special = /[\\`*[\]<>|~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g

const escapeMarkdown = (text: string): string => text.replace(special, "\\$&").replace(/\r?\n|\r/g, " ")
