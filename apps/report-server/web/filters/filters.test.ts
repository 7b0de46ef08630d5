import { assert, describe, it } from "@effect/vitest"

import {
  audienceOf,
  audiences,
  audienceShown,
  chipsOf,
  clear,
  filterEntries,
  isNarrowed,
  readFilter,
  remove,
  replace,
  setAudience,
  setTimes,
  toggle
} from "./filters.ts"

describe("a click", () => {
  it("adds, and takes back", () => {
    const one = toggle({}, "path", "/a")
    assert.deepStrictEqual(one, { path: ["/a"] })
    assert.deepStrictEqual(toggle(one, "path", "/b"), { path: ["/a", "/b"] })
    assert.deepStrictEqual(toggle(one, "path", "/a"), {})
  })

  it("that excludes takes the opposite away, as both select nothing", () => {
    assert.deepStrictEqual(toggle({ path: ["/a"] }, "path", "!/a"), { path: ["!/a"] })
    assert.deepStrictEqual(toggle({ status: ["!5xx", "404"] }, "status", "5xx"), { status: ["404", "5xx"] })
  })

  it("changes one of several, and leaves the others", () => {
    const filter = { path: ["/a", "/b"], client: ["192.0.2.1"] }
    assert.deepStrictEqual(replace(filter, "path", "/a", "/c*"), { path: ["/c*", "/b"], client: ["192.0.2.1"] })
    assert.deepStrictEqual(remove(filter, "client", "192.0.2.1"), { path: ["/a", "/b"] })
  })
})

describe("who is counted", () => {
  it("is told by the classes it sets, and is no chip", () => {
    for (const audience of audiences) {
      const filter = setAudience({ path: ["/a"] }, audience)
      assert.strictEqual(audienceOf(filter), audience)
      assert.deepStrictEqual(chipsOf(filter), [{ name: "path", pattern: "/a" }])
    }
  })

  it("is told of each way to write it, and shown of some of either", () => {
    const told = (...classes: ReadonlyArray<string>) => [
      audienceOf({ class: classes }),
      audienceShown({ class: classes })
    ]
    for (const people of [["people"], ["human,unknown"], ["unknown", "human"], ["!bots"]])
      assert.deepStrictEqual(told(...people), ["people", "people"])
    for (const bots of [["bots"], ["!human,!unknown"], ["!unknown", "!human"], ["!people"]])
      assert.deepStrictEqual(told(...bots), ["bots", "bots"])
    assert.deepStrictEqual(told("human"), [null, "people"])
    assert.deepStrictEqual(told("search,ai-crawler"), [null, "bots"])
    assert.deepStrictEqual(told("human", "search"), [null, null])
    assert.deepStrictEqual(told("!human"), [null, null])
  })

  it("is a chip when the switch can't say it", () => {
    assert.isNull(audienceOf({ class: ["search"] }))
    assert.deepStrictEqual(chipsOf({ class: ["search"] }), [{ name: "class", pattern: "search" }])
  })
})

describe("the filter in a URL", () => {
  it("has the flags' names, repeated as they are, always in one order", () => {
    const filter = { client: ["192.0.2.1"], path: ["/a", "!/b"], to: "2026-11-10", from: "-7d" }
    const entries = filterEntries(filter)
    assert.deepStrictEqual(entries, [
      ["from", "-7d"],
      ["to", "2026-11-10"],
      ["path", "/a"],
      ["path", "!/b"],
      ["client", "192.0.2.1"]
    ])
    assert.deepStrictEqual(readFilter(new URLSearchParams(entries.map(([name, value]) => [name, value]))), filter)
  })

  it("is cleared but for its zone, which selects nothing", () => {
    const filter = { tz: "Asia/Kolkata", ...setTimes({ path: ["/a"] }, { from: "-1d" }) }
    assert.isTrue(isNarrowed(filter))
    assert.deepStrictEqual(clear(filter), { tz: "Asia/Kolkata" })
    assert.isFalse(isNarrowed(clear(filter)))
  })
})
