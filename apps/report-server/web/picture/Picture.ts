/** A chart as a picture to be handed on: what it is about stands in it. */
import { stripedTile } from "../chart/stripes.ts"

/** What a picture is drawn with. Sizes are CSS pixels; colours are names of the style sheet's properties. */
export interface Pen {
  readonly context: CanvasRenderingContext2D
  readonly colour: (name: string) => string
  readonly font: (size: number, kind?: "bold" | "code") => string
}

export interface KeyPart {
  readonly name: string
  readonly colour: string
  readonly style: "filled" | "striped" | "dashed"
  /** Behind the name: a sum, or nothing. */
  readonly text: string
}

/** What is drawn under the title, from the origin of the pen. */
export interface Drawn {
  readonly width: number
  readonly height: number
  readonly key: ReadonlyArray<KeyPart>
  readonly draw: (pen: Pen) => void
}

export interface Picture extends Drawn {
  readonly title: string
  /** Time range, zone and filter; long ones are wrapped. */
  readonly says: ReadonlyArray<string>
}

/** Stripes in place of a colour, as the page has them. */
export const striped = ({ context, colour }: Pen, name: string): CanvasPattern | string => {
  const paint = colour(name)
  const tile = stripedTile(paint, 10)
  if (tile === null) return paint
  const pattern = context.createPattern(tile, "repeat")
  pattern?.setTransform(new DOMMatrix().scale(0.5))
  return pattern ?? paint
}

/** At most that wide; the middle goes first, as ends of paths say most. */
export const fitted = ({ context }: Pen, text: string, width: number): string => {
  if (context.measureText(text).width <= width) return text
  let kept = text.length - 1
  const cut = (): string => `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`
  while (kept > 2 && context.measureText(cut()).width > width) kept--
  return cut()
}
