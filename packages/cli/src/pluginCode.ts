/**
 * The code of plugins: whose is run, and what it does to an ingest. What is not trusted, can't be loaded or fails at
 * values is named on stderr; the rest of its plugin is used all the same.
 */
import { Effect } from "effect"

import type { Enrichment, IngestKnowledge } from "@logmill/core/plugin"
import { type EnricherFailure, Enrichers } from "@logmill/core/plugins/Enrichers"
import { Guard } from "@logmill/core/plugins/Guard"
import { type LoadedEnricher, loadEnricher } from "@logmill/core/plugins/loadEnricher"
import type { Plugin } from "@logmill/core/plugins/Plugin"
import { presetsOf } from "@logmill/core/plugins/presets"
import { readTrusted, type Trust, TrustError, type TrustedFolders, trustOf } from "@logmill/core/plugins/trust"
import { builtInEnrichment, type UserKnowledge } from "@logmill/plugins/knowledge"

import { exitStatus } from "./exit.ts"
import { trustCommand, untrustCommand } from "./plugins.ts"
import { clearLine, Shell, type ShellShape } from "./Shell.ts"

/** What plugins contribute to an ingest, apart from formats. */
export interface PluginKnowledge extends Pick<IngestKnowledge, "enrichment" | "presets"> {
  /** When it is over: their code is run no more, and it is said where that failed. */
  readonly endCode: Effect.Effect<void, never, Shell>
  /** By the name of a plugin whose code is not run, though it is named: what to do. Whole once there is an enrichment. */
  readonly notRun: ReadonlyMap<string, string>
}

/** Loads no code yet: an ingest that finds nothing new needs none. */
export const pluginKnowledge = Effect.fnUntraced(function* (plugins: ReadonlyArray<Plugin>, user: UserKnowledge) {
  const shell = yield* Shell
  const { warn } = shell
  const { presets, problems } = presetsOf(plugins)
  for (const { plugin, preset, reason } of problems) {
    yield* warn(`the preset ${preset} of the plugin ${plugin.name} (${plugin.from}) is not used: ${reason}`)
  }
  const { notRun, trusted } = yield* trustedPlugins(plugins)
  const guard = makeGuard(shell)
  let faults = (): ReadonlyArray<string> => []
  const enrichment = async (geoip: ReadonlyArray<string>): Promise<Enrichment> => {
    // First what is ours: nothing of it should run between a module that replaces what it uses and what puts that back.
    const base = await builtInEnrichment(presets, user, geoip)
    const code = await loadCode(shell, guard, trusted)
    const enrichers = new Enrichers(code.loaded)
    for (const { plugin } of code.faults) notRun.set(plugin.name, `mend ${plugin.enricher}`)
    faults = () => [...code.faults.map(({ sentence }) => sentence), ...enrichers.failures.map(failureText)]
    return enrichers.around(base)
  }
  const endCode = Effect.promise(() => guard.close()).pipe(
    Effect.andThen(Effect.suspend(() => Effect.forEach(faults(), warn, { discard: true })))
  )
  return { presets, enrichment, endCode, notRun } satisfies PluginKnowledge
})

const trustedPlugins = Effect.fnUntraced(function* (plugins: ReadonlyArray<Plugin>) {
  const shell = yield* Shell
  const { fault, states } = trustStates(shell, plugins)
  if (fault !== null) yield* shell.warn(fault)
  const notRun = new Map<string, string>()
  for (const { plugin, trust } of states) {
    const why = whyNotRun(shell, plugin, trust)
    if (why === null) continue
    yield* shell.warn(`the enricher of the plugin ${plugin.name} (${plugin.from}) is not run: ${why}`)
    notRun.set(
      plugin.name,
      trust instanceof TrustError
        ? `mend what is in ${plugin.folder}`
        : `look at its code, and if you trust it: ${trustCommand(shell, plugin.folder)}`
    )
  }
  const trusted = states.filter(({ trust }) => trust === "own" || trust === "trusted").map(({ plugin }) => plugin)
  return { notRun, trusted }
})

export interface TrustState {
  readonly plugin: Plugin
  /** A TrustError: its code can't be looked at. */
  readonly trust: Trust | TrustError
}

/** Of each plugin; `fault`: what is wrong with the list of trusted folders. */
export const trustStates = (
  { configFolder }: ShellShape,
  plugins: ReadonlyArray<Plugin>
): { readonly fault: string | null; readonly states: ReadonlyArray<TrustState> } => {
  const isAsked = plugins.some(({ enricher, isOwn }) => enricher !== null && !isOwn)
  const trusted = isAsked ? attempt(() => readTrusted(configFolder)) : {}
  const folders: TrustedFolders = trusted instanceof TrustError ? {} : trusted
  return {
    fault: trusted instanceof TrustError ? trusted.message : null,
    states: plugins.map((plugin) => ({ plugin, trust: attempt(() => trustOf(plugin, folders)) }))
  }
}

const attempt = <A>(read: () => A): A | TrustError => {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof TrustError) return cause
    throw cause
  }
}

/** Null: it is run, or there is nothing to run. */
export const whyNotRun = (shell: ShellShape, { folder }: Plugin, trust: TrustState["trust"]): string | null => {
  if (trust instanceof TrustError) return trust.message
  const command = trustCommand(shell, folder)
  if (trust === "untrusted") return `its code is not trusted; look at it, and if you trust it: ${command}`
  if (trust === "changed") return `its code has changed since it was trusted; look at it, and then: ${command}`
  return null
}

interface Code {
  readonly loaded: ReadonlyArray<LoadedEnricher>
  readonly faults: ReadonlyArray<{ readonly plugin: Plugin; readonly sentence: string }>
}

/** One after the other, in the order in which they are asked. */
const loadCode = async (shell: ShellShape, guard: Guard, plugins: ReadonlyArray<Plugin>): Promise<Code> => {
  const loaded: Array<LoadedEnricher> = []
  const faults: Array<Code["faults"][number]> = []
  for (const plugin of plugins) {
    const { enricher: file, from, name } = plugin
    if (file === null) continue
    const read = await loadEnricher({ name, file, remedy: remedyFor(shell, plugin) }, guard)
    if (typeof read !== "string") loaded.push(read)
    else faults.push({ plugin, sentence: `the enricher of the plugin ${name} (${from}) is not run: ${file} ${read}` })
  }
  return { loaded, faults }
}

/** Of one command; costs nothing until it guards code. */
export const makeGuard = ({ stderr }: ShellShape): Guard =>
  new Guard({ status: exitStatus.deadline.code, clearLine: stderr.animated ? clearLine : "" })

/** What to do about code that does not come back. */
export const remedyFor = (shell: ShellShape, { folder, isOwn }: Plugin): string =>
  isOwn
    ? `Mend it, or take it out of your configuration: ${folder}`
    : `Mend it, or go on without it: ${untrustCommand(shell, folder)}`

const failureText = ({ example, file, kind, name, reason, values }: EnricherFailure): string => {
  const failed = values === 1 ? `one ${kind}, which stays as it was` : `${values} ${kind}s, which stay as they were`
  return `the enricher of the plugin ${name} failed at ${failed}: ${file}: ${reason} (first at "${example}")`
}
