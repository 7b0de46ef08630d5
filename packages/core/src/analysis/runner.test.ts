import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { join } from "node:path"

import { QueryEngine } from "../query/QueryEngine.ts"
import { noon, type TestSource } from "../testing/database.ts"
import { temporaryDatabase } from "../testing/services.ts"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Analyses } from "./runner.ts"

const header = (id: string, more = ""): string => `/* logmill\nid = "${id}"\ntitle = "${id}"\n${more}*/\n`

const files: Readonly<Record<string, string>> = {
  agents:
    header("agents", '[columns.agent]\nkind = "agent"\nfilter = "agent"\n') +
    "SELECT agent, count(*) AS n FROM entries GROUP BY agent_id ORDER BY n DESC, agent",
  above:
    header("above", '[params.min]\ntype = "int"\n[params.only]\ntype = "text"\ndefault = "*"\n') +
    "SELECT path FROM entries WHERE status >= :min AND matches(path, :only) ORDER BY path",
  sparse:
    header("sparse", 'empty = "No paths."\n[params.min_hits]\ntype = "int"\ndefault = 1\n') +
    "SELECT path, count(*) AS n FROM entries GROUP BY path_id HAVING count(*) >= :min_hits",
  days:
    header("days", 'also = ["daily", "by-date"]\n') +
    "SELECT day, sum(hits) AS hits FROM hits GROUP BY day ORDER BY day",
  peek: header("peek") + "SELECT value FROM path",
  shadow: header("shadow") + "WITH path AS (SELECT path AS value FROM entries) SELECT value FROM path ORDER BY value",
  "file-name": header("other-id") + "SELECT path FROM entries",
  faulty: header("broken", 'cost = "cheap"\n') + "SELECT path FROM entries",
  quoted: header("quoted", 'also = "daily"\n') + "SELECT count(*) AS n FROM 'entries'",
  types:
    header(
      "types",
      ["int", "float", "bool", "duration", "text"].map((type) => `[params.${type}]\ntype = "${type}"\n`).join("")
    ) +
    "SELECT :int * 4503599627370497 + 1 AS n, typeof(:float) AS a, typeof(:bool) AS b, typeof(:duration) AS c, typeof(:text) AS d",
  wrong: header("wrong") + "SELECT nosuch FROM entries",
  slow:
    header("slow") +
    "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 1500000) SELECT count(*) AS n FROM t",
  endless:
    header("endless") + "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) AS n FROM t"
}

const source: TestSource = {
  path: "a.log",
  entries: [
    { path: "/a", agent: "x'; DROP TABLE entry --" },
    { path: "/a", agent: null, status: 404 },
    { path: "/b", time: noon + 11 * 3_600_000 },
    { path: "/c", time: noon + 12 * 3_600_000, status: 500 }
  ]
}

const withAnalyses = <A, E>(
  test: (analyses: Analyses["Service"], file: string) => Effect.Effect<A, E, FileSystem.FileSystem>
) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = yield* temporaryDatabase([source])
    const folder = join(file, "../analyses")
    yield* fs.makeDirectory(folder)
    for (const [id, text] of Object.entries(files)) yield* fs.writeFileString(join(folder, `${id}.sql`), text)
    const layer = Analyses.layer({ folders: [{ path: folder, origin: "flag" }], cacheFile: `${file}.cache` }).pipe(
      Layer.provide(QueryEngine.layer(file))
    )
    return yield* Analyses.use((analyses) => test(analyses, file)).pipe(Effect.provide(layer))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("an analysis is refused", () => {
  it.live.each<readonly [string, Parameters<Analyses["Service"]["run"]>[1], string]>([
    ["agent", {}, 'there is no analysis "agent"; did you mean agents?'],
    ["zzzzz", {}, 'there is no analysis "zzzzz"; there are above, agents'],
    ["file-name", {}, 'there is no analysis "file-name"; did you mean other-id?'],
    ["file-nmae", {}, 'there is no analysis "file-nmae"; did you mean other-id?'],
    ["By_Date", {}, 'there is no analysis "By_Date"; did you mean days?'],
    ["daily", {}, 'there is no analysis "daily"; did you mean days or quoted?'],
    ["broken", {}, 'the analysis "broken" was not loaded, because of /'],
    ["faulty", {}, "/faulty.sql:4"],
    ["above", {}, "above: min is missing; write --param min=10"],
    ["above", { params: { min: "x" } }, 'above: min can\'t be "x"; it is a whole number'],
    ["above", { params: { min: 1, max: 2 } }, "above: max is not known; did you mean min?"],
    ["above", { params: { min: 1, only: "~(" } }, 'above: only: the pattern "~(" is no regular expression'],
    ["agents", { filter: { status: ["x"] } }, '--status: "x" is no status'],
    [
      "peek",
      {},
      '/peek.sql:5: "path" is a table of the database\'s inside, which no filter reaches; write entries or hits'
    ],
    ["wrong", {}, "/wrong.sql:5: there is no column nosuch"],
    ["endless", { deadline: "300 millis" }, "the query was stopped after 300ms, its time limit"]
  ])("%s %j", ([id, options, reason]) =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(analyses.run(id, options))
        assert.include(error.message, reason)
      })
    )
  )
})

