/**
 * nginx's `log_format`, as it stands in nginx.conf or the bare string in it: variables become fields, text stays text. With
 * `escape=json`, or when the text is a JSON object, lines are read as JSON, whatever the order of their keys.
 *
 * Source: ngx_http_log_module, and the variables of ngx_http_core_module, ngx_http_upstream_module, ngx_http_ssl_module.
 */
import { type FormatDefinition, FormatError } from "../definition.ts"

/** What a variable is; those that are not here are texts nobody knows, kept only when asked for. */
const variables: Readonly<Record<string, string>> = {
  remote_addr: "client",
  http_x_forwarded_for: "forwarded_for",
  proxy_add_x_forwarded_for: "forwarded_for",
  remote_user: "user",
  time_local: "time:clf",
  time_iso8601: "time:iso",
  msec: "time:s",
  request: "request",
  request_method: "method",
  request_uri: "uri",
  uri: "path",
  document_uri: "path",
  args: "query",
  query_string: "query",
  server_protocol: "protocol",
  status: "status",
  body_bytes_sent: "bytes",
  bytes_sent: "bytes",
  request_length: "bytes_in",
  http_referer: "referrer",
  http_user_agent: "agent",
  host: "site",
  http_host: "site",
  server_name: "site",
  server_port: "port",
  scheme: "scheme",
  request_time: "duration:s",
  upstream_response_time: "upstream:s",
  upstream_addr: "upstream_address",
  upstream_cache_status: "cache",
  ssl_protocol: "tls",
  ssl_cipher: "cipher",
  sent_http_content_type: "mime",
  upstream_status: "extra.upstream_status",
  https: "-",
  pipe: "-",
  connection: "-",
  connection_requests: "-",
  gzip_ratio: "-",
  is_args: "-"
}

/** Sequences of variables that are one text. */
const sequences: ReadonlyArray<readonly [RegExp, string]> = [
  [/\$\{?scheme\}?:\/\/\$\{?(?:http_)?host\}?\$\{?request_uri\}?/g, "$request_uri"],
  [/\$\{?(?:document_)?uri\}?\$\{?is_args\}?\$\{?(?:args|query_string)\}?/g, "$request_uri"],
  [/\$\{?request_uri\}?\?\$\{?(?:args|query_string)\}?/g, "$request_uri"]
]

const variable = /\$(?:\{(\w+)\}|(\w+))/g

/** Whether a text may be of this dialect: it names a variable. */
export const isNginx = (text: string): boolean => /\$\{?[a-z]\w*/.test(text)

/** The formats that a configuration defines, by their names there; those that name no client or request are left out. */
export const nginxFormats = (configuration: string): ReadonlyArray<FormatDefinition> => {
  const directives = withoutComments(configuration).matchAll(
    /\blog_format\s+([^\s;'"]+)\s+((?:'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|[^;'"])+);/g
  )
  return [...directives].flatMap(([, name = "", text = ""]) => {
    try {
      return [nginxFormat(text, `nginx-${name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-")}`)]
    } catch (error) {
      if (error instanceof FormatError) return []
      throw error
    }
  })
}

/** A whole directive, its strings, or the text itself. Throws a FormatError for what it is not. */
export const nginxFormat = (text: string, name = "nginx-log-format"): FormatDefinition => {
  const strings = text
    .trim()
    .replace(/^log_format\s+\S+\s+/, "")
    .replace(/;$/, "")
    .trim()
  const escape = /^escape=(\w+)\s*/.exec(strings)
  let format = unquoted(strings.slice(escape?.[0].length ?? 0))
  for (const [sequence, name] of sequences) format = format.replace(sequence, name)
  const title = `nginx log_format ${format}`
  if (format.startsWith("{") && format.endsWith("}")) return { name, title, json: jsonKeys(format), samples: [] }
  return { name, title, pattern: patternOf(format), samples: [] }
}

const withoutComments = (text: string): string => text.replaceAll(/^\s*#.*$/gm, "")

/** The strings of a directive joined, their quotes and escapes gone. */
const unquoted = (text: string): string => {
  if (!/^['"]/.test(text)) return text
  const strings = [...text.matchAll(/'((?:[^'\\]|\\[^])*)'|"((?:[^"\\]|\\[^])*)"/g)]
  return strings
    .map(([, single, double]) => (single ?? double ?? "").replaceAll(/\\(['"\\])/g, "$1").replaceAll("\\t", "\t"))
    .join("")
}

/** Of fields that several variables fill, the first counts. */
const fieldsOnce = () => {
  const seen = new Set<string>()
  return (variable: string): string => {
    const field = variables[variable] ?? `unique.${variable}`
    const [base = field] = field.split(":")
    if (field === "-" || seen.has(base)) return "-"
    seen.add(base)
    return field
  }
}

const patternOf = (format: string): string => {
  const fieldOf = fieldsOnce()
  let pattern = ""
  let at = 0
  for (const match of format.matchAll(variable)) {
    const text = format.slice(at, match.index)
    const name = match[1] ?? match[2]!
    if (text === "" && at > 0) {
      throw new FormatError(`nothing stands between the variables before and at $${name}: where does the one end?`)
    }
    pattern += `${escaped(text)}{${fieldOf(name)}}`
    at = match.index + match[0].length
  }
  return pattern + escaped(format.slice(at))
}

const escaped = (text: string): string => text.replaceAll(/[\\{}]/g, "\\$&").replaceAll("\t", "\\t")

/** The keys of a JSON object in a log format whose values are variables, as paths. */
const jsonKeys = (format: string): Readonly<Record<string, string>> => {
  // Numbers stand there without quotes.
  const quoted = format.replaceAll(/(:\s*)(\$(?:\{\w+\}|\w+))(\s*[,}])/g, '$1"$2"$3')
  let parsed: unknown
  try {
    parsed = JSON.parse(quoted)
  } catch (cause) {
    throw new FormatError(`the log_format looks like a JSON object, but is none: ${(cause as Error).message}`)
  }
  const fieldOf = fieldsOnce()
  const keys: Record<string, string> = {}
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`)
      return
    }
    const match = typeof value === "string" ? /^\$(?:\{(\w+)\}|(\w+))$/.exec(value) : null
    const field = match === null ? "-" : fieldOf(match[1] ?? match[2]!)
    if (field !== "-") keys[field] = path
  }
  walk(parsed, "")
  return keys
}
