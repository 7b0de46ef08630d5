/**
 * The 16 bytes of an address, IPv4 mapped into IPv6, from its text's bytes; an ingest stores tens of thousands of clients.
 * Plain spellings are read here, in 0.1 µs: four numbers with dots, or groups of hexadecimal digits. All others (brackets,
 * zones, dots within IPv6) and what is no address are told by addressHex, which knows what one is (workers/filter/client.ts).
 */
import { addressHex } from "@logmill/workers/filter/client"

const DOT = 0x2e
const COLON = 0x3a
/** By byte: its value as a hexadecimal digit, 16 for all else. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase())
  return byte < 0x80 && digit >= 0 ? digit : 16
})

export class AddressReader {
  readonly #address = Buffer.alloc(16)

  /** The address in bytes[start, end), null for a name; good until the next. */
  read(bytes: Buffer, start: number, end: number): Buffer | null {
    if (this.#readPlain4(bytes, start, end) || this.#readPlain6(bytes, start, end)) return this.#address
    const hex = addressHex(bytes.toString("utf8", start, end))
    return hex === null ? null : Buffer.from(hex, "hex")
  }

  #readPlain4(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > 15) return false
    const address = this.#address
    let part = 12
    let number = -1
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte === DOT) {
        if (number < 0 || part === 15) return false
        address[part++] = number
        number = -1
        continue
      }
      const digit = digits[byte]!
      // A zero in front is no spelling of one.
      if (digit > 9 || number === 0) return false
      number = number < 0 ? digit : number * 10 + digit
      if (number > 255) return false
    }
    if (number < 0 || part !== 15) return false
    address[15] = number
    address.fill(0, 0, 10)
    address.fill(0xff, 10, 12)
    return true
  }

  #readPlain6(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > 39) return false
    const address = this.#address
    /** Bytes that are written; where the gap of zeros is among them. */
    let written = 0
    let gap = -1
    let number = 0
    let length = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte !== COLON) {
        const digit = digits[byte]!
        if (digit > 15 || length === 4) return false
        number = (number << 4) | digit
        length++
        continue
      }
      if (length === 0) {
        // Only as the second of two; of these there may be one pair, and the first may begin the text.
        const isSecond = at > start && bytes[at - 1] === COLON
        if (isSecond ? gap >= 0 : at > start || end - start < 2 || bytes[at + 1] !== COLON) return false
        if (isSecond) gap = written
        continue
      }
      if (written > 12 || at === end - 1) return false
      address[written++] = number >> 8
      address[written++] = number & 0xff
      number = length = 0
    }
    if (length > 0) {
      if (written > 14) return false
      address[written++] = number >> 8
      address[written++] = number & 0xff
    }
    if (gap < 0) return written === 16
    if (written > 14) return false
    address.copyWithin(16 - (written - gap), gap, written)
    address.fill(0, gap, 16 - (written - gap))
    return true
  }
}
