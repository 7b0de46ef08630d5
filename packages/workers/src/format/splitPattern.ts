/** Takes lines apart by a pattern (pattern.ts), in one pass over their bytes but for quotes that stand within quotes. */
import { isBlank, isEscaped, skipBlanks } from "../parse/quoted.ts"
import type { FieldSpec } from "./definition.ts"
import type { Part } from "./pattern.ts"
import type { ProgramStep } from "./program.ts"
import { FITS, type Slots, type Splitter } from "./slots.ts"

const SPACE = 0x20
const QUOTE = 0x22
const TAB = 0x09
const DASH = 0x2d

// What a step does.
const TEXT = 0
const WORD = 1
const QUOTED = 2
const UNTIL = 3
const REST = 4
const NAME = 5

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
  /** Whether no blank may be in it, wherever it ends. */
  readonly isWord: boolean
}

const none = Buffer.alloc(0)

/** Fields whose words may be a list without saying so: `0.1, 0.2 : 0.3`, `192.0.2.1, 192.0.2.2`. */
const listed = new Set(["upstream", "forwarded_for", "upstream_address"])

/** Texts that may have blanks in them. */
const phrases = new Set(["request", "uri", "path", "query", "referrer", "agent", "user", "mime", "forwarded_for"])

export class PatternSplitter implements Splitter {
  readonly #steps: ReadonlyArray<Step>
  readonly #hasEscapes: boolean

  /** Fields get the slots from 0 on, in their order. `hasEscapes`: a quote behind a backslash ends nothing. */
  constructor(parts: ReadonlyArray<Part>, hasEscapes = true) {
    this.#hasEscapes = hasEscapes
    let slot = 0
    const isQuoted = (index: number): boolean => opensQuote(parts[index - 1], parts[index + 1])
    this.#steps = parts.flatMap((part, index): ReadonlyArray<Step> => {
      const isLast = index + 2 >= parts.length
      if ("text" in part) {
        // Quotes belong to the field that is within them.
        const text = part.text.slice(isQuoted(index - 1) ? 1 : 0, isQuoted(index + 1) ? -1 : undefined)
        return text === "" ? [] : [{ ...textStep, text: Buffer.from(text), isLast }]
      }
      const after = parts[index + 1]
      const next = after !== undefined && "text" in after ? after.text : ""
      const { field } = part
      const isName = "field" in field && field.field === "user" && /^ [["]/.test(next)
      const kind = isQuoted(index) ? QUOTED : next === "" ? REST : isName ? NAME : next.startsWith(" ") ? WORD : UNTIL
      const isList = "isList" in field ? field.isList : "field" in field && listed.has(field.field)
      const bare = kind === QUOTED ? Buffer.from(next.slice(1, isQuoted(index + 2) ? -1 : undefined)) : none
      const isOptional = kind === UNTIL || (kind === REST && field.kind === "skip" && !field.isNumber)
      const isWord = isOfWord(field, kind, next)
      return [{ kind, slot: slot++, text: Buffer.from(next), bare, isLast, isList, isOptional, isWord }]
    })
  }

  /** The same for the kernel. */
  get steps(): ReadonlyArray<ProgramStep> {
    return this.#steps.map(({ kind, text, ...step }) => ({
      ...step,
      kind: kindNames[kind]!,
      after: text,
      hasEscapes: this.#hasEscapes
    }))
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    let at = start
    while (end > at && isBlank(bytes[end - 1]!)) end--
    for (const step of this.#steps) {
      const from = at
      switch (step.kind) {
        case TEXT:
          at = textEnd(bytes, at, end, step.text)
          if (at < 0) return from
          continue
        case WORD:
          if (step.isWord && bytes[at] === QUOTE) return from
          at = step.isList ? listEnd(bytes, at, end) : wordEnd(bytes, at, end)
          break
        case QUOTED:
          at = quoted(bytes, at, end, step, slots, this.#hasEscapes)
          if (at < 0) return from
          continue
        case NAME:
          at = nameEnd(bytes, at, end, step.text)
          break
        case UNTIL:
          at = untilEnd(bytes, at, end, step)
          break
        default:
          if (step.isWord && (step.isList ? listEnd : wordEnd)(bytes, at, end) < end) return from
          at = end
      }
      if (at < 0 || (at === from && !step.isOptional)) return from
      slots.set(step.slot, from, at)
    }
    return at === end ? FITS : at
  }
}

/** By the kinds of steps. */
const kindNames: ReadonlyArray<ProgramStep["kind"]> = ["text", "word", "quoted", "until", "rest", "name"]

