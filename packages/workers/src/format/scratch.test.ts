import { describe, expect, it } from "vitest"

import { textOf } from "../parse/value.ts"
import { randomFrom, below, oneOf, seedOf } from "../testing/mutations.ts"
import { Scratch } from "./scratch.ts"

/** What is stored of the text that `write` has written. */
const stored = (write: (scratch: Scratch) => void): string => {
  const scratch = new Scratch(Buffer.alloc(4096))
  write(scratch)
  return textOf(scratch.bytes, 0, scratch.used)
}

/** Text between others, which must not be seen. */
const between = (text: string): readonly [Buffer, number, number] => {
  const bytes = Buffer.from(text, "latin1")
  return [Buffer.concat([Buffer.from("41"), bytes, Buffer.from("41u0041")]), 2, 2 + bytes.length]
}

const json = (text: string): string => stored((scratch) => scratch.json(...between(text)))
const percent = (text: string, isPlus = false): string => stored((scratch) => scratch.percent(...between(text), isPlus))
const plus = (text: string): string => stored((scratch) => scratch.plus(...between(text)))
const literal = (text: string, isQuoted = false): string =>
  stored((scratch) => scratch.literal(...between(text), isQuoted))

const hash = (text: string): string => stored((scratch) => scratch.hash(...between(text)))

/** As stored: a backslash as two, control bytes as `\xNN`. */
const asStored = (text: string): string =>
  Array.from(text, (character) => {
    const code = character.charCodeAt(0)
    if (character === "\\") return "\\\\"
    return code < 0x20 || code === 0x7f ? `\\x${code.toString(16).toUpperCase().padStart(2, "0")}` : character
  }).join("")

describe("hash", () => {
  it.each([
    ["#", "#"],
    ["#2", "#2"],
    ["#2g", "#2g"],
    ["#23", "#"],
    ["#2322", "#22"],
    ["a#22b", 'a"b'],
    ["#C3#A9#c3#a9", "éé"],
    ["#00#09#ff", "\\x00\\x09\\xFF"],
    ["\\think#5Capp", "\\\\think\\\\app"]
  ])("%j becomes %j", (text, read) => expect(hash(text)).toBe(read))
})

describe("json", () => {
  it.each([
    ["a\\", "a\\\\"],
    ["\\u", "\\\\u"],
    ["\\u00", "\\\\u00"],
    ["\\u00g0", "\\\\u00g0"],
    ["\\ud800", "\\xED\\xA0\\x80"],
    ["\\udc00x", "\\xED\\xB0\\x80x"],
    ["\\ud800\\u0041", "\\xED\\xA0\\x80A"],
    ["\\ud83d\\", "\\xED\\xA0\\xBD\\\\"],
    ["\\ud83d\\ude", "\\xED\\xA0\\xBD\\\\ude"],
    ["\\u0000", "\\x00"],
    ["\\u005cx41", "\\\\x41"],
    ["\\\\x41", "\\\\x41"],
    ["\\\\u0041", "\\\\u0041"],
    ["\\q", "q"],
    ["\\x4", "x4"],
    ["\0\x01\xff", "\\x00\\x01\\xFF"]
  ])("makes of %j no more than it says", (text, expected) => expect(json(text)).toBe(expected))

  it.each([
    ['a\\"b\\\\c\\/d', 'a"b\\\\c/d'],
    ["\\b\\f\\n\\r\\t", "\\x08\\x0C\\x0A\\x0D\\x09"],
    ["\\u00e9\\ud83d\\ude00\\u20AC", "é😀€"],
    ["\\x22GET\\x5C\\x00", '"GET\\\\\\x00']
  ])("undoes %j", (text, expected) => expect(json(text)).toBe(expected))

  it("reads what JSON.stringify writes", () => {
    const random = randomFrom(seedOf("strings"))
    const pieces = ['"', "\\", "/", "\n", "\u0000", "\u007f", "é", "😀", "\u2028", "a", "x41", "u0041", " ", "%20", "+"]
    for (let index = 0; index < 5000; index++) {
      const text = Array.from({ length: below(random, 12) }, () => oneOf(random, pieces)).join("")
      const written = Buffer.from(JSON.stringify(text).slice(1, -1))
      expect(stored((scratch) => scratch.json(written, 0, written.length))).toBe(asStored(text))
    }
  })
})

describe("percent", () => {
  it.each([
    ["%", "%"],
    ["%4", "%4"],
    ["a%4", "a%4"],
    ["%zz%-1", "%zz%-1"],
    ["%00%0A%7f", "\\x00\\x0A\\x7F"],
    ["%5Cx41", "\\\\x41"],
    ["%ff", "\\xFF"],
    ["a+b", "a+b"]
  ])("makes of %j no more than it says", (text, expected) => expect(percent(text)).toBe(expected))

  it("undoes what encodeURIComponent does", () => {
    const text = 'Mozilla/5.0 (X11; é😀) \\ 100% "q"'
    expect(percent(encodeURIComponent(text))).toBe(asStored(text))
    expect(percent("a+b%2Bc", true)).toBe("a b+c")
  })
})

describe("plus", () => {
  it.each([
    ["", ""],
    ["Mozilla/5.0+(Windows+NT+10.0)", "Mozilla/5.0 (Windows NT 10.0)"],
    ["bot/1;++http://a", "bot/1; +http://a"],
    ["bot+(+http://a)", "bot (+http://a)"],
    ["+a", " a"],
    ["++++", " + +"]
  ])("makes of %j %j", (text, expected) => expect(plus(text)).toBe(expected))
})

describe("literal", () => {
  it.each([
    ["EXAMPLE\\bob\\x41\\", "EXAMPLE\\\\bob\\\\x41\\\\"],
    ['say ""hi""', 'say ""hi""']
  ])("keeps %j", (text, expected) => expect(literal(text)).toBe(expected))

  it("makes of two quotes one where they are quoted", () => {
    expect(literal('say ""hi"" \\n', true)).toBe('say "hi" \\\\n')
    expect(literal('"', true)).toBe('"')
    expect(literal('"""', true)).toBe('""')
  })
})

describe("a scratch that is full", () => {
  it("counts what did not fit in, and takes no more", () => {
    for (const length of [0, 1, 2, 3, 4, 5, 6]) {
      const scratch = new Scratch(Buffer.alloc(8).subarray(0, length))
      const write = (text: string): void => {
        const before = scratch.used
        scratch.json(Buffer.from(text), 0, Buffer.byteLength(text))
        expect(scratch.used).toBeGreaterThan(before)
      }
      for (let times = 0; times < 3; times++) {
        for (const text of ["a", "\\n", "\\u00e9", "\\ud83d\\ude00"]) write(text)
        scratch.ascii("abc")
        scratch.copy(Buffer.from("a\0b"), 0, 3)
      }
      expect(scratch.used).toBeGreaterThan(length)
    }
  })
})
