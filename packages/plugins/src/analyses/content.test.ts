import { assert, layer } from "@effect/vitest"
import { over, repeat, rowsOf, tableOf, without } from "@logmill/core/testing/answers"
import type { TestEntry } from "@logmill/core/testing/database"
import { patternOfCell } from "@logmill/workers/filter/pattern"
import { Effect } from "effect"

import { builtInAnalyses } from "../analyses.ts"

const bot = "Googlebot"

const entries: ReadonlyArray<TestEntry> = [
  { path: "/", bytes: 10 },
  { path: "//x", bytes: 1 },
  { path: "/blog", bytes: 20, client: "192.0.2.2" },
  { path: "/blog/", bytes: 0, status: 304, agent: bot },
  { path: "/blog/a/b", bytes: 30, status: 500 },
  { path: "/blogs", bytes: 5, status: 404, method: "POST" },
  { path: "/blog.css", bytes: 50 },
  { path: "/img/A.PNG", bytes: 60 },
  { path: "/img/A.PNG", bytes: null, status: 304 },
  { path: "/img/b.png", bytes: 7, status: 404, agent: bot, referrer: "https://example.org/" },
  { path: "/img/b.png", bytes: 7, status: 410, referrer: "https://example.org/" },
  { path: "/img/b.png", bytes: 7, status: 404 },
  { path: "*", bytes: null, method: "OPTIONS", protocol: "HTTP/1.0" },
  { path: "\\x16\\x03", method: null, status: 400, bytes: 0, protocol: null }
]

layer(over(builtInAnalyses, entries))("paths by what they are", (it) => {
  it.effect("sections are the first segments, each with what a click on it selects", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("sections", "section hits bytes paths hits_4xx hits_5xx bot_hits")
      assert.deepStrictEqual(rows, [
        ["/img", 5, 81, 2, 3, 0, 1],
        ["/blog", 3, 50, 3, 0, 1, 1],
        [null, 2, 0, 2, 1, 0, 0],
        ["/", 2, 11, 2, 0, 0, 0],
        ["/blog.css", 1, 50, 1, 0, 0, 0],
        ["/blogs", 1, 5, 1, 1, 0, 0]
      ])
      const share = (yield* tableOf("sections", "share")).map(([one]) => one)
      assert.deepStrictEqual(share, [5 / 14, 3 / 14, 2 / 14, 2 / 14, 1 / 14, 1 / 14])
      for (const [section, hits] of rows.filter(([one]) => one !== null)) {
        const path = [patternOfCell("{},{}/*", String(section))]
        assert.deepStrictEqual(yield* tableOf("summary", "entries", { path }), [[hits]], String(section))
      }
    })
  )

  it.effect("pages are those that were seen", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("pages"), [
        { path: "/", hits: 1, share: 0.25, bytes: 10, bot_hits: 0 },
        { path: "//x", hits: 1, share: 0.25, bytes: 1, bot_hits: 0 },
        { path: "/blog", hits: 1, share: 0.25, bytes: 20, bot_hits: 0 },
        { path: "/blog/", hits: 1, share: 0.25, bytes: 0, bot_hits: 1 }
      ])
      const rows = yield* rowsOf("pages", {}, { visitors: "true" })
      assert.deepStrictEqual(without(rows, "visitors"), yield* rowsOf("pages"))
    })
  )

  it.effect("assets tell what was sent of them", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("assets"), [
        {
          path: "/img/A.PNG",
          hits: 2,
          share: 2 / 3,
          bytes: 60,
          bytes_share: 60 / 110,
          bytes_per_hit: 30,
          hits_304: 1,
          extension: "png"
        },
        {
          path: "/blog.css",
          hits: 1,
          share: 1 / 3,
          bytes: 50,
          bytes_share: 50 / 110,
          bytes_per_hit: 50,
          hits_304: 0,
          extension: "css"
        }
      ])
      assert.deepStrictEqual(yield* tableOf("assets", "bytes_share", { status: ["304"] }), [[null]])
    })
  )

  it.effect("what is not there is counted, and told from where it was asked for", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("not-found"), [
        { path: "/img/b.png", hits: 3, share: 0.75, bot_hits: 1 },
        { path: "/blogs", hits: 1, share: 0.25, bot_hits: 0 }
      ])
      assert.deepStrictEqual(yield* rowsOf("not-found", {}, { referrers: "true" }), [
        { path: "/img/b.png", referrer: "https://example.org/", hits: 2, share: 0.5, bot_hits: 1 },
        { path: "/blogs", referrer: null, hits: 1, share: 0.25, bot_hits: 0 },
        { path: "/img/b.png", referrer: null, hits: 1, share: 0.25, bot_hits: 0 }
      ])
    })
  )

  it.effect("file types are extensions in lower case", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("file-types", "extension hits share bytes paths hits_304 bytes_per_hit"), [
        [null, 8, 8 / 14, 66, 8, 1, 66 / 8],
        ["png", 5, 5 / 14, 81, 2, 1, 81 / 5],
        ["css", 1, 1 / 14, 50, 1, 0, 50]
      ])
      assert.deepStrictEqual(yield* tableOf("file-types", "bytes_share", { path: ["*.css"] }), [[1]])
    })
  )

  it.effect("bandwidth goes by bytes", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf("bandwidth")
      assert.strictEqual(rows.length, 11)
      assert.deepStrictEqual(rows.slice(0, 2), [
        { path: "/img/A.PNG", bytes: 60, share: 60 / 197, hits: 2, bytes_per_hit: 30, bot_bytes: 0 },
        { path: "/blog.css", bytes: 50, share: 50 / 197, hits: 1, bytes_per_hit: 50, bot_bytes: 0 }
      ])
      assert.deepStrictEqual(yield* tableOf("bandwidth", "bytes share bot_bytes", { path: ["/blog/"] }), [[0, null, 0]])
    })
  )

  it.effect("methods and protocols are those of requests", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tableOf("methods", "method hits bytes hits_4xx hits_5xx bot_hits"), [
        ["GET", 11, 192, 3, 1, 2],
        [null, 1, 0, 1, 0, 0],
        ["OPTIONS", 1, 0, 0, 0, 0],
        ["POST", 1, 5, 1, 0, 0]
      ])
      assert.deepStrictEqual(yield* rowsOf("protocols"), [
        { protocol: "HTTP/1.1", hits: 12, share: 12 / 14, bytes: 197 },
        { protocol: null, hits: 1, share: 1 / 14, bytes: 0 },
        { protocol: "HTTP/1.0", hits: 1, share: 1 / 14, bytes: 0 }
      ])
    })
  )
})

