import { assert, describe, it } from "@effect/vitest"

import { columnGap } from "./columns.ts"

describe("gaps between columns", () => {
  it.each([
    ["none where a pixel more or less would show", 3.4, 1, 0],
    ["one pixel where columns are narrow, on any screen", 9.2, 2, 1],
    ["one px of the page elsewhere", 23.5, 2, 2],
    ["no more than that", 400, 1, 1]
  ])("are %s", (_, pitch, ratio, gap) => assert.strictEqual(columnGap(pitch, ratio), gap))
})
