/**
 * Which formats a server's configuration defines, and which of its logs are in them; and both as text again, a directive a
 * line, of all files of the configuration (readers.ts reads it).
 */
import { FormatError } from "../definition.ts"
import type { Directive, ServerName } from "./configuration.ts"
import { dialectFormat } from "./dialect.ts"

/** A log that a server writes, and the name of its format, or the format itself. */
export interface ServerLog {
  readonly path: string
  readonly format: string
}

export interface ServerFormats {
  /** A directive each, on one line: nicknames of Apache may be missing. */
  readonly formats: ReadonlyArray<string>
  readonly logs: ReadonlyArray<string>
  /** Formats of which nothing can be read, as those that have no client, and why. */
  readonly unusable: ReadonlyArray<{ readonly name: string; readonly why: string }>
}

const nginxCombined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
const apacheCommon = '%h %l %u %t "%r" %>s %b'

/** `isWhole`: it is a whole configuration, so that what its server has without saying it counts, too. */
export const serverFormats = (
  directives: ReadonlyArray<Directive>,
  server: ServerName,
  isWhole: boolean
): ServerFormats => {
  const logs = logsOf(directives, server)
  const own = server === "nginx" ? nginxFormats(directives) : apacheFormats(directives, logs)
  const defined = isWhole && server === "nginx" ? [...own, combined] : own
  const formats = new Set<string>()
  const unusable = new Map<string, string>()
  for (const [name, text] of defined) {
    try {
      dialectFormat(text)
      formats.add(text)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      unusable.set(name, error.message)
    }
  }
  return {
    formats: [...formats],
    logs: [...new Set(logs.map(({ format, path }) => logDirective(path, format, server)))],
    unusable: [...unusable].map(([name, why]) => ({ name, why }))
  }
}

type Named = readonly [name: string, directive: string]

const nginxFormats = (directives: ReadonlyArray<Directive>): ReadonlyArray<Named> =>
  directives.flatMap(({ args: [name, ...strings], name: directive }): ReadonlyArray<Named> => {
    if (directive !== "log_format" || name === undefined || strings.length === 0) return []
    const escape = strings[0]!.startsWith("escape=") ? [strings[0]!] : []
    const text = strings.slice(escape.length).join("")
    return [[name, ["log_format", name, ...escape, `${nginxString(text)};`].join(" ")]]
  })

const apacheFormats = (directives: ReadonlyArray<Directive>, logs: ReadonlyArray<ServerLog>): ReadonlyArray<Named> => {
  const named = directives.flatMap(({ args: [text, name], name: directive }): ReadonlyArray<Named> => {
    if (directive !== "logformat" || text === undefined || !text.includes("%")) return []
    return [[name ?? text, `LogFormat ${apacheString(text)}${name === undefined ? "" : ` ${name}`}`]]
  })
  const names = new Set(named.map(([name]) => name))
  const others = logs.filter(({ format }) => !names.has(format) && format.includes("%"))
  return [...named, ...others.map(({ format }): Named => [format, `LogFormat ${apacheString(format)}`])]
}

/** Those that are files; the rest of what is said of them does not matter here. */
export const logsOf = (directives: ReadonlyArray<Directive>, server: ServerName): ReadonlyArray<ServerLog> => {
  let usual = apacheCommon
  return directives.flatMap(({ args: [path, format], args, name }): ReadonlyArray<ServerLog> => {
    if (server === "nginx") {
      if (name !== "access_log" || path === undefined || /^(?:off$|syslog:|memory:)/.test(path)) return []
      return [{ path, format: format === undefined || /=|^gzip$/.test(format) ? "combined" : format }]
    }
    // Without a nickname it is that of the logs after it that say none.
    if (name === "logformat" && args.length === 1 && path !== undefined) usual = path
    if (path === undefined || path.startsWith("|") || path.startsWith("syslog")) return []
    if (name === "customlog" || name === "globallog") return [{ path, format: format ?? usual }]
    return name === "transferlog" ? [{ path, format: usual }] : []
  })
}

function nginxString(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`
}

/** What nginx writes where a log says no format. */
const combined: Named = ["combined", `log_format combined ${nginxString(nginxCombined)};`]

const apacheString = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

const logDirective = (path: string, format: string, server: ServerName): string =>
  server === "nginx"
    ? `access_log ${nginxString(path)} ${format};`
    : `CustomLog ${apacheString(path)} ${/^[\w.-]+$/.test(format) ? format : apacheString(format)}`

/**
 * Whether a file is a log of that path, or what became of it in rotation (`access.log.1`, `access.log-20261110.gz`). A
 * variable in the path is anything but a slash; a relative path is the end of one.
 */
export const isLogOf = (path: string, file: string): boolean => {
  const parts = path.split(/\$(?:\{\w+\}|\w+)|%[A-Za-z]/)
  const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  // Apache's are of its environment, and may be whole folders.
  const start = path.startsWith("/") ? "^" : /^\$\{\w+\}\//.test(path) ? "^.*" : "(?:^|/)"
  return new RegExp(`${start}${escaped.join("[^/]*")}(?:[.-][^/]*)?$`).test(file)
}