const users: ReadonlyArray<TestEntry> = [
  { path: "/user/1", durationMs: 10, status: 200 },
  { path: "/user/1", durationMs: 20, status: 302 },
  { path: "/user/2", status: null, bytes: 1 },
  { path: "/about", status: 404 }
]
const templates = { "/user/1": "/user/:id", "/user/2": "/user/:id", "/about": "/about" }

layer(over(builtInAnalyses, users, { details: { paths: templates } }))("templates", (it) => {
  it.effect("hold paths together", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("templates"), [
        {
          template: "/user/:id",
          hits: 3,
          share: 0.75,
          bytes: 201,
          paths: 2,
          hits_2xx: 1,
          hits_3xx: 1,
          hits_4xx: 0,
          hits_5xx: 0,
          hits_other: 1,
          mean_ms: 15
        },
        {
          template: "/about",
          hits: 1,
          share: 0.25,
          bytes: 100,
          paths: 1,
          hits_2xx: 0,
          hits_3xx: 0,
          hits_4xx: 1,
          hits_5xx: 0,
          hits_other: 0,
          mean_ms: null
        }
      ])
    })
  )
})

const searches: ReadonlyArray<TestEntry> = [
  ...repeat(2, { path: "/s", query: "q=a+b&page=2" }),
  { path: "/s", query: "q=a%20b&q=c&&debug" },
  { path: "/t", query: "=x&q=&tag[]=1=2&q" },
  { path: "/s", query: "" },
  { path: "/s", query: null },
  { path: "/s", query: "&" },
  { path: "/s", query: "q=a+b" }
]