describe("an answer", () => {
  it.live("has columns of their kinds, and rows", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const { elapsedMs, ...answer } = yield* analyses.run("agents")
        assert.isAbove(elapsedMs, 0)
        assert.deepStrictEqual(answer, {
          id: "agents",
          title: "agents",
          chart: "table",
          columns: [
            { name: "agent", kind: "agent", filter: "agent" },
            { name: "n", kind: "text", filter: null }
          ],
          rows: [
            ["Mozilla/5.0", 2],
            [null, 1],
            ["x'; DROP TABLE entry --", 1]
          ],
          complete: true,
          total: 3,
          dataVersion: 2,
          zone: "UTC",
          sql: "SELECT agent, count(*) AS n FROM entries GROUP BY agent_id ORDER BY n DESC, agent",
          cached: false,
          empty: null
        })
      })
    )
  )

  it.live("of no rows names what was set, and only then", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const set = yield* analyses.run("sparse", { params: { min_hits: 9 } })
        const unset = yield* analyses.run("sparse", { filter: { path: ["/none"] } })
        assert.deepStrictEqual([set.empty, unset.empty], ["No paths. Or nothing fits min_hits=9.", "No paths."])
      })
    )
  )

  it.live("reckons with whole numbers where a parameter is one, to the last digit", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const params = { int: 4, float: 4, bool: true, duration: "30m", text: "4" }
        const { rows, sql } = yield* analyses.run("types", { params })
        assert.deepStrictEqual(rows, [[18014398509481989n, "real", "integer", "integer", "text"]])
        assert.include(sql, "SELECT 4 * 4503599627370497 + 1")
      })
    )
  )

  it.live("is narrowed by the filter, whatever the statement is like", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const rows = (id: string, filter: object, params = {}) =>
          Effect.map(analyses.run(id, { filter, params }), (answer) => answer.rows)
        assert.deepStrictEqual(yield* rows("agents", { agent: ["x'; DROP TABLE entry --"] }), [
          ["x'; DROP TABLE entry --", 1]
        ])
        assert.deepStrictEqual(yield* rows("agents", { status: ["404"] }), [[null, 1]])
        assert.deepStrictEqual(yield* rows("above", { path: ["/a,/c"] }, { min: "400" }), [["/a"], ["/c"]])
        assert.deepStrictEqual(yield* rows("above", { path: ["/a,/c"] }, { min: 400, only: "!/c" }), [["/a"]])
        assert.deepStrictEqual(yield* rows("shadow", { path: ["!/a"] }), [["/b"], ["/c"]])
        assert.deepStrictEqual(yield* rows("quoted", { path: ["/a"] }), [[2]])
      })
    )
  )

  it.live("has the days of the zone asked for", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const days = (tz: string) =>
          Effect.map(analyses.run("days", { filter: { tz } }), ({ rows, zone }) => [zone, ...rows])
        assert.deepStrictEqual(yield* days("UTC"), ["UTC", ["2026-11-05", 3], ["2026-11-06", 1]])
        assert.deepStrictEqual(yield* days("Europe/Berlin"), ["Europe/Berlin", ["2026-11-05", 2], ["2026-11-06", 2]])
        assert.deepStrictEqual(yield* days("America/New_York"), ["America/New_York", ["2026-11-05", 4]])
      })
    )
  )

  it.live("is cut at the limit, and says so", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        const cut = (limit: number) =>
          Effect.map(analyses.run("agents", { limit }), ({ rows, complete, total }) => [rows.length, complete, total])
        assert.deepStrictEqual(yield* cut(2), [2, false, 3])
        assert.deepStrictEqual(yield* cut(3), [3, true, 3])
        assert.deepStrictEqual(yield* cut(0), [3, true, 3])
      })
    )
  )

  it.live("shows SQL that gives the same rows as it stands", () =>
    withAnalyses((analyses, file) =>
      Effect.gen(function* () {
        const filter = {
          path: ["/a*,!~'|x"],
          client: ["192.0.2.0/24"],
          agent: ["x'*,-"],
          from: "2026",
          tz: "Europe/Berlin"
        }
        const { sql, rows } = yield* analyses.run("above", { filter, params: { min: 100 } })
        assert.notMatch(sql, /:\w/)
        assert.isNotEmpty(rows)
        const again = yield* QueryEngine.use((engine) => engine.run({ sql })).pipe(
          Effect.provide(QueryEngine.layer(file))
        )
        assert.deepStrictEqual(again.rows, rows)
      })
    )
  )

  it.live("that took long is kept until the data changes", () =>
    withAnalyses((analyses, file) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const first = yield* analyses.run("slow")
        assert.isFalse(first.cached)
        assert.isAbove(first.elapsedMs, 100)
        const second = yield* analyses.run("slow")
        assert.deepStrictEqual(second, { ...first, cached: true })
        assert.isFalse((yield* analyses.run("slow", { cache: false })).cached)
        assert.isFalse((yield* analyses.run("slow", { filter: { tz: "Europe/Berlin" }, limit: 5 })).cached)
        const text = yield* fs.readFileString(`${file}.cache`)
        yield* fs.writeFileString(`${file}.cache`, text.replace(/\.2\./, ".3."))
        assert.isFalse((yield* analyses.run("slow")).cached)
      })
    )
  )

  it.live("knows the data it is about", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* analyses.context, {
          zone: "UTC",
          zoneRule: [[Number.MIN_SAFE_INTEGER, 0]],
          dataVersion: 2,
          createdAt: noon,
          firstTime: noon,
          lastTime: noon + 12 * 3_600_000,
          lastEntry: 4
        })
      })
    )
  )
})

describe("the bot share", () => {
  it.live("is that of the selected entries, nothing of none", () =>
    withAnalyses((analyses) =>
      Effect.gen(function* () {
        // The agents of this database are of no class.
        assert.deepStrictEqual(yield* analyses.botShare({}), { hits: 4, bots: 0 })
        assert.deepStrictEqual(yield* analyses.botShare({ status: ["404"] }), { hits: 1, bots: 0 })
        assert.deepStrictEqual(yield* analyses.botShare({ path: ["/nothing"] }), { hits: 0, bots: 0 })
      })
    )
  )
})
