import { assert, describe, it } from "@effect/vitest"

import { inTitle, titleOf } from "./titleOf.ts"

const titled = (search: string, sites: ReadonlyArray<string> = ["example.com", "example.net"]): string =>
  titleOf({
    search,
    overview: {
      version: "1",
      database: "logs.db",
      zone: "UTC",
      data_version: 1,
      entries: 1,
      sources: 1,
      sites,
      first_time: 1,
      last_time: 2,
      created_at: 0,
      now: 3
    }
  })

describe("the title of a file", () => {
  it("names its site and its time", () => {
    assert.strictEqual(titled("site=example.net"), "example.net – logmill report")
    assert.strictEqual(titled("", ["example.com"]), "example.com – logmill report")
    assert.strictEqual(
      titled("from=2026-11-09&to=2026-11-15&site=example.net"),
      "example.net, 2026-11-09 to 2026-11-15 – logmill report"
    )
    assert.strictEqual(titled("path=/a"), "logmill report")
  })

  it("holds nothing by which the element would end, and nothing that turns its letters around", () => {
    assert.strictEqual(inTitle(titled("", ["</title>&lt;\u202E"])), "&lt;/title>&amp;lt;\uFFFD – logmill report")
  })
})
