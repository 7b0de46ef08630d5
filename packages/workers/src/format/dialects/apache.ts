/**
 * Apache's `LogFormat`, as it stands in httpd.conf or the bare string in it.
 *
 * Source: mod_log_config, mod_logio, mod_ssl. `%>s` and `%<s`, and lists of statuses (`%!200,304{Referer}i`), are read as
 * the directive without them.
 */
import { type FormatDefinition, FormatError } from "../definition.ts"

const directives: Readonly<Record<string, string>> = {
  h: "client",
  a: "client",
  A: "-",
  l: "-",
  u: "user",
  t: "time:clf",
  r: "request",
  m: "method",
  U: "path",
  q: "query",
  H: "protocol",
  s: "status",
  b: "bytes",
  B: "bytes",
  O: "bytes",
  S: "-",
  I: "bytes_in",
  D: "duration:us",
  T: "duration:s",
  v: "site",
  V: "site",
  p: "port",
  f: "-",
  k: "-",
  L: "unique.log_id",
  P: "-",
  R: "-",
  X: "extra.connection_status"
}

const requestHeaders: Readonly<Record<string, string>> = {
  referer: "referrer",
  "user-agent": "agent",
  host: "site",
  "x-forwarded-for": "forwarded_for",
  "x-forwarded-proto": "scheme"
}

const tlsVariables: Readonly<Record<string, string>> = { SSL_PROTOCOL: "tls", SSL_CIPHER: "cipher" }

const directive = /%(?:[!\d,]*)[<>]?(?:\{([^}]*)\})?(\^?[A-Za-z]{1,2}|%)/g

/** Whether a text may be of this dialect: it has a directive that only Apache has, or a header in braces. */
export const isApache = (text: string): boolean => /%[<>]s|%\{[^}]*\}[a-zA-Z^]|%[huaAlVvOI]\b/.test(text)

/** The formats that a configuration defines by name. */
export const apacheFormats = (configuration: string): ReadonlyArray<FormatDefinition> => {
  const lines = configuration.replaceAll(/\\\r?\n/g, " ").matchAll(/^\s*LogFormat\s+"((?:[^"\\]|\\.)*)"\s+(\S+)\s*$/gim)
  return [...lines].flatMap(([, text = "", name = ""]) => {
    try {
      return [apacheFormat(`"${text}"`, `apache-${name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-")}`)]
    } catch (error) {
      if (error instanceof FormatError) return []
      throw error
    }
  })
}

/** A whole directive, its string, or the text itself. Throws a FormatError for what it is not. */
export const apacheFormat = (text: string, name = "apache-log-format"): FormatDefinition => {
  const string = text
    .trim()
    .replace(/^LogFormat\s+/i, "")
    .replace(/^"((?:[^"\\]|\\.)*)"(?:\s+\S+)?$/, "$1")
  const format = string
    .replaceAll(/\\(["\\])/g, "$1")
    .replaceAll("\\t", "\t")
    .replaceAll("\\n", "")
  const seen = new Set<string>()
  let pattern = ""
  let at = 0
  let isAfterField = false
  for (const match of format.matchAll(directive)) {
    let literal = format.slice(at, match.index)
    at = match.index + match[0].length
    if (match[2] === "%") {
      pattern += `${escaped(literal)}%`
      isAfterField = false
      continue
    }
    if (literal === "" && isAfterField) {
      // `%U%q`: the query begins with its question mark.
      if (match[2] === "q" && pattern.endsWith("{path}")) {
        pattern = `${pattern.slice(0, -"{path}".length)}{uri}`
        continue
      }
      throw new FormatError(`nothing stands between the directives before and at ${match[0]}: where does the one end?`)
    }
    const [field, brackets] = fieldOf(match[2]!, match[1])
    const [base = field] = field.split(":")
    const isSecond = field !== "-" && base !== "duration" && seen.has(base)
    seen.add(base)
    pattern += `${escaped(literal)}${brackets ? "[" : ""}{${isSecond ? "-" : field}}${brackets ? "]" : ""}`
    isAfterField = true
    literal = ""
  }
  const definition = pattern + escaped(format.slice(at))
  return { name, title: `Apache LogFormat ${format}`, pattern: definition, samples: [] }
}

/** The field of a directive, and whether it stands in brackets that the format does not show. */
const fieldOf = (letter: string, argument: string | undefined): readonly [field: string, inBrackets: boolean] => {
  const name = (argument ?? "").toLowerCase()
  switch (letter) {
    case "i":
      return [requestHeaders[name] ?? `unique.${word(argument)}`, false]
    case "o":
      return [name === "content-type" ? "mime" : `unique.${word(argument)}`, false]
    case "x":
      return [tlsVariables[argument ?? ""] ?? `unique.${word(argument)}`, false]
    case "c":
      // In Apache 1.3 and mod_ssl the TLS version or cipher; in Apache 2 a cookie.
      return ["-", false]
    case "e":
    case "n":
    case "C":
      return [`unique.${word(argument)}`, false]
    case "t":
      return argument === undefined ? ["time:clf", true] : [timeOf(argument), false]
    case "T":
      return [`duration:${name === "ms" || name === "us" ? name : "s"}`, false]
    case "^F":
    case "^FB":
      return ["upstream:us", false]
    default: {
      const field = directives[letter]
      if (field === undefined) throw new FormatError(`%${letter} is no directive of LogFormat`)
      return [field, false]
    }
  }
}

const timeOf = (argument: string): string => {
  const format = argument.replace(/^(?:begin|end):/, "")
  const units: Readonly<Record<string, string>> = { sec: "time:s", msec: "time:ms", usec: "time:us" }
  if (format === "begin" || format === "end" || format === "") return "time:clf"
  return units[format] ?? (format.includes("%") ? `time:${format}` : "-")
}

const word = (text: string | undefined): string => {
  const name = (text ?? "").toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "_")
  return /^[a-z_]/.test(name) ? name : `_${name}`
}

const escaped = (text: string): string => text.replaceAll(/[\\{}]/g, "\\$&").replaceAll("\t", "\\t")
