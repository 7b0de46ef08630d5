/**
 * A quick way to say that a large expression does not match: of most of its alternatives a word is looked for, those that
 * begin with `^` are tried at the beginning only, and the few others always. What is not said to be impossible still has
 * to be tried. For isbot's expression of two hundred alternatives `mayMatch` takes a sixth of trying, 0.4 in
 * place of 2.3 µs.
 */
import { alternativesOf, needleOf } from "./needleOf.ts"
import { shortest } from "./needles.ts"

export interface Words {
  /** Without one of these, in large or small letters, only what `mayMatch` speaks of can match. */
  readonly words: ReadonlyArray<string>
  readonly mayMatch: (text: string) => boolean
}

/** `regex` may have the flag `i`; of others nothing can be said. */
export const wordsOf = (regex: RegExp): Words => {
  const { flags, source } = regex
  // Without `u`, letters beyond ASCII are never the same as one within, whatever their case.
  if (!/^i?$/.test(flags) || !/^[\0-\x7f]*$/.test(source)) return { words: [], mayMatch: (text) => regex.test(text) }
  const words: Array<string> = []
  const atStart: Array<string> = []
  const anywhere: Array<string> = []
  for (const alternative of alternativesOf(source)) {
    const word = needleOf(alternative)
    if (alternative.startsWith("^")) atStart.push(alternative)
    else if (word.length < shortest) anywhere.push(alternative)
    else words.push(word)
  }
  const [beginning, rest] = [atStart, anywhere].map((some) =>
    some.length === 0 ? /(?!)/ : new RegExp(some.join("|"), flags)
  ) as [RegExp, RegExp]
  return { words, mayMatch: (text) => beginning.test(text) || rest.test(text) }
}
