/** Takes lines apart by a pattern (pattern.ts), in one pass over their bytes but for quotes that stand within quotes. */
import { isBlank, isEscaped, skipBlanks } from "../parse/quoted.ts"
import { type FieldSpec, timeForms } from "./definition.ts"
import type { Part } from "./pattern.ts"
import { writtenOut } from "./strptime.ts"
import { ESCAPED, FITS, JSON_STRING, LITERAL, type Slots, type Splitter } from "./slots.ts"

const SPACE = 0x20
const QUOTE = 0x22
const TAB = 0x09
const DASH = 0x2d
const PLUS = 0x2b

// What a step does.
const TEXT = 0
const WORD = 1
const QUOTED = 2
const UNTIL = 3
const REST = 4

interface Step {
  readonly kind: number
  readonly slot: number
  /** The text itself, or that which follows a field. */
  readonly text: Uint8Array
  /** What follows a field that should be quoted and is a bare dash: text without the quotes of this field and the next. */
  readonly bare: Uint8Array
  /** Whether the line ends with that text. */
  readonly isLast: boolean
  /** A list of words, each but the last with a comma or colon behind it. */
  readonly isList: boolean
  /** Whether nothing may stand for it. */
  readonly isOptional: boolean
  /** Blanks within a word. */
  readonly blanks: number
  /** Whether a zone may follow behind one more. */
  readonly hasZone: boolean
}

/** How a pattern's lines are written (definition.ts). */
export interface Writing {
  readonly exact: boolean
  readonly escapes: "json" | "none" | undefined
}

const none = Buffer.alloc(0)
const slash = Buffer.from("/")

/** Fields whose words may be a list without saying so: `0.1, 0.2 : 0.3`, `192.0.2.1, 192.0.2.2`. */
const listed = new Set(["upstream", "forwarded_for", "upstream_address"])

export class PatternSplitter implements Splitter {
  readonly #steps: ReadonlyArray<Step>
  readonly #isExact: boolean
  /** How texts are escaped (slots.ts). */
  readonly #escaped: number

