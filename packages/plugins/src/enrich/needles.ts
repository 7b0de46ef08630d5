/**
 * Finding which of many words stand in a text, in one walk over it: at each place three characters are looked up in a
 * table of a few kilobytes, and only where a word may stand is anything compared. Case does not matter here.
 *
 * A word is looked up by those three of its characters that fewest other words have, and no browsers: nearly every agent
 * has `Mozilla` and `(KHTML, like Gecko)` in it, and would stop the walk at every other place.
 */

/** Of a word, the characters it is looked up by. */
export const shortest = 3

/** Of a triple as a number; with a third of them or more a character, nothing of the one before is left in it. */
const bits = 16
const shift = 6
const ordinary =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.113 Mobile Safari/604.1 " +
  "(Macintosh; Intel Mac OS X 10_15_7) Version/17.4 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/126.0 " +
  "(iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 (Linux; Android 14; K) Build/ Edg/ OPR/ compatible; http://www. bot"

export class Needles {
  /** A bit for each triple that is some word's. */
  readonly #isSome = new Int32Array(1 << (bits - 5))
  readonly #byTriple = new Map<number, Array<{ readonly index: number; readonly offset: number }>>()

  /** Words are spoken of by their place in the list; each is at least `shortest` long. */
  constructor(words: ReadonlyArray<string>) {
    const counts = new Map<number, number>()
    for (const word of words) for (const triple of triplesOf(word)) counts.set(triple, (counts.get(triple) ?? 0) + 1)
    for (const triple of triplesOf(ordinary)) counts.set(triple, words.length)
    for (const [index, word] of words.entries()) {
      const rarities = triplesOf(word).map((triple) => counts.get(triple)!)
      const offset = rarities.indexOf(Math.min(...rarities))
      const triple = tripleAt(word, offset)
      this.#isSome[triple >> 5]! |= 1 << triple
      const others = this.#byTriple.get(triple)
      if (others === undefined) this.#byTriple.set(triple, [{ index, offset }])
      else others.push({ index, offset })
    }
  }

  /**
   * Calls `visit` with each word that may stand in the text, and where it would begin. All places of a word are visited
   * in their order, and words looked up at one place in theirs. Whether the word stands there is to be compared.
   */
  walk(text: string, visit: (index: number, at: number, text: string) => void): void {
    const isSome = this.#isSome
    const last = text.length - shortest
    if (last < 0) return
    let triple = (fold(text, 0) << shift) + fold(text, 1)
    for (let at = 0; at <= last; at++) {
      triple = ((triple << shift) + fold(text, at + 2)) & mask
      if ((isSome[triple >> 5]! & (1 << triple)) !== 0) this.#visitAt(text, at, triple, visit)
    }
  }

  #visitAt(text: string, at: number, triple: number, visit: (index: number, at: number, text: string) => void): void {
    for (const { index, offset } of this.#byTriple.get(triple)!) if (at >= offset) visit(index, at - offset, text)
  }
}

const mask = (1 << bits) - 1

/** A character's code, large and small letters of ASCII alike. */
const fold = (text: string, at: number): number => text.charCodeAt(at) | 0x20

const triplesOf = (text: string): ReadonlyArray<number> =>
  Array.from({ length: text.length - shortest + 1 }, (_, at) => tripleAt(text, at))

const tripleAt = (text: string, at: number): number =>
  ((fold(text, at) << (2 * shift)) + (fold(text, at + 1) << shift) + fold(text, at + 2)) & mask
