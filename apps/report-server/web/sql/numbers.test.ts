import { assert, describe, it } from "@effect/vitest"

import type { Cell, Column } from "../api/types.ts"
import { numberTexts } from "./numbers.ts"

const textsOf = (cells: ReadonlyArray<Cell>, kind: Column["kind"] = "number"): ReadonlyArray<string> => {
  const text = numberTexts(
    [{ name: "n", kind, filter: null }],
    cells.map((cell) => [cell])
  ).get("n")!
  return cells.map(text)
}

describe("numbers of a result", () => {
  it.each(["count", "number", "bytes", "duration_ms"] as const)("of kind %s have all their digits", (kind) => {
    assert.deepStrictEqual(textsOf([10_393, 999, null, -1_138_166_333], kind), ["10,393", "999", "–", "−1,138,166,333"])
  })

  it("beyond 2^53 have them, too", () => {
    assert.deepStrictEqual(textsOf(["9007199254740993", 1]), ["9,007,199,254,740,993", "1"])
  })

  it("of one column have as many decimals each", () => {
    assert.deepStrictEqual(textsOf([222.222222222, 4, 0.5]), ["222.222", "4.000", "0.500"])
    assert.deepStrictEqual(textsOf([0.123456789, 0.25], "share"), ["0.12346", "0.25000"])
    assert.deepStrictEqual(textsOf([1.5, 2.25]), ["1.50", "2.25"])
    assert.deepStrictEqual(textsOf([0.000012345, 0.5]), ["0.0000123", "0.5000000"])
    assert.deepStrictEqual(textsOf([1_234_567.891]), ["1,234,567.9"])
  })

  it("are not lost for a text among them", () => assert.deepStrictEqual(textsOf(["n/a", 12_345]), ["n/a", "12,345"]))
})
