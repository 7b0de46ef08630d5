/**
 * The words of which one must stand in an agent for a test of bowser's to hold: so that it need not be made where none
 * does. Told from the expressions' texts, and of tests that are functions from what they ask.
 */
import type { Asked, Descriptor } from "bowser/src/parser-*"

import { alternativesOf, needleOf } from "./needleOf.ts"
import { shortest } from "./needles.ts"

/** Null: there are none, so that the test is to be made always. */
export const wordsOfTest = (test: Descriptor["test"]): ReadonlyArray<string> | null => {
  const expressions = typeof test === "function" ? neededBy(test) : test
  const words = expressions?.flatMap(({ source }) => alternativesOf(ungrouped(source)).flatMap(wordsOf)) ?? [""]
  return words.some((word) => word.length < shortest) ? null : words
}

/** `(a|b)` is `a|b`. */
const ungrouped = (source: string): string => (/^\([^()?][^()]*\)$/.test(source) ? source.slice(1, -1) : source)

/** Of one alternative: the longest run of characters in it, or the ways in which it can begin. */
const wordsOf = (source: string): ReadonlyArray<string> => {
  const needle = needleOf(source)
  return needle.length < shortest ? beginningsOf(source) : [needle]
}

/**
 * `(web|hpw)[o0]s` begins with one of four words, `\bbb\d+` with one of ten. Goes on for as long as there are characters,
 * small classes and groups of words.
 */
const beginningsOf = (source: string): ReadonlyArray<string> => {
  let words = [""]
  let before = words
  for (const [token] of source.matchAll(/\\.|\[[^\]]*\]|\((?:\?:)?[\w|]*\)|[^]/g)) {
    if (token === "\\b") continue
    const choices = choicesOf(token)
    // What may be left out is no part of it.
    if (choices === null) return /^[?*{]/.test(token) ? before : words
    before = words
    words = words.flatMap((word) => choices.map((choice) => word + choice))
  }
  return words
}

/** What a token can be; null where that can't be said, of quantifiers too. */
const choicesOf = (token: string): ReadonlyArray<string> | null => {
  if (token === "\\d") return "0123456789".split("")
  if (/^\[\w+\]$/.test(token)) return token.slice(1, -1).split("")
  if (token.startsWith("("))
    return token
      .replace(/^\((?:\?:)?/, "")
      .slice(0, -1)
      .split("|")
  return /^[\w ]$/.test(token) ? [token] : null
}

/**
 * Of the expressions that a test asks for, those of which one has to match for it to hold: a single one if it holds with
 * no other answer, else all. Every combination of answers is tried. Null when it asks for more than expressions.
 */
const neededBy = (test: (parser: Asked) => boolean): ReadonlyArray<RegExp> | null => {
  const asked: Array<RegExp> = []
  const holding: Array<number> = []
  for (let answers = 0; answers < 1 << asked.length || answers === 0; answers++) {
    const holds = holdsWith(test, asked, answers)
    if (holds === null || asked.length > mostAsked) return null
    if (holds) holding.push(answers)
  }
  if (holding.includes(0)) return null
  const single = asked.findIndex((_, index) => holding.every((answers) => (answers & (1 << index)) !== 0))
  return single < 0 ? asked : [asked[single]!]
}

const mostAsked = 6

/** Whether it holds when the i-th expression that is asked for matches as bit i says; null when it asks for more. */
const holdsWith = (test: (parser: Asked) => boolean, asked: Array<RegExp>, answers: number): boolean | null => {
  let asksMore = false
  const more = (): string => {
    asksMore = true
    return ""
  }
  const holds = test({
    test: (regex) => {
      const known = asked.findIndex(({ flags, source }) => source === regex.source && flags === regex.flags)
      const index = known < 0 ? asked.push(regex) - 1 : known
      return (answers & (1 << index)) !== 0
    },
    hasBrand: () => false,
    getBrandVersion: () => undefined,
    getUA: more,
    getBrowserName: more,
    getOSName: more,
    getOSVersion: more
  })
  return asksMore ? null : holds
}
