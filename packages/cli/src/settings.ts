/**
 * Settings and where they come from: flags, then LOGMILL_* variables, then `logmill.toml` where the user stands, then
 * the user's own file. The nearest source that names a setting decides it alone; lists are replaced, not joined.
 *
 * What is said of each setting is in settingTable.ts. A path in a file counts from that file's folder, every other path
 * from where the user stands.
 */
import { delimiter, dirname, join, resolve } from "node:path"

import { Effect, FileSystem, Option, type PlatformError, Result } from "effect"

import { nearest } from "@logmill/core/nearest"

import { Stop, usage } from "./exit.ts"
import type { FlagValues } from "./flags.ts"
import { isPath } from "./formatPath.ts"
import { type KeyForm, readSettingsFile, type SettingsEntries, type SettingsFile } from "./settingsFile.ts"
import { type SettingName, type Settings, type SettingSpec, settingTable } from "./settingTable.ts"
import { Shell } from "./Shell.ts"
import { systemCode, systemText } from "./systemText.ts"

/** For each setting, where its value came from: `--jobs`, `LOGMILL_JOBS`, `logmill.toml:3`, `default`. */
export type Origins = { readonly [K in SettingName]: string }

export interface ResolvedSettings {
  readonly values: Settings
  readonly origins: Origins
  /** LOGMILL_* variables that are no setting, with the one that was probably meant. */
  readonly strangers: ReadonlyArray<{ readonly variable: string; readonly meant: string | null }>
}

/** Values given as flags, already read; absent: the flag was not typed. Those of `--plugins` come on top of what is set. */
export type GivenSettings = { readonly [K in Exclude<SettingName, "plugins">]?: Settings[K] | undefined } & {
  readonly plugins?: ReadonlyArray<string> | undefined
}

type SettingFlags = FlagValues<
  | "db"
  | "wait"
  | "timeout"
  | "limit"
  | "jobs"
  | "logFormat"
  | "keep"
  | "drop"
  | "siteName"
  | "siteFrom"
  | "trustedProxy"
  | "keepExtra"
  | "geoip"
  | "anonymize"
  | "reportZone"
  | "logZone"
  | "durability"
  | "maxRejects"
  | "plugins"
>

/** What the flags of a command say about settings; flags it does not have say nothing. */
export const givenBy = (flags: Partial<SettingFlags>): GivenSettings => {
  const one = <A>(option: Option.Option<A> | undefined) => option && Option.getOrUndefined(option)
  const many = (texts: ReadonlyArray<string> | undefined) =>
    texts === undefined || texts.length === 0 ? undefined : texts
  return {
    db: one(flags.db),
    wait: one(flags.wait),
    timeout: one(flags.timeout),
    limit: one(flags.limit),
    jobs: one(flags.jobs),
    logFormat: one(flags.logFormat),
    keep: many(flags.keep),
    drop: many(flags.drop),
    site: one(flags.siteName),
    siteFrom: one(flags.siteFrom),
    trustedProxy: many(flags.trustedProxy),
    keepExtra: many(flags.keepExtra?.flat()),
    geoip: many(flags.geoip),
    anonymize: flags.anonymize === true ? true : undefined,
    tz: one(flags.reportZone),
    logTz: one(flags.logZone),
    durability: one(flags.durability),
    maxRejects: one(flags.maxRejects),
    plugins: many(flags.plugins)
  }
}

interface Sources {
  readonly given: GivenSettings
  readonly env: Readonly<Record<string, string | undefined>>
  /** Nearest first. */
  readonly files: ReadonlyArray<SettingsFile>
  readonly cwd: string
}

const names = Object.keys(settingTable) as ReadonlyArray<SettingName>

const keyForms: ReadonlyMap<string, KeyForm> = new Map(
  names.map((name) => {
    const { form, key } = settingTable[name]
    const isList = form === "words" || form === "paths" || form === "plugins"
    return [key, isList ? "list" : form === "switch" ? "switch" : "one"]
  })
)

/**
 * Decides every setting for a command that was given these flags, reading the settings files there are. Fails with
 * status 2 at the first faulty setting.
 */
export const loadSettings = Effect.fnUntraced(function* (given: GivenSettings) {
  const fs = yield* FileSystem.FileSystem
  const { configFolder, cwd, env } = yield* Shell
  const own = join(configFolder, "config.toml")
  const candidates = [
    { path: join(cwd, "logmill.toml"), name: "logmill.toml", isOwn: false },
    { path: own, name: own, isOwn: true }
  ]
  const files: Array<SettingsFile> = []
  for (const { isOwn, name, path } of candidates) {
    const text = yield* fs
      .readFileString(path)
      .pipe(
        Effect.catchTag("PlatformError", (cause) =>
          isAbsent(cause)
            ? Effect.succeed(null)
            : Effect.fail(new Stop({ status: "io", sentence: `${name} can't be read: ${systemText(cause)}`, cause }))
        )
      )
    if (text !== null) files.push({ path, name, text, isOwn })
  }
  return yield* Effect.fromResult(resolveSettings({ given, env, files, cwd }))
})

