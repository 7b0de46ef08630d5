/**
 * Texts that do not stand in the line as they are stored: put together, or with the escapes of JSON, `+` or `%20` undone.
 * Written as a server that escapes with backslashes would log them, because that is what is undone later, once for each
 * distinct value (parse/value.ts).
 */
const BACKSLASH = 0x5c
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20
const NUL = 0x00

const hexValue = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

/** A place to write texts to, one after the other. */
export class Scratch {
  readonly bytes: Buffer
  used = 0
  /** Bytes are written as they are. */
  #isRaw = false

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  byte(byte: number): void {
    this.bytes[this.used++] = byte
  }

  ascii(text: string): void {
    this.used += this.bytes.write(text, this.used, "latin1")
  }

  /** bytes[start, end) as they are. */
  copy(bytes: Buffer, start: number, end: number): void {
    this.used += bytes.copy(this.bytes, this.used, start, end)
  }

  /** The inside of a JSON string (RFC 8259 §7). What is no escape stays as it is. */
  json(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte !== BACKSLASH || at + 1 >= end) {
        this.#literal(byte)
        continue
      }
      const next = bytes[++at]!
      if (next === 0x75) at = this.#unicode(bytes, at + 1, end)
      else {
        const control = controls[next]
        if (control === undefined) this.#literal(next)
        else this.#control(control)
      }
    }
  }

  /** The inside of a JSON string as the bytes it stands for, with no escapes of ours: a line within a line. */
  jsonBytes(bytes: Buffer, start: number, end: number): void {
    this.#isRaw = true
    this.json(bytes, start, end)
    this.#isRaw = false
  }

  /** `%41` as `A`, and a blank for `+` if `isPlus`. */
  encoded(bytes: Buffer, start: number, end: number, isPlus: boolean): void {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!
      if (byte === PERCENT && !isPlus) {
        const high = hexValue(bytes[at + 1])
        const low = at + 2 < end ? hexValue(bytes[at + 2]) : -1
        if (high >= 0 && low >= 0) {
          this.#any(high * 16 + low)
          at += 2
          continue
        }
      }
      this.byte(isPlus && byte === PLUS ? SPACE : byte)
    }
  }

  /** A byte that stands for itself. */
  #literal(byte: number): void {
    if (byte === BACKSLASH && !this.#isRaw) this.byte(BACKSLASH)
    this.byte(byte)
  }

  #any(byte: number): void {
    if (byte < 0x20 || byte === 0x7f) this.#control(byte)
    else this.#literal(byte)
  }

  /** As `\xNN`: no NUL ever stands in scratch but between texts. */
  #control(byte: number): void {
    if (this.#isRaw) this.byte(byte)
    else this.ascii(`\\x${byte.toString(16).padStart(2, "0")}`)
  }

  /** What follows `\u`; returns the place of its last digit. A surrogate without its pair is U+FFFD. */
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
        this.used += this.bytes.write(String.fromCharCode(unit, low), this.used, "utf8")
        return at + 9
      }
    }
    if (unit === BACKSLASH) this.#literal(BACKSLASH)
    else
      this.used += this.bytes.write(
        unit >= 0xd800 && unit < 0xe000 ? "\ufffd" : String.fromCharCode(unit),
        this.used,
        "utf8"
      )
    return at + 3
  }

  /** Between texts. */
  nul(): void {
    this.byte(NUL)
  }
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
