import { assert, describe, it } from "@effect/vitest"

import { offered, offerQuestion, operatorsOf } from "./offered.ts"

const answer = (id: string, name: string, values: ReadonlyArray<string | number | null>) => ({
  id,
  columns: [{ name, kind: "text" as const, filter: null }],
  rows: values.map((value) => [value])
})

describe("a filter's form", () => {
  it("offers what the field holds, and words for several", () => {
    assert.deepStrictEqual(offered("status", answer("status", "status", [200, 404, null])), [
      "2xx",
      "4xx",
      "200",
      "404",
      "-"
    ])
    assert.deepStrictEqual(offered("site", answer("sites", "site", ["", "example.com"])), ["-", "example.com"])
    assert.deepStrictEqual(offered("class", answer("agent-classes", "agent_class", ["feed"])), [
      "people",
      "bots",
      "feed"
    ])
  })

  it("offers a value once, as it is typed there", () => {
    const networks = ["AS64500 Example, Net", null, "-"]
    assert.deepStrictEqual(offered("network", answer("networks", "network", networks)), ["AS64500 Example, Net", "-"])
    assert.deepStrictEqual(offered("bot", answer("bots", "bot", ["curl", "curl"])), ["curl"])
    assert.deepStrictEqual(offered("source", answer("sources", "path", ["/logs/a.log"])), ["/logs/a.log"])
    assert.isNull(offerQuestion("source"))
  })

  it("asks for those that hold what is typed, where values are many", () => {
    assert.deepStrictEqual(offerQuestion("path"), { id: "paths", filter: {}, limit: 20, compare: null })
    assert.deepStrictEqual(offerQuestion("path", "a*b")?.filter, { path: ["*a\\*b*"] })
    assert.deepStrictEqual(offerQuestion("site", "a")?.filter, {})
    assert.deepStrictEqual(offered("path", answer("paths", "path", ["/"])), ["/"])
  })

  it("offers nothing of another field", () => {
    assert.deepStrictEqual(offered("status", answer("sites", "site", ["example.com"])), [])
    assert.deepStrictEqual(offered("referrer", answer("paths", "path", ["/"])), [])
  })

  it("matches numbers and classes by no patterns", () => {
    assert.deepStrictEqual(operatorsOf("status"), ["is", "is not"])
    assert.include(operatorsOf("path"), "matches")
  })
})
