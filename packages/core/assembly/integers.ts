/** Whole numbers as SQLite writes them: variable-length ones (fileformat2.html, §1.6), and those of records (§2.1). */

/** Serial types by the number of bits of a value, its sign aside. */
const typeOfBits = memory.data<u8>([
  1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5,
  5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6
])

/** Bytes of a value by its serial type; type 0 is null, types 8 and 9 are the numbers 0 and 1 themselves. */
const bytesOfType = memory.data<u8>([0, 1, 2, 3, 4, 6, 8, 0, 0, 0])

/** The shortest serial type for a number. */
export function serialType(value: i64): u32 {
  if (<u64>value < 2) return 8 + <u32>value
  return load<u8>(typeOfBits + <usize>(64 - clz(value ^ (value >> 63))))
}

export function typeBytes(type: u32): u32 {
  return load<u8>(bytesOfType + <usize>type)
}

export function varintBytes(value: u64): u32 {
  let bytes: u32 = 1
  while (value >= 0x80) {
    value >>= 7
    bytes++
  }
  return bytes
}

/** Up to 2^56, as above; returns where the next byte goes. */
export function writeVarint(value: u64, at: usize): usize {
  const end = at + <usize>varintBytes(value)
  let to = end - 1
  store<u8>(to, <u8>(value & 0x7f))
  while (to > at) {
    value >>= 7
    store<u8>(--to, <u8>(value | 0x80))
  }
  return end
}

export function store16(value: u32, at: usize): void {
  store<u16>(at, bswap<u16>(<u16>value))
}

export function store32(value: u32, at: usize): void {
  store<u32>(at, bswap<u32>(value))
}
