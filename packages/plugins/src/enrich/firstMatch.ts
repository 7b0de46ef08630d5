/**
 * Which of many regular expressions, in their order, is the first to match a text.
 *
 * Fifteen hundred expressions one after the other take 50 µs and more. But nearly all of them are plain words, and the
 * others hold one: a run of characters without which they cannot match. So one walk over the text (needles.ts)
 * finds these needles, and an expression is tried only where its needle stands. What has no needle of
 * that length is tried always: a new expression may be slow that way, never wrong.
 */

import { alternativesOf, needleOf } from "./needleOf.ts"
import { Needles, shortest } from "./needles.ts"

export interface Found {
  /** Which expression, by its place in the list. */
  readonly index: number
  /** Its first match is `text.slice(start, end)`. */
  readonly start: number
  readonly end: number
}

export interface FirstMatch {
  readonly find: (text: string) => Found | null
  /** Whether one of the words stood in the text that was looked at last, if nothing was found in it. */
  readonly sawWord: () => boolean
}

interface Candidate {
  readonly index: number
  readonly needle: string
  /** Null when the needle is all there is to match. */
  readonly regex: RegExp | null
}

/**
 * `sources` are expressions without flags: case counts. Throws a SyntaxError when one of them is none. `words`, of three
 * characters at least, are looked for on the same walk; their case does not matter.
 */
export const makeFirstMatch = (sources: ReadonlyArray<string>, words: ReadonlyArray<string> = []): FirstMatch => {
  const candidates: Array<Candidate> = []
  const always: Array<readonly [index: number, regex: RegExp]> = []
  for (const [index, source] of sources.entries()) {
    const text = plainText(source)
    const regex = text === null ? new RegExp(source) : null
    const needles = text === null ? alternativesOf(source).map(needleOf) : [text]
    if (needles.some((needle) => needle.length < shortest)) always.push([index, new RegExp(source)])
    else candidates.push(...needles.map((needle) => ({ index, needle, regex })))
  }
  const small = words.map((word) => word.toLowerCase())
  const needles = new Needles([...candidates.map(({ needle }) => needle), ...small])

  let sawWord = false
  let found: Found | null = null
  const visit = (needle: number, at: number, text: string): void => {
    if (needle >= candidates.length) {
      if (sawWord || found !== null) return
      const word = small[needle - candidates.length]!
      sawWord = text.slice(at, at + word.length).toLowerCase() === word
      return
    }
    const candidate = candidates[needle]!
    const { index } = candidate
    if (found !== null && found.index <= index) return
    const { needle: wanted, regex } = candidate
    if (!text.startsWith(wanted, at)) return
    found = regex === null ? { index, start: at, end: at + wanted.length } : (matchOf(regex, index, text) ?? found)
  }
  return {
    find: (text) => {
      sawWord = false
      found = null
      for (const [index, regex] of always) {
        found = matchOf(regex, index, text)
        if (found !== null) break
      }
      needles.walk(text, visit)
      return found
    },
    sawWord: () => sawWord
  }
}

const matchOf = (regex: RegExp, index: number, text: string): Found | null => {
  const match = regex.exec(text)
  return match === null ? null : { index, start: match.index, end: match.index + match[0].length }
}

/** What `Googlebot\/` and `Tiny Tiny RSS` match and nothing else; null for other expressions. */
const plainText = (source: string): string | null =>
  /^(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*$/.test(source) ? source.replaceAll(/\\(.)/g, "$1") : null
