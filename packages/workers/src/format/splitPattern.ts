/** Takes lines apart by a pattern's steps, in one pass over their bytes but for quotes that stand within quotes. */
import { isIPv6 } from "node:net"

import { isBlank, isEscaped, skipBlanks } from "../parse/quoted.ts"
import type { Part } from "./pattern.ts"
import { NAME, QUOTED, type Step, stepsOf, TEXT, UNTIL, WORD } from "./patternSteps.ts"
import type { ProgramStep } from "./program.ts"
import { FITS, type Slots, type Splitter } from "./slots.ts"

const SPACE = 0x20
const QUOTE = 0x22
const TAB = 0x09
const COMMA = 0x2c
const DASH = 0x2d
const PLUS = 0x2b
const COLON = 0x3a

/** How a pattern's lines are written. */
interface Writing {
  /** As in definition.ts. */
  readonly exact: boolean
  /** Whether a quote behind a backslash ends nothing. */
  readonly hasEscapes: boolean
}

export class PatternSplitter implements Splitter {
  readonly #steps: ReadonlyArray<Step>
  readonly #writing: Writing

  constructor(parts: ReadonlyArray<Part>, { exact = false, hasEscapes = true }: Partial<Writing> = {}) {
    this.#writing = { exact, hasEscapes }
    this.#steps = stepsOf(parts, exact)
  }

  /** The same for the kernel. */
  get steps(): ReadonlyArray<ProgramStep> {
    const { exact, hasEscapes } = this.#writing
    return this.#steps.map(({ kind, text, ...step }) => ({
      ...step,
      kind: kindNames[kind]!,
      after: text,
      hasEscapes,
      countsBlanks: exact
    }))
  }

  split(bytes: Buffer, start: number, end: number, slots: Slots): number {
    const { exact } = this.#writing
    let at = start
    while (end > at && isBlank(bytes[end - 1]!)) end--
    for (const step of this.#steps) {
      const from = at
      switch (step.kind) {
        case TEXT:
          at = textEnd(bytes, at, end, step.text, exact)
          if (at < 0) return from
          continue
        case WORD:
          if (step.isWord && bytes[at] === QUOTE) return from
          at = step.isList ? listEnd(bytes, at, end) : wordEnd(bytes, at, end)
          for (let blanks = step.blanks; blanks > 0; blanks--) at = wordEnd(bytes, skipBlanks(bytes, at, end), end)
          if (step.hasZone) at = zoneEnd(bytes, at, end)
          break
        case QUOTED:
          at = quoted(bytes, at, end, step, slots, this.#writing)
          if (at < 0) return quoteStop(bytes, from, end, step, slots)
          continue
        case NAME:
          at = nameEnd(bytes, at, end, step.text)
          break
        case UNTIL:
          at = untilEnd(bytes, at, end, step, exact)
          break
        default:
          if (step.isWord && (step.isList ? listEnd : wordEnd)(bytes, at, end) < end) return from
          // Where blanks are counted, there is none too many.
          at = exact && at < end && isBlank(bytes[at]!) ? -1 : end
      }
      if (at < 0 || (at === from && !step.isOptional)) return from
      slots.set(step.slot, from, at)
    }
    return at === end ? FITS : at
  }
}

/** By the kinds of steps. */
const kindNames: ReadonlyArray<ProgramStep["kind"]> = ["text", "word", "quoted", "until", "rest", "name"]

/**
 * A field in quotes, or a dash without them: returns the place behind it, and its quote. The last text of a line may have
 * lost its quote where the line was cut: HAProxy and syslog do so with lines longer than 1024 bytes.
 */
const quoted = (bytes: Buffer, at: number, end: number, step: Step, slots: Slots, writing: Writing): number => {
  if (at < end && bytes[at] === QUOTE) {
    const to = quotedEnd(bytes, at + 1, end, step, writing)
    if (step.isWord && to >= 0 && wordEnd(bytes, at + 1, to) < to) return -1
    if (to >= 0) slots.set(step.slot, at + 1, to)
    if (to >= 0 || !step.isLast || step.text.length > 1) return to < 0 ? -1 : to + 1
    const quote = bytes.indexOf(QUOTE, at + 1)
    if (quote >= 0 && quote < end) return -1
    slots.set(step.slot, at + 1, end)
    return end
  }
  if (at >= end || bytes[at] !== DASH || textEnd(bytes, at + 1, end, step.bare, writing.exact) < 0) return -1
  slots.set(step.slot, at, at + 1)
  return at + 1
}

