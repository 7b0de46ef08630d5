/** What a chart says of the time that is pointed at: beside the pointer, so that nothing else has to change. */
import type { ComponentChildren } from "preact"

import { type PointedAt, tipPlace } from "./tipPlace.ts"

export interface TipRow {
  readonly name: string
  /** A custom property of the style sheet; null: there is no mark. */
  readonly colour: string | null
  readonly style: "filled" | "striped" | "ghost"
  readonly text: string
  /** A share, for one. */
  readonly aside?: string
  /** How it differs from the others. */
  readonly class?: "sum" | "muted"
}

/** Of the period that is compared. */
export const beforeRow = (text: string): TipRow => ({
  name: "before",
  colour: "--ghost",
  style: "ghost",
  text,
  class: "muted"
})

export const Tip = ({
  at,
  title,
  note = null,
  rows
}: {
  readonly at: PointedAt
  readonly title: string
  readonly note?: ComponentChildren
  readonly rows: ReadonlyArray<TipRow>
}) => (
  <div class="tip" style={tipPlace(at)} aria-hidden="true">
    <p>{title}</p>
    {note !== null && <p class="muted">{note}</p>}
    <table>
      <tbody>
        {rows.map(({ name, colour, style, text, aside = "", class: kind = "" }) => (
          <tr key={name} class={kind}>
            <th>
              {colour !== null && (
                <i class={`mark ${style}`} style={style === "ghost" ? undefined : { "--mark": `var(${colour})` }} />
              )}
              {name}
            </th>
            <td>{text}</td>
            <td class="muted">{aside}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
