import { assert, layer } from "@effect/vitest"
import { over, repeat, rowsOf, tableOf } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { patternOfCell } from "@logmill/workers/filter/pattern"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const site = "www.Example.com"

const entries: ReadonlyArray<TestEntry> = [
  ...repeat(3, { site, referrer: "https://example.com/a", bytes: 1 }),
  { site, referrer: "https://WWW.example.com:8443/b", bytes: 1 },
  ...repeat(2, { site, referrer: "https://www.search.example/?q=a", bytes: 10 }),
  { site, referrer: "https://search.example", bytes: 10 },
  { site, referrer: "https://search.example.org/", bytes: 10 },
  { site, referrer: "http://social.example/x?u=https://search.example/", bytes: null },
  { site: "social.example", referrer: "http://social.example/x?u=https://search.example/" },
  { site: null, referrer: "android-app://mail" },
  { site, referrer: null }
]

const referrers = {
  "https://www.search.example/?q=a": "search",
  "https://search.example": "search",
  "http://social.example/x?u=https://search.example/": "social",
  "https://example.com/a": "other",
  "https://WWW.example.com:8443/b": "other",
  "https://search.example.org/": "other",
  "android-app://mail": "other"
}

layer(over(builtInAnalyses, entries, { details: { referrers } }))("referrers", (it) => {
  it.effect("are counted as they were named", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("referrers", "referrer hits share bytes referrer_site referrer_class"), [
        ["https://example.com/a", 3, 3 / 12, 3, "example.com", "other"],
        ["http://social.example/x?u=https://search.example/", 2, 2 / 12, 100, "social.example", "social"],
        ["https://www.search.example/?q=a", 2, 2 / 12, 20, "search.example", "search"],
        [null, 1, 1 / 12, 100, null, null],
        ["android-app://mail", 1, 1 / 12, 100, null, "other"],
        ["https://WWW.example.com:8443/b", 1, 1 / 12, 1, "example.com", "other"],
        ["https://search.example", 1, 1 / 12, 10, "search.example", "search"],
        ["https://search.example.org/", 1, 1 / 12, 10, "search.example.org", "other"]
      ])
    })
  )

  it.effect("of the site that was asked can be left out, whatever its case and with www.", () =>
    Effect.gen(function* () {
      const external = { external: "true" }
      assert.deepStrictEqual(yield* tableOf("referrers", "referrer hits share", {}, external), [
        ["https://www.search.example/?q=a", 2, 2 / 6],
        ["android-app://mail", 1, 1 / 6],
        ["http://social.example/x?u=https://search.example/", 1, 1 / 6],
        ["https://search.example", 1, 1 / 6],
        ["https://search.example.org/", 1, 1 / 6]
      ])
      assert.deepStrictEqual(yield* tableOf("referring-sites", "referrer_site hits referrers", {}, external), [
        ["search.example", 3, 2],
        [null, 1, 1],
        ["search.example.org", 1, 1],
        ["social.example", 1, 1]
      ])
      assert.deepStrictEqual(yield* tableOf("referrer-classes", "referrer_class hits", {}, external), [
        ["search", 3],
        ["other", 2],
        ["social", 1]
      ])
    })
  )

  it.effect("stand together by site, each with what a click on it selects", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("referring-sites", "referrer_site hits share referrers bytes referrer_class")
      assert.deepStrictEqual(rows, [
        ["example.com", 4, 4 / 12, 2, 4, "other"],
        ["search.example", 3, 3 / 12, 2, 30, "search"],
        [null, 2, 2 / 12, 1, 200, null],
        ["social.example", 2, 2 / 12, 1, 100, "social"],
        ["search.example.org", 1, 1 / 12, 1, 10, "other"]
      ])
      const pattern = "~^https?://([^@/?#]*@)?(www[.])?\\[?{}\\]?([:/?#]|$)"
      const selected = (value: string) => tableOf("summary", "entries", { referrer: [patternOfCell(pattern, value)] })
      assert.deepStrictEqual(yield* selected("search.example"), [[3]])
      assert.deepStrictEqual(yield* selected("social.example"), [[2]])
      assert.deepStrictEqual(yield* selected("search.example.org"), [[1]])
    })
  )

  it.effect("stand together by kind", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("referrer-classes"), [
        { referrer_class: "other", hits: 6, share: 6 / 12, referring_sites: 2, referrers: 4, bytes: 114 },
        { referrer_class: "search", hits: 3, share: 3 / 12, referring_sites: 1, referrers: 2, bytes: 30 },
        { referrer_class: "social", hits: 2, share: 2 / 12, referring_sites: 1, referrers: 1, bytes: 100 },
        { referrer_class: null, hits: 1, share: 1 / 12, referring_sites: 0, referrers: 0, bytes: 100 }
      ])
      assert.deepStrictEqual(yield* rowsOf("search-and-social"), [
        { referrer_class: "search", referrer_site: "search.example", hits: 3, share: 3 / 12, referrers: 2, bytes: 30 },
        { referrer_class: "social", referrer_site: "social.example", hits: 2, share: 2 / 12, referrers: 1, bytes: 100 }
      ])
    })
  )
})
