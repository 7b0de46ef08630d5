/**
 * The log format as it was typed: a name, a format in the words of a server, or the server's configuration file, which
 * says it (`/etc/nginx/nginx.conf`, or one format of it: `/etc/nginx/nginx.conf:main`). What comes out of it is a text that
 * needs no file any more (workers/format/readers.ts): it is stored with what is read.
 */
import { Effect } from "effect"
import { existsSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

import { nearest } from "@logmill/core/nearest"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { FormatError } from "@logmill/workers/format/definition"
import { directivesOf } from "@logmill/workers/format/dialects/configuration"
import { isDialect } from "@logmill/workers/format/dialects/dialect"
import { misspeltIn } from "@logmill/workers/format/dialects/misspelt"
import { goaccessPresets } from "@logmill/workers/format/dialects/goaccess"
import { type ServerFormats, serverFormats } from "@logmill/workers/format/dialects/serverLogs"
import { type DescribedField, describeFormat } from "@logmill/workers/format/describe"
import { partsOf, shortName } from "@logmill/workers/format/readers"
import { utc } from "@logmill/workers/zone"

import { type Stop, usage } from "./exit.ts"
import { isPath } from "./formatPath.ts"
import { goaccessOf, goaccessPassedOver, readConfiguration, textOf } from "./serverConfiguration.ts"
import { Shell } from "./Shell.ts"
import { siblingsOf } from "./siblings.ts"

/** `auto`, a format's name, or a format, or formats of which each log has its own. */
export const resolveFormat = Effect.fnUntraced(function* (typed: string, catalog: FormatCatalog) {
  const shell = yield* Shell
  const { note, warn } = shell
  if (typed === "auto" || catalog.has(typed)) return typed
  const said = yield* saidBy(typed, shell)
  const text = said?.text ?? (yield* ofDirectives(typed))
  yield* checkFormat(text, catalog, said === null ? "--log-format" : typed)
  if (isDialect(text) && partsOf(text).length === 1 && !describeFormat(text, catalog).fields.some(isTime)) {
    yield* note("the format says no time: its lines count only where syslog, Docker or the like puts one before them")
  }
  const misspelt = isDialect(text) ? partsOf(text).flatMap((part) => misspeltIn(part, said !== null)) : []
  for (const [word, meant] of new Map(misspelt.map((one) => [one.word, one.meant])))
    yield* warn(`the format has ${word}, from which no column is filled; did you mean ${meant}?`)
  if (said === null) return text
  yield* Effect.forEach(said.passedOver, ([option, instead]) =>
    note(`${typed}: ${option} is passed over; for the same, write ${instead}`)
  )
  yield* Effect.forEach(said.unread, (file) => warn(`${typed} includes what can't be read: ${file}`))
  for (const { name, why } of said.unusable) yield* note(`${typed}: the format ${name} is not used: ${why}`)
  return text
})

const isTime = ({ field }: DescribedField): boolean => /^(?:time|date)\b/.test(field)

interface Said extends Pick<ServerFormats, "unusable"> {
  readonly text: string
  readonly unread: ReadonlyArray<string>
  readonly passedOver: ReturnType<typeof goaccessPassedOver>
}

/** What a configuration file says; null: the text is no file. */
const saidBy = Effect.fnUntraced(function* (typed: string, { configFolder, cwd }: Shell["Service"]) {
  const named = /^(.+):([^:/\s]+)$/.exec(typed)
  const isThere = (path: string): boolean => path.length < 4096 && existsSync(resolve(cwd, path))
  const whole = !typed.includes("\n") && isThere(typed)
  if (!whole && (named === null || !isThere(named[1]!))) {
    if (!isPath(typed)) return null
    const near = nearest(typed, siblingsOf(cwd, typed))
    const advice = near === null ? "" : `; did you mean "${near}"?`
    return yield* usage(`--log-format: there is no file ${typed}${advice}`)
  }
  if (whole && typed.endsWith(".json")) {
    return yield* usage(
      `--log-format: a format of your own is used from ${join(configFolder, "formats")}: put ${typed} there, and its lines are found by themselves`
    )
  }
  const [path, name] = whole ? [typed, null] : [named![1]!, named![2]!]
  const file = resolve(cwd, path)
  if (statSync(file).isDirectory()) {
    const main = ["nginx.conf", "apache2.conf", "conf/httpd.conf", "httpd.conf"].find((one) =>
      existsSync(join(file, one))
    )
    return yield* usage(
      `--log-format: ${path} is a folder; name the server's configuration in it${main === undefined ? "" : `: ${join(path, main)}`}`
    )
  }
  const read = yield* Effect.try({
    try: () => ({ configuration: readConfiguration(file), text: textOf(file) }),
    catch: (error) =>
      usage(
        `--log-format: ${path} can't be read (${(error as NodeJS.ErrnoException).code}); give the format itself: --log-format '$remote_addr ...'`
      )
  })
  const { configuration } = read
  if (configuration === null) {
    const format = goaccessOf(read.text)
    if (format !== null) {
      return { text: format, unread: [], unusable: [], passedOver: goaccessPassedOver(read.text) } satisfies Said
    }
    return yield* usage(
      `--log-format: ${path} is no configuration of nginx, Apache or GoAccess: it has no log_format, LogFormat or log-format`
    )
  }
  const { server, directives, files, unread } = configuration
  const { formats, logs, unusable } = serverFormats(directives, server, true)
  const word = server === "nginx" ? "log_format" : "LogFormat"
  const isSilent =
    logs.length === 0 && unusable.length === 0 && !directives.some((one) => one.name === word.toLowerCase())
  if (isSilent || formats.length === 0) {
    const others = files > 1 ? ` and the ${files - 1} files it includes have` : " has"
    const why = unusable.map((one) => `${one.name}: ${one.why}`).join("; ")
    return yield* usage(
      `--log-format: ${path}${others} no ${word}${unusable.length === 0 ? "" : ` that access logs can be read by: ${why}`}`
    )
  }
  if (name === null)
    return {
      text: [...formats, ...(formats.length > 1 ? logs : [])].join("\n"),
      unread,
      unusable,
      passedOver: []
    } satisfies Said
  const chosen = formats.filter((format) => shortName(format) === name)
  const wrong = unusable.find((one) => one.name === name)
  if (wrong !== undefined) return yield* usage(`--log-format: ${word} ${name} of ${path}: ${wrong.why}`)
  if (chosen.length === 0) {
    const names = formats.map(shortName)
    const near = nearest(name, names)
    const advice = near === null ? `there are ${names.join(", ")}` : `did you mean "${path}:${near}"?`
    return yield* usage(`--log-format: ${path} has no ${word} ${name}; ${advice}`)
  }
  return { text: chosen[0]!, unread, unusable: [], passedOver: [] } satisfies Said
})

/** Directives as they are pasted, several or on several lines, each on a line of its own; any other text as it is. */
const ofDirectives = (typed: string): Effect.Effect<string, Stop> => {
  const server = /^\s*log_format\s/.test(typed) ? "nginx" : /^\s*LogFormat\s/i.test(typed) ? "apache" : null
  if (server === null) return Effect.succeed(typed)
  const { formats, logs, unusable } = serverFormats(directivesOf(typed, server), server, false)
  const [wrong] = unusable
  if (wrong !== undefined) return usage(`--log-format: ${wrong.name}: ${wrong.why}`)
  if (formats.length === 0)
    return usage(`--log-format: the directive is not whole: it has no format, only ${typed.trim()}`)
  return Effect.succeed([...formats, ...(formats.length > 1 ? logs : [])].join("\n"))
}

/** Passes the formats there are, and texts that are log formats. `from`: what they came from. */
const checkFormat = (format: string, catalog: FormatCatalog, from: string): Effect.Effect<void, Stop> => {
  try {
    catalog.parserFor(format, utc)
    return Effect.void
  } catch (error) {
    if (error instanceof FormatError) return usage(`${from}: ${error.message}`)
    return usage(`--log-format: there is no format "${format}"; ${adviceFor(format, catalog)}`)
  }
}

const adviceFor = (format: string, catalog: FormatCatalog): string => {
  const names = [...catalog.names, ...goaccessPresets.map(([preset]) => preset)]
  const meant = nearest(format, names)
  if (meant !== null) return `did you mean ${meant}?`
  const alike = catalog.names.filter((name) => name.includes(format.toLowerCase()))
  const server = "or give the server's own: its format in quotes, or its configuration file"
  return alike.length > 0 && !isDialect(format)
    ? `there are ${alike.join(", ")}, ${server}`
    : `logmill formats lists those there are; ${server}`
}