layer(over(builtInAnalyses, searches))("query strings", (it) => {
  it.effect("are taken apart into names, each request counted once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("query-parameters"), [
        { name: "q", hits: 5, share: 5 / 8, distinct_values: 4, paths: 2, sample: "" },
        { name: "page", hits: 2, share: 2 / 8, distinct_values: 1, paths: 1, sample: "2" },
        { name: "", hits: 1, share: 1 / 8, distinct_values: 1, paths: 1, sample: "x" },
        { name: "debug", hits: 1, share: 1 / 8, distinct_values: 0, paths: 1, sample: null },
        { name: "tag[]", hits: 1, share: 1 / 8, distinct_values: 1, paths: 1, sample: "1=2" }
      ])
    })
  )

  it.effect("and into values, as logged, of some names or all", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("query-values", {}, { name: "q" }), [
        { name: "q", value: "a+b", hits: 3, share: 3 / 5 },
        { name: "q", value: null, hits: 1, share: 1 / 5 },
        { name: "q", value: "", hits: 1, share: 1 / 5 },
        { name: "q", value: "a%20b", hits: 1, share: 1 / 5 },
        { name: "q", value: "c", hits: 1, share: 1 / 5 }
      ])
      assert.deepStrictEqual(yield* tableOf("query-values", "name value hits", { path: ["/t"] }, { name: "!q" }), [
        ["", "x", 1],
        ["tag[]", "1=2", 1]
      ])
      assert.strictEqual((yield* rowsOf("query-values")).length, 9)
    })
  )
})

const hosts: ReadonlyArray<TestEntry> = [
  { site: "a.example", agent: bot, status: 500, bytes: 1 },
  { site: "a.example", client: "192.0.2.9" },
  { site: "a.example", client: "192.0.2.9", status: 404 },
  { site: "b.example", client: "192.0.2.9" },
  { site: null, agent: null }
]

layer(over(builtInAnalyses, hosts))("sites", (it) => {
  it.effect("have visitors of their own, and lines may have no site", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("sites"), [
        {
          site: "a.example",
          hits: 3,
          share: 0.6,
          visitors: 2,
          bytes: 201,
          hits_4xx: 1,
          hits_5xx: 1,
          bot_hits: 1
        },
        { site: null, hits: 1, share: 0.2, visitors: 1, bytes: 100, hits_4xx: 0, hits_5xx: 0, bot_hits: 0 },
        { site: "b.example", hits: 1, share: 0.2, visitors: 1, bytes: 100, hits_4xx: 0, hits_5xx: 0, bot_hits: 0 }
      ])
    })
  )
})

layer(
  over(builtInAnalyses, [
    ...repeat(2, { path: "/p" }),
    { path: "/p", client: "192.0.2.2", agent: bot },
    { path: "/p", client: "192.0.2.2", agent: null },
    { path: "/p", client: "192.0.2.9", status: 404 },
    { path: "/p.css", client: "192.0.2.9" }
  ])
)("visitors of pages", (it) => {
  it.effect("are counted once a page", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rowsOf("pages", {}, { visitors: "true" }), [
        { path: "/p", hits: 4, share: 1, visitors: 3, bytes: 400, bot_hits: 1 }
      ])
    })
  )
})

const from = (referrer: string | null, path: string, status: number, site: string | null = null): TestEntry => ({
  path,
  status,
  referrer,
  site
})
const home = "https://www.example.com/"

layer(
  over(builtInAnalyses, [
    ...repeat(3, from(home, "/", 200)),
    from(home, "/gone", 404),
    from(home, "/gone", 410),
    from(home, "/gone", 404, "example.net"),
    from("https://example.org/list", "/gone", 404),
    from("https://www.example.net/a", "/old", 404, "www.Example.net"),
    { ...from("android-app://x", "/old", 404), agent: bot },
    from(null, "/gone", 404),
    from("https://example.org/list", "/", 200)
  ])
)("links to what is not there", (it) => {
  it.effect("are one's own by the site that was asked, or that most pages are of", () =>
    Effect.gen(function* () {
      const rows = yield* tableOf("dead-links", "path referrer link hits bot_hits")
      assert.deepStrictEqual(rows, [
        ["/gone", home, "own", 2, 0],
        ["/gone", "https://example.org/list", "other", 1, 0],
        ["/gone", home, "other", 1, 0],
        ["/old", "android-app://x", null, 1, 1],
        ["/old", "https://www.example.net/a", "own", 1, 0]
      ])
      const half = { path: ["/gone"], status: ["404"], site: ["-"] }
      assert.deepStrictEqual(yield* tableOf("dead-links", "referrer link", half), [
        ["https://example.org/list", null],
        [home, null]
      ])
    })
  )
})
