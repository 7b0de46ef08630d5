/** What is known of stored values changes, and with it all answers; the log files may be gone. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { fullEnrichment, otherEnrichment, testEnrichment } from "../testing/enrichment.ts"
import { makeLab } from "../testing/lab.ts"
import { clfTime, logLines } from "../testing/logs.ts"

const none = { agents: 0, paths: 0, referrers: 0, clients: 0, days: 0, missing: [] }

const robotLine = (number: number, path: string): string =>
  `192.0.2.9 - - [${clfTime(number)}] "GET ${path} HTTP/1.1" 200 1 "-" "Googlebot/2.1"\n`

describe("enrich", () => {
  it.live("says that there is no database", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const error = yield* Effect.flip(lab.enrich())
      assert.strictEqual(error.reason, "missing")
      assert.include(error.message, "nothing to enrich")
    }).pipe(Effect.scoped)
  )

  it.live("moves entries to their agents' new classes, in views and rollups", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const later = 3 * 86_400
      // The last line has no end, so it is in no rollup.
      lab.write(
        "a.log",
        logLines("a", 0, 50) + logLines("b", later, 30) + robotLine(later + 99, "/robot.html").trimEnd()
      )
      yield* lab.ingest(["a.log"])
      lab.remove("a.log")
      const classes = () => lab.query("SELECT agent_class, sum(hits) AS hits FROM hits GROUP BY 1 ORDER BY 1")
      assert.deepStrictEqual(classes(), [
        { agent_class: "human", hits: 80 },
        { agent_class: "search", hits: 1 }
      ])
      lab.enrichment = otherEnrichment
      assert.deepStrictEqual(yield* lab.enrich(), { ...none, agents: 7, paths: 1, days: 2 })
      assert.deepStrictEqual(classes(), [
        { agent_class: "monitor", hits: 80 },
        { agent_class: "search", hits: 1 }
      ])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT agent_class, bot, kind FROM entries ORDER BY 1, 3"), [
        { agent_class: "monitor", bot: "Mozilla", kind: "page" },
        { agent_class: "search", bot: "Googlebot", kind: "asset" }
      ])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT bot FROM visits ORDER BY 1"), [
        { bot: "Googlebot" },
        { bot: "Mozilla" }
      ])
    }).pipe(Effect.scoped)
  )

  it.live("changes nothing where nothing is to be changed", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 20))
      yield* lab.ingest(["a.log"])
      const before = [lab.dump(), lab.query("SELECT data_version, enriched_with FROM meta")]
      assert.deepStrictEqual(yield* lab.enrich(), none)
      assert.deepStrictEqual([lab.dump(), lab.query("SELECT data_version, enriched_with FROM meta")], before)
      lab.enrichment = otherEnrichment
      yield* lab.enrich()
      lab.enrichment = testEnrichment
      yield* lab.enrich()
      assert.deepStrictEqual(lab.dump(), before[0])
    }).pipe(Effect.scoped)
  )

  const refererLine = (number: number): string =>
    `192.0.2.${number % 200} - - [${clfTime(number)}] "GET /user/${number}/x.css HTTP/1.1" 200 1 "https://site${number % 7}.example/" "Mozilla/5.0 ${number % 11}"\n`

  it.live("makes of a database what an ingest would have made of it with what is known now", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const fresh = yield* makeLab
      const lines = Array.from({ length: 300 }, (_, number) => refererLine(number)).join("") + robotLine(400, "/5")
      const write = (to: typeof lab) => {
        to.write("a.log", lines)
        to.write("b.log", `${logLines("b", 0, 40)}${robotLine(500, "*")}`)
      }
      write(lab)
      lab.enrichment = fullEnrichment("old")
      yield* lab.ingest(["a.log"])
      lab.enrichment = fullEnrichment("new")
      const { notices } = yield* lab.ingest(["b.log"])
      assert.match(notices.join(), /are others than those .* logmill enrich/)
      lab.remove("a.log")
      lab.remove("b.log")
      const enriched = yield* lab.enrich()
      assert.deepStrictEqual(enriched, { ...none, agents: 11, paths: 301, referrers: 7, clients: 200 })
      write(fresh)
      fresh.enrichment = fullEnrichment("new")
      yield* fresh.ingest(["a.log", "b.log"])
      assert.deepStrictEqual(lab.dump(), fresh.dump())
      assert.deepStrictEqual(yield* lab.enrich(), none)
      write(lab)
      lab.append("b.log", refererLine(900))
      assert.deepStrictEqual((yield* lab.ingest(["a.log", "b.log"])).notices, [])
    }).pipe(Effect.scoped)
  )

  it.live("goes on with the databases of addresses that were used last, and says when one is gone", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const path = "/data/city.mmdb"
      const withGeoip = {
        ...fullEnrichment("x"),
        madeWith: { geoip: [{ path, type: "City", builtAt: "" }], rules: null }
      }
      const asked: Array<ReadonlyArray<string>> = []
      lab.onEnrichment = (geoip) => void asked.push(geoip)
      lab.enrichment = withGeoip
      lab.write("a.log", logLines("a", 0, 3))
      yield* lab.ingest(["a.log"])
      lab.append("a.log", logLines("a", 3, 3))
      yield* lab.ingest(["a.log"])
      yield* lab.enrich()
      assert.deepStrictEqual(asked, [[], [path], [path]])

      lab.enrichment = { ...withGeoip, problems: ["city.mmdb is gone"] }
      lab.append("a.log", logLines("a", 6, 3))
      assert.deepStrictEqual((yield* lab.ingest(["a.log"])).notices, ["city.mmdb is gone"])
      const before = lab.dump()
      const error = yield* Effect.flip(lab.enrich())
      assert.deepStrictEqual([error.reason, error.message], ["geoip", "city.mmdb is gone"])
      assert.deepStrictEqual(lab.dump(), before)
    }).pipe(Effect.scoped)
  )
})
