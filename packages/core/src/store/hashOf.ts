/**
 * A hash of bytes[start, end), the same on every machine: it is stored, too. `view` is over the same memory. Two sums
 * run side by side, each over every other word, because a step waits for the one before it in its sum.
 */
export const hashOf = (bytes: Buffer, view: DataView, start: number, end: number): number => {
  let hash = end - start
  let other = 0
  let at = start
  for (const last = end - 7; at < last; at += 8) {
    hash = Math.imul(hash ^ view.getInt32(at, true), -1640531535)
    hash ^= hash >>> 15
    other = Math.imul(other ^ view.getInt32(at + 4, true), -1640531535)
    other ^= other >>> 15
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16) ^ Math.imul(other, 0x27d4eb2f), -2048144789)
  return hash ^ (hash >>> 13)
}
