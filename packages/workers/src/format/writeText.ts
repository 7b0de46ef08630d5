/**
 * Texts of a line as they are stored, where they are not written so: what the line's own writing hides (JSON, doubled
 * quotes, backslashes that are ones) is undone first, then what the server has made of the text (definition.ts, TextCode).
 */
import type { TextCode } from "./definition.ts"
import type { Scratch } from "./scratch.ts"
import { HASH, JSON_STRING, LITERAL, QUOTED } from "./slots.ts"

const BACKSLASH = 0x5c
const NUMBER_SIGN = 0x23
const PERCENT = 0x25
const PLUS = 0x2b
const QUOTE = 0x22
const SPACE = 0x20

/** What a text is: it says how much of a code there is to undo. */
export type TextKind = "agent" | "referrer" | "other"

/** Writes the text in bytes[start, end), `how` it is escaped (slots.ts), to scratch; false when it stands there as it is. */
export const writeText = (
  scratch: Scratch,
  bytes: Buffer,
  start: number,
  end: number,
  how: number,
  code: TextCode,
  kind: TextKind
): boolean => {
  const from = scratch.used
  if (how === JSON_STRING) {
    if (holds(bytes, BACKSLASH, start, end)) scratch.json(bytes, start, end)
  } else if (how === HASH) {
    if (holds(bytes, NUMBER_SIGN, start, end) || holds(bytes, BACKSLASH, start, end)) scratch.hash(bytes, start, end)
  } else if (how === LITERAL || how === QUOTED) {
    const isQuoted = how === QUOTED
    if (holds(bytes, BACKSLASH, start, end) || (isQuoted && holds(bytes, QUOTE, start, end))) {
      scratch.literal(bytes, start, end, isQuoted)
    }
  }
  const isWritten = scratch.used > from
  if (code === "plain" || !holds(bytes, code === "plus" ? PLUS : PERCENT, start, end)) return isWritten
  if (!isWritten) return writeDecoded(scratch, bytes, start, end, how, code, kind)
  const text = taken(scratch, from)
  if (!writeDecoded(scratch, text, 0, text.length, how, code, kind)) scratch.copy(text, 0, text.length)
  return true
}

/** A text without its code; false when it is in none. */
const writeDecoded = (
  scratch: Scratch,
  bytes: Buffer,
  start: number,
  end: number,
  how: number,
  code: TextCode,
  kind: TextKind
): boolean => {
  const from = scratch.used
  if (code === "plus") {
    // An address has no blanks, and what stands in quotes may have them as they are.
    if (kind === "referrer" || how === QUOTED) return false
    scratch.plus(bytes, start, end)
    return true
  }
  // An address that can be read has its own percent signs, and keeps them.
  if (kind === "referrer" && bytes.toString("latin1", start, end).includes("://")) return false
  scratch.percent(bytes, start, end, isForm(bytes, start, end))
  if (
    kind === "agent" &&
    holds(scratch.bytes, PERCENT, from, scratch.used) &&
    !holds(scratch.bytes, SPACE, from, scratch.used)
  ) {
    // CloudFront has encoded what it had encoded already.
    const once = taken(scratch, from)
    scratch.percent(once, 0, once.length, false)
  }
  return true
}

/** Whether a text is encoded as forms are, blanks as `+`: then slashes and colons are encoded, too. */
const isForm = (bytes: Buffer, start: number, end: number): boolean =>
  holds(bytes, PLUS, start, end) && /^(?=.*%2f)(?!.*%20)[^ /]*$/i.test(bytes.toString("latin1", start, end))

/** What was written since `from`, taken off again. */
const taken = (scratch: Scratch, from: number): Buffer => {
  const text = Buffer.from(scratch.bytes.subarray(from, scratch.used))
  // What did not fit in stays counted.
  if (scratch.used <= scratch.bytes.length) scratch.used = from
  return text
}

export const holds = (bytes: Buffer, byte: number, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return true
  return false
}
