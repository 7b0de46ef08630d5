/**
 * The hash by which dictionary tables are looked up: 32 bits, indexed in place of the text, which would double the
 * size. Candidates with the same hash are compared by their text, so a collision costs a comparison and merges nothing.
 */
export const textHash = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) | 0
}
