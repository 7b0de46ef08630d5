/** A shell for tests: a terminal of any width or none, with everything that was written kept apart. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, type Exit, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"

import { nothingAhead } from "./ahead.ts"
import type { ExitName } from "./exit.ts"
import { presenter } from "./help.ts"
import { outcome } from "./process.ts"
import { type OutputStream, Shell, type ShellShape, withMessages } from "./Shell.ts"
import { logmillFor } from "./tree.ts"

export interface Recorded {
  readonly shell: ShellShape
  readonly out: () => string
  readonly err: () => string
}

export interface TestShellOptions {
  readonly cwd?: string
  readonly env?: ShellShape["env"]
  readonly configFolder?: string
  readonly quiet?: boolean
  /** Columns of a terminal that stdout is; absent: stdout is a pipe. */
  readonly columns?: number
  readonly colors?: boolean
  /** What comes by standard input; absent: it is a terminal. */
  readonly input?: string
  /** The same for stderr. */
  readonly errColumns?: number
}

export const testShell = (options: TestShellOptions = {}): Recorded => {
  const written = { out: "", err: "" }
  const stream = (name: "out" | "err", columns: number | undefined): OutputStream => ({
    isTerminal: columns !== undefined,
    columns: () => columns ?? 80,
    colors: options.colors ?? false,
    animated: columns !== undefined,
    write: (text) =>
      Effect.sync(() => {
        written[name] += typeof text === "string" ? text : Buffer.from(text).toString()
      })
  })
  const shell = withMessages({
    cwd: options.cwd ?? "/nowhere",
    env: options.env ?? {},
    configFolder: options.configFolder ?? "/nowhere/config",
    stdout: stream("out", options.columns),
    stderr: stream("err", options.errColumns),
    stdin: {
      isTerminal: options.input === undefined,
      read: () => Effect.succeed(options.input ?? ""),
      terminal: () => {
        throw new Error("there is no terminal in tests; script(1) makes one")
      }
    },
    gracefully: (use) => use(Effect.never),
    cancellable: Effect.asSome,
    ahead: nothingAhead,
    quiet: options.quiet ?? false
  })
  return { shell, out: () => written.out, err: () => written.err }
}

/** Parses and runs words as `logmill` would, in this process. */
export const runWords = async (
  words: ReadonlyArray<string>,
  recorded: Recorded
): Promise<{ readonly status: ExitName; readonly out: string; readonly err: string }> => {
  const { shell } = recorded
  const services = Layer.mergeAll(
    NodeServices.layer,
    Layer.succeed(Shell, shell),
    Layer.succeed(CliOutput.Presenter, presenter(shell, words)),
    CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] })
  )
  const exit: Exit.Exit<void> = await Effect.runPromiseExit(
    Command.runWith(logmillFor(words[0]), { version: "0.0.0" })(words).pipe(
      Effect.provide(services)
    ) as Effect.Effect<void>
  )
  const { report, status } = outcome(exit, null)
  await Effect.runPromise(Effect.forEach(report, shell.warn))
  return { status, out: recorded.out(), err: recorded.err() }
}
