/** What goes into a report in one file, asked of a small database. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"

import { Analyses } from "@logmill/core/analysis/runner"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { noon, type TestEntry } from "@logmill/core/testing/database"
import { temporaryDatabase } from "@logmill/core/testing/services"
import { builtInFolder } from "@logmill/plugins/builtIn"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import { Report } from "../Report.ts"
import { type Chosen, collectLayer, collectReport } from "./collect.ts"
import type { EmbeddedReport } from "./Embedded.ts"

const evil = "</script><script>alert(1)</script>\u2028\u001b[2J\u202e'\"\\&lt;"
const title = "<img src=x onerror=alert(1)>"

const named = { named: "SELECT path, count(*) AS hits FROM entries GROUP BY path" }
const failing = {
  broken: "SELECT nosuch FROM entries",
  endless: "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) AS n FROM t",
  asking: "SELECT count(*) AS n FROM entries WHERE time > :since"
}
const params: Readonly<Record<string, string>> = { asking: '[params.since]\ntype = "time"\n' }

const entries: ReadonlyArray<TestEntry> = [
  ...Array.from({ length: 5 }, (_, n) => ({ path: `/${n}`, time: noon + n * 3_600_000 })),
  { path: "/a", time: noon - 86_400_000 },
  { path: "/a", time: noon + 86_400_000, status: 404 },
  { path: evil, query: evil, client: evil, method: evil, referrer: evil, agent: evil, site: evil, user: evil }
]

/** Analyses over the entries: logmill's own and others by their ids, and a file that is none. */
const services = (logged: ReadonlyArray<TestEntry>, own: Readonly<Record<string, string>>) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const databasePath = yield* temporaryDatabase([{ path: evil, entries: logged }])
      const folder = join(dirname(databasePath), "own")
      mkdirSync(folder)
      for (const [id, sql] of Object.entries(own)) {
        writeFileSync(
          join(folder, `${id}.sql`),
          `/* logmill\nid = "${id}"\ntitle = ${JSON.stringify(title)}\n${params[id] ?? ""}*/\n${sql}\n`
        )
      }
      writeFileSync(join(folder, "none.sql"), "SELECT 1")
      const folders = [
        { path: join(builtInFolder, "analyses"), origin: "built-in" },
        { path: folder, origin: "user" }
      ] as const
      const formats = new FormatCatalog(() => [])
      const report = { databasePath, version: "1.2.3", folders, formats, configFolder: folder, slowDeadline: 60_000 }
      return collectLayer.pipe(
        Layer.provideMerge(
          Layer.merge(
            Analyses.layer({ folders }).pipe(Layer.provideMerge(QueryEngine.layer(databasePath, { size: 2 }))),
            Layer.succeed(Report, report)
          )
        )
      )
    })
  ).pipe(Layer.provideMerge(NodeServices.layer))

const collect = (chosen: Partial<Chosen> = {}) =>
  collectReport({ filter: {}, compare: null, limit: 200, deadline: 0, concurrency: 2, ...chosen })

const answerIn = ({ answers }: EmbeddedReport, id: string, compare: string | null = null) => {
  const found = answers.filter((one) => one.id === id && one.compare === compare)
  assert.isNotEmpty(found, id)
  return found.at(-1)!.answer
}
const firstOf = (report: EmbeddedReport, id: string) => answerIn(report, id).rows.map(([cell]) => cell)

