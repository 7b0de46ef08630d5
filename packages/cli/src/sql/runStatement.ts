/** Runs one statement and prints its rows as they come, or its plan; then says what the rows don't. */
import { Duration, Effect } from "effect"

import type { FilterError } from "@logmill/core/analysis/filter"
import { QueryError } from "@logmill/core/query/QueryEngine"
import { planLines } from "@logmill/core/sql/plan"
import { planOf, type Prepared, prepare, withRows } from "@logmill/core/sql/run"
import type { StatementError } from "@logmill/core/sql/StatementError"

import { Stop } from "../exit.ts"
import { fromAnalysis } from "../failure.ts"
import { printRows, writeAll } from "../output/print.ts"
import { escapeText } from "@logmill/core/output/escape"
import { paint } from "../output/color.ts"
import type { RowsColumn } from "@logmill/core/output/rows"
import { printStream } from "../output/stream.ts"
import { Shell } from "../Shell.ts"
import { noteFasterForm, noteResult } from "./notes.ts"
import { placeIn } from "./place.ts"
import { mostRows, type Session } from "./session.ts"

/**
 * Returns how many rows were printed; null: the plan was. Fails as the command would end; where the statement is wrong is
 * on stderr by then.
 */
export const runStatement = Effect.fnUntraced(
  function* (sql: string, session: Session) {
    const { filter, isExplaining, isPrompt, params } = session
    const prepared = yield* prepare({ sql, params, typedIn: isPrompt ? "prompt" : "flags", filter })
    if (!isExplaining) return yield* printAnswer(prepared, session)
    yield* printPlan(prepared, session)
    return null
  },
  (effect, sql) => effect.pipe(Effect.catch((error) => endingOf(error, sql)))
)

const printAnswer = (prepared: Prepared, session: Session) =>
  withRows(
    prepared,
    { ...optional("maxRows", mostRows(session)), ...optional("deadline", session.timeout || undefined) },
    (running) =>
      Effect.gen(function* () {
        const { dataVersion, end } = running
        const { sql, zone } = prepared.question
        const ended = Effect.map(end, ({ complete, elapsedMs }) => ({ complete, elapsedMs, dataVersion, zone, sql }))
        const count = yield* printStream({ ...running, zone, end: ended }, session.choice)
        return { count, columns: running.columns, end: yield* end }
      })
  ).pipe(
    Effect.flatMap((result) => Effect.as(noteResult(result, prepared, session), result.count)),
    Effect.tapError((error) =>
      error instanceof QueryError && error.reason === "deadline"
        ? noteFasterForm(prepared, session, Infinity)
        : Effect.void
    ),
    Effect.mapError((error) => ofDeadline(error, session))
  )

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })

const ofDeadline = <E>(error: E, { isPrompt, timeout }: Session): E | Stop => {
  if (!(error instanceof QueryError && error.reason === "deadline")) return error
  const after = Duration.format(Duration.millis(timeout))
  const longer = isPrompt ? ".timeout 5m, or .timeout 0 for none" : "--timeout 5m, or 0 for none"
  const sentence = `the statement was stopped after ${after}, its time limit; ask for less, or give it longer: ${longer}`
  return new Stop({ status: "deadline", sentence, cause: error })
}

const planColumns: ReadonlyArray<RowsColumn> = [
  { name: "id", kind: "count" },
  { name: "parent", kind: "count" },
  { name: "detail", kind: "text" }
]

/** For people the SQL and a tree below it; for programs the rows of the plan, and in JSON the SQL. */
const printPlan = Effect.fnUntraced(function* (prepared: Prepared, { choice }: Session) {
  const { dataVersion, elapsedMs, rows } = yield* planOf(prepared)
  const { sql, zone } = prepared.question
  if (choice.mode !== "table") {
    const plan = rows.map(([id, parent, , detail]) => [id!, parent!, detail!])
    const base = { title: "plan", columns: planColumns, rows: plan, isRecord: false, complete: true }
    yield* printRows([{ ...base, elapsedMs, dataVersion, zone, sql }], choice)
    return
  }
  const { stdout } = yield* Shell
  const title = (text: string) => paint(stdout, "dim", text)
  const show = (line: string) => (choice.escape ? escapeText(line.replaceAll("\t", "  ")) : line)
  const lines = [title("sql"), ...sql.split("\n").map(show), "", title("plan"), ...planLines(rows).map(show)]
  yield* writeAll(lines.map((line) => `${line}\n`))
})

const longestMessage = 1000

/** Shows the place first, so that the sentence about it is what is read last. */
const endingOf = Effect.fnUntraced(function* (error: FilterError | QueryError | StatementError | Stop, sql: string) {
  if (error._tag === "Stop") return yield* error
  if (error._tag !== "StatementError") return yield* fromAnalysis(error)
  const { at } = error
  // It may say again what was typed.
  const message = error.message.length > longestMessage ? `${error.message.slice(0, longestMessage)}…` : error.message
  if (at === null) return yield* new Stop({ status: "usage", sentence: message, cause: error })
  const { warn } = yield* Shell
  const place = placeIn(sql, at)
  yield* Effect.forEach(place.lines, (line) => warn(line))
  return yield* new Stop({ status: "usage", sentence: `${place.name}: ${message}`, cause: error })
})
