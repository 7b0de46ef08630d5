/**
 * `logmill plugins`: every plugin, where it comes from, what it contributes, whether its code is run, and what is wrong
 * with it; with a name, each of its parts. Loads all that there is, the code that is trusted too. Exit status 1 when a
 * part of any can't be used.
 */
import { resolve } from "node:path"

import { Effect, Option } from "effect"

import { nearest } from "@logmill/core/nearest"
import { locate } from "@logmill/core/plugins/locate"
import { isRefused, type Plugin, readPlugin, type RefusedPlugin } from "@logmill/core/plugins/Plugin"
import { realFolder } from "@logmill/core/plugins/trust"

import { Stop, usage } from "../exit.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { typedCommand } from "../next.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { type Cell, listing, type Rows } from "@logmill/core/output/rows"
import { inspectPlugins, type PluginPart, type SeenPlugin } from "../pluginParts.ts"
import { foundPlugins, refusalOf } from "../plugins.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell, type ShellShape } from "../Shell.ts"
import { shellWord } from "@logmill/core/shellWord"

export type Input = Everywhere & OutputFlags & FlagValues<"plugins"> & { readonly name: Option.Option<string> }

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const shell = yield* Shell
  const { values: settings } = yield* loadSettings(givenBy(input))
  const found = yield* foundPlugins(settings)
  const seen = yield* inspectPlugins(found.plugins, settings)
  const name = Option.getOrNull(input.name)
  const asked = seen.filter(({ plugin }) => name === null || isCalled(plugin, name, shell.cwd))
  const refused = found.refused.filter((plugin) => name === null || isCalled(plugin, name, shell.cwd))
  if (name !== null && asked.length + refused.length === 0) {
    // A manifest that can't be read may have given one of these the name.
    yield* Effect.forEach(found.refused, (plugin) => shell.warn(refusalOf(plugin)))
    yield* unknownPlugin(name, seen, shell)
  }
  yield* printRows([name === null ? overview(asked, refused) : partsOf(asked)], choice)
  const problems = [...refused.map(refusalOf), ...asked.flatMap(problemsOf)]
  yield* Effect.forEach(problems, shell.warn)
  for (const { notRun, plugin } of asked) {
    if (notRun !== null) yield* shell.note(`the enricher of the plugin ${plugin.name} is not run: ${notRun}`)
  }
  if (problems.length > 0) yield* new Stop({ status: "partly", sentence: null })
})

/** By its name, or its folder. */
const isCalled = ({ folder, name }: Plugin | RefusedPlugin, asked: string, cwd: string): boolean =>
  name === asked || (folder !== null && realFolder(folder) === realFolder(resolve(cwd, asked)))

const unknownPlugin = (name: string, seen: ReadonlyArray<SeenPlugin>, shell: ShellShape) => {
  const located = locate({ name, base: shell.cwd })
  if ("folder" in located) {
    const read = readPlugin({ folder: located.folder, origin: "flag", from: "logmill plugins", isOwn: false })
    if (isRefused(read)) return usage(`${name} can't be used as a plugin: ${read.reason}`)
    const typed = typedCommand(shell, `plugins --plugins ${shellWord(name)}`)
    return usage(`${name} is a plugin that nothing names; to see it: ${typed}`)
  }
  const names = seen.map(({ plugin }) => plugin.name)
  const near = nearest(name, names)
  return usage(
    `there is no plugin ${name}; ${near === null ? `there are ${names.join(", ")}` : `did you mean ${near}?`}`
  )
}

const text = (name: string) => ({ name, kind: "text" }) as const
const count = (name: string) => ({ name, kind: "count" }) as const

const overview = (seen: ReadonlyArray<SeenPlugin>, refused: ReadonlyArray<RefusedPlugin>): Rows =>
  listing(
    "plugins",
    [
      text("name"),
      text("version"),
      text("origin"),
      text("state"),
      count("analyses"),
      count("formats"),
      count("presets"),
      count("enrichers"),
      text("contributes"),
      text("folder"),
      text("problems")
    ],
    [
      ...seen.map((one) => [
        one.plugin.name,
        one.plugin.version,
        one.plugin.from,
        stateOf(one),
        ...["analysis", "format", "preset", "enricher"].map((kind) => usable(one, kind).length),
        contributes(one),
        one.plugin.folder,
        problemsOf(one).join("; ") || null
      ]),
      ...refused.map(({ folder, from, name, reason }): ReadonlyArray<Cell> => [
        name,
        null,
        from,
        "not used",
        0,
        0,
        0,
        0,
        null,
        folder,
        reason
      ])
    ]
  )

/** `trusted`, `untrusted` and `changed` are of the code; without any the plugin is data. */
const stateOf = ({ trust }: SeenPlugin): string => trust ?? "data"

const usable = ({ parts }: SeenPlugin, kind: string): ReadonlyArray<PluginPart> =>
  parts.filter((part) => part.kind === kind && part.problem === null)

const plurals: ReadonlyArray<readonly [kind: PluginPart["kind"], plural: string]> = [
  ["analysis", "analyses"],
  ["format", "formats"],
  ["preset", "presets"],
  ["enricher", "enrichers"]
]

const contributes = (seen: SeenPlugin): string | null =>
  plurals
    .flatMap(([kind, plural]) => {
      const names = usable(seen, kind).map(({ name }) => name)
      return names.length === 0 ? [] : [`${plural} ${names.join(", ")}`]
    })
    .join("; ") || null

const problemsOf = ({ parts }: SeenPlugin): ReadonlyArray<string> => parts.flatMap(({ problem }) => problem ?? [])

const partsOf = (seen: ReadonlyArray<SeenPlugin>): Rows =>
  listing(
    "parts",
    [text("kind"), text("name"), text("is"), text("problem"), text("file")],
    seen.flatMap(({ parts }) => parts.map(({ file, is, kind, name, problem }) => [kind, name, is, problem, file]))
  )
