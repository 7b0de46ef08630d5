/**
 * A filter answers as if only the lines had been ingested that it selects: every built-in analysis, and all that the views
 * hold. Which lines these are plain JavaScript says (core/testing/filtered), over what the lines were made of; the others
 * are taken out of the files, or made blank, and what is left is read into a database of its own.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import type { FilterInput } from "@logmill/core/analysis/filter"
import type { ParamInput } from "@logmill/core/analysis/params"
import { Analyses } from "@logmill/core/analysis/runner"
import { Ingest } from "@logmill/core/ingest/Ingest"
import type { Analysis, IngestKnowledge } from "@logmill/core/plugin"
import { QueryEngine, type SqlValue } from "@logmill/core/query/QueryEngine"
import { type Choice, choiceOf, reportZone } from "@logmill/core/testing/filtered/choices"
import { agents, clients, type LogFile, makeLog } from "@logmill/core/testing/filtered/log"
import { ingestOptions } from "@logmill/core/testing/options"
import { type Random, randomFrom, seedOf } from "@logmill/workers/testing/mutations"
import { Effect, Layer } from "effect"

import { builtInAnalyses } from "./analyses.ts"
import { noRules } from "./enrich/rules.ts"
import { builtInFormats, readFormats } from "./formats.ts"
import { builtInEnrichment } from "./knowledge.ts"

/** LOGMILL_FILTERS asks for more than these, which take some 15 s. */
const choices = Number(process.env["LOGMILL_FILTERS"] ?? 6)
const lines = 1000
/** Of all analyses, so many are asked each time: a test must not take longer with each one that is added. */
const analysesEach = 12

/** What the views hold, in an order of its own. */
const views: Readonly<Record<string, string>> = {
  entries: `SELECT time, iso_time, client, country, city, network, site, user, method, path, query, extension, kind, template, protocol, status,
    bytes, duration_ms, referrer, referrer_site, agent, browser, os, device, agent_class, bot, source, line
    FROM entries ORDER BY source, line, time, client, path, query, agent`,
  hits: `SELECT time, day, site, path, method, status, agent_class, sum(hits) AS hits, sum(bytes) AS bytes,
    sum(duration_ms) AS duration_ms, max(duration_max_ms) AS duration_max_ms, sum(timed) AS timed
    FROM hits GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 3, 4, 5, 6, 7`,
  visits: `SELECT day, site, client, agent, agent_class, bot, hits, bytes, prev_day FROM visits ORDER BY 1, 2, 3, 4`,
  access_log: "SELECT * FROM access_log ORDER BY log_path, log_line, log_time, c_ip, cs_uri_stem, cs_user_agent",
  rejects: "SELECT source, line, reason, text FROM rejects ORDER BY source, line, text",
  count: "SELECT count(*) AS entries FROM entries"
}

/** What each of them calls the number of a line, which is another one where lines were taken out. */
const lineColumns: Readonly<Record<string, string>> = { entries: "line", access_log: "log_line", rejects: "line" }

const viewAnalyses = Object.entries(views).map(([name, sql]) => {
  const id = `all-${name.replace("_", "-")}`
  const column = lineColumns[name]
  const columns = column === undefined ? "" : `[columns.${column}]\nkind = "source_line"\n`
  return { id, text: `/* logmill\nid = "${id}"\ntitle = "All of ${name}"\n${columns}*/\n${sql}` }
})

/** The text of a file with only some of its lines; null when there are none. `isBlanked`: the others are blank. */
const textOf = ({ ends, lines: all }: LogFile, isKept: ReadonlyArray<boolean>, isBlanked: boolean): string | null => {
  if (!isKept.includes(true)) return null
  const kept = isBlanked
    ? all.map(({ text }, n) => (isKept[n] ? text : ""))
    : all.flatMap(({ text }, n) => (isKept[n] ? [text] : []))
  return kept.join("\n") + (ends ? "\n" : "")
}

