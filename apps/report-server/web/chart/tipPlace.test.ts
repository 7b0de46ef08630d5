import { assert, describe, it } from "@effect/vitest"

import { tipPlace } from "./tipPlace.ts"

describe("a tip", () => {
  it.each([
    ["leaves the next column free", 100, [50, 200], { left: "208px" }],
    ["stands left of what is pointed at in the right half", 900, [800, 950], { right: "208px" }],
    ["is some way from the pointer over thin columns", 100, [96, 104], { left: "132px" }],
    ["goes to the other side where there is no room", 480, [300, 900], { right: "708px" }],
    ["stands beside the pointer where there is room on no side", 400, [100, 900], { left: "408px" }],
    ["stands beside the pointer in the right half, too", 600, [100, 900], { right: "408px" }]
  ] as const)("%s", (_, left, near, place) => assert.deepStrictEqual(tipPlace({ left, near, width: 1000 }), place))

  it("of a selection has room for two times", () => {
    const at = { left: 480, near: [400, 740], width: 1000 } as const
    assert.deepStrictEqual(tipPlace(at), { left: "748px" })
    assert.deepStrictEqual(tipPlace({ ...at, selected: [0, 1] }), { right: "608px" })
  })
})
