/**
 * Which entries of pages a filter can mean, by the lowest 16 bits of what they have in its columns (PageHints.ts): one pass over
 * these, 1.1 ns a value (Nov 2026), which leaves out pages without any.
 */

import { type Folded, tableOf } from "./folded.ts"

/** Of a column: by a page's number its place, counted from 1; where the values of each place end; these themselves. */
export interface Hint {
  readonly places: Int32Array
  readonly ends: Uint32Array
  readonly values: Uint16Array
}

export interface Asked {
  readonly hint: Hint
  readonly folded: Folded
}

/** What is to be looked at. */
export interface Candidates {
  /** Pages without candidates are left out. */
  readonly pages: ReadonlyArray<number>
  /** A bit for each entry of these pages; those of a page begin with a word of their own. */
  readonly masks: Uint32Array
  /** Where the words of each page end. */
  readonly ends: Uint32Array
}

const bitsOfWord = 32

/** `pages`: each hint knows them. */
export const candidatesIn = (asked: ReadonlyArray<Asked>, pages: ReadonlyArray<number>): Candidates => {
  const sets = asked.map(({ folded, hint }): MarkedBy => ({ ...hint, table: tableOf(folded) }))
  const entries = Math.max(0, ...asked.map(({ hint }) => hint.values.length))
  const masks = new Uint32Array(Math.ceil(entries / bitsOfWord) + pages.length)
  const ends = new Uint32Array(pages.length)
  const left: Array<number> = []
  let word = 0
  for (const page of pages) {
    let end = word
    for (const [index, set] of sets.entries()) {
      end = mark(masks, word, set, page, index > 0)
      if (end === word) break
    }
    if (end === word) continue
    ends[left.length] = word = end
    left.push(page)
  }
  return { pages: left, masks, ends }
}

/** `table`: of a set (folded.ts). */
type MarkedBy = Hint & { readonly table: Uint8Array }

/** `isFurther`: only what is marked already stays. Returns where the words of the page end, or `word` if nothing is marked. */
const mark = (masks: Uint32Array, word: number, set: MarkedBy, page: number, isFurther: boolean): number => {
  const { table, values } = set
  const [begin, end] = spanOf(set, page)
  let some = 0
  let next = word
  for (let at = begin; at < end; at += bitsOfWord, next++) {
    let bits = at + bitsOfWord <= end ? wholeWord(values, table, at) : lastWord(values, table, at, end)
    if (isFurther) bits &= masks[next]!
    masks[next] = bits
    some |= bits
  }
  return some === 0 ? word : next
}

const lastWord = (values: Uint16Array, table: Uint8Array, at: number, end: number): number => {
  let bits = 0
  for (let bit = 0; at + bit < end; bit++) bits |= table[values[at + bit]!]! << bit
  return bits
}

/** Written out, which takes two thirds of the time of a loop. */
const wholeWord = (values: Uint16Array, table: Uint8Array, at: number): number =>
  wholeByte(values, table, at) |
  (wholeByte(values, table, at + 8) << 8) |
  (wholeByte(values, table, at + 16) << 16) |
  (wholeByte(values, table, at + 24) << 24)

const wholeByte = (values: Uint16Array, table: Uint8Array, at: number): number =>
  table[values[at]!]! |
  (table[values[at + 1]!]! << 1) |
  (table[values[at + 2]!]! << 2) |
  (table[values[at + 3]!]! << 3) |
  (table[values[at + 4]!]! << 4) |
  (table[values[at + 5]!]! << 5) |
  (table[values[at + 6]!]! << 6) |
  (table[values[at + 7]!]! << 7)

export const knows = ({ places }: Hint, page: number): boolean => (places[page] ?? 0) > 0

/** Where the values of a page are. */
export const spanOf = ({ ends, places }: Hint, page: number): readonly [begin: number, end: number] => {
  const place = places[page]!
  return [place === 1 ? 0 : ends[place - 2]!, ends[place - 1]!]
}
