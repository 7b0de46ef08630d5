/** Runs the program as the process: signals in, exit status out. */
import { Cause, Effect, Exit, Fiber } from "effect"
import type { CliError } from "effect/cli"

import { type ExitName, exitStatus, Stop } from "./exit.ts"
import type { ShellShape } from "./Shell.ts"
import type { Signals } from "./signals.ts"

type Failure = Stop | CliError.CliError

export const runMain = (program: Effect.Effect<void, Failure>, shell: ShellShape, signals: Signals): void => {
  const fiber = Effect.runFork(program)
  signals.onSignal(() => Effect.runFork(Fiber.interrupt(fiber)))
  fiber.addObserver((exit) => {
    const { report, status } = outcome(exit, signals.arrived())
    Effect.runPromise(Effect.forEach(report, (line) => shell.warn(line))).then(
      () => process.exit(exitStatus[status].code),
      () => process.exit(exitStatus.bug.code)
    )
  })
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
