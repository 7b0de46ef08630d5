/** A cell of the table of entries: its text, cut in the middle. A click on it opens the row, where fields can be filtered by. */
import type { Cell, Column } from "../api/types.ts"
import { statusClassOf } from "../chart/status.ts"
import { cellText, cellTitle, isCode } from "../format/cell.ts"
import { Middle } from "../format/Middle.tsx"
import { evenParts, splitMiddle } from "../format/middle.ts"
import { visible } from "../format/visible.ts"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"

export const Text = ({ cell, column: { kind, name } }: { readonly cell: Cell; readonly column: Column }) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  const whole = visible(cell === "" ? "(empty)" : cellText(cell, kind, offsetAt))
  // Where there is no room for it, the year is on the line that is opened.
  const isShort = kind === "time" && cell !== null && page.kept(Narrow).isNarrow.value
  // Of a word that is no method the beginning tells more than both ends.
  const [head, tail] = name === "method" ? [whole, ""] : splitMiddle(isShort ? whole.slice("2026-".length) : whole)
  const look = `${isCode(kind) || name === "query" ? "code" : ""} ${cell === null ? "muted" : ""}`
  const tone = kind === "status" ? `status-text status-${statusClassOf(cell)}` : ""
  return (
    <span
      class={`label still ${look} ${tone}`}
      style={evenParts(whole, tail)}
      title={visible(cellTitle(cell, kind, offsetAt))}
    >
      <Middle head={head} tail={tail} />
    </span>
  )
}
