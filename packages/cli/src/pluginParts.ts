/** Everything that plugins contribute, each part looked at as the command that uses it would, for who lists them. */
import { Effect } from "effect"
import { join } from "node:path"

import { loadCatalog } from "@logmill/core/analysis/catalog"
import { enricherKinds } from "@logmill/core/plugins/Enricher"
import type { Guard } from "@logmill/core/plugins/Guard"
import { loadEnricher } from "@logmill/core/plugins/loadEnricher"
import { manifestName } from "@logmill/core/plugins/manifest"
import type { Plugin } from "@logmill/core/plugins/Plugin"
import { type FoundPresets, presetsOf } from "@logmill/core/plugins/presets"
import { type Trust, TrustError } from "@logmill/core/plugins/trust"
import { builtInEnrichers } from "@logmill/plugins/knowledge"

import { analysisFaults } from "./analysisFaults.ts"
import { analysisFolders } from "./answers.ts"
import { formatsOf } from "./formatCatalog.ts"
import { makeGuard, remedyFor, trustStates, whyNotRun } from "./pluginCode.ts"
import type { Settings } from "./settingTable.ts"
import { Shell } from "./Shell.ts"

export interface PluginPart {
  readonly kind: "analysis" | "format" | "preset" | "enricher"
  /** Null: it is so wrong that it has none. */
  readonly name: string | null
  /** Its title, or its rules. */
  readonly is: string | null
  readonly file: string
  /** A sentence; null: it is used. */
  readonly problem: string | null
}

export interface SeenPlugin {
  readonly plugin: Plugin
  readonly trust: Trust
  /** Why its code is not run, though nothing is wrong with it. */
  readonly notRun: string | null
  readonly parts: ReadonlyArray<PluginPart>
}

/** Reads all analyses, formats and presets, has SQLite compile what is no analysis of logmill's own, and loads the code that is trusted. */
export const inspectPlugins = Effect.fnUntraced(function* (plugins: ReadonlyArray<Plugin>, settings: Settings) {
  const shell = yield* Shell
  const { fault, states } = trustStates(shell, plugins)
  if (fault !== null) yield* shell.warn(fault)
  const analyses = yield* analysisParts(plugins, settings)
  const { problems } = presetsOf(plugins)
  const guard = makeGuard(shell)
  return yield* Effect.forEach(states, ({ plugin, trust }) =>
    Effect.map(enricherParts(plugin, trust, guard), (enrichers): SeenPlugin => ({
      plugin,
      trust: trust instanceof TrustError ? "untrusted" : trust,
      notRun: trust instanceof TrustError ? null : whyNotRun(shell, plugin, trust),
      parts: [...analyses(plugin), ...formatParts(plugin), ...presetParts(plugin, problems), ...enrichers]
    }))
  ).pipe(Effect.ensuring(Effect.promise(() => guard.close())))
})

/** By the folders that the catalog of all was read from, as one plugin's analysis may be in another's way. */
const analysisParts = Effect.fnUntraced(function* (plugins: ReadonlyArray<Plugin>, settings: Settings) {
  const { analyses, problems } = yield* loadCatalog(analysisFolders(plugins))
  const faults = yield* analysisFaults(settings, analyses)
  return ({ analyses: folders }: Plugin): ReadonlyArray<PluginPart> => {
    const isIn = (file: string): boolean => folders.some((folder) => file.startsWith(join(folder, "/")))
    return [
      ...analyses
        .filter(({ file }) => isIn(file))
        .map((analysis) => ({
          kind: "analysis" as const,
          name: analysis.id,
          is: analysis.title,
          file: analysis.file,
          problem: faults.get(analysis) ?? null
        })),
      ...problems
        .filter(({ file }) => isIn(file) || folders.includes(file))
        .map(({ file, line, names, reason }) => ({
          kind: "analysis" as const,
          name: names[0] ?? null,
          is: null,
          file,
          problem: `${file}:${line}: ${reason}`
        }))
    ]
  }
})

const formatParts = (plugin: Plugin): ReadonlyArray<PluginPart> => {
  const kind = "format"
  return formatsOf(plugin).map((format): PluginPart => {
    const folder = plugin.formats!
    if (format instanceof Error) return { kind, name: null, is: null, file: folder, problem: format.message }
    return { kind, name: format.name, is: format.title, file: join(folder, `${format.name}.json`), problem: null }
  })
}

const presetParts = (plugin: Plugin, problems: FoundPresets["problems"]): ReadonlyArray<PluginPart> => {
  const file = join(plugin.folder, manifestName)
  return Object.entries(plugin.presets).map(([name, rules]) => {
    const wrong = problems.find((problem) => problem.plugin === plugin && problem.preset === name)
    const problem = wrong === undefined ? null : `${file}: the preset ${name}: ${wrong.reason}`
    return { kind: "preset", name, is: typeof rules === "string" ? null : rules.join(" "), file, problem }
  })
}

const enricherParts = Effect.fnUntraced(function* (plugin: Plugin, trust: Trust | TrustError, guard: Guard) {
  // Of logmill's own the code is no file of its own.
  const file = trust === "built-in" ? plugin.folder : plugin.enricher
  if (file === null) return []
  const part = (name: string | null, problem: string | null): PluginPart => ({
    kind: "enricher",
    name,
    is: null,
    file,
    problem
  })
  if (trust instanceof TrustError) return [part(null, trust.message)]
  if (trust === "built-in") return builtInEnrichers.map((kind) => part(kind, null))
  if (trust !== "own" && trust !== "trusted") return []
  const shell = yield* Shell
  const suspect = { name: plugin.name, file, remedy: remedyFor(shell, plugin) }
  const read = yield* Effect.promise(() => loadEnricher(suspect, guard))
  if (typeof read === "string") return [part(null, `${file} ${read}`)]
  return enricherKinds.filter((kind) => read.enricher[kind] !== undefined).map((kind) => part(kind, null))
})
