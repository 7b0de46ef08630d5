/**
 * nginx's `log_format`, as it stands in nginx.conf or the bare string in it: variables become fields, text stays text. With
 * `escape=json`, or when the text is a JSON object, lines are read as JSON, whatever the order of their keys.
 *
 * A variable that nginx does not know is one that `set` or `map` made: it parses, and is kept under its name. Source:
 * ngx_http_log_module.
 */
import { type FormatDefinition, FormatError } from "../definition.ts"
import { oneOf } from "./configuration.ts"
import { nginxVariables, nginxWord } from "./nginxVariables.ts"
import { checkWords, isWord, jsonKeysOf, patternOf, type Token, uniqueField, type Vocabulary, wordOf } from "./words.ts"

/** Variables, with what stands between them, that are one text. */
const sequences: ReadonlyArray<readonly [RegExp, string]> = [
  [/\$\{?scheme\}?:\/\/\$\{?(?:http_)?host\}?\$\{?request_uri\}?/y, "uri"],
  [/\$\{?(?:document_)?uri\}?\$\{?is_args\}?\$\{?(?:args|query_string)\}?/y, "uri"],
  [/\$\{?request_uri\}?\?\$\{?(?:args|query_string)\}?/y, "uri"],
  [/\$\{?remote_addr\}?:\$\{?(?:remote_port)\}?/y, "client:port"],
  [/\$\{?proxy_protocol_addr\}?:\$\{?(?:proxy_protocol_port)\}?/y, "client:port"]
]

/** A request line put together: in quotes, where blanks in it belong to it. */
const requestLine =
  /(?<=")\$\{?request_method\}? (?:\$\{?scheme\}?:\/\/\$\{?(?:http_)?host\}?)?(?:\$\{?request_uri\}?|\$\{?(?:document_)?uri\}?(?:\$\{?is_args\}?\$\{?(?:args|query_string)\}?)?) \$\{?server_protocol\}?(?=")/y

const variable = /\$(?:\{(\w+)\}|(\w+))/y

const vocabulary: Vocabulary = {
  noun: "variable of nginx",
  client: "$remote_addr",
  request: "$request",
  known: nginxVariables
}

/** Whether a text may be of this dialect: it names a variable. */
export const isNginx = (text: string): boolean => /\$\{?[a-z]\w*/.test(text)

/** A whole directive, its strings, or the text itself. Throws a FormatError for what it is not. */
export const nginxFormat = (text: string): FormatDefinition => {
  const { escape, format, name } = stringOf(text)
  const title = `nginx log_format ${name ?? format}`
  const tokens = tokensOf(format)
  if (!tokens.some(isWord)) throw new FormatError("the log_format has no variables, such as $remote_addr")
  if (/^\s*\{\s*"/.test(format) && format.trimEnd().endsWith("}")) {
    const json = jsonKeys(format)
    checkWords(
      Object.keys(json).map((field) => wordOf(field, field)),
      { ...vocabulary, noun: "value of the JSON object" }
    )
    return { name: "nginx-log-format", title, json, samples: [] }
  }
  checkWords(tokens, vocabulary)
  return {
    name: "nginx-log-format",
    title,
    ...patternOf(tokens),
    exact: true,
    ...(escape === "default" ? {} : { escapes: escape }),
    samples: []
  }
}

interface LogFormat {
  readonly name: string | null
  readonly escape: "default" | "json" | "none"
  readonly format: string
}

const stringOf = (text: string): LogFormat => {
  if (/^\s*log_format\s/.test(text)) {
    const { args } = oneOf(text, "nginx", "log_format")
    const [name = "", ...strings] = args
    if (strings.length === 0) throw new FormatError(`the log_format ${name} is never said: its text is missing`)
    return { name, ...withEscape(strings) }
  }
  const escape = /^\s*(escape=\w+)\s+/.exec(text)
  const rest = text.slice(escape?.[0].length ?? 0).trim()
  // The strings of a directive without its name; several in double quotes are a text that has them, if it is one.
  const isStrings =
    /^'(?:[^'\\]|\\[^])*'(?:\s*'(?:[^'\\]|\\[^])*')*\s*;?$/.test(rest) || /^"(?:[^"\\]|\\[^])*"\s*;?$/.test(rest)
  const strings = isStrings ? oneOf(`log_format x ${rest}`, "nginx", "log_format").args.slice(1) : [rest]
  return { name: null, ...withEscape([...(escape === null ? [] : [escape[1]!]), ...strings]) }
}

const withEscape = (strings: ReadonlyArray<string>): Omit<LogFormat, "name"> => {
  const given = /^escape=(.*)$/.exec(strings[0]!)?.[1]
  const format = strings.slice(given === undefined ? 0 : 1).join("")
  if (given === undefined || given === "default") return { escape: "default", format }
  if (given === "json" || given === "none") return { escape: given, format }
  throw new FormatError(`nginx has no escape=${given}; it has escape=default, escape=json and escape=none`)
}

const tokensOf = (format: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  let text = ""
  const add = (token: Token, length: number, at: number): number => {
    if (text !== "") tokens.push({ text })
    text = ""
    tokens.push(token)
    return at + length
  }
  for (let at = 0; at < format.length;) {
    const found = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at
      return pattern.exec(format)
    }
    const line = found(requestLine)
    const sequence = sequences
      .map(([pattern, field]) => [found(pattern), field] as const)
      .find(([match]) => match !== null)
    const match = found(variable)
    if (line !== null) at = add(wordOf(line[0], "request", -1), line[0].length, at)
    else if (sequence !== undefined) at = add(wordOf(sequence[0]![0], sequence[1], -1), sequence[0]![0].length, at)
    else if (match !== null) at = add(nginxWord(match[1] ?? match[2]!), match[0].length, at)
    else text += format[at++]
  }
  if (text !== "") tokens.push({ text })
  return tokens
}

const jsonKeys = (format: string): Readonly<Record<string, string | ReadonlyArray<string>>> => {
  // Numbers stand there without quotes.
  const quoted = format.replaceAll(/([:[,]\s*)(\$(?:\{\w+\}|\w+))(?=\s*[,}\]])/g, '$1"$2"')
  let parsed: unknown
  try {
    parsed = JSON.parse(quoted)
  } catch (cause) {
    throw new FormatError(`the log_format looks like a JSON object, but is none: ${(cause as Error).message}`)
  }
  return jsonKeysOf(parsed, (text, key) => {
    // In its quotes, as requestLine looks for them.
    const tokens = tokensOf(`"${text}"`).map((token) =>
      isWord(token) ? token : { text: token.text.replaceAll('"', "") }
    )
    const words = tokens.filter(isWord)
    const isBare = tokens.every((token) => isWord(token) || token.text === "")
    if (words.length === 0) return null
    // What is put together can't be taken apart again, but is not lost.
    return words.length === 1 && isBare ? words[0]! : wordOf(text, uniqueField(key))
  })
}
