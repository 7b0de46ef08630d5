import { describe, expect, it } from "vitest"

import { below, mutate, oneOf, type Random, randomFrom, seedOf } from "../testing/mutations.ts"
import { FormatError } from "./definition.ts"
import { FITS, JSON_STRING, Slots } from "./slots.ts"
import { JsonSplitter } from "./splitJson.ts"

const paths = [["a"], ["b.c"], ["b.d.e"], ["f"], ["g-h.i"]]

/** What each slot has: texts read as JSON, numbers as they stand; or where the line stopped to fit. */
const split = (
  text: string,
  keys: ReadonlyArray<ReadonlyArray<string>> = paths
): ReadonlyArray<string | null> | number => {
  const before = Buffer.from("{[,")
  // What follows a line must not end it.
  const bytes = Buffer.concat([before, Buffer.from(text), Buffer.from('"}]},"a":1}')])
  const end = before.length + Buffer.byteLength(text)
  const slots = new Slots(keys.length)
  slots.clear()
  const at = new JsonSplitter(keys).split(bytes, before.length, end, slots)
  if (at !== FITS) return at - before.length
  return keys.map((_, slot) => {
    const start = slots.starts[slot]!
    if (start < 0) return null
    const value = bytes.toString("utf8", start, slots.ends[slot])
    return slots.escaped[slot] === JSON_STRING ? unescaped(value) : value
  })
}

const first = (text: string): string | null | number => {
  const values = split(text)
  return typeof values === "number" ? values : values[0]!
}

