/** Title, what is shown, key and chart on the page's background, at twice the size of a plain screen. */
import { fitted, type KeyPart, type Pen, type Picture, striped } from "./Picture.ts"

const scale = 2
const margin = 24
const lineHeight = 19

export const drawPicture = (picture: Picture, root: HTMLElement): HTMLCanvasElement => {
  const canvas = document.createElement("canvas")
  const context = canvas.getContext("2d")
  if (context === null) throw new Error("This browser draws no pictures.")
  const style = getComputedStyle(root)
  const family = getComputedStyle(document.body).fontFamily
  const pen: Pen = {
    context,
    colour: (name) => style.getPropertyValue(name).trim(),
    font: (size, kind) =>
      kind === "code" ? `${size}px ui-monospace, monospace` : `${kind === "bold" ? "600 " : ""}${size}px ${family}`
  }
  const inner = picture.width
  context.font = pen.font(13)
  const says = wrapped(picture.says, inner, (text) => context.measureText(text).width)
  const places = keyPlaces(pen, picture.key, inner)
  const keyHeight = places.length === 0 ? 0 : (places.at(-1)!.line + 1) * lineHeight + 8
  const head = 30 + says.length * lineHeight + 10
  canvas.width = scale * (inner + 2 * margin)
  canvas.height = scale * (head + keyHeight + picture.height + 2 * margin)
  context.scale(scale, scale)
  context.fillStyle = pen.colour("--page")
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.translate(margin, margin)
  context.textBaseline = "alphabetic"
  context.fillStyle = pen.colour("--ink")
  context.font = pen.font(18, "bold")
  context.fillText(fitted(pen, picture.title, inner), 0, 18)
  context.font = pen.font(13)
  context.fillStyle = pen.colour("--muted")
  says.forEach((line, index) => context.fillText(line, 0, 42 + index * lineHeight))
  context.translate(0, head)
  for (const place of places) drawKey(pen, place)
  context.translate(0, keyHeight)
  picture.draw(pen)
  return canvas
}

/** Sentences one after the other, with a dot between them, in lines of at most `width`; only one that is longer is cut. */
export const wrapped = (
  texts: ReadonlyArray<string>,
  width: number,
  measure: (text: string) => number
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const text of texts) {
    const before = lines.at(-1)
    const longer = `${before} · ${text}`
    if (before !== undefined && measure(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(shortened(text, width, measure))
  }
  return lines
}

const shortened = (text: string, width: number, measure: (text: string) => number): string => {
  if (measure(text) <= width) return text
  let kept = text.length
  while (kept > 1 && measure(`${text.slice(0, kept)}…`) > width) kept = Math.floor(kept * 0.95)
  return `${text.slice(0, kept)}…`
}

interface KeyPlace {
  readonly part: KeyPart
  readonly left: number
  readonly line: number
}

const keyPlaces = (pen: Pen, key: ReadonlyArray<KeyPart>, width: number): ReadonlyArray<KeyPlace> => {
  const places: Array<KeyPlace> = []
  let [left, line] = [0, 0]
  for (const part of key) {
    const own = 16 + pen.context.measureText(`${part.name} ${part.text}`).width + 20
    if (left > 0 && left + own > width) [left, line] = [0, line + 1]
    places.push({ part, left, line })
    left += own
  }
  return places
}

const drawKey = (pen: Pen, { left, line, part: { colour, name, style, text } }: KeyPlace): void => {
  const { context } = pen
  const bottom = line * lineHeight + 14
  if (style === "dashed") {
    context.strokeStyle = pen.colour(colour)
    context.setLineDash([3, 3])
    context.beginPath()
    context.moveTo(left, bottom - 4.5)
    context.lineTo(left + 11, bottom - 4.5)
    context.stroke()
    context.setLineDash([])
  } else {
    context.fillStyle = style === "striped" ? striped(pen, colour) : pen.colour(colour)
    context.fillRect(left, bottom - 10, 11, 11)
  }
  context.fillStyle = pen.colour("--ink")
  context.font = pen.font(13)
  context.fillText(name, left + 16, bottom)
  context.fillStyle = pen.colour("--muted")
  context.fillText(text, left + 16 + context.measureText(`${name} `).width, bottom)
}
