/**
 * A Markdown table (GitHub's). Texts from logs are shown as they are: whatever Markdown or HTML would make of them is
 * escaped, and so is what could harm a terminal.
 */
import { cellReader } from "./cell.ts"
import { escapeText } from "./escape.ts"
import type { Rows } from "./rows.ts"

/** `escape: false` (`--raw`) leaves control characters; Markdown's own characters are escaped all the same. */
export function* formatMarkdown(
  rows: Rows,
  options: { readonly escape: boolean; readonly titled: boolean }
): Generator<string> {
  const read = cellReader(rows.zone)
  const show = (text: string) => escapeMarkdown(options.escape ? escapeText(text) : text)
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |\n`
  const isNumeric = (i: number) =>
    rows.columns[i]!.kind !== "time" && rows.rows.some((row) => typeof row[i] === "number")
  if (options.titled) yield `**${show(rows.title)}**\n\n`
  yield line(rows.columns.map(({ name }) => show(name)))
  yield line(rows.columns.map((_, i) => (isNumeric(i) ? "--:" : "---")))
  for (const row of rows.rows) {
    yield line(
      rows.columns.map(({ kind }, i) => {
        const datum = read(row[i] ?? null, kind)
        return typeof datum === "string" ? show(datum) : String(datum ?? "")
      })
    )
  }
}

/** An underscore inside a word begins no emphasis and stays readable. */
const special = /[\\`*[\]<>|~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g

const escapeMarkdown = (text: string): string => text.replace(special, "\\$&").replace(/\r?\n|\r/g, " ")
