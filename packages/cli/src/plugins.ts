/**
 * The plugins of a command: logmill's own, the user's, and those that settings and flags name. A command finds them once
 * and hands them to whatever uses a part of them; one that can't be used is named on stderr.
 */
import { relative } from "node:path"

import { Effect } from "effect"

import { findPlugins, type FoundPlugins } from "@logmill/core/plugins/find"
import type { RefusedPlugin } from "@logmill/core/plugins/Plugin"
import { builtInFolder } from "@logmill/plugins/builtIn"

import { typedCommand } from "./next.ts"
import type { Settings } from "./settingTable.ts"
import { Shell, type ShellShape } from "./Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

export const foundPlugins = (settings: Pick<Settings, "plugins">): Effect.Effect<FoundPlugins, never, Shell> =>
  Effect.map(Shell, ({ configFolder }) =>
    findPlugins({ builtIn: builtInFolder, configFolder, references: settings.plugins })
  )

/** Those that can be used; of the others it says why not. */
export const usePlugins = Effect.fnUntraced(function* (settings: Pick<Settings, "plugins">) {
  const { warn } = yield* Shell
  const { plugins, refused } = yield* foundPlugins(settings)
  yield* Effect.forEach(refused, (plugin) => warn(refusalOf(plugin)))
  return plugins
})

export const refusalOf = ({ from, name, reason }: RefusedPlugin): string =>
  `the plugin ${name} (${from}) is not used: ${reason}`

/** What to type so that a plugin's code is run. */
export const trustCommand = (shell: ShellShape, folder: string): string => pluginsCommand(shell, "trust", folder)

export const untrustCommand = (shell: ShellShape, folder: string): string => pluginsCommand(shell, "untrust", folder)

const pluginsCommand = (shell: ShellShape, word: string, folder: string): string =>
  typedCommand(shell, `plugins ${word} ${shellWord(shortestPath(shell.cwd, folder))}`)

/** As it would be typed from where the user stands. */
export const shortestPath = (cwd: string, path: string): string => {
  const near = relative(cwd, path) || "."
  return near.startsWith("../../..") || near.length >= path.length ? path : near
}
