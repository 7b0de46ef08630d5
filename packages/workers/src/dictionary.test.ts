import { describe, expect, it } from "vitest"

import { ByteDictionary } from "./dictionary.ts"
import { below, oneOf, randomFrom, seedOf } from "./testing/mutations.ts"

const idOf = (dictionary: ByteDictionary, text: string, before = "", after = "\0".repeat(8)): number => {
  const bytes = Buffer.from(before + text + after, "latin1")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return dictionary.idOf(bytes, view, before.length, before.length + text.length)
}

/** The dictionary's own hash, to make values that collide; lengths are multiples of four. */
const mix = (hash: number, word: number): number => {
  const mixed = Math.imul(hash ^ word, -1640531535)
  return mixed ^ (mixed >>> 15)
}

/** The inverse of the multiplication and the shift in `mix`. */
const unmix = (mixed: number): number => {
  const unshifted = mixed ^ (mixed >>> 15) ^ (mixed >>> 30)
  let inverse = -1640531535
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(-1640531535, inverse))
  return Math.imul(unshifted, inverse)
}

/** Texts of `length` bytes (whole steps of eight), all of one hash: the second last word is what makes it so. */
const collidingTexts = (count: number, length: number): ReadonlyArray<string> => {
  const target = 0x12345678
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.alloc(length, "/")
    bytes.writeInt32LE(index, 0)
    let hash = length
    for (let at = 0; at < length - 8; at += 8) hash = mix(hash, bytes.readInt32LE(at))
    bytes.writeInt32LE(unmix(target) ^ hash, length - 8)
    return bytes.toString("latin1")
  })
}

describe("ByteDictionary", () => {
  it("numbers values as a Map does, through growth and clearing", () => {
    const random = randomFrom(seedOf("dictionary"))
    const dictionary = new ByteDictionary()
    let map = new Map<string, number>()
    const wrong: Array<unknown> = []
    for (let index = 0; index < 200_000; index++) {
      if (random() < 0.00002) {
        dictionary.clear()
        map = new Map()
      }
      const text = String(below(random, 50_000)).repeat(1 + below(random, 6)) + "\0".repeat(below(random, 3))
      if (!map.has(text)) map.set(text, map.size)
      const id = idOf(dictionary, text, oneOf(random, ["", "x", "xyz"]), oneOf(random, ["\0", "y", "\xff"]).repeat(8))
      if (id !== map.get(text) || dictionary.size !== map.size) wrong.push([text, id, map.get(text)])
    }
    expect(wrong).toEqual([])
    expect(dictionary.isFull).toBe(false)
  })

  it("tells values apart by every byte and by their length", () => {
    const dictionary = new ByteDictionary()
    const values = new Set<string>()
    for (let length = 0; length <= 20; length++) {
      values.add("\0".repeat(length))
      for (let at = 0; at < length; at++) {
        for (const byte of ["\x01", "\x80", "\xff"]) values.add("\0".repeat(at) + byte + "\0".repeat(length - at - 1))
      }
    }
    expect([...values].map((value) => idOf(dictionary, value))).toEqual([...values.keys()].map((_, index) => index))
    expect([...values].map((value) => idOf(dictionary, value, "?"))).toEqual([...values].map((_, index) => index))
  })

  it("is full by its bytes or by its values, and empty when cleared", () => {
    const byBytes = new ByteDictionary()
    for (let index = 0; !byBytes.isFull && index < 200; index++) idOf(byBytes, String(index).padEnd(60_000, "x"))
    expect(byBytes.size).toBe(Math.ceil((8 * 1024 * 1024 + 1) / 60_000))
    byBytes.clear()
    expect([byBytes.isFull, byBytes.size, idOf(byBytes, "7")]).toEqual([false, 0, 0])

    const byValues = new ByteDictionary()
    while (!byValues.isFull) idOf(byValues, String(byValues.size))
    expect(byValues.size).toBe(128 * 1024 + 1)
  })

  it("keeps values apart that collide on purpose, and is full soon, so that they cost no more than others", () => {
    const texts = collidingTexts(5_000, 32)
    expect(new Set(texts).size).toBe(5_000)
    const dictionary = new ByteDictionary()
    const ids = texts.slice(0, 300).map((text) => idOf(dictionary, text))
    expect(ids).toEqual(ids.map((_, index) => index))
    expect(dictionary.isFull).toBe(true)
    dictionary.clear()
    expect([dictionary.isFull, idOf(dictionary, texts[7]!)]).toEqual([false, 0])
  })

  it("is not full of values that merely are alike", () => {
    const dictionary = new ByteDictionary()
    for (let index = 0; index < 100_000; index++) idOf(dictionary, `198.51.${index >> 8}.${index & 255}`)
    expect([dictionary.isFull, dictionary.size]).toEqual([false, 100_000])
  })
})
