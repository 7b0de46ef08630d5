import { assert, describe, it } from "@effect/vitest"

import { likelyName, strangeNames, withoutStrange } from "./strange.ts"
import { readState } from "./url.ts"

describe("names in the address", () => {
  it("that nothing reads are told once, and can be left out", () => {
    const { rest } = readState("?status=404&foo=1&foo=2&sql=SELECT&:min=5&entry=3&Status=5")
    assert.deepStrictEqual(strangeNames(rest), ["foo", "Status"])
    assert.deepStrictEqual(
      withoutStrange(rest).map(([name]) => name),
      ["sql", ":min", "entry"]
    )
  })

  it.each([
    ["stauts", "status"],
    ["Status", "status"],
    ["refferrer", "referrer"],
    ["agents", "agent"],
    ["foo", null]
  ])("%s is most likely %s", (name, likely) => assert.strictEqual(likelyName(name), likely))
})