  /** Fields get the slots from 0 on, in their order. */
  constructor(parts: ReadonlyArray<Part>, { escapes, exact }: Partial<Writing> = {}) {
    this.#isExact = exact === true
    this.#escaped = escapes === "json" ? JSON_STRING : escapes === "none" ? LITERAL : ESCAPED
    let slot = 0
    const isQuoted = (index: number): boolean => opensQuote(parts[index - 1], parts[index + 1])
    this.#steps = parts.flatMap((part, index): ReadonlyArray<Step> => {
      const isLast = index + 2 >= parts.length
      if ("text" in part) {
        // Quotes belong to the field that is within them.
        const text = part.text.slice(isQuoted(index - 1) ? 1 : 0, isQuoted(index + 1) ? -1 : undefined)
        return text === ""
          ? []
          : [
              {
                kind: TEXT,
                slot: -1,
                text: Buffer.from(text),
                bare: none,
                isLast,
                isList: false,
                isOptional: false,
                blanks: 0,
                hasZone: false
              }
            ]
      }
      const after = parts[index + 1]
      const next = after !== undefined && "text" in after ? after.text : ""
      const isBeforePath = after !== undefined && "field" in after
      const { field } = part
      const isWord = next === " " || (next.startsWith(" ") && !(this.#isExact && hasBlanks(field)))
      // A number at the line's end ends at a blank, too: what follows is more than the format has.
      const isLastWord = this.#isExact && field.kind === "number" && next === "" && !isBeforePath
      const isRest = next === "" && !isBeforePath && !isLastWord
      const kind = isQuoted(index) ? QUOTED : isRest ? REST : isWord || isLastWord ? WORD : UNTIL
      const isList = "isList" in field ? field.isList : "field" in field && listed.has(field.field)
      const bare = kind === QUOTED ? Buffer.from(next.slice(1, isQuoted(index + 2) ? -1 : undefined)) : none
      const isOptional =
        (this.#isExact && !isNeverEmpty(field)) ||
        kind === UNTIL ||
        (kind === REST && field.kind === "skip" && !field.isNumber)
      const text = isBeforePath ? slash : Buffer.from(next)
      return [{ kind, slot: slot++, text, bare, isLast, isList, isOptional, ...blanksIn(field) }]
    })
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    let at = start
    while (end > at && isBlank(bytes[end - 1]!)) end--
    for (const step of this.#steps) {
      const from = at
      switch (step.kind) {
        case TEXT:
          at = textEnd(bytes, at, end, step.text, this.#isExact)
          if (at < 0) return from
          continue
        case WORD:
          at = step.isList ? listEnd(bytes, at, end) : wordEnd(bytes, at, end)
          for (let blanks = step.blanks; blanks > 0; blanks--) at = wordEnd(bytes, skipBlanks(bytes, at, end), end)
          if (step.hasZone) at = zoneEnd(bytes, at, end)
          break
        case QUOTED:
          at = quoted(bytes, at, end, step, slots, this.#isExact)
          if (at < 0) return from
          continue
        case UNTIL:
          at = untilEnd(bytes, at, end, step, this.#isExact)
          break
        default:
          // Where blanks are counted, there is none too many.
          at = this.#isExact && at < end && isBlank(bytes[at]!) ? -1 : end
      }
      if (at < 0 || (at === from && !step.isOptional)) return from
      slots.set(step.slot, from, at)
    }
    if (at === end && this.#escaped !== ESCAPED) slots.escaped.fill(this.#escaped)
    return at === end ? FITS : at
  }
}

/** Whether a server always has something to write for a field. Of servers behind it there may be none. */
const isNeverEmpty = (field: FieldSpec): boolean =>
  field.kind === "number"
    ? field.field !== "upstream"
    : field.kind === "time" ||
      field.kind === "date" ||
      field.kind === "clock" ||
      ("field" in field && field.field === "client")

/** Whether what a server writes for a field may have blanks in it, as the names of users and what clients send may. */
const hasBlanks = (field: FieldSpec): boolean =>
  field.kind === "extra" || field.kind === "unique" || (field.kind === "text" && !words.has(field.field))
const words: ReadonlySet<string> = new Set(["client", "site", "method", "protocol", "port", "scheme", "tls", "cache"])

/** Blanks that a time has in it, as it is written. */
const blanksIn = (field: FieldSpec): Pick<Step, "blanks" | "hasZone"> => {
  const pattern =
    field.kind === "date" || field.kind === "clock"
      ? field.strptime
      : field.kind !== "time"
        ? ""
        : typeof field.form === "object"
          ? field.form.strptime
          : field.form === "ctime" || field.form === "http"
            ? timeForms[field.form]
            : ""
  return { blanks: writtenOut(pattern).split(/ +/).length - 1, hasZone: field.kind === "time" && field.form === "clf" }
}

/** `10/Oct/2026:13:55:36 +0200`, of which the first word is behind us. */
const zoneEnd = (bytes: Buffer, at: number, end: number): number => {
  const sign = skipBlanks(bytes, at, end)
  const isZone = sign < end && (bytes[sign] === PLUS || bytes[sign] === DASH) && isDigit(bytes[sign + 1])
  return isZone ? wordEnd(bytes, sign, end) : at
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

const opensQuote = (before: Part | undefined, after: Part | undefined): boolean =>
  before !== undefined &&
  "text" in before &&
  before.text.endsWith('"') &&
  after !== undefined &&
  "text" in after &&
  after.text.startsWith('"')

/**
 * A field in quotes, or a dash without them: returns the place behind it, and its quote. The last text of a line may have
 * lost its quote where the line was cut: HAProxy and syslog do so with lines longer than 1024 bytes.
 */
const quoted = (bytes: Buffer, at: number, end: number, step: Step, slots: Slots, isExact: boolean): number => {
  if (at < end && bytes[at] === QUOTE) {
    const to = quotedEnd(bytes, at + 1, end, step, isExact)
    if (to >= 0) slots.set(step.slot, at + 1, to)
    if (to >= 0 || !step.isLast || step.text.length > 1) return to < 0 ? -1 : to + 1
    const quote = bytes.indexOf(QUOTE, at + 1)
    if (quote >= 0 && quote < end) return -1
    slots.set(step.slot, at + 1, end)
    return end
  }
  if (at >= end || bytes[at] !== DASH || textEnd(bytes, at + 1, end, step.bare, isExact) < 0) return -1
  slots.set(step.slot, at, at + 1)
  return at + 1
}

/** Where a pattern's text ends that stands at `at`; -1 if it does not. A blank of it is one or more blanks, or just one. */
const textEnd = (bytes: Buffer, at: number, end: number, text: Uint8Array, isExact: boolean): number => {
  for (let index = 0; index < text.length; index++) {
    const byte = text[index]!
    if (at >= end || (bytes[at] !== byte && !(byte === SPACE && bytes[at] === TAB))) {
      // The line's end may have lost its blanks.
      return at >= end && byte === SPACE && index === text.length - 1 ? at : -1
    }
    at++
    if (byte === SPACE && !isExact) while (at < end && isBlank(bytes[at]!)) at++
  }
  return at
}

const wordEnd = (bytes: Buffer, at: number, end: number): number => {
  while (at < end && !isBlank(bytes[at]!)) at++
  return at
}

const COMMA = 0x2c
const COLON = 0x3a

/** nginx separates the addresses and times of servers it tried with commas, and of redirects with colons. */
const listEnd = (bytes: Buffer, at: number, end: number): number => {
  let to = wordEnd(bytes, at, end)
  for (;;) {
    let next = to
    while (next < end && isBlank(bytes[next]!)) next++
    if (next === end) return to
    const isOpen = bytes[to - 1] === COMMA
    const isColon = bytes[next] === COLON && next + 1 < end && isBlank(bytes[next + 1]!)
    if (isColon) while (++next < end && isBlank(bytes[next]!));
    else if (!isOpen) return to
    to = wordEnd(bytes, next, end)
  }
}

/**
 * The quote that ends a field: the first unescaped one that the text after the field follows, so that quotes within the
 * field that the server did not escape are part of it; else the first escaped one of that kind. -1: there is none.
 */
const quotedEnd = (
  bytes: Buffer,
  start: number,
  end: number,
  { text, bare, isLast }: Step,
  isExact: boolean
): number => {
  const isBeforeQuoted = text.length > bare.length + 1
  let escaped = -1
  for (let quote = bytes.indexOf(QUOTE, start); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
    const to = textEnd(bytes, quote, end, text, isExact)
    if (to < 0 ? !isBeforeQuoted || !isBareDash(bytes, quote + 1, end, bare, isExact) : isLast && to < end) continue
    if (!isEscaped(bytes, quote, start)) return quote
    if (escaped < 0) escaped = quote
  }
  return escaped
}

/** Whether a dash without quotes stands behind the text at `at`, and nothing more of its word. */
const isBareDash = (bytes: Buffer, at: number, end: number, text: Uint8Array, isExact: boolean): boolean => {
  const dash = textEnd(bytes, at, end, text, isExact)
  return dash >= 0 && dash < end && bytes[dash] === DASH && (dash + 1 === end || isBlank(bytes[dash + 1]!))
}

const untilEnd = (bytes: Buffer, start: number, end: number, { text, isLast }: Step, isExact: boolean): number => {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== text[0]) continue
    const to = textEnd(bytes, at, end, text, isExact)
    if (to >= 0 && (!isLast || to === end)) return at
  }
  return -1
}