const ingest = (folder: string, databasePath: string, files: ReadonlyArray<LogFile>, knowledge: IngestKnowledge) =>
  Effect.gen(function* () {
    const service = yield* Ingest
    for (const [format, some] of Map.groupBy(files, (file) => file.format)) {
      const names = some.map(({ name }) => name)
      const options = ingestOptions(folder, names, { databasePath, logFormat: format, reportZone, jobs: 1 })
      const { outcomes } = yield* service.run(options, { onProgress: () => {}, stop: Effect.never })
      for (const { path, result } of outcomes) assert.strictEqual(result, "read", path)
    }
  }).pipe(Effect.provide(Ingest.layer(knowledge)))

const asking = <A, E>(
  databasePath: string,
  folder: string,
  use: (analyses: Analyses["Service"], engine: QueryEngine["Service"]) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    return yield* use(yield* Analyses, yield* QueryEngine)
  }).pipe(
    Effect.provide(
      Analyses.layer({ folders: [builtInAnalyses, { path: folder, origin: "flag" }] }).pipe(
        Layer.provideMerge(QueryEngine.layer(databasePath)),
        Layer.provideMerge(NodeServices.layer)
      )
    )
  )

interface Asked {
  readonly analysis: Analysis
  readonly params: Readonly<Record<string, ParamInput>>
}

/** An analysis in each of its forms. */
const formsOf = (analysis: Analysis): ReadonlyArray<Asked> => {
  const required = Object.fromEntries(
    analysis.params.flatMap(({ default: usual, name, type }) =>
      usual === null ? [[name, type === "text" ? "a" : 1]] : []
    )
  )
  return [null, ...analysis.variants.map(({ when }) => when)].map((when) => ({
    analysis,
    params: { ...required, ...(when === null ? {} : { [when]: true }) }
  }))
}

const isClose = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

const areEqual = (a: SqlValue | undefined, b: SqlValue | undefined): boolean =>
  typeof a === "number" && typeof b === "number" ? isClose(a, b) : a === b

/** Fails at the first row that differs. */
const compareAnswers = (
  { analysis, params }: Asked,
  choice: Choice,
  isBlanked: boolean,
  run: (
    input: FilterInput,
    isFiltered: boolean
  ) => Effect.Effect<
    {
      readonly columns: ReadonlyArray<{ readonly name: string; readonly kind: string }>
      readonly rows: ReadonlyArray<ReadonlyArray<SqlValue>>
    },
    unknown
  >
) =>
  Effect.gen(function* () {
    const { tz } = choice.input
    const filtered = yield* run(choice.input, true)
    const ingested = yield* run(tz === undefined ? {} : { tz }, false)
    const readsSources = /\bsources\b/i.test(analysis.sql)
    const isCompared = filtered.columns.map(({ kind }, index) => {
      // Counts of lines are of whole sources; a filter that tells entries apart leaves them empty.
      if (readsSources && filtered.rows.every((row) => row[index] === null)) return false
      return isBlanked || kind !== "source_line"
    })
    const where = `${analysis.id} ${JSON.stringify(params)} under ${JSON.stringify(choice.input)}`
    const row = filtered.rows.findIndex((values, n) =>
      values.some((value, index) => isCompared[index] && !areEqual(value, ingested.rows[n]?.[index]))
    )
    if (row >= 0) assert.deepStrictEqual(filtered.rows[row], ingested.rows[row], `row ${row} of ${where}`)
    assert.strictEqual(filtered.rows.length, ingested.rows.length, where)
  })

const shuffled = <Value>(random: Random, values: ReadonlyArray<Value>): ReadonlyArray<Value> =>
  values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)

