/**
 * Other texts of a line as one value: on their way from the parser, and as they are stored, a small JSON object.
 *
 * On their way they are names and values with a NUL before each (format/fill.ts); of the Common Log Format, a virtual
 * host's port, a list of addresses, or the one right before the other, as they stand in the line.
 */
import { endOfWord } from "./parse/leading.ts"
import { skipBlanks } from "./parse/quoted.ts"
import { textOf } from "./parse/value.ts"

const NUL = 0

export type Extra = Readonly<Record<string, string | number>>

export const decodeExtra = (bytes: Buffer, start: number, end: number): Extra => {
  if (bytes[start] !== NUL) return portAndList(bytes, start, end)
  const extra: Record<string, string | number> = {}
  for (const { name, from, to } of textsOfExtra(bytes, start, end)) {
    const text = textOf(bytes, from, to)
    extra[name] = name === "port" && /^\d{1,5}$/.test(text) ? Number(text) : text
  }
  return extra
}

/** Names, and where their texts are as they were logged. */
export const textsOfExtra = (
  bytes: Buffer,
  start: number,
  end: number
): ReadonlyArray<{ readonly name: string; readonly from: number; readonly to: number }> => {
  const texts: Array<{ readonly name: string; readonly from: number; readonly to: number }> = []
  for (let at = start; at < end;) {
    const nameEnd = nextNul(bytes, at + 1, end)
    const to = nextNul(bytes, nameEnd + 1, end)
    texts.push({ name: bytes.toString("latin1", at + 1, nameEnd), from: nameEnd + 1, to })
    at = to
  }
  return texts
}

const nextNul = (bytes: Buffer, at: number, end: number): number => {
  while (at < end && bytes[at] !== NUL) at++
  return at
}

const portAndList = (bytes: Buffer, start: number, end: number): Extra => {
  const wordEnd = endOfWord(bytes, start, end)
  const port = Number(bytes.toString("latin1", start, wordEnd))
  const list = Number.isNaN(port) ? start : skipBlanks(bytes, wordEnd, end)
  return {
    ...(Number.isNaN(port) ? {} : { port }),
    ...(list === end ? {} : { forwarded_for: textOf(bytes, list, end) })
  }
}
