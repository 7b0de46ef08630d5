import { describe, expect, it } from "vitest"

import { below, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { bytesOfText, textOf, textOfBytes } from "./value.ts"

/** What Apache (ap_escape_logitem) and nginx (ngx_http_log_escape) write for a client's bytes. */
const escapedBy: Readonly<Record<string, (bytes: Buffer) => string>> = {
  apache: (bytes) =>
    Array.from(bytes, (byte) => {
      const short = { 0x08: "\\b", 0x09: "\\t", 0x0a: "\\n", 0x0b: "\\v", 0x0d: "\\r", 0x22: '\\"', 0x5c: "\\\\" }[byte]
      return (
        short ?? (byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte))
      )
    }).join(""),
  nginx: (bytes) =>
    Array.from(bytes, (byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte)
    ).join("")
}

/** Whole and cut UTF-8, what looks like an escape, and what has to be escaped. */
const parts: ReadonlyArray<string> = [
  'a|/|\\|\\x|\\x41|x41|"|\0|\n|\x7f|\xff',
  "\xc3\xa9|\xc3|\xa9|\xf0\x9f\x98\x80|\xf0\x9f|\xef\xbb\xbf|\xe2\x80\xae|\xc2\x85",
  "\xed\xa0\x80|\xe0\x80\xaf|\xf4\x90\x80\x80|\xc0\xaf"
].flatMap((list) => list.split("|"))

const someBytes = (random: Random): Buffer => {
  const text = Array.from({ length: below(random, 12) }, () =>
    random() < 0.6 ? oneOf(random, parts) : String.fromCharCode(below(random, 256))
  ).join("")
  return Buffer.from(text, "latin1")
}

const stored = (logged: string): string => {
  const bytes = Buffer.from(`"${logged}"`, "latin1")
  return textOf(bytes, 1, bytes.length - 1)
}

describe("textOfBytes", () => {
  it.each([
    ["plain text stays", "/a%20b?c=D&e", "/a%20b?c=D&e"],
    ["UTF-8 stays", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "é€😀"],
    ["a byte-order mark stays", "\xef\xbb\xbfa", "\uFEFFa"],
    ["a backslash is doubled", "a\\b\\\\", "a\\\\b\\\\\\\\"],
    ["control bytes and DEL", "\0\x1b[m\x7f\r\n", "\\x00\\x1B[m\\x7F\\x0D\\x0A"],
    ["a lone continuation byte", "a\x80b", "a\\x80b"],
    ["UTF-8 cut off", "a\xe2\x82", "a\\xE2\\x82"],
    ["UTF-8 cut off in the middle", "\xe2\x82a", "\\xE2\\x82a"],
    ["overlong", "\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", "\\xC0\\xAF\\xE0\\x80\\xAF\\xF0\\x80\\x80\\xAF"],
    ["a surrogate", "\xed\xa0\x80", "\\xED\\xA0\\x80"],
    ["beyond U+10FFFF", "\xf4\x90\x80\x80\xf5", "\\xF4\\x90\\x80\\x80\\xF5"],
    ["a replacement character that was sent stays", "\xef\xbf\xbd", "\uFFFD"],
    ["the last of everything", "\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf", "\u07FF\uFFFF\u{10FFFF}"]
  ])("%s", (_, bytes, text) => expect(textOfBytes(Buffer.from(bytes, "latin1"))).toBe(text))

  it("can be read back: no two byte strings give one text", () => {
    const random = randomFrom(seedOf("value round trip"))
    const pairs = Array.from({ length: 65_536 }, (_, pair) => Buffer.from([pair >> 8, pair & 255]))
    const lost = [...pairs, ...Array.from({ length: 100_000 }, () => someBytes(random))].filter(
      (bytes) => !bytesOfText(textOfBytes(bytes)).equals(bytes)
    )
    expect(lost).toEqual([])
  })

  it("holds nothing that would not print: no control bytes, no replacement characters of its own", () => {
    const random = randomFrom(seedOf("value characters"))
    const sent = Buffer.from("\uFFFD")
    const texts = Array.from({ length: 50_000 }, () => someBytes(random))
      .filter((bytes) => !bytes.includes(sent))
      .map((bytes) => textOfBytes(bytes))
    // oxlint-disable-next-line no-control-regex
    expect(texts.filter((text) => /[\0-\x1f\x7f\ufffd]/.test(text) || !text.isWellFormed())).toEqual([])
  })
})

describe("textOf", () => {
  it.each([
    ["an escaped quote and backslash", '\\"\\\\', '"\\\\'],
    ["short escapes", "\\a\\b\\f\\n\\r\\t\\v", "\\x07\\x08\\x0C\\x0A\\x0D\\x09\\x0B"],
    ["hex escapes in both cases", "\\x41\\xc3\\xA9\\xFf", "Aé\\xFF"],
    ["a hex escape that is none", "\\xg1\\x4\\x", "\\\\xg1\\\\x4\\\\x"],
    ["an escaped backslash and x41", "\\\\x41", "\\\\x41"],
    ["a backslash at the end", "a\\", "a\\\\"],
    ["other letters", "\\q\\u0041\\0", "\\\\q\\\\u0041\\\\0"],
    ["nothing", "", ""]
  ])("undoes %s", (_, logged, text) => expect(stored(logged)).toBe(text))

  it("reads nothing beyond its end", () => {
    const bytes = Buffer.from("\\x4142", "latin1")
    expect(textOf(bytes, 0, 3)).toBe("\\\\x4")
    expect(textOf(Buffer.from("\xc3\xa9", "latin1"), 0, 1)).toBe("\\xC3")
  })

  it.each(Object.entries(escapedBy))("gives back what the client sent from what %s logged", (name, escape) => {
    const random = randomFrom(seedOf(`escapes of ${name}`))
    const samples = Array.from({ length: 50_000 }, () => someBytes(random))
    expect(samples.filter((bytes) => stored(escape(bytes)) !== textOfBytes(bytes))).toEqual([])
    expect(stored(escape(Buffer.from([0, 255])))).toBe("\\x00\\xFF")
  })
})