it.live(
  `the built-in analyses under ${choices} filters say what they say of the selected lines alone`,
  () =>
    Effect.gen(function* () {
      const random = randomFrom(seedOf("filters"))
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "logmill-filtered-"))),
        (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
      )
      const own = join(folder, "analyses")
      mkdirSync(own)
      for (const { id, text } of viewAnalyses) writeFileSync(join(own, `${id}.sql`), text)
      const files = makeLog(random, lines)
      /** Leaves the files with only what is selected, and returns those in which something is. */
      const write = (selects: Choice["selects"], isBlanked: boolean): ReadonlyArray<LogFile> =>
        files.filter((file) => {
          const path = join(folder, file.name)
          const text = textOf(
            file,
            file.lines.map(({ entry }) => selects({ entry, path })),
            isBlanked
          )
          rmSync(path, { force: true })
          mkdirSync(dirname(path), { recursive: true })
          if (text !== null) writeFileSync(path, text)
          return text !== null
        })
      const whole = join(folder, "whole.db")
      const enrichment = yield* Effect.promise(() =>
        builtInEnrichment({ static: ["ext:css,js,png"] }, { rules: noRules, addresses: null }, [])
      )
      const places = new Map(clients.map(({ place, stored }) => [stored, place]))
      const knowledge: IngestKnowledge = {
        enrichment: () => Promise.resolve({ ...enrichment, client: (client) => places.get(client)! }),
        presets: {},
        formats: () => readFormats(builtInFormats(), true)
      }
      yield* ingest(
        folder,
        whole,
        write(() => true, false),
        knowledge
      )

      yield* asking(whole, own, (analyses, engine) =>
        Effect.gen(function* () {
          const told = "SELECT DISTINCT agent, agent_class, browser, os, device, bot FROM entries"
          const classed = (yield* engine.run({ sql: told })).rows
          const expected = agents.map((agent) => [
            agent?.stored ?? null,
            agent?.class ?? "unknown",
            ...(["browser", "os", "device", "bot"] as const).map((name) => agent?.[name] ?? null)
          ])
          assert.sameDeepMembers(
            classed.map((row) => [...row]),
            expected
          )
          // Jumps of the clock are between entries as they were stored, which another ingest stores otherwise; days are
          // whole by what there are logs of, whatever is selected.
          const catalog = (yield* analyses.list).analyses.filter(
            ({ id, sql }) => id !== "data-quality" && !sql.includes("is_whole_day(")
          )
          assert.deepStrictEqual((yield* analyses.list).problems, [])
          const isOurs = ({ id }: Analysis): boolean => viewAnalyses.some((view) => view.id === id)
          /** Most of them select something. */
          const draw = (): Choice => {
            const choice = choiceOf(random, folder)
            const isEmpty = files.every(({ lines: own, name }) =>
              own.every(({ entry }) => !choice.selects({ entry, path: join(folder, name) }))
            )
            return isEmpty && random() < 0.9 ? draw() : choice
          }
          let selected = 0
          for (let n = 0; n < choices; n++) {
            const choice = draw()
            const isBlanked = random() < 0.5
            const left = write(choice.selects, isBlanked)
            const forms = [
              ...catalog.filter(isOurs).flatMap(formsOf),
              ...shuffled(random, catalog.filter((analysis) => !isOurs(analysis)).flatMap(formsOf)).slice(
                0,
                analysesEach
              )
            ]
            if (left.length === 0) {
              for (const { analysis, params } of forms.filter(({ analysis: { id } }) => id !== "all-count")) {
                const { rows } = yield* analyses.run(analysis.id, { filter: choice.input, params })
                const where = `${analysis.id} under ${JSON.stringify(choice.input)}`
                // Its totals are told of nothing, too.
                const zeros = analysis.id === "summary" ? [rows[0]!.map((value) => (value === null ? null : 0))] : []
                assert.deepStrictEqual(rows, zeros, where)
              }
              continue
            }
            selected++
            const part = join(folder, `${n}.db`)
            yield* ingest(folder, part, left, knowledge)
            yield* asking(part, own, (others) =>
              Effect.forEach(forms, (asked) =>
                compareAnswers(asked, choice, isBlanked, (input, isFiltered) =>
                  (isFiltered ? analyses : others).run(asked.analysis.id, { filter: input, params: asked.params })
                )
              )
            )
            rmSync(part)
          }
          // Else nothing would be proven.
          assert.isAtLeast(selected, choices / 3)
        })
      )
    }).pipe(Effect.scoped),
  20_000 * choices
)

it("the filters that are drawn use all of the grammar", () => {
  const random = randomFrom(1)
  const inputs = Array.from({ length: 300 }, () => JSON.stringify(choiceOf(random, "/logs").input))
  for (const part of [" & ", " | ", '"!( ', "( ", ", ", "~", "/24", "\\\\,", "from", "to", "tz", "2xx, !204", '"-"']) {
    assert.isTrue(
      inputs.some((input) => input.includes(part)),
      part
    )
  }
})
