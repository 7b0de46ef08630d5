/** What is said about an answer on stderr: what it does not show, and what would have been better asked. */
import { Effect } from "effect"

import { adviceOn } from "@logmill/core/sql/advice"
import { oneLine } from "@logmill/core/sql/oneLine"
import type { Prepared } from "@logmill/core/sql/run"
import { readSingle } from "@logmill/core/analysis/statement"
import type { QueryEnd } from "@logmill/core/query/QueryEngine"

import { nextCommand } from "../next.ts"
import type { RowsColumn } from "@logmill/core/output/rows"
import { rowsShown } from "../output/size.ts"
import { Shell } from "../Shell.ts"
import type { Session } from "./session.ts"

interface Result {
  readonly count: number
  readonly columns: ReadonlyArray<RowsColumn>
  readonly end: QueryEnd
}

export const noteResult = Effect.fnUntraced(function* (result: Result, prepared: Prepared, session: Session) {
  const { columns, count, end } = result
  const { request, statement, zone } = prepared.question
  const shell = yield* Shell
  if (!end.complete) {
    yield* shell.note(`${rowsShown(count, end.total)}; ${session.isPrompt ? ".limit 0" : "--limit 0"} shows all`)
  }
  if (count === 0 && end.complete) yield* shell.note("no rows")
  yield* noteFilter(session, count === 0 && end.complete)
  if (count > 0 && columns.some(({ kind }) => kind === "time" || kind === "date")) {
    yield* shell.note(`days and times are in ${zone}`)
  }
  const [twice] = columns.filter(({ name }, index) => columns.findIndex((column) => column.name === name) < index)
  if (twice !== undefined && (session.choice.mode === "json" || session.choice.mode === "ndjson")) {
    yield* shell.note(
      `two columns are called ${twice.name}, and told apart by a number; give one another name: ... AS name`
    )
  }
  yield* Effect.forEach(adviceOn(statement, request.params), shell.note)
  yield* noteFasterForm(prepared, session, end.elapsedMs)
})

const noteFilter = Effect.fnUntraced(function* ({ filter }: Session, isEmpty: boolean) {
  const shell = yield* Shell
  const given = Object.values(filter).flat()
  if (shell.quiet || !(isEmpty ? given.length > 0 : given.some((value) => String(value).includes("!")))) return
  const { reasonsFor } = yield* Effect.promise(() => import("./emptyReasons.ts"))
  yield* Effect.forEach(yield* reasonsFor(filter, isEmpty), shell.note)
})

/** From so many entries on it is worth a word. */
const manyEntries = 50_000
const longMs = 1000

/** Says which statement over sums tells the same. */
export const noteFasterForm = Effect.fnUntraced(function* (
  { data, question: { faster } }: Prepared,
  { isPrompt, settings, words }: Session,
  elapsedMs: number
) {
  const shell = yield* Shell
  if (faster === null || (data.lastEntry < manyEntries && elapsedMs < longMs)) return
  const sql = oneLine(readSingle(faster.sql))
  if (sql === null) return
  const typed = isPrompt ? `${sql};` : nextCommand(shell, settings, `sql${words} ${sqlWord(sql)}`)
  const zeros = faster.hasZeros ? " (with 0 in place of null where no bytes are logged)" : ""
  yield* shell.note(`this reads every entry; ${faster.view} has the sums${zeros}: ${typed}`)
})

/** In double quotes, where a shell takes them as they are, because texts of SQL have single ones. */
const sqlWord = (sql: string): string => (/["$`\\]|!(?!=)/.test(sql) ? `'${sql.replaceAll("'", "'\\''")}'` : `"${sql}"`)