const textStep: Step = {
  kind: TEXT,
  slot: -1,
  text: none,
  bare: none,
  isLast: false,
  isList: false,
  isOptional: false,
  isWord: false
}

/**
 * Names, addresses and the like are words, whatever they end before, as is everything before a slash (`{cache}/{status}`);
 * else a line with more or other fields would be taken for one of the pattern.
 */
const isOfWord = (field: FieldSpec, kind: number, next: string): boolean => {
  if ("field" in field && phrases.has(field.field)) return false
  if (kind === UNTIL && next.startsWith("/")) return field.kind !== "time" && field.kind !== "date"
  if (field.kind !== "text" && field.kind !== "address") return false
  return kind === REST || !listed.has(field.field)
}

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
const quoted = (bytes: Buffer, at: number, end: number, step: Step, slots: Slots, hasEscapes: boolean): number => {
  if (at < end && bytes[at] === QUOTE) {
    const to = quotedEnd(bytes, at + 1, end, step, hasEscapes)
    if (step.isWord && to >= 0 && wordEnd(bytes, at + 1, to) < to) return -1
    if (to >= 0) slots.set(step.slot, at + 1, to)
    if (to >= 0 || !step.isLast || step.text.length > 1) return to < 0 ? -1 : to + 1
    const quote = bytes.indexOf(QUOTE, at + 1)
    if (quote >= 0 && quote < end) return -1
    slots.set(step.slot, at + 1, end)
    return end
  }
  if (at >= end || bytes[at] !== DASH || textEnd(bytes, at + 1, end, step.bare) < 0) return -1
  slots.set(step.slot, at, at + 1)
  return at + 1
}

/** Where a pattern's text ends that stands at `at`; -1 if it does not. A blank of it is one or more blanks. */
const textEnd = (bytes: Buffer, at: number, end: number, text: Uint8Array): number => {
  for (let index = 0; index < text.length; index++) {
    const byte = text[index]!
    if (at >= end || (bytes[at] !== byte && !(byte === SPACE && bytes[at] === TAB))) {
      // The line's end may have lost its blanks.
      return at >= end && byte === SPACE && index === text.length - 1 ? at : -1
    }
    at++
    if (byte === SPACE) while (at < end && isBlank(bytes[at]!)) at++
  }
  return at
}

const wordEnd = (bytes: Buffer, at: number, end: number): number => {
  while (at < end && !isBlank(bytes[at]!)) at++
  return at
}

/**
 * A user's name, which may have blanks, before ` [` and a digit (a time begins so) or ` "`; -1 when there is none. Words
 * behind a dash are none: that is nobody, and what follows is a field that the pattern does not have.
 */
const nameEnd = (bytes: Buffer, start: number, end: number, text: Uint8Array): number => {
  const wordTo = wordEnd(bytes, start, end)
  for (let to = wordTo; to < end; to = wordEnd(bytes, skipBlanks(bytes, to, end), end)) {
    const next = skipBlanks(bytes, to, end)
    if (bytes[next] === text[1] && (text[1] === QUOTE || isDigit(bytes[next + 1]!))) return to
    if (wordTo - start === 1 && bytes[start] === DASH) return wordTo
  }
  return -1
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

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
  hasEscapes: boolean
): number => {
  const isBeforeQuoted = text.length > bare.length + 1
  let escaped = -1
  for (let quote = bytes.indexOf(QUOTE, start); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
    const to = textEnd(bytes, quote, end, text)
    if (to < 0 ? !isBeforeQuoted || !isBareDash(bytes, quote + 1, end, bare) : isLast && to < end) continue
    if (!hasEscapes || !isEscaped(bytes, quote, start)) return quote
    if (escaped < 0) escaped = quote
  }
  return escaped
}

/** Whether a dash without quotes stands behind the text at `at`, and nothing more of its word. */
const isBareDash = (bytes: Buffer, at: number, end: number, text: Uint8Array): boolean => {
  const dash = textEnd(bytes, at, end, text)
  return dash >= 0 && dash < end && bytes[dash] === DASH && (dash + 1 === end || isBlank(bytes[dash + 1]!))
}

const untilEnd = (bytes: Buffer, start: number, end: number, { text, isLast, isWord }: Step): number => {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== text[0]) {
      if (isWord && isBlank(bytes[at]!)) return -1
      continue
    }
    const to = textEnd(bytes, at, end, text)
    if (to >= 0 && (!isLast || to === end)) return at
  }
  return -1
}
