/**
 * What the user knows of logs beside logmill's own lists: his rules (`rules`, else `rules.toml` beside his configuration) and
 * his databases of addresses (`geoip`). What he names and is not there, or cannot be read, is told before anything is done.
 */
import { Effect, FileSystem, type PlatformError } from "effect"
import { join } from "node:path"

import type { UserKnowledge } from "@logmill/plugins/knowledge"
import { joinRules, noRules, readRules, RulesError } from "@logmill/plugins/enrich/rules"

import { usage } from "./exit.ts"
import { placed } from "./settingFault.ts"
import { noPath, type ResolvedSettings } from "./settings.ts"
import { Shell } from "./Shell.ts"

export const userKnowledge = Effect.fnUntraced(function* (settings: ResolvedSettings) {
  return {
    rules: yield* Effect.mapError(rulesOf(settings), placed(settings, "rules")),
    addresses: yield* Effect.mapError(addressesOf(settings), placed(settings, "geoip"))
  } satisfies UserKnowledge
})

const rulesOf = Effect.fnUntraced(function* ({ origins, values }: ResolvedSettings) {
  const { configFolder } = yield* Shell
  if (origins.rules !== "default") {
    const files = values.rules.filter((path) => path !== noPath)
    return joinRules(yield* Effect.forEach(files, (file) => readFile(file, false)))
  }
  return yield* readFile(join(configFolder, "rules.toml"), true)
})

/** `mayBeAbsent`: it was not named by the user. */
const readFile = Effect.fnUntraced(function* (file: string, mayBeAbsent: boolean) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs
    .readFileString(file)
    .pipe(
      Effect.catchTag("PlatformError", (cause) =>
        mayBeAbsent && isAbsent(cause)
          ? Effect.succeed(null)
          : Effect.fail(usage(`the rules ${file} can't be read: ${isAbsent(cause) ? "no such file" : cause.message}`))
      )
    )
  if (text === null) return noRules
  return yield* Effect.try({
    try: () => readRules(text, file),
    catch: (cause) => {
      if (!(cause instanceof RulesError)) throw cause
      return usage(cause.message)
    }
  })
})

const isAbsent = ({ reason }: PlatformError.PlatformError): boolean =>
  reason._tag === "NotFound" || (reason.cause as NodeJS.ErrnoException | undefined)?.code === "ENOTDIR"

/** Undefined: none is named, so that those are used that were used last. */
const addressesOf = Effect.fnUntraced(function* ({ origins, values }: ResolvedSettings) {
  if (origins.geoip === "default") return undefined
  const paths = values.geoip.filter((path) => path !== noPath)
  if (paths.length === 0) return null
  const { GeoipError, openAddresses } = yield* Effect.promise(() => import("@logmill/plugins/enrich/addresses"))
  return yield* Effect.tryPromise({
    try: () => openAddresses(paths),
    catch: (cause) => {
      if (!(cause instanceof GeoipError)) throw cause
      return usage(cause.message)
    }
  })
})
