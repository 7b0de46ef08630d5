/**
 * The stored text of a logged value, made once per distinct value.
 *
 * First the log's own escapes are undone (Apache: `\"` `\\` `\n` `\t` ... and `\xhh`; nginx: `\xHH`), giving the bytes
 * the client sent. Then those bytes are written so that nothing is lost and no two byte sequences become one text:
 * valid UTF-8 as it is, a backslash as `\\`, control bytes and invalid UTF-8 as `\xNN`. No percent-decoding, no case
 * folding, no trimming.
 *
 * Sources: Apache ap_escape_logitem (server/util.c), nginx ngx_http_log_escape.
 */

const BACKSLASH = 0x5c

/** Whether bytes[start, end) can be stored as they are: printable ASCII without backslashes. */
export const isPlain = (bytes: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) return false
  }
  return true
}

const shortEscapes: Readonly<Record<number, number>> = {
  0x22: 0x22,
  0x5c: 0x5c,
  0x61: 0x07,
  0x62: 0x08,
  0x66: 0x0c,
  0x6e: 0x0a,
  0x72: 0x0d,
  0x74: 0x09,
  0x76: 0x0b
}

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

/** The bytes the client sent: escapes of the log undone. A backslash that escapes nothing stays. */
const unescape = (bytes: Buffer, start: number, end: number): Buffer => {
  const out = Buffer.allocUnsafe(end - start)
  let to = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte === BACKSLASH && at + 1 < end) {
      const next = bytes[at + 1]!
      if (next === 0x78 && at + 3 < end) {
        const high = hexValue(bytes[at + 2])
        const low = hexValue(bytes[at + 3])
        if (high >= 0 && low >= 0) {
          out[to++] = high * 16 + low
          at += 3
          continue
        }
      }
      const short = shortEscapes[next]
      if (short !== undefined) {
        out[to++] = short
        at++
        continue
      }
    }
    out[to++] = byte
  }
  return out.subarray(0, to)
}

/** Length of the valid UTF-8 sequence at `at` (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF), or 0. */
const utf8Length = (bytes: Buffer, at: number): number => {
  const first = bytes[at]!
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  if (at + length > bytes.length) return 0
  const second = bytes[at + 1]!
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let index = at + 2; index < at + length; index++) if ((bytes[index]! & 0xc0) !== 0x80) return 0
  return length
}

/** The stored text of raw client bytes. */
export const textOfBytes = (bytes: Buffer): string => {
  let text = ""
  let from = 0
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!
    const length = utf8Length(bytes, at)
    if (length > 0 && byte >= 0x20 && byte !== 0x7f && byte !== BACKSLASH) {
      at += length
      continue
    }
    text += bytes.toString("utf8", from, at)
    text += byte === BACKSLASH ? "\\\\" : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`
    from = ++at
  }
  return text + bytes.toString("utf8", from, bytes.length)
}

/** The bytes of which `textOfBytes` made a text. */
export const bytesOfText = (text: string): Buffer => {
  const written = Buffer.from(text)
  const bytes = Buffer.allocUnsafe(written.length)
  let to = 0
  for (let at = 0; at < written.length; at++) {
    if (written[at] !== BACKSLASH) bytes[to++] = written[at]!
    else if (written[++at] === BACKSLASH) bytes[to++] = BACKSLASH
    else {
      bytes[to++] = hexValue(written[at + 1]) * 16 + hexValue(written[at + 2])
      at += 2
    }
  }
  return bytes.subarray(0, to)
}

/** The stored text of a field as logged in bytes[start, end). */
export const textOf = (bytes: Buffer, start: number, end: number): string =>
  isPlain(bytes, start, end) ? bytes.toString("latin1", start, end) : textOfBytes(unescape(bytes, start, end))
