/**
 * What a source is read by, as a text: a format's name, or a format in a dialect; several of them for a source of mixed
 * lines, names with ` + ` between them, directives of a server's configuration each on a line of its own, and other formats
 * in dialects on lines that begin with `+ `. What is around the lines stands in front of each (`syslog/combined`).
 *
 * What is asked for (`--log-format`) is such a text, too. Of a server's whole configuration it is the directives that say
 * which formats there are (`log_format`, `LogFormat`) and which logs are in them (`access_log`, `CustomLog`): each source is
 * read by those of the formats that fit it.
 */
import { isDialect } from "./dialects/dialect.ts"
import { directivesOf } from "./dialects/configuration.ts"
import { isLogOf, logsOf } from "./dialects/serverLogs.ts"
import { wrappings } from "./wrap.ts"

const separator = " + "
const ownLine = "\n+ "
const prefix = `(?:(?:${wrappings.join("|")})/)*`
const wrapped = new RegExp(`^${prefix}`)
const isFormat = new RegExp(`^${prefix}(?:log_format|LogFormat)\\s`)
const lineOfDirective = new RegExp(`\\n(?=${prefix}(?:log_format|LogFormat|access_log|CustomLog)\\s)`)

/** Each with what is around its lines in front. */
export const partsOf = (reader: string): ReadonlyArray<string> => {
  if (reader.includes(ownLine)) return reader.split(ownLine).flatMap(partsOf)
  if (isFormat.test(reader)) return reader.split(lineOfDirective).filter((part) => isFormat.test(part))
  return reader.includes(separator) && !isDialect(reader.replaceAll(separator, "")) ? reader.split(separator) : [reader]
}

/** The reader of lines of several formats. */
export const joined = (parts: ReadonlyArray<string>): string => {
  if (parts.every((part) => isFormat.test(part))) return parts.join("\n")
  return parts.join(parts.some((part) => isDialect(unwrapped(part)[1])) ? ownLine : separator)
}

/** What is around the lines, with its slash, and the format inside. */
export const unwrapped = (part: string): readonly [around: string, format: string] => {
  const [around] = wrapped.exec(part)!
  return [around, part.slice(around.length)]
}

/** Each part with another format inside. */
export const mapFormats = (reader: string, map: (format: string) => string): string =>
  joined(
    partsOf(reader).map((part) => {
      const [around, format] = unwrapped(part)
      return around + map(format)
    })
  )

/** With the name of the Common Log Format's relative that lines are in, in place of `auto`. */
export const named = (reader: string, nativeFormat: string | null): string =>
  mapFormats(reader, (format) => (format === "auto" ? (nativeFormat ?? "combined") : format))

/** The formats that the lines looked at are in, by short names; `auto` is all members of the family that were found. */
export const formatsIn = (
  reader: string,
  {
    nativeFormat,
    nativeFormats
  }: { readonly nativeFormat: string | null; readonly nativeFormats: ReadonlyArray<string> }
): ReadonlyArray<string> =>
  partsOf(reader).flatMap((part) => {
    const [around, format] = unwrapped(part)
    return format === "auto" && nativeFormats.length > 0
      ? nativeFormats.map((name) => around + name)
      : [shortName(named(part, nativeFormat))]
  })

/** Several formats, of which each source has its own. */
export interface Choice {
  readonly formats: ReadonlyArray<string>
  /** Those that the configuration says the source is in. */
  readonly preferred: ReadonlySet<string>
}

/** Null: what is asked for is one format, or `auto`. `path`: of the source, absolute; null for a stream. */
export const choiceOf = (asked: string, path: string | null): Choice | null => {
  const formats = partsOf(asked)
  if (!isFormat.test(asked) || formats.length < 2) return null
  const server = /^\S*LogFormat\s/.test(asked) ? "apache" : "nginx"
  const logs = asked
    .split(lineOfDirective)
    .filter((line) => !isFormat.test(line))
    .flatMap((line) => logsOf(directivesOf(line, server), server))
  const names = new Set(path === null ? [] : logs.filter((log) => isLogOf(log.path, path)).map(({ format }) => format))
  const preferred = new Set(
    formats.filter((text) => {
      const [directive] = directivesOf(text, server)
      const [first = "", second] = directive?.args ?? []
      return server === "nginx" ? names.has(first) : names.has(first) || (second !== undefined && names.has(second))
    })
  )
  return { formats: [...preferred, ...formats.filter((format) => !preferred.has(format))], preferred }
}

/** How a format is called, where that is said in few words: the name in its directive. */
export const shortName = (part: string): string => {
  const [around, format] = unwrapped(part)
  const match = /^log_format\s+(\S+)/.exec(format) ?? /^LogFormat\s.*"\s+(\S+)\s*$/s.exec(format)
  return around + (match?.[1] ?? format)
}
