import { assert, describe, it } from "@effect/vitest"

import { setAudience } from "./filters.ts"
import { filterWords } from "./words.ts"

describe("the filter in words", () => {
  it("says each chip, who is counted, and what it is compared with", () => {
    assert.deepStrictEqual(filterWords({}, null), [])
    assert.deepStrictEqual(
      filterWords(setAudience({ path: ["/feed.xml"], status: ["!304"], client: ["-"] }, "people"), "previous"),
      [
        "people only",
        "Path is /feed.xml",
        "Status is not 304",
        "Client is not logged",
        "compared with the period before"
      ]
    )
    assert.deepStrictEqual(filterWords({ class: ["crawler"] }, "2026-11-01..2026-11-02"), [
      "Class is crawler",
      "compared with 1–2 Nov 2026"
    ])
    assert.deepStrictEqual(filterWords({}, "-14d..-7d"), ["compared with -14d – -7d"])
  })

  it("says of what is unknown why it is", () => {
    const unknown = { path: ["\\-"], referrer: ["!-"], os: ["-"], bot: ["!-"], country: ["!-"], user: ["-"] }
    assert.deepStrictEqual(filterWords(unknown, null), [
      "Path is -",
      "Referrer is logged",
      "System is not known",
      "Bot is any",
      "Country is known",
      "User is none"
    ])
  })

  it("names a referring site, whose pattern nobody typed", () => {
    const pattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?example\\.com\\]?([:/?#]|$)"
    assert.deepStrictEqual(filterWords({ referrer: [pattern, `!${pattern}`, "~^https"] }, null), [
      "Referring site example.com",
      "Referring site is not example.com",
      "Referrer matches ~^https"
    ])
  })

  it("turns no direction of writing", () => {
    assert.deepStrictEqual(filterWords({ path: ["/a\u202Eb"] }, null), ["Path is /a\\u{202e}b"])
  })
})
