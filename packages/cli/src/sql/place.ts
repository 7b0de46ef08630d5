/** Where in a statement something is wrong: its line with a mark below it, as compilers show it. */
import { escapeText } from "@logmill/core/output/escape"
import { widthOf } from "../output/table.ts"

export interface Place {
  /** `line 2, column 8` */
  readonly name: string
  /** The line, cut around the place when it is long, and the mark. */
  readonly lines: readonly [string, string]
}

const before = 60
const after = 40

/** `at` is an index into the text. */
export const placeIn = (text: string, at: number): Place => {
  const start = text.lastIndexOf("\n", at - 1) + 1
  const end = text.indexOf("\n", at)
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "")
  const column = at - start
  const from = Math.max(0, column - before)
  const to = Math.min(line.length, column + after)
  const shown = (part: string) => escapeText(part.replaceAll("\t", " "))
  const lead = (from > 0 ? "…" : "") + shown(line.slice(from, column))
  const rest = shown(line.slice(column, to)) + (to < line.length ? "…" : "")
  return {
    name: `line ${text.slice(0, start).split("\n").length}, column ${Array.from(line.slice(0, column)).length + 1}`,
    lines: [lead + rest, `${" ".repeat(widthOf(lead))}^`]
  }
}
