/** Whole numbers as SQLite writes them: variable-length ones (sqlite.org/fileformat2.html, §1.6), those of records (§2.1). */

/** Bytes of a value by its serial type; types 8 and 9 are the numbers 0 and 1 themselves. */
export const integerBytes = [0, 1, 2, 3, 4, 6, 8, 0, 0, 0]

/** The shortest serial type for a whole number up to 2^53. */
export const serialTypeOf = (value: number): number => {
  if (value === 0 || value === 1) return 8 + value
  const size = value < 0 ? -1 - value : value
  if (size < 0x80) return 1
  if (size < 0x8000) return 2
  if (size < 0x80_0000) return 3
  if (size < 0x8000_0000) return 4
  return size < 0x8000_0000_0000 ? 5 : 6
}

/** Big-endian two's complement; returns where the next byte goes. */
export const writeInteger = (bytes: Buffer, value: number, type: number, at: number): number => {
  let to = at
  if (type >= 8) return to
  if (type >= 5) {
    const high = Math.floor(value / 0x1_0000_0000)
    if (type === 6) {
      bytes[to++] = high >>> 24
      bytes[to++] = high >>> 16
    }
    bytes[to++] = high >>> 8
    bytes[to++] = high
  }
  const low = value | 0
  if (type >= 4) bytes[to++] = low >>> 24
  if (type >= 3) bytes[to++] = low >>> 16
  if (type >= 2) bytes[to++] = low >>> 8
  bytes[to++] = low
  return to
}

/** Of a variable-length number up to 2^53. */
export const varintBytes = (value: number): number => {
  let bytes = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}

/** Returns where the next byte goes. */
export const writeVarint = (bytes: Buffer, value: number, at: number): number => {
  if (value < 0x80) {
    bytes[at] = value
    return at + 1
  }
  const end = at + varintBytes(value)
  bytes[end - 1] = value & 0x7f
  let rest = Math.floor(value / 0x80)
  for (let to = end - 2; to >= at; to--, rest = Math.floor(rest / 0x80)) bytes[to] = (rest & 0x7f) | 0x80
  return end
}
