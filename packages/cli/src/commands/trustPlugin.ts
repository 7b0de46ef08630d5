/**
 * `logmill plugins trust DIR` and `untrust DIR`: whether the code of a plugin outside of the user's own configuration is
 * run. Trust is in the code as it is now: it is named file by file, and when it changes it must be trusted again.
 */
import { join, resolve } from "node:path"

import { Effect } from "effect"

import { locate } from "@logmill/core/plugins/locate"
import { manifestName } from "@logmill/core/plugins/manifest"
import { isRefused, readPlugin } from "@logmill/core/plugins/Plugin"
import { codeOf, readTrusted, realFolder, TrustError, trustFile, writeTrusted } from "@logmill/core/plugins/trust"

import { Stop, usage } from "../exit.ts"
import type { Everywhere } from "../flags.ts"
import { typedCommand } from "../next.ts"
import { foundPlugins, shortestPath } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell, type ShellShape } from "../Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

export type Input = Everywhere & { readonly folder: string }

export const trust = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const located = locate({ name: input.folder, base: shell.cwd })
  if ("missing" in located) return yield* usage(located.missing)
  const { folder } = located
  const read = readPlugin({ folder, origin: "flag", from: "logmill plugins trust", isOwn: false })
  if (isRefused(read)) return yield* usage(read.reason)
  if (read.enricher === null) {
    return yield* usage(
      `${folder} has no code to trust: ${manifestName} names no enricher; all else in it is used as it is`
    )
  }
  const { digest, files } = yield* trusting(() => codeOf(folder))
  const trusted = yield* trusting(() => readTrusted(shell.configFolder))
  yield* save(() => writeTrusted(shell.configFolder, { ...trusted, [realFolder(folder)]: digest }))
  yield* shell.stdout.write(files.map((file) => `${shortestPath(shell.cwd, join(folder, file))}\n`).join(""))
  yield* shell.note(`the code of the plugin ${read.name} is trusted, as long as these files stay as they are`)
  const { values: settings } = yield* loadSettings(givenBy(input))
  const { plugins } = yield* foundPlugins(settings)
  const isNamed = plugins.some((plugin) => realFolder(plugin.folder) === realFolder(folder))
  const words = isNamed ? "enrich" : `enrich --plugins ${shellWord(shortestPath(shell.cwd, folder))}`
  return yield* shell.note(`for what is stored already: ${typedCommand(shell, words)}`)
})

export const untrust = Effect.fnUntraced(function* (input: Input) {
  const shell = yield* Shell
  const folder = folderOf(input, shell)
  const trusted = yield* trusting(() => readTrusted(shell.configFolder))
  const { [realFolder(folder)]: digest, ...others } = trusted
  if (digest === undefined) return yield* notTrusted(folder, input)
  yield* save(() => writeTrusted(shell.configFolder, others))
  return yield* shell.note(`the code in ${folder} is trusted no more`)
})

/** A folder that is gone can still be distrusted. */
const folderOf = ({ folder }: Input, { cwd }: ShellShape): string => {
  const located = locate({ name: folder, base: cwd })
  return "folder" in located ? located.folder : resolve(cwd, folder)
}

const notTrusted = Effect.fnUntraced(function* (folder: string, input: Input) {
  const { values: settings } = yield* loadSettings(givenBy(input))
  const { plugins } = yield* foundPlugins(settings)
  const own = plugins.find((plugin) => plugin.isOwn && realFolder(plugin.folder) === realFolder(folder))
  return yield* usage(
    own === undefined
      ? `the code in ${folder} is not trusted`
      : `${folder} is of your own configuration, so that its code is run; take it out of there`
  )
})

const trusting = <A>(read: () => A): Effect.Effect<A, Stop> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(read())
    } catch (cause) {
      if (cause instanceof TrustError) return usage(cause.message)
      throw cause
    }
  })

const save = Effect.fnUntraced(function* (write: () => void) {
  const { configFolder } = yield* Shell
  yield* Effect.try({
    try: write,
    catch: (cause) =>
      new Stop({
        status: "io",
        sentence: `${trustFile(configFolder)} can't be written: ${(cause as Error).message}`,
        cause
      })
  })
})
