/**
 * Makes an analysis of a statement: `ID.sql` in `analyses/` of the user's configuration, from where it is a panel and a command at
 * once. It is tried first, and never takes the place of a file or of another analysis.
 */
import { join } from "node:path"

import { Clock, Effect, FileSystem, Stream } from "effect"

import { namedTwice } from "@logmill/core/analysis/statement"
import { parseFilter } from "@logmill/core/analysis/filter"
import { readAnalysis } from "@logmill/core/analysis/file"
import { ContractError } from "@logmill/core/analysis/header"
import { ask } from "@logmill/core/analysis/question"
import { Analyses } from "@logmill/core/analysis/runner"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { readValue } from "@logmill/core/sql/parameters"
import { withRows } from "@logmill/core/sql/run"

import { type AnalysisInfo, type Refused, refused } from "../api/values.ts"
import { withFilter } from "../questions/columnFilter.ts"
import { DataState } from "../questions/DataState.ts"
import { Lane } from "../questions/Lanes.ts"
import { Report } from "../Report.ts"
import { ofStatement } from "../sql/refusals.ts"
import { namesIn, prepared } from "../sql/statement.ts"
import { costOf } from "./costOf.ts"
import { panelText } from "./panelFile.ts"
import { isOdd } from "./KeptList.ts"

export interface AskedPanel {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly chart: AnalysisInfo["chart"]
  readonly sql: string
  readonly params?: Readonly<Record<string, string>>
}

const longestId = 60
const longestTitle = 200
const patience = "30 seconds"

export const savePanel = Effect.fn("savePanel")(
  function* (asked: AskedPanel) {
    const { configFolder } = yield* Report
    const analyses = yield* Analyses
    const fs = yield* FileSystem.FileSystem
    yield* checkWords(asked)
    const taken = (yield* analyses.list).analyses.find(({ id }) => id === asked.id)
    if (taken !== undefined) {
      return yield* refused(
        "name",
        `there is an analysis ${asked.id} already, ${taken.file}; take another id: my-${asked.id}`
      )
    }
    const folder = join(configFolder, "analyses")
    const file = join(folder, `${asked.id}.sql`)
    const { cost, text } = yield* written(asked)
    yield* tryOut(text, file)
    yield* fs.makeDirectory(folder, { recursive: true }).pipe(
      Effect.andThen(fs.writeFileString(file, text, { flag: "wx" })),
      Effect.mapError((cause) =>
        cause.reason._tag === "AlreadyExists"
          ? refused("name", `${file} is there already; take another id`)
          : refused("file", `${file} can't be written: ${cause.message}`)
      )
    )
    yield* analyses.reload
    return { file, cost }
  },
  Effect.provideService(Lane, "sql")
)

const checkWords = ({ description = "", id, title }: AskedPanel): Effect.Effect<void, Refused> => {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id) || id.length > longestId) {
    return Effect.fail(
      refused("name", `"${id.slice(0, longestId)}" can't be an id; use small letters, digits and hyphens: slow-pages`)
    )
  }
  if (title.trim() === "" || title.length > longestTitle || isOdd(title)) {
    return Effect.fail(refused("name", `a title is one line of ${longestTitle} letters at most`))
  }
  if (description.length > 2 * longestTitle || isOdd(description)) {
    return Effect.fail(refused("name", `a description is one line of ${2 * longestTitle} letters at most`))
  }
  return Effect.void
}

/** Runs it, over all entries, to its first row: by then its columns are known, and what came before is what takes long. */
const written = Effect.fnUntraced(function* ({ chart, description = "", id, params = {}, sql, title }: AskedPanel) {
  if (/^\s*explain\b/i.test(sql)) return yield* refused("statement", "a plan can't be a panel; leave EXPLAIN out")
  const question = yield* prepared({ sql, params })
  const { columns, elapsedMs } = yield* withRows(question, { deadline: patience, maxRows: 1 }, (running) =>
    Effect.gen(function* () {
      yield* Stream.runDrain(running.rows)
      return { columns: running.columns, elapsedMs: (yield* running.end).elapsedMs }
    })
  )
  const twice = namedTwice(columns)
  if (twice !== null) return yield* refused("statement", twice.text)
  const names = yield* namesIn(sql)
  const cost = costOf(question.question.statement, { elapsedMs, entries: question.data.lastEntry })
  const text = panelText({
    id,
    title: title.trim(),
    description: description.trim(),
    chart,
    cost,
    params: names.map((name) => [name, readValue(params[name] ?? "null")] as const),
    columns: columns.map(withFilter),
    sql
  })
  return { cost, text }
}, Effect.mapError(ofStatement))

/** Reads the file as it will be read, and has SQLite compile it behind a filter. */
const tryOut = Effect.fnUntraced(function* (text: string, file: string) {
  const engine = yield* QueryEngine
  const analysis = yield* Effect.try({
    try: () => readAnalysis(text, { file, origin: "user" }),
    catch: (cause) => {
      if (!(cause instanceof ContractError)) throw cause
      return refused("statement", cause.message)
    }
  })
  const data = yield* DataState.use(({ current }) => current)
  const now = yield* Clock.currentTimeMillis
  const filter = yield* parseFilter({ from: "now" }, { now, zone: data.zone })
  const question = yield* Effect.mapError(ask(analysis, { params: {}, filter, data, now }), ({ message }) =>
    refused("statement", message)
  )
  yield* engine.run({
    sql: `EXPLAIN QUERY PLAN ${question.sql}`,
    params: question.params,
    analysis: question.own,
    deadline: patience
  })
}, Effect.mapError(ofStatement))
