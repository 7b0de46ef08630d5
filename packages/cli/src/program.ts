/** Puts the parts of the command together and runs what was typed. Decides nothing itself. */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"

import { isInClosedFolder } from "@logmill/core/query/fileState"
import { builtInAnalyses } from "@logmill/plugins/analyses"
import { Effect, Layer, References } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"

import packageJson from "../package.json" with { type: "json" }
import type { Ahead } from "./ahead.ts"
import { prepareArguments } from "./argv.ts"
import { questionFlags, valueFlags } from "./flags.ts"
import { presenter } from "./help.ts"
import { runMain } from "./process.ts"
import { provideServices } from "./services.ts"
import { makeShell, Shell } from "./Shell.ts"
import { siblingsOf } from "./siblings.ts"
import { listenForSignals } from "./signals.ts"
import { commandNames, logmillFor } from "./tree.ts"

const { version } = packageJson

export const main = (process: NodeJS.Process, ahead: Ahead): void => {
  const signals = listenForSignals(process)
  const shell = makeShell(process, signals, ahead)

  const words = prepareArguments(process.argv.slice(2), {
    version,
    commands: commandNames,
    valueFlags,
    questionFlags,
    exists: (path) => existsSync(resolve(shell.cwd, path)),
    isAnalysis: (word) => /^[\w-]+$/.test(word) && existsSync(join(builtInAnalyses.path, `${word}.sql`)),
    isInClosedFolder: (path) => isInClosedFolder(resolve(shell.cwd, path)),
    siblings: (path) => siblingsOf(shell.cwd, path)
  })

  const ours = Layer.mergeAll(
    Layer.succeed(Shell, shell),
    Layer.succeed(CliOutput.Presenter, presenter(shell, process.argv.slice(2))),
    Layer.succeed(References.LogToStderr, true),
    CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] })
  )

  Effect.fromResult(words).pipe(
    Effect.flatMap((typed) => Command.runWith(logmillFor(typed[0]), { version })(typed)),
    Effect.provide(ours),
    provideServices,
    (program) => runMain(program, shell, signals)
  )
}
