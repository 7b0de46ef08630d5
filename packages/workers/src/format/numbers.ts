/** Readers of numbers: bytes[start, end) to a number; -1 for what says that there is none, NaN for what is no number. */
import { type DurationUnit, durationUnits } from "./definition.ts"

const DASH = 0x2d
const COMMA = 0x2c
const COLON = 0x3a
const DOT = 0x2e
const SPACE = 0x20
const PLUS = 0x2b

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57

/** Digits; `-` or nothing is none. */
export const wholeNumber = (bytes: Buffer, start: number, end: number): number => {
  if (end === start || (end - start === 1 && bytes[start] === DASH)) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    if (!isDigit(bytes[at]!)) return isWholeText(bytes, start, end)
    value = value * 10 + (bytes[at]! - 48)
  }
  return value
}

/**
 * `200.0` and `2e2`, as some JSON writers have them, but not `0.000`, which is a time; `+200`, which HAProxy writes of what
 * may still grow; `-1`, HAProxy's for what did not happen, is none. There are no other negative ones.
 */
const isWholeText = (bytes: Buffer, start: number, end: number): number => {
  const text = bytes.toString("latin1", start, end)
  if (!/^[+-]?\d+(?:\.0?)?(?:[eE]\+?\d+)?$/.test(text)) return NaN
  const value = Number(text)
  return value < -1 ? NaN : value
}

/**
 * A duration in whole microseconds, by the length of its unit in them; of a list the sum (nginx: the times of all servers
 * that were tried), of which a part may be `-`. Fractions of a microsecond are rounded.
 */
export const durationUs = (bytes: Buffer, start: number, end: number, unit: number): number => {
  let sum = -1
  let isApart = true
  for (let at = start; at < end;) {
    for (; at < end && isBetween(bytes[at]!); at++) if (bytes[at] !== SPACE) isApart = true
    const from = at
    while (at < end && !isBetween(bytes[at]!)) at++
    if (at === from) continue
    // Two numbers with nothing but a blank between them are no list.
    if (!isApart) return NaN
    isApart = false
    const value = oneDuration(bytes, from, at, unit)
    if (Number.isNaN(value)) return NaN
    if (value >= 0) sum = Math.max(sum, 0) + value
  }
  return sum
}

const isBetween = (byte: number): boolean => byte === SPACE || byte === COMMA || byte === COLON

const oneDuration = (bytes: Buffer, start: number, end: number, unit: number): number => {
  let whole = 0
  let at = bytes[start] === PLUS ? start + 1 : start
  const first = at
  while (at < end && isDigit(bytes[at]!)) whole = whole * 10 + (bytes[at++]! - 48)
  if (at === end) return at > first ? Math.round(whole * unit) : NaN
  if (bytes[at] === DASH && at === start && end - start === 1) return -1
  if (at > first && bytes[at] === DOT) {
    let fraction = 0
    let scale = 1
    const from = ++at
    for (; at < end && isDigit(bytes[at]!); at++) {
      if (at - from >= 9) continue
      fraction = fraction * 10 + (bytes[at]! - 48)
      scale *= 10
    }
    if (at === end) return Math.round(whole * unit + (fraction / scale) * unit)
  }
  const text = bytes.toString("utf8", start, end)
  const match = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(s|ms|us|\u00b5s|\u03bcs|ns)?$/.exec(text)
  if (match === null) return longDuration(text)
  const value = Number(match[1])
  const own = match[2]?.replace(/[\u00b5\u03bc]/, "u") as DurationUnit | undefined
  return value < 0 ? -1 : Math.round(value * (own === undefined ? unit : durationUnits[own]))
}

/** As Go writes those from a minute on: `1m2.5s`, `1h0m0s`. */
const longDuration = (text: string): number => {
  const match = /^(?:(\d+)h)?(\d+)m(\d+(?:\.\d+)?)s$/.exec(text)
  if (match === null) return NaN
  const [, hours = "0", minutes, seconds] = match
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * durationUnits.s)
}
