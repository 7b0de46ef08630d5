/**
 * The template of a path by what its segments look like: `/user/123` is `/user/:id`, whatever the number.
 *
 * What is taken for an id: a segment of digits, alone or before an extension (`/img/123.png`) or behind `=`; a UUID; eight
 * or more hexadecimal digits with a decimal one among them, as commits and hashes of builds have them (`app.3f9a2b1c.js`);
 * twenty or more letters and digits with three digits among them, as keys are made. The latter three also between dots,
 * hyphens and the like. Years and months are told by their places, dates by their form. All else stays: words, versions
 * (`/v1/`, `jquery-3.7.1.js`), numbers within titles (`top-10-tools`). Nothing is decoded, and case is not folded.
 *
 * It reads bytes, a microsecond at most for a path of ordinary length; without a digit there is nothing to replace.
 */
const SLASH = 0x2f
const DOT = 0x2e
const DASH = 0x2d
const EQUALS = 0x3d
const ZERO = 0x30

// What a byte is, as bits.
const DIGIT = 1
const HEX = 2
/** A letter or digit. */
const WORD = 4
/** Stands between the parts of a segment. */
const BETWEEN = 8

const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte)
  if (byte < 0x80 && /\d/.test(char)) return DIGIT | HEX | WORD
  if (byte < 0x80 && /[a-f]/i.test(char)) return HEX | WORD
  if (byte < 0x80 && /[a-z]/i.test(char)) return WORD
  return ".-_=;,~@:+!()".includes(char) ? BETWEEN : 0
})

const fewestHex = 8
const shortestKey = 20
const fewestDigitsOfKey = 3

const placeholders = {
  id: Buffer.from(":id"),
  date: Buffer.from(":date"),
  year: Buffer.from(":year"),
  month: Buffer.from(":month"),
  day: Buffer.from(":day")
}

/** Returns a function of the path in bytes[start, end): its template, null when that is the path itself. */
export const makeIdTemplate = (): ((bytes: Buffer, start: number, end: number) => string | null) => {
  const writer = new TemplateWriter()
  return (bytes, start, end) => {
    for (let at = start; at < end; at++) {
      if ((kinds[bytes[at]!]! & DIGIT) !== 0) return writer.write(bytes, start, end)
    }
    return null
  }
}

class TemplateWriter {
  #bytes: Buffer = Buffer.alloc(0)
  #out = Buffer.alloc(1024)
  #used = 0
  /** Up to here the path is written. */
  #from = 0

  write(bytes: Buffer, start: number, end: number): string | null {
    // The shortest that is replaced is a digit, the longest that replaces it `:month` for two.
    if (this.#out.length < (end - start) * 4) this.#out = Buffer.alloc((end - start) * 8)
    this.#bytes = bytes
    this.#from = start
    this.#used = 0
    for (let at = start; at < end;) at = this.#segment(at, end)
    if (this.#from === start) return null
    this.#copyTo(end)
    return this.#out.toString("utf8", 0, this.#used)
  }

  /** Takes the segment that begins at `at`, or the slash there; returns where to go on. */
  #segment(at: number, end: number): number {
    const bytes = this.#bytes
    if (bytes[at] === SLASH) return at + 1
    const close = endOfSegment(bytes, at, end)
    const digits = endOf(bytes, at, close, DIGIT)
    if (digits === close) return this.#number(at, close, end)
    if (isDate(bytes, at, close)) this.#replace(at, close, placeholders.date)
    else if (digits > at && bytes[digits] === DOT && isExtension(bytes, digits + 1, close)) {
      this.#replace(at, digits, placeholders.id)
    } else this.#parts(at, close)
    return close
  }

  /** A segment of digits: an id, or a year with the month and day behind it. */
  #number(at: number, close: number, end: number): number {
    const bytes = this.#bytes
    const month = isYear(bytes, at, close) ? close + 1 : end
    const monthEnd = month < end ? endOfSegment(bytes, month, end) : end
    if (month >= end || !isTwoDigits(bytes, month, monthEnd, 12)) {
      this.#replace(at, close, placeholders.id)
      return close
    }
    this.#replace(at, close, placeholders.year)
    this.#replace(month, monthEnd, placeholders.month)
    const day = monthEnd + 1
    const dayEnd = day < end ? endOfSegment(bytes, day, end) : end
    if (day >= end || !isTwoDigits(bytes, day, dayEnd, 31)) return monthEnd
    this.#replace(day, dayEnd, placeholders.day)
    return dayEnd
  }