/** Where a field in quotes parts from the pattern: behind its text, if it is one, as something else follows its quote. */
const quoteStop = (bytes: Buffer, start: number, end: number, { slot, isWord }: Step, slots: Slots): number => {
  if (start >= end || bytes[start] !== QUOTE || isWord) return start
  for (let at = bytes.indexOf(QUOTE, start + 1); at >= 0 && at < end; at = bytes.indexOf(QUOTE, at + 1)) {
    if (isEscaped(bytes, at, start + 1)) continue
    slots.set(slot, start + 1, at)
    return at
  }
  return start
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

/** `10/Oct/2026:13:55:36 +0200`, of which the first word is behind us. */
const zoneEnd = (bytes: Buffer, at: number, end: number): number => {
  const sign = skipBlanks(bytes, at, end)
  const isZone = sign < end && (bytes[sign] === PLUS || bytes[sign] === DASH) && isDigit(bytes[sign + 1])
  return isZone ? wordEnd(bytes, sign, end) : at
}

/**
 * A user's name, which may have blanks, before ` [` and a digit (a time begins so) or ` "`; -1 when there is none. Words
 * behind a dash are none: that is nobody, and what follows is a field that the pattern does not have.
 */
const nameEnd = (bytes: Buffer, start: number, end: number, text: Uint8Array): number => {
  const wordTo = wordEnd(bytes, start, end)
  for (let to = wordTo; to < end; to = wordEnd(bytes, skipBlanks(bytes, to, end), end)) {
    const next = skipBlanks(bytes, to, end)
    if (bytes[next] === text[1] && (text[1] === QUOTE || isDigit(bytes[next + 1]))) return to
    if (wordTo - start === 1 && bytes[start] === DASH) return wordTo
  }
  return -1
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

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
  { exact, hasEscapes }: Writing
): number => {
  const isBeforeQuoted = text.length > bare.length + 1
  let escaped = -1
  for (let quote = bytes.indexOf(QUOTE, start); quote >= 0 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) {
    const to = textEnd(bytes, quote, end, text, exact)
    if (to < 0 ? !isBeforeQuoted || !isBareDash(bytes, quote + 1, end, bare, exact) : isLast && to < end) continue
    if (!hasEscapes || !isEscaped(bytes, quote, start)) return quote
    if (escaped < 0) escaped = quote
  }
  return escaped
}

/** Whether a dash without quotes stands behind the text at `at`, and nothing more of its word. */
const isBareDash = (bytes: Buffer, at: number, end: number, text: Uint8Array, isExact: boolean): boolean => {
  const dash = textEnd(bytes, at, end, text, isExact)
  return dash >= 0 && dash < end && bytes[dash] === DASH && (dash + 1 === end || isBlank(bytes[dash + 1]!))
}

/** Of `[2001:db8::1]:443` and `2001:db8::1:443` where the address ends; the beginning of what begins with none. */
const endOfIPv6 = (bytes: Buffer, start: number, end: number): number => {
  const to = wordEnd(bytes, start, end)
  const [host] = /^(?:\[[^\]]*\]|[0-9a-f]*:[0-9a-f:.]*(?=:))/i.exec(bytes.toString("latin1", start, to)) ?? []
  return host !== undefined && (host.startsWith("[") || isIPv6(host)) ? start + host.length : start
}

const untilEnd = (bytes: Buffer, start: number, end: number, step: Step, isExact: boolean): number => {
  const { isHost, isLast, isWord, text } = step
  for (let at = isHost ? endOfIPv6(bytes, start, end) : start; at < end; at++) {
    if (bytes[at] !== text[0]) {
      if (isWord && isBlank(bytes[at]!)) return -1
      continue
    }
    const to = textEnd(bytes, at, end, text, isExact)
    if (to >= 0 && (!isLast || to === end)) return at
  }
  return -1
}
