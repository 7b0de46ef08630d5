/**
 * Runs the program as the process: signals in, exit status out. Nobody else ends the process without a word, not what a
 * plugin's code has left behind either (a timer, a promise): a status of 0 would say that all was done.
 */
import { writeSync } from "node:fs"

import { Cause, Effect, Exit, Fiber } from "effect"
import type { CliError } from "effect/cli"

import { escapeText } from "@logmill/core/output/escape"

import { type ExitName, exitStatus, Stop } from "./exit.ts"
import type { ShellShape } from "./Shell.ts"
import type { Signals } from "./signals.ts"

type Failure = Stop | CliError.CliError

export const runMain = (program: Effect.Effect<void, Failure>, shell: ShellShape, signals: Signals): void => {
  const end = endsFor(process)
  const fiber = Effect.runFork(program)
  signals.onSignal(() => Effect.runFork(Fiber.interrupt(fiber)))
  fiber.addObserver((exit) => {
    const { report, status } = outcome(exit, signals.arrived())
    Effect.runPromise(Effect.forEach(report, (line) => shell.warn(line))).then(
      () => end(status),
      () => end("bug")
    )
  })
}

/** The one way to end the process; every other is told of, and the status is that of a fault. */
const endsFor = (process: NodeJS.Process): ((status: ExitName) => void) => {
  const node = process as unknown as { readonly reallyExit: unknown }
  const { reallyExit } = node
  const tell = () => {
    // While a plugin's code is guarded, nothing ends.
    if (node.reallyExit !== reallyExit) return
    const caller = /\bprocess\.exit .*\n\s+at (.*)/.exec(new Error().stack ?? "")?.[1]
    const by = caller === undefined ? "" : `, by process.exit at ${caller}`
    writeSync(2, `logmill: it ended before it was done${escapeText(by)}\n`)
    process.exitCode = exitStatus.bug.code
  }
  process.on("exit", tell)
  return (status) => {
    process.off("exit", tell)
    process.exit(exitStatus[status].code)
  }
}

/** The status a run ends with, and what is still to be said on stderr. */
export const outcome = (
  exit: Exit.Exit<void, Failure>,
  signalled: ExitName | null
): { readonly status: ExitName; readonly report: ReadonlyArray<string> } => {
  if (Exit.isSuccess(exit)) return { status: "done", report: [] }
  if (signalled !== null || Cause.hasInterruptsOnly(exit.cause))
    return { status: signalled ?? "interrupted", report: [] }
  const error = Cause.squash(exit.cause)
  if (error instanceof Stop) {
    return { status: error.status, report: error.sentence === null ? [] : [`logmill: ${error.sentence}`] }
  }
  if (isShowHelp(error)) return { status: error.errors.length > 0 ? "usage" : "done", report: [] }
  return {
    status: "bug",
    report: [`logmill: this is a fault in logmill itself, please report it:`, ...Cause.pretty(exit.cause).split("\n")]
  }
}

const isShowHelp = (error: unknown): error is CliError.ShowHelp =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "ShowHelp"
