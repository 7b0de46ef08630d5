import { describe, expect, it } from "vitest"

import { compileStatuses, readStatuses } from "./status.ts"

const all = [null, 0, 99, 100, 200, 299, 304, 400, 404, 499, 500, 599, 600, 999]

describe("statuses", () => {
  it.each(["", "4x", "xx", "404,", "!", "599-500", "404-", "a"])("refuses %j", (text) =>
    expect(() => readStatuses(text)).toThrow(/is no status; write 404, 5xx/)
  )

  it.each([
    ["4", "did you mean 4xx? (4-4 asks"],
    ["40", "a status has three digits (40-40 asks"],
    ["5000", "a status has three digits (5000-5000 asks"],
    ["200,7", "a status has three digits (7-7 asks"]
  ])("refuses %s, and says what may be meant", (text, advice) => expect(() => readStatuses(text)).toThrow(advice))

  it.each<[string | Array<string>, ReadonlyArray<number | null>]>([
    ["404", [404]],
    ["404,5xx", [404, 500, 599]],
    ["5XX", [500, 599]],
    ["4xx,!404", [400, 499]],
    ["!304,!-", [0, 99, 100, 200, 299, 400, 404, 499, 500, 599, 600, 999]],
    ["-", [null]],
    ["-,200", [null, 200]],
    ["200-304", [200, 299, 304]],
    [
      ["404", "5xx", "!500"],
      [404, 599]
    ],
    ["0xx", [0, 99]],
    ["0", [0]],
    ["000", [0]],
    ["999", [999]],
    ["99-99", [99]],
    ["600-12345", [600, 999]]
  ])("%j", (text, selected) => {
    expect(all.filter(compileStatuses(readStatuses(text)))).toEqual(selected)
  })
})
