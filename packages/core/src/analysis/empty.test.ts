import { assert, describe, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import Database from "better-sqlite3"
import { Effect } from "effect"

import { QueryEngine } from "../query/QueryEngine.ts"
import type { TestSource } from "../testing/database.ts"
import { temporaryDatabase } from "../testing/services.ts"
import { dataContext } from "./context.ts"
import { idleNegations, whyEmpty } from "./empty.ts"
import { type FilterInput, parseFilter } from "./filter.ts"

const sources: ReadonlyArray<TestSource> = [
  { path: "a.log", entries: [{ client: "192.0.2.0" }, { client: "2001:db8:1::" }] },
  {
    path: "s.log",
    entries: [{ client: "192.0.2.0", site: "shop.example.org", user: "Ada" }],
    details: {
      agents: { "Mozilla/5.0": { browser: "Firefox", os: "Windows" } },
      clients: { "192.0.2.0": { country: "DE", network: "AS64500 Example, Net" } }
    }
  },
  { path: "b.log", entries: [{ client: "192.0.2.0", status: 503 }] }
]

/** Of a database whose rollups do not have the last source. */
const asked = (input: FilterInput, isAnonymized: boolean, explain: typeof whyEmpty | typeof idleNegations = whyEmpty) =>
  Effect.gen(function* () {
    const file = yield* temporaryDatabase(sources, "UTC", { behind: 1 })
    const db = new Database(file)
    db.exec(`UPDATE meta SET anonymized = ${Number(isAnonymized)}`)
    db.close()
    return yield* Effect.gen(function* () {
      const filter = yield* parseFilter(input, { now: 0, zone: "UTC" })
      return yield* explain(yield* QueryEngine, filter, yield* dataContext)
    }).pipe(Effect.provide(QueryEngine.layer(file)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("a filter that selects nothing", () => {
  it.live("asks an anonymized database for what is stored there", () =>
    Effect.gen(function* () {
      const told = (yield* asked({ client: ["192.0.2.7,2001:db8:1::7,192.0.2.0/30,198.51.100.7"] }, true)).map(
        (reason) => (reason.kind === "unmatched" ? [reason.value, reason.instead, reason.hint === null] : reason)
      )
      assert.deepStrictEqual(told, [
        ["192.0.2.7", "192.0.2.0", false],
        ["2001:db8:1::7", "2001:db8:1::", false],
        ["198.51.100.7", null, false]
      ])
    })
  )

  it.live("is told of a site spelled like it, else how many entries have none", () =>
    Effect.gen(function* () {
      const [near] = yield* asked({ site: ["shop.exmaple.org"] }, false)
      assert.deepInclude(near, { value: "shop.exmaple.org", instead: "shop.example.org", hint: null })
      const [far] = yield* asked({ site: ["www.example.com.invalid"] }, false)
      assert.include(JSON.stringify(far), "67 % of the entries have no site")
      assert.deepInclude(far, { instead: "-" })
    })
  )

  it.live("is told of a detail spelled like it, of a country by its name, and of what takes a database", () =>
    Effect.gen(function* () {
      const told = (yield* asked(
        {
          browser: ["firefox,Firefx"],
          os: ["windows*", "Minix"],
          country: ["Germany", "germny", "dk", "D*"],
          city: ["Berlin"],
          network: ["192.0.2.0/24", "example, net", "AS1"],
          user: ["ada", "!bob", "-"]
        },
        false
      )).map((reason) => (reason.kind === "unmatched" ? [reason.value, reason.instead, reason.hint] : reason))
      assert.deepStrictEqual(told, [
        ["firefox", "Firefox", null],
        ["Firefx", "Firefox", null],
        ["windows*", "Windows*", null],
        ["Minix", null, null],
        ["Germany", "DE", null],
        ["germny", "DE", null],
        ["dk", null, null],
        ["Berlin", null, "no client has a city: that takes a database of addresses (logmill enrich --geoip FILE.mmdb)"],
        ["192.0.2.0/24", null, "--client takes ranges of addresses"],
        ["example", "*Example*", null],
        ["net", "*Net*", null],
        ["AS1", null, null],
        ["ada", "Ada", null]
      ])
    })
  )

  it.live("is not told to have a status or a client that no entry has, where one has", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* asked({ status: ["503"], client: ["192.0.2.0/24"] }, false), [])
      assert.deepStrictEqual(yield* asked({ status: ["404,5xx", "-"] }, false), [])
      assert.deepStrictEqual(yield* asked({ status: ["404,-"] }, false), [
        { kind: "noStatus", value: "404,-", stored: [200, 503] }
      ])
    })
  )
})

describe("a negation that leaves nothing out", () => {
  it.live("is told with what is stored, as its positive form is", () =>
    Effect.gen(function* () {
      const input = {
        client: ["!192.0.2.0,!198.51.100.0/24,!192.0.2.0/24"],
        browser: ["!firefox,!Firefox"],
        method: ["!get"],
        source: ["!a.lgo,!b.log"],
        site: ["!www.example.net,!x*,!-"],
        path: ["/a,!( ~^/x | /b?c )"]
      }
      const told = yield* asked(input, false, idleNegations)
      assert.deepStrictEqual(
        told.map((reason) => (reason.kind === "unmatched" ? [reason.value, reason.instead, reason.hint] : reason)),
        [
          ["a.lgo", null, null],
          ["www.example.net", null, null],
          { kind: "query", value: "/b?c", instead: "!/b" },
          ["get", "!GET", null],
          ["198.51.100.0/24", null, null],
          ["firefox", "!Firefox", null]
        ]
      )
      assert.deepStrictEqual(yield* asked({ path: ["/nothing"] }, false, idleNegations), [])
    })
  )
})
