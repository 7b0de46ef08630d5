/** What the commands are made with: arguments, the flags that work everywhere, and a handler that imports the file that does the work. */
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"

import type { Stop } from "./exit.ts"
import { type Everywhere, everywhereKeys, fileFormKeys, flags } from "./flags.ts"
import { Shell, withMessages } from "./Shell.ts"

export const argument = (name: string, doc: string) => Argument.String(name).pipe(Argument.withDescription(doc))
export const optionalArgument = (name: string, doc: string) => Argument.optional(argument(name, doc))
export const argumentList = (name: string, doc: string) => Argument.variadic(argument(name, doc))

export const readable = "file, folder, glob, or - for standard input"

/** `logmill FILE...`, and the flags that all commands share. */
export const base = Command.make("logmill", {
  files: argumentList("FILE", readable),
  ...flags(...fileFormKeys)
}).pipe(Command.withSharedFlags(flags(...everywhereKeys)))

interface CommandFile<Input, R> {
  readonly run: (input: Input & Everywhere) => Effect.Effect<void, Stop, R>
}

type Load<Input, R> = () => Promise<CommandFile<Input, R>>

/** Runs a command's file with its own flags and those that work everywhere. */
export const runs =
  <Input, R>(load: Load<Input, R>) =>
  (input: Input) =>
    Effect.flatMap(base, (everywhere) => runFile(load, { ...input, ...everywhere }))

export const runFile = <Input, R>(load: Load<Input, R>, input: Input & Everywhere) =>
  Effect.promise(load).pipe(
    Effect.flatMap((file) => file.run(input)),
    Effect.updateService(Shell, (shell) => withMessages({ ...shell, quiet: input.quiet }))
  )