/** A file in a folder that is a file is not there either (HOME=/dev/null). */
const isAbsent = (cause: PlatformError.PlatformError): boolean =>
  cause.reason._tag === "NotFound" || systemCode(cause) === "ENOTDIR"

/** Decides every setting from the texts of its sources; touches nothing. */
export const resolveSettings = (sources: Sources): Result.Result<ResolvedSettings, Stop> =>
  Result.gen(function* () {
    const files = yield* Result.all(
      sources.files.map((file) => Result.map(readSettingsFile(file, keyForms), (entries) => ({ ...file, entries })))
    )
    const values: Record<string, unknown> = {}
    const origins: Record<string, string> = {}
    for (const name of names) {
      const { origin, value } = yield* decide(name, sources, files)
      values[name] = value
      origins[name] = origin
    }
    values["plugins"] = [...(values["plugins"] as Settings["plugins"]), ...pluginFlags(sources)]
    return { values: values as Settings, origins: origins as Origins, strangers: strangersIn(sources.env) }
  })

interface Decided {
  readonly value: unknown
  readonly origin: string
}

const pluginFlags = ({ cwd, given }: Sources): Settings["plugins"] =>
  (given.plugins ?? []).map((name) => ({ name, base: cwd, from: "--plugins", origin: "flag", isOwn: false }))

const decide = (
  name: SettingName,
  sources: Sources,
  files: ReadonlyArray<SettingsFile & { readonly entries: SettingsEntries }>
): Result.Result<Decided, Stop> => {
  const spec: SettingSpec<unknown> = settingTable[name]
  const given = name === "plugins" ? undefined : sources.given[name]
  const here = { folder: sources.cwd, isOwn: false }
  if (given !== undefined) {
    const origin = `--${spec.key.replaceAll("_", "-")}`
    return Result.succeed({ value: located(spec, given, { ...here, origin }), origin })
  }
  const variable = sources.env[spec.variable]
  if (variable !== undefined && variable !== "") {
    return found(spec, splitVariable(spec, variable), { ...here, origin: spec.variable })
  }
  for (const file of files) {
    const entry = file.entries.get(spec.key)
    if (entry !== undefined) {
      const origin = `${file.name}:${entry.line}`
      return found(spec, entry.texts, { folder: dirname(file.path), isOwn: file.isOwn, origin })
    }
  }
  return Result.succeed({ value: located(spec, spec.fallback, { ...here, origin: "default" }), origin: "default" })
}

/** Where a value stands: paths count from the folder; only the user's own file is his own word. */
interface Place {
  readonly folder: string
  readonly isOwn: boolean
  readonly origin: string
}

const found = (spec: SettingSpec<unknown>, texts: ReadonlyArray<string>, place: Place): Result.Result<Decided, Stop> =>
  Result.mapBoth(spec.read(texts), {
    onSuccess: (value) => ({ value: located(spec, value, place), origin: place.origin }),
    onFailure: (expected) => usage(`${place.origin}: ${spec.key} is "${texts.join(" ")}"; it must be ${expected}`)
  })

const located = (spec: SettingSpec<unknown>, value: unknown, { folder, isOwn, origin }: Place): unknown => {
  if (spec.form === "path") return resolve(folder, value as string)
  if (spec.form === "format" && isPath(value as string)) return resolve(folder, value as string)
  if (spec.form === "plugins") {
    return (value as Settings["plugins"]).map((plugin) => ({ ...plugin, base: folder, from: origin, isOwn }))
  }
  if (spec.form === "paths") {
    return (value as ReadonlyArray<string>).map((path) => (path === noPath ? path : resolve(folder, path)))
  }
  return value
}

/** In a list of paths: none. A file of that name is `./none`. */
export const noPath = "none"

const splitVariable = (spec: SettingSpec<unknown>, variable: string): ReadonlyArray<string> => {
  if (spec.form === "words") return variable.split(/\s+/).filter((word) => word !== "")
  if (spec.form === "plugins" || spec.form === "paths") return variable.split(delimiter).filter((path) => path !== "")
  return [variable]
}

const strangersIn = (env: Sources["env"]): ResolvedSettings["strangers"] => {
  const known: ReadonlySet<string> = new Set(names.map((name) => settingTable[name].variable))
  return Object.keys(env)
    .filter((variable) => variable.startsWith("LOGMILL_") && !known.has(variable))
    .toSorted()
    .map((variable) => ({ variable, meant: nearest(variable, known) }))
}
