/** SQLite's variable-length integers (sqlite.org/fileformat2.html, §1.6): seven bits a byte, the highest first. */

/** Up to 2^53, as below. */
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