  #parts(at: number, close: number): void {
    const bytes = this.#bytes
    for (let from = at; from < close;) {
      if ((kinds[bytes[from]!]! & BETWEEN) !== 0) {
        from++
        continue
      }
      const uuid = endOfUuid(bytes, from, close)
      let to = from
      let digits = 0
      let all = HEX | WORD
      for (; to < close && (kinds[bytes[to]!]! & BETWEEN) === 0; to++) {
        const kind = kinds[bytes[to]!]!
        all &= kind
        digits += kind & DIGIT
      }
      const length = to - from
      const isHex = (all & HEX) !== 0 && length >= fewestHex && digits > 0
      const isKey = (all & WORD) !== 0 && length >= shortestKey && digits >= fewestDigitsOfKey
      const isValue = digits === length && from > at && bytes[from - 1] === EQUALS
      if (uuid > 0) to = uuid
      if (uuid > 0 || isHex || isKey || isValue) this.#replace(from, to, placeholders.id)
      from = to
    }
  }

  #replace(from: number, to: number, placeholder: Buffer): void {
    this.#copyTo(from)
    placeholder.copy(this.#out, this.#used)
    this.#used += placeholder.length
    this.#from = to
  }

  #copyTo(to: number): void {
    this.#bytes.copy(this.#out, this.#used, this.#from, to)
    this.#used += to - this.#from
  }
}

const endOfSegment = (bytes: Buffer, at: number, end: number): number => {
  let close = at
  while (close < end && bytes[close] !== SLASH) close++
  return close
}

/** The end of the run of bytes of that kind. */
const endOf = (bytes: Buffer, at: number, end: number, kind: number): number => {
  let to = at
  while (to < end && (kinds[bytes[to]!]! & kind) !== 0) to++
  return to
}

/** A letter and at most nine more of letters and digits. */
const isExtension = (bytes: Buffer, at: number, end: number): boolean =>
  at < end && end - at <= 10 && (kinds[bytes[at]!]! & (WORD | DIGIT)) === WORD && endOf(bytes, at, end, WORD) === end

/** 1900 to 2099. */
const isYear = (bytes: Buffer, at: number, end: number): boolean => {
  if (end - at !== 4 || endOf(bytes, at, end, DIGIT) !== end) return false
  const century = twoDigits(bytes, at)
  return century === 19 || century === 20
}

const twoDigits = (bytes: Buffer, at: number): number => (bytes[at]! - ZERO) * 10 + bytes[at + 1]! - ZERO

/** 01 to `most`. */
const isTwoDigits = (bytes: Buffer, at: number, end: number, most: number): boolean => {
  if (end - at !== 2 || endOf(bytes, at, end, DIGIT) !== end) return false
  const number = twoDigits(bytes, at)
  return number >= 1 && number <= most
}

/** `2026-11-05` or `2026-11`. */
const isDate = (bytes: Buffer, at: number, end: number): boolean => {
  const length = end - at
  return (
    (length === 7 || length === 10) &&
    isYear(bytes, at, at + 4) &&
    bytes[at + 4] === DASH &&
    isTwoDigits(bytes, at + 5, at + 7, 12) &&
    (length === 7 || (bytes[at + 7] === DASH && isTwoDigits(bytes, at + 8, end, 31)))
  )
}

/** Where its parts end: 8, 4, 4, 4 and 12 hexadecimal digits (RFC 9562 §4). */
const uuidParts = [8, 13, 18, 23, 36]

/** The end of the UUID that begins at `at`; 0 when there is none. */
const endOfUuid = (bytes: Buffer, at: number, end: number): number => {
  if (at + 36 > end || bytes[at + 8] !== DASH) return 0
  let from = at
  for (const part of uuidParts) {
    const to = at + part
    if (endOf(bytes, from, end, HEX) !== to || (part < 36 && bytes[to] !== DASH)) return 0
    from = to + 1
  }
  return at + 36 === end || (kinds[bytes[at + 36]!]! & BETWEEN) !== 0 ? at + 36 : 0
}
