/**
 * Texts that do not stand in the line as they are stored: put together, or with the escapes of JSON, `+` or `%20` undone.
 * Written as a server that escapes with backslashes would log them, because that is what is undone later, once for each
 * distinct value (parse/value.ts).
 */
const BACKSLASH = 0x5c
const PERCENT = 0x25
const NUMBER_SIGN = 0x23
const PLUS = 0x2b
const SPACE = 0x20
const NUL = 0x00

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

const QUOTE = 0x22
const OPEN = 0x28

/** Up to this many bytes are copied one by one, faster than by a call of Buffer's. */
const shortText = 48

/**
 * A place to write texts to, one after the other. What does not fit in is not written, but counted: `used` says that there
 * was too much.
 */
export class Scratch {
  readonly bytes: Buffer
  used = 0
  /** Bytes are written as they are. */
  #isBytes = false

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  byte(byte: number): void {
    this.bytes[this.used++] = byte
  }

  ascii(text: string): void {
    this.#write(text, "latin1", text.length)
  }

  /** A text without NULs. */
  add(text: Uint8Array): void {
    let { used } = this
    for (let index = 0; index < text.length; index++) this.bytes[used++] = text[index]!
    this.used = used
  }

  /** bytes[start, end) as they are, but for NULs, which stand between texts here. */
  copy(bytes: Buffer, start: number, end: number): void {
    if (end - start <= shortText) {
      for (let at = start; at < end; at++) this.#raw(bytes[at]!)
      return
    }
    const from = this.used
    if (from < this.bytes.length) bytes.copy(this.bytes, from, start, end)
    this.used += end - start
    const nul = this.bytes.subarray(from, this.used).indexOf(NUL)
    if (nul < 0) return
    this.used = from + nul
    for (let at = start + nul; at < end; at++) this.#raw(bytes[at]!)
  }

  /**
   * The inside of a JSON string (RFC 8259 §7). What is no escape stays as it is. `\xNN`, which JSON does not have, is a
   * byte: nginx writes it where a `log_format` of JSON goes without `escape=json`.
   */
  json(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte !== BACKSLASH || at + 1 >= end) {
        this.#literal(byte)
        continue
      }
      const next = bytes[++at]!
      const byteOfHex = next === 0x78 ? byteAt(bytes, at + 1, end) : -1
      if (next === 0x75) at = this.#unicode(bytes, at + 1, end)
      else if (byteOfHex >= 0) {
        this.#any(byteOfHex)
        at += 2
      } else {
        const control = controls[next]
        if (control === undefined) this.#literal(next)
        else this.#control(control)
      }
    }
  }

  /** The inside of a JSON string as the bytes it stands for, with no escapes of ours: a line within a line. */
  jsonBytes(bytes: Buffer, start: number, end: number): void {
    this.#isBytes = true
    this.json(bytes, start, end)
    this.#isBytes = false
  }

  /** What has no escapes: a backslash is one. In quotes (`isQuoted`) a quote is written twice. */
  literal(bytes: Buffer, start: number, end: number, isQuoted: boolean): void {
    for (let at = start; at < end; at++) {
      if (isQuoted && bytes[at] === QUOTE && at + 1 < end && bytes[at + 1] === QUOTE) at++
      this.#literal(bytes[at]!)
    }
  }

  /** `%41` as `A`; and a blank for `+`, if `isPlus`. */
  percent(bytes: Buffer, start: number, end: number, isPlus: boolean): void {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      const value = byte === PERCENT ? byteAt(bytes, at + 1, end) : -1
      if (value >= 0) {
        this.#any(value)
        at += 2
      } else this.#raw(isPlus && byte === PLUS ? SPACE : byte)
    }
  }

  /** `#41` as `A`, as HAProxy writes bytes that are no printable ASCII, quotes and number signs. */
  hash(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      const value = byte === NUMBER_SIGN ? byteAt(bytes, at + 1, end) : -1
      if (value >= 0) {
        this.#any(value)
        at += 2
      } else this.#literal(byte)
    }
  }

  /**
   * A blank for `+`, as IIS writes it. A `+` of the text itself looks the same; right behind a brace or another `+` it is
   * one, because there nobody has a blank, but crawlers write `(+http://...)` and `; +http://...`.
   */
  plus(bytes: Buffer, start: number, end: number): void {
    let wasBlank = false
    for (let at = start; at < end; at++) {
      const isBlank: boolean = bytes[at] === PLUS && !wasBlank && !(at > start && bytes[at - 1] === OPEN)
      this.#raw(isBlank ? SPACE : bytes[at]!)
      wasBlank = isBlank
    }
  }

  /** A byte that stands for itself. */
  #literal(byte: number): void {
    if (byte === BACKSLASH && !this.#isBytes) this.byte(BACKSLASH)
    this.#raw(byte)
  }

  /** A byte as it is, escapes and all. */
  #raw(byte: number): void {
    if (byte === NUL) this.#control(byte)
    else this.byte(byte)
  }

  #any(byte: number): void {
    if (byte < 0x20 || byte === 0x7f) this.#control(byte)
    else this.#literal(byte)
  }

  /** As `\xNN`: no NUL ever stands in scratch but between texts. */
  #control(byte: number): void {
    if (this.#isBytes) this.byte(byte)
    else this.ascii(`\\x${byte.toString(16).padStart(2, "0")}`)
  }

  /** What follows `\u`; returns the place of its last digit. A surrogate without its pair is its three bytes, which are no UTF-8. */
  #unicode(bytes: Buffer, at: number, end: number): number {
    const unit = unicodeUnit(bytes, at, end)
    if (unit < 0) {
      this.ascii("\\\\u")
      return at - 1
    }
    if (unit < 0x20 || unit === 0x7f) {
      this.#control(unit)
      return at + 3
    }
    if (unit >= 0xd800 && unit < 0xdc00 && bytes[at + 4] === BACKSLASH && bytes[at + 5] === 0x75) {
      const low = unicodeUnit(bytes, at + 6, end)
      if (low >= 0xdc00 && low < 0xe000) {
        this.#write(String.fromCharCode(unit, low), "utf8", 4)
        return at + 9
      }
    }
    if (unit === BACKSLASH) this.#literal(BACKSLASH)
    else if (unit >= 0xd800 && unit < 0xe000) {
      for (const byte of [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]) this.byte(byte)
    } else this.#write(String.fromCharCode(unit), "utf8", 3)
    return at + 3
  }

  /** `most`: how long it is at most, in bytes. */
  #write(text: string, encoding: "latin1" | "utf8", most: number): void {
    const fits = this.used + most <= this.bytes.length
    this.used += fits ? this.bytes.write(text, this.used, encoding) : most
  }

  /** What was written to [start, end) here, once more. */
  again(start: number, end: number): void {
    if (this.used + end - start <= this.bytes.length) this.bytes.copyWithin(this.used, start, end)
    this.used += end - start
  }

  /** Between texts. */
  nul(): void {
    this.byte(NUL)
  }
}

/** Two hexadecimal digits at `at`, or -1. */
const byteAt = (bytes: Buffer, at: number, end: number): number => {
  const high = at + 1 < end ? hexValue(bytes[at]) : -1
  const low = high < 0 ? -1 : hexValue(bytes[at + 1])
  return low < 0 ? -1 : high * 16 + low
}

const controls: Readonly<Record<number, number>> = { 0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09 }

const unicodeUnit = (bytes: Buffer, at: number, end: number): number => {
  if (at + 4 > end) return -1
  let unit = 0
  for (let index = at; index < at + 4; index++) {
    const digit = hexValue(bytes[index])
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}