describe("JsonSplitter", () => {
  it("refuses two fields from one key", () =>
    expect(() => new JsonSplitter([["a", "b"], ["b"]])).toThrow(
      new FormatError('two fields of the format are to be had from the key "b"')
    ))

  it.each([
    ["", 0],
    ["  ", 2],
    ["null", 0],
    ['"a"', 0],
    ["[1]", 0],
    ["{", 1],
    ['{"a"', 4],
    ['{"a":', 5],
    ['{"a":"x', 5],
    ['{"a":"x\\', 5],
    ['{"a":"x\\"}', 5],
    ['{"a', 1],
    ['{"a":1', 6],
    ['{"a":1,', 7],
    ['{"a":1,}', 7],
    ['{"a":1}}', 7],
    ['{"a":1} x', 8],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ["{a:1}", 1],
    ["{'a':1}", 1],
    ['{"a":[1}', 7],
    ['{"a":[1,]}', 8],
    ['{"a":[', 6],
    ['{"a":tru}', 5],
    ['{"a":1.}', 5],
    ['{"a":+1}', 5],
    ['{"a":--1}', 5],
    ['{"a":NaN}', 5],
    ['{"a":1}{"a":2}', 7]
  ])("says where %j is no line of JSON", (text, at) => expect(split(text)).toBe(at))

  it("takes no deep nesting to heart", () => {
    expect(first(`${'{"x":'.repeat(60)}1${"}".repeat(60)}`)).toBe(null)
    for (const text of [
      '{"a":'.repeat(10_000),
      `{"a":${"[".repeat(60_000)}`,
      `{"a":${"[".repeat(65)}1${"]".repeat(65)}}`
    ])
      expect(split(text)).toBeGreaterThan(0)
  })

  it("takes long lines", () => {
    const long = "x".repeat(64 * 1024 - 20)
    expect(first(`{"a":"${long}"}`)).toBe(long)
    expect(first(`{"${long}":1,"a":2}`)).toBe("2")
    expect(first(`{"a":${"9".repeat(60_000)}}`)).toHaveLength(60_000)
    expect(first(`{"x":[${"1,".repeat(30_000)}1],"a":2}`)).toBe("2")
    expect(first(`{"${".".repeat(60_000)}":1,"a":2}`)).toBe("2")
  })

  it("passes by what is in strings", () => {
    expect(first('{"x":"{\\"a\\":1}","a":2}')).toBe("2")
    expect(first('{"x":"\u0000\t\ud800\\ud800\\q","a":2}')).toBe("2")
    expect(first('{"x":"\\\\","a":2}')).toBe("2")
  })

  it("takes the last of a key that comes twice", () => {
    expect(first('{"a":1,"a":2}')).toBe("2")
    expect(first('{"a":1,"a":null}')).toBe("1")
    expect(first('{"a":1,"a":""}')).toBe("1")
  })

  it("takes of several keys the first that says something", () => {
    const of = (text: string) => split(text, [["a", "b.x", "c"]])
    expect(of('{"c":3,"b":{"x":2},"a":1}')).toEqual(["1"])
    expect(of('{"a":1,"b":{"x":2}}')).toEqual(["1"])
    for (const none of ["null", '""', '"-"', "{}", "[]"]) expect(of(`{"a":${none},"c":3}`)).toEqual(["3"])
    for (const none of ["null", '""', '"-"']) expect(of(`{"c":3,"a":${none}}`)).toEqual(["3"])
    expect(of('{"a":"","c":"-"}')).toEqual([""])
    expect(of('{"a":null}')).toEqual([null])
  })

  it("takes what templates make of missing values for null", () => {
    expect(split('{"a": ,"b":{"c":-},"f":-}')).toEqual([null, null, null, null, null])
    expect(first('{"f":,"a":007}')).toBe("007")
  })

  it("follows paths into objects, first values of arrays, and keys with dots", () => {
    expect(split('{"a":[true,2],"b":{"c":[["x"]],"d":{"e":1.5e3}},"f":[],"g-h":[{"i":"é"},{"i":2}]}')).toEqual([
      "true",
      "x",
      "1.5e3",
      null,
      "é"
    ])
    expect(split('{"b.c":1,"b.d.e":2,"b":{"d.e":3},"b.x":4}')).toEqual([null, "1", "3", null, null])
    expect(split(' {\t"a" :\r1 , "b" : { } } ')).toEqual(["1", null, null, null, null])
    expect(split('{"a":{"c":1},"c":2,"b":5}')).toEqual([null, null, null, null, null])
  })

  it("has what JSON.parse has", () => {
    const random = randomFrom(seedOf("json"))
    for (let index = 0; index < 5000; index++) {
      const value = object(random, 0)
      const text = JSON.stringify(value, null, oneOf(random, [0, 0, "\t"])).replaceAll("\n", " ")
      expect([text, split(text)]).toEqual([text, paths.map(([path]) => at(value, path!.split(".")))])
    }
  })

  it("does not throw, nor leave the line, whatever it is given", () => {
    const random = randomFrom(seedOf("damaged json"))
    const sound = Array.from({ length: 50 }, () => JSON.stringify(object(random, 0)))
    const wrong: Array<unknown> = []
    for (let index = 0; index < 20_000; index++) {
      const text = mutate(sound, random)
      const values = split(text)
      if (typeof values !== "number") continue
      // Line ends are no blanks inside a line.
      const isRefused = /[\r\n]/.test(text) || !isObject(text)
      if (!isRefused || values > Buffer.byteLength(text)) wrong.push([text, values])
    }
    expect(wrong).toEqual([])
  })
})

/** What no JSON string says stays as it is. */
const unescaped = (text: string): string => {
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const object = (random: Random, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length: below(random, 6) }, () => [
      oneOf(random, ["a", "b", "c", "d", "e", "f", "g-h", "i", "x", ""]),
      anything(random, depth)
    ])
  )

const anything = (random: Random, depth: number): unknown => {
  const kind = below(random, depth > 4 ? 4 : 7)
  if (kind === 0) return oneOf(random, [null, true, false])
  if (kind === 1) return oneOf(random, [0, -1, 1.5, 1e21, 1e-7, 1_794_318_936.123])
  if (kind < 4) return oneOf(random, ["", "-", "x", '"', "\\", "é😀", "\u0000", '{"a":1}', "a,b", "]", "\\u0041"])
  if (kind === 4) return Array.from({ length: below(random, 3) }, () => anything(random, depth + 1))
  return object(random, depth + 1)
}

/** The value at a path, as the splitter says it. */
const at = (value: unknown, path: ReadonlyArray<string>): string | null => {
  if (Array.isArray(value)) return at(value[0], path)
  if (path.length === 0) {
    if (value === null || value === undefined || typeof value === "object") return null
    return typeof value === "string" ? value : JSON.stringify(value)
  }
  if (typeof value !== "object" || value === null) return null
  return Object.hasOwn(value, path[0]!) ? at((value as Record<string, unknown>)[path[0]!], path.slice(1)) : null
}
