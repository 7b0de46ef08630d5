import { assert, describe, it } from "@effect/vitest"

import { wrapped } from "./frame.ts"
import { valueMarks } from "./plot.ts"

describe("the axis of a picture", () => {
  it("begins at zero and has round numbers, few of them", () => {
    assert.deepStrictEqual(valueMarks(1040, true), [0, 200, 400, 600, 800, 1000])
    assert.deepStrictEqual(valueMarks(3, true), [0, 1, 2, 3])
    assert.deepStrictEqual(valueMarks(1, true), [0, 1])
    for (const top of [0.003, 0.7, 1, 9, 11, 4_321, 99_999, 1e12]) {
      const marks = valueMarks(top, false)
      assert.isTrue(marks[0] === 0 && marks.at(-1)! <= top && marks.length >= 3 && marks.length <= 7, String(top))
    }
  })
})

describe("what a picture says", () => {
  const measure = (text: string) => text.length

  it("fills lines, and only cuts what is longer than one", () => {
    assert.deepStrictEqual(wrapped(["abc", "de", "fghij"], 10, measure), ["abc · de", "fghij"])
    assert.deepStrictEqual(wrapped([], 10, measure), [])
    const [line] = wrapped(["x".repeat(1000)], 10, measure)
    assert.match(line!, /^x{5,9}…$/)
  })
})
