/**
 * Other texts of a line as one value: on their way from the parser, and as they are stored, a small JSON object.
 *
 * On their way they are names and values with a NUL before each (format/fillExtras.ts); of the Common Log Format, a virtual
 * host's port, a list of addresses, or the one right before the other, as they stand in the line.
 */
import { endOfWord } from "./parse/leading.ts"
import { skipBlanks } from "./parse/quoted.ts"
import { textOf } from "./parse/value.ts"

const NUL = 0

export type Extra = Readonly<Record<string, string | number>>

export const decodeExtra = (bytes: Buffer, start: number, end: number): Extra => {
  if (bytes[start] !== NUL) return portAndList(bytes, start, end)
  // Names may be any: by Object.fromEntries `__proto__` is one like others.
  const extra: Array<readonly [name: string, value: string | number]> = []
  eachOfExtra(bytes, start, end, (name, from, to) => {
    const text = textOf(bytes, from, to)
    extra.push([name, name === "port" && /^\d{1,5}$/.test(text) ? Number(text) : text])
  })
  return Object.fromEntries(extra)
}

/** Each name, and where its text is, as it was logged. */
export const eachOfExtra = (
  bytes: Buffer,
  start: number,
  end: number,
  take: (name: string, from: number, to: number) => void
): void => {
  for (let at = start; at < end;) {
    const nameEnd = nextNul(bytes, at + 1, end)
    const to = nextNul(bytes, nameEnd + 1, end)
    take(bytes.toString("latin1", at + 1, nameEnd), nameEnd + 1, to)
    at = to
  }
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
