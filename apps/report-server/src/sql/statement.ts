/**
 * A statement as `logmill sql` runs it: behind the page's filter where it has one, in a process that is killed at the
 * deadline or when the request is closed. What is sent is bounded by rows and by letters.
 */
import { Clock, Duration, Effect, Stream } from "effect"

import type { FilterInput } from "@logmill/core/analysis/filter"
import { Analyses } from "@logmill/core/analysis/runner"
import { namedTwice, readSingle } from "@logmill/core/analysis/statement"
import { adviceOn } from "@logmill/core/sql/advice"
import { oneLine } from "@logmill/core/sql/oneLine"
import { planOf, type Prepared, prepare, type RunningStatement, withRows } from "@logmill/core/sql/run"

import { reasonOf } from "../analyses/reasons.ts"
import type { Plan, Statement, StatementAnswer } from "../api/Api.ts"
import { type Refused, refused, type Row } from "../api/values.ts"
import { withFilter } from "../questions/columnFilter.ts"
import { cellsOf } from "../questions/cells.ts"
import { filterOf } from "../questions/filterInput.ts"
import { Lane } from "../questions/Lanes.ts"
import { ofStatement, refuseLong } from "./refusals.ts"

type Asked = typeof Statement.Type

const usualRows = 10_000
const mostRows = 100_000
/** Letters of the rows as JSON. */
const mostText = 16_000_000
/** ms */
const usualTimeout = 30_000
const leastTimeout = 100
const longestTimeout = 600_000

export const prepared = Effect.fnUntraced(function* (asked: Asked, params = asked.params ?? {}) {
  yield* refuseLong(asked.sql)
  return yield* prepare({
    sql: asked.sql,
    params: new Map(Object.entries(params)),
    typedIn: "form",
    filter: filterOf(asked.filter ?? {})
  })
})

export const runStatement = Effect.fn("runStatement")(
  function* (asked: Asked) {
    const maxRows = yield* within("max_rows", asked.max_rows ?? usualRows, 1, mostRows)
    const deadline = yield* within("timeout", asked.timeout ?? usualTimeout, leastTimeout, longestTimeout)
    const question = yield* prepared(asked)
    const answer = yield* withRows(question, { deadline: Duration.millis(deadline), maxRows }, collect)
    const { columns, complete, elapsedMs, rows, total } = answer
    return {
      columns: columns.map(({ unit, ...column }) => ({
        ...withFilter(column),
        ...(unit === null || column.kind !== "time" ? {} : { unit })
      })),
      rows,
      complete,
      total,
      elapsed_ms: elapsedMs,
      data_version: answer.dataVersion,
      zone: question.question.zone,
      sql: question.question.sql,
      notes: yield* notesOn(question, answer, filterOf(asked.filter ?? {})),
      faster: fasterOf(question, elapsedMs)
    } satisfies typeof StatementAnswer.Type
  },
  Effect.provideService(Lane, "sql"),
  Effect.mapError(ofStatement)
)

export const runPlan = Effect.fn("runPlan")(
  function* (asked: Asked) {
    yield* refuseLong(asked.sql)
    const parameters = yield* namesIn(asked.sql)
    // A plan does not depend on values: those that are still to be given are null.
    const params = { ...Object.fromEntries(parameters.map((name) => [name, "null"])), ...asked.params }
    const question = yield* prepared(asked, params)
    const { rows } = yield* planOf(question)
    return {
      rows: rows.map(([id, parent, , detail]) => cellsOf([id!, parent!, detail!])),
      sql: question.question.sql,
      parameters
    } satisfies typeof Plan.Type
  },
  Effect.provideService(Lane, "sql"),
  Effect.mapError(ofStatement)
)

/** None of a text that is no statement: what is wrong is told when it is prepared. */
export const namesIn = (sql: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.try(() => readSingle(sql)).pipe(
    Effect.map(({ tokens }) => [
      ...new Set(tokens.flatMap(({ kind, text }) => (kind === "param" && text.startsWith(":") ? [text.slice(1)] : [])))
    ]),
    Effect.orElseSucceed(() => [])
  )

const within = (name: string, value: number, least: number, most: number): Effect.Effect<number, Refused> =>
  Number.isInteger(value) && value >= least && value <= most
    ? Effect.succeed(value)
    : Effect.fail(refused("limit", `${name} is a whole number from ${least} to ${most}`))

interface Collected {
  readonly columns: RunningStatement["columns"]
  readonly rows: ReadonlyArray<typeof Row.Type>
  readonly complete: boolean
  readonly total: number | null
  readonly elapsedMs: number
  readonly dataVersion: number
}

/** Leaves a statement that says more than fits: that ends it. */
const collect = Effect.fnUntraced(function* ({ columns, dataVersion, end, rows: chunks }: RunningStatement) {
  const begun = yield* Clock.currentTimeMillis
  const rows: Array<typeof Row.Type> = []
  let room = mostText
  yield* chunks.pipe(
    Stream.takeWhile(() => room >= 0),
    Stream.runForEach((chunk) =>
      Effect.sync(() => {
        for (const row of chunk) {
          const cells = cellsOf(row)
          room -= JSON.stringify(cells).length
          if (room < 0) return
          rows.push(cells)
        }
      })
    )
  )
  if (room < 0) {
    const elapsedMs = (yield* Clock.currentTimeMillis) - begun
    return { columns, dataVersion, rows, complete: false, total: null, elapsedMs } satisfies Collected
  }
  const { complete, elapsedMs, total } = yield* end
  return { columns, dataVersion, rows, complete, total, elapsedMs } satisfies Collected
})

const notesOn = Effect.fnUntraced(function* (
  { question }: Prepared,
  { columns, complete, rows }: Collected,
  filter: FilterInput
) {
  const notes: Array<string> = []
  const twice = namedTwice(columns)
  if (twice !== null) notes.push(twice.text)
  notes.push(...adviceOn(question.statement, question.request.params))
  if (rows.length === 0 && complete && Object.keys(filter).length > 0) {
    const reasons = yield* Effect.orElseSucceed((yield* Analyses).whyEmpty(filter), () => [])
    notes.push(...reasons.map((reason) => reasonOf(reason, question.zone).message))
  }
  return notes
})

/** From so many entries on, or after so long, it is worth a word. */
const manyEntries = 50_000
const longMs = 1000

const fasterOf = (
  { data, question: { faster } }: Prepared,
  elapsedMs: number
): (typeof StatementAnswer.Type)["faster"] => {
  if (faster === null || (data.lastEntry < manyEntries && elapsedMs < longMs)) return null
  const sql = oneLine(readSingle(faster.sql)) ?? faster.sql
  const zeros = faster.hasZeros ? " (with 0 in place of null where no bytes are logged)" : ""
  return { view: faster.view, sql, message: `this reads every entry; ${faster.view} has the sums${zeros}` }
}
