/** Finding, comparing and hashing bytes, 8 or 16 at a time. All may read up to 16 bytes behind what they are asked for. */

/** The first byte at or after `at` that is a quote or a control character; there must be one. */
export function quoteOrControl(at: usize): usize {
  const quote = i8x16.splat(0x22)
  const space = i8x16.splat(0x20)
  while (true) {
    const bytes = v128.load(at)
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quote), i8x16.lt_u(bytes, space)))
    if (found != 0) return at + <usize>ctz(found)
    at += 16
  }
}

/** The first byte at or after `at` that is a space or a control character; there must be one. */
export function endOfWord(at: usize): usize {
  const limit = i8x16.splat(0x21)
  while (true) {
    const found = i8x16.bitmask(i8x16.lt_u(v128.load(at), limit))
    if (found != 0) return at + <usize>ctz(found)
    at += 16
  }
}

/** Whether a comma is in [at, end). */
export function holdsComma(at: usize, end: usize): bool {
  const comma = i8x16.splat(0x2c)
  for (; at + 16 <= end; at += 16) if (v128.any_true(i8x16.eq(v128.load(at), comma))) return true
  return at < end && (i8x16.bitmask(i8x16.eq(v128.load(at), comma)) & ~(-1 << (<i32>(end - at)))) != 0
}

/** The first line feed in [at, end), or `end`. */
export function newlineFrom(at: usize, end: usize): usize {
  return placeOf(0x0a, at, end)
}

/** The first such byte in [at, end), or `end`. */
export function placeOf(byte: u8, at: usize, end: usize): usize {
  const wanted = i8x16.splat(byte)
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted))
    if (found != 0) return min(at + <usize>ctz(found), end)
    at += 16
  }
  return end
}

/** Whether a NUL is in [at, end). */
export function holdsNul(at: usize, end: usize): bool {
  for (; at + 16 <= end; at += 16) if (!i8x16.all_true(v128.load(at))) return true
  for (; at < end; at++) if (load<u8>(at) == 0) return true
  return false
}

/** Whether the `length` bytes at a and b are the same. */
export function same(a: usize, b: usize, length: usize): bool {
  if (length < 16) {
    const equal = i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)))
    return ((equal | (-1 << (<i32>length))) & 0xffff) == 0xffff
  }
  const last = length - 16
  for (let at: usize = 0; at < last; at += 16) {
    if (!i8x16.all_true(i8x16.eq(v128.load(a + at), v128.load(b + at)))) return false
  }
  return i8x16.all_true(i8x16.eq(v128.load(a + last), v128.load(b + last)))
}

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15
const SECOND: u64 = 0xc2b2_ae3d_27d4_eb4f

/**
 * A hash of [start, end). Two products run side by side, each over every other word, because a step waits for the one
 * before it. Finds candidates only; what is equal is decided by `same`.
 */
export function hashOf(start: usize, end: usize): i32 {
  let a = (<u64>(end - start) + 1) * FIRST
  let b = SECOND
  let at = start
  for (; at + 16 <= end; at += 16) {
    a = (a ^ load<u64>(at)) * FIRST
    b = (b ^ load<u64>(at, 8)) * SECOND
    a ^= a >> 32
    b ^= b >> 32
  }
  const left = end - at
  if (left > 8) {
    a = (a ^ load<u64>(at)) * FIRST
    b = (b ^ firstBytes(load<u64>(at, 8), left - 8)) * SECOND
  } else if (left > 0) a = (a ^ firstBytes(load<u64>(at), left)) * FIRST
  let hash = a ^ (a >> 32) ^ rotl(b, 23)
  hash *= SECOND
  return <i32>(hash >> 32)
}

/** The first 1 to 8 bytes of a word. */
function firstBytes(word: u64, count: usize): u64 {
  return word & (u64.MAX_VALUE >> (64 - ((<u64>count) << 3)))
}

/** Whether [start, end) can be stored as it is: printable ASCII without backslashes (parse/value.ts). */
export function isPlain(start: usize, end: usize): bool {
  let at = start
  for (; at + 16 <= end; at += 16) if (oddBytes(at) != 0) return false
  return at == end || (oddBytes(at) & ~(-1 << (<i32>(end - at)))) == 0
}

function oddBytes(at: usize): i32 {
  const bytes = v128.load(at)
  // As signed numbers, what is below the space are control characters and all bytes from 0x80 on.
  const outside = v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x7f)))
  return i8x16.bitmask(v128.or(outside, i8x16.eq(bytes, i8x16.splat(0x5c))))
}