layer(services(entries, named), { excludeTestServices: true })("a report in one file", (it) => {
  it.effect("has what logs say as they say it, in every panel, and each analysis once", () =>
    Effect.gen(function* () {
      const { entries: count, isOfOneMoment, reasons, report } = yield* collect()
      assert.deepStrictEqual([count, isOfOneMoment, reasons], [entries.length, true, []])
      for (const id of ["paths", "clients", "agents", "referrers", "sites", "users", "methods", "named"]) {
        assert.include(firstOf(report, id), evil, id)
      }
      assert.strictEqual(answerIn(report, "named").title, title)
      const keys = [...report.answers, ...report.failures].map(({ compare, id, params }) =>
        JSON.stringify([id, params, compare])
      )
      assert.strictEqual(new Set(keys).size, keys.length)
      assert.includeMembers(
        [...report.answers, ...report.failures].map(({ id }) => id),
        report.catalog.analyses.map(({ id }) => id)
      )
      assert.strictEqual(report.search, "param=traffic.bucket%3Dhour")
      assert.isTrue(report.answers.every(({ answer }) => answer.elapsed_ms === 0 && !answer.cached))
    })
  )

  it.effect("is of the chosen filter in all its answers, and names it as the page's address does", () =>
    Effect.gen(function* () {
      const filter = { path: ["/0", "/a", evil], from: "2026-11-05", to: "2026-11-05" }
      const { entries: count, report } = yield* collect({ filter })
      assert.strictEqual(count, 2)
      assert.sameMembers(firstOf(report, "paths"), ["/0", evil])
      const state = new URLSearchParams(report.search)
      assert.deepStrictEqual(
        [state.getAll("path"), state.get("from"), state.get("to"), state.getAll("param"), state.get("compare")],
        [filter.path, "2026-11-05", "2026-11-05", ["traffic.bucket=hour"], null]
      )
      // What stands under the figures of a time that has a beginning.
      const { columns, rows } = answerIn(report, "summary", "previous")
      const before = columns.findIndex(({ name }) => name === "entries_before")
      assert.deepStrictEqual([rows[0]![0], rows[0]![before]], [2, 1])
      assert.isUndefined(answerIn(report, "paths").compared)
    })
  )

  it.effect("compares all panels when it is to, and keeps as many rows as it may", () =>
    Effect.gen(function* () {
      const chosen = { filter: { from: "2026-11-05", to: "2026-11-05" }, compare: "previous", limit: 2 }
      const { report } = yield* collect(chosen)
      const { complete, rows, total } = answerIn(report, "paths", "previous")
      assert.deepStrictEqual([complete, rows.length], [false, 2])
      assert.isTrue(total === null || total > 2)
      assert.strictEqual(new URLSearchParams(report.search).get("compare"), "previous")
    })
  )

  it.effect("of nothing says what was probably meant", () =>
    Effect.gen(function* () {
      const { entries: count, reasons, report } = yield* collect({ filter: { path: ["/A"] } })
      assert.deepStrictEqual([count, reasons.length], [0, 1])
      assert.deepStrictEqual(report.empty.reasons, [
        { message: 'No path is "/A".', instead: { name: "path", value: "/a" } }
      ])
    })
  )

  it.effect("is not made of a filter or a comparison that can't be", () =>
    Effect.gen(function* () {
      for (const [chosen, says] of [
        [{ filter: { from: "soon" } }, /"soon" is no time/],
        [{ filter: { client: ["192.0.2.1/99"] } }, /192\.0\.2\.1\/99/],
        [{ compare: "sometime" }, /sometime/]
      ] as const) {
        const { _tag, message } = yield* Effect.flip(collect(chosen))
        assert.strictEqual(_tag, "FilterError")
        assert.match(message, says)
      }
    })
  )
})

layer(services([], failing), { excludeTestServices: true })("a report of a database without entries", (it) => {
  it.effect("has no course of time, lacks what fails, says why, and has all else", () =>
    Effect.gen(function* () {
      const { entries: count, report } = yield* collect({ deadline: 1_500 })
      assert.deepStrictEqual([count, report.search], [0, ""])
      assert.isFalse(report.answers.some(({ params }) => "bucket" in params))
      const failures = Object.fromEntries(report.failures.map(({ id, message }) => [id, message]))
      assert.sameMembers(Object.keys(failures), ["broken", "endless", "asking"])
      assert.strictEqual(failures["asking"], "since has no default, and a file can't ask for it")
      assert.match(failures["broken"]!, /broken\.sql:5: there is no column nosuch/)
      assert.match(failures["endless"]!, /stopped after 1s 500ms/)
      assert.deepStrictEqual(
        report.catalog.problems.map(({ file, line }) => [file, line]),
        [["none.sql", 1]]
      )
      // Where the files of analyses are on the maker's machine is not told.
      const { folders } = yield* Report
      assert.notInclude(JSON.stringify(report), folders[1]!.path)
    })
  )
})
