/**
 * A quick way to say that a large expression does not match: alternatives that begin with `^` are tried at the beginning
 * only, those with a word in them only where the word is, and the few others always. What is not said to be impossible
 * still has to be tried. For isbot's expression of two hundred alternatives this takes a tenth of trying.
 */
import { alternativesOf, needleOf } from "./needleOf.ts"
import { Needles, shortest } from "./needles.ts"

/** `regex` has no flags, or `i` alone. */
export const makeMayMatch = ({ flags, source }: RegExp): ((text: string) => boolean) => {
  // Without `u`, letters beyond ASCII are never the same as one within, whatever their case.
  const isPlain = (flags === "" || flags === "i") && /^[\0-\x7f]*$/.test(source)
  const alternatives = alternativesOf(source)
  const words = alternatives.map((one) => (isPlain && !one.startsWith("^") ? needleOf(one) : ""))
  const isFound = (index: number): boolean => words[index]!.length >= shortest
  const needles = alternatives.flatMap((_, index) => (isFound(index) ? [words[index]!.toLowerCase()] : []))
  const others = alternatives.filter((_, index) => !isFound(index))
  const atStart = anyOf(
    others.filter((one) => one.startsWith("^")),
    flags
  )
  const anywhere = anyOf(
    others.filter((one) => !one.startsWith("^")),
    flags
  )
  const index = new Needles(needles)
  return (text) => {
    if (atStart.test(text) || anywhere.test(text)) return true
    let found = false
    index.walk(text, (word, at) => (found = text.slice(at, at + needles[word]!.length).toLowerCase() === needles[word]))
    return found
  }
}

const anyOf = (alternatives: ReadonlyArray<string>, flags: string): RegExp =>
  alternatives.length === 0 ? /(?!)/ : new RegExp(alternatives.join("|"), flags)
