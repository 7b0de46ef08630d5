import { describe, expect, it } from "vitest"

import { nearest } from "./nearest.ts"

describe("nearest", () => {
  it.each([
    ["stauts", ["path", "status"], "status"],
    ["cvs", ["csv", "tsv"], "csv"],
    ["max", ["min", "path"], "min"],
    ["foo", ["os", "path"], null],
    ["xyzzy", ["path", "status"], null]
  ])("of %j among %j is %j", (word, candidates, found) => expect(nearest(word, candidates)).toBe(found))
})
