/** The prompt of `logmill sql`: reads statements and commands until the end, and prints what they say. */
import { Effect, Option, Result } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import type { DataContext } from "@logmill/core/analysis/question"
import { readSingle } from "@logmill/core/analysis/statement"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { type Catalogue, readCatalogue } from "@logmill/core/sql/catalogue"
import { oneLine } from "@logmill/core/sql/oneLine"

import type { Stop } from "../exit.ts"
import { fromQuery } from "../failure.ts"
import { isoIn } from "@logmill/core/output/cell"
import { escapeText } from "@logmill/core/output/escape"
import { writeAll } from "../output/print.ts"
import { grouped } from "../output/size.ts"
import { Shell } from "../Shell.ts"
import { complete } from "./completion.ts"
import { runDotCommand } from "./dotCommands.ts"
import { History, historyFile } from "./history.ts"
import { LineEditor } from "./LineEditor.ts"
import { statementsIn } from "./pending.ts"
import { runStatement } from "./runStatement.ts"
import type { Session } from "./session.ts"

const first = "logmill> "
const further = "     ..> "

export const prompt = Effect.fnUntraced(function* (given: Session) {
  const shell = yield* Shell
  const engine = yield* QueryEngine
  const data = yield* Effect.mapError(dataContext, fromQuery)
  const catalogue = yield* Effect.mapError(readCatalogue(engine), fromQuery)
  const history = new History(historyFile(shell.env))
  let session: Session = { ...given, isPrompt: true }
  let typed = ""
  const editor = yield* LineEditor.open(shell.stdin.terminal(), {
    history: history.statements,
    complete: (line, whole) => complete({ before: typed, line, whole }, catalogue)
  })
  yield* shell.note(greeting(data, given))
  for (;;) {
    const event = yield* editor.next(typed === "" ? first : further)
    if (event.type === "end") break
    if (event.type === "interrupt") {
      editor.clear()
      typed = ""
      continue
    }
    const line = typed === "" ? (wordsAlone[event.text.trim().replace(/;$/, "")] ?? event.text) : event.text
    if (typed === "" && line.startsWith(".")) {
      history.add(line.trim())
      const result = yield* Effect.result(command(line, session, catalogue))
      if (Result.isFailure(result)) yield* shell.warn(result.failure)
      else if (result.success === "quit") return
      else session = result.success
      continue
    }
    typed += `${line}\n`
    const statements = statementsIn(typed)
    if (statements === null) continue
    typed = ""
    for (const statement of statements) {
      history.add(rememberedAs(statement))
      if (!(yield* editor.aside(execute(statement, session)))) break
    }
  }
  // The prompt that was left is still on the line.
  yield* Effect.ignore(shell.stdout.write("\n"))
}, Effect.scoped)

/** What people type to get out, or to get help. */
const wordsAlone: Readonly<Record<string, string>> = { exit: ".quit", quit: ".quit", help: ".help" }

/** The session as it is then. */
const command = (
  line: string,
  session: Session,
  catalogue: Catalogue
): Effect.Effect<Session | "quit", string, Shell> =>
  Effect.gen(function* () {
    const done = yield* Effect.fromResult(runDotCommand(line, session, catalogue))
    if (done === "quit") return done
    if ("session" in done) return done.session
    yield* Effect.mapError(writeAll(done.print.map((text) => `${escapeText(text)}\n`)), ({ message }) => message)
    return session
  })

/** False: it was stopped, so those after it should not run. What went wrong is said; a lost terminal ends all. */
const execute = (statement: string, session: Session): Effect.Effect<boolean, Stop, Shell | QueryEngine> =>
  Effect.gen(function* () {
    const shell = yield* Shell
    const began = performance.now()
    const run = Effect.result(runStatement(statement, session))
    const outcome = yield* shell.cancellable(run)
    if (Option.isNone(outcome)) {
      yield* shell.note("stopped")
      return false
    }
    const result = outcome.value
    if (Result.isSuccess(result)) {
      if (result.success !== null) yield* shell.note(tally(result.success, performance.now() - began))
      return true
    }
    if (result.failure.status === "done") return yield* result.failure
    yield* shell.warn(result.failure.message)
    return false
  })

const tally = (rows: number, ms: number): string =>
  `${grouped(rows)} ${rows === 1 ? "row" : "rows"} in ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}`

const rememberedAs = (statement: string): string => {
  try {
    const line = oneLine(readSingle(statement))
    return line === null ? "" : `${line};`
  } catch {
    return ""
  }
}

const greeting = ({ firstTime, lastTime, zone }: DataContext, { words }: Session): string => {
  const day = (time: number) => isoIn(zone)(time).slice(0, 10)
  const span =
    firstTime === null || lastTime === null
      ? "no entries"
      : `entries of ${day(firstTime)} to ${day(lastTime)} (${zone})`
  const given = words === "" ? "" : `, asked with${words}`
  return `${span}${given}; .help tells what can be typed, Ctrl-D ends`
}
