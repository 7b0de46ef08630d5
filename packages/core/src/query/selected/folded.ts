/** Sets of ids, folded to their lowest 16 bits: an id that is not in the set may be taken for one that is, and never the other way. */

const values = 2 ** 16

/** A bit for each value. */
export type Folded = Uint8Array

/** `bits`: a bit for each id, of any number of them. */
export const fold = (bits: Uint8Array): Folded => {
  const folded = new Uint8Array(values >> 3)
  const words = new Uint32Array(folded.buffer)
  const all = new Uint32Array(bits.buffer, bits.byteOffset, bits.length >> 2)
  for (let at = 0; at < all.length; at++) words[at & (words.length - 1)]! |= all[at]!
  return folded
}

/** Of all values. */
export const shareOf = (folded: Folded): number => {
  let count = 0
  for (let byte of folded) for (; byte !== 0; byte &= byte - 1) count++
  return count / values
}

/** By a value, whether it is in the set (1), which is looked up faster than a bit. */
export const tableOf = (folded: Folded): Uint8Array => {
  const table = new Uint8Array(values)
  for (let value = 0; value < table.length; value++) table[value] = (folded[value >> 3]! >> (value & 7)) & 1
  return table
}
