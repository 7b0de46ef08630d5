/**
 * GoAccess' `--log-format`: its specifiers, or the name of one of its 13 formats. Its date and time formats, which are
 * options of their own there, may follow: `FORMAT | %d/%b/%Y | %H:%M:%S`, or one `FORMAT | DATETIME`; without them they
 * are those of the Common Log Format, or of ISO 8601 where the format has a `T` between them.
 *
 * GoAccess passes over a zone and takes all times for local ones; here the zone of a Common Log Format's time counts.
 * Source: the manual of GoAccess 1.11 (goaccess.1).
 */
import { type FormatDefinition, FormatError } from "../definition.ts"
import { checkWords, isWord, jsonKeysOf, patternOf, type Token, type Vocabulary, type Word, wordOf } from "./words.ts"

/** GoAccess' names, and the formats here that read the same lines; COMMON and the like are read by the parser of these. */
const names: Readonly<Record<string, string>> = {
  combined: "combined",
  vcombined: "vhost-combined",
  common: "common",
  vcommon: "vhost-common",
  w3c: "w3c",
  cloudfront: "cloudfront",
  cloudstorage: "cloud-storage",
  awselb: "aws-elb",
  awsalb: "aws-alb",
  awss3: "aws-s3",
  squid: "squid",
  caddy: "caddy",
  traefikclf: "traefik-clf"
}

/** The format that GoAccess calls so, in any case of letters; undefined for other names. */
export const goaccessName = (text: string): string | undefined =>
  Object.hasOwn(names, text.toLowerCase()) ? names[text.toLowerCase()] : undefined

/** Its names, as it writes them, with the formats here. */
export const goaccessPresets: ReadonlyArray<readonly [preset: string, format: string]> = Object.entries(names).map(
  ([name, format]) => [name.toUpperCase(), format]
)

const specifiers: Readonly<Record<string, string>> = {
  h: "client",
  v: "site",
  e: "user",
  r: "request",
  m: "method",
  U: "uri",
  q: "query",
  H: "protocol",
  s: "status",
  b: "bytes",
  R: "referrer",
  u: "agent",
  C: "cache",
  M: "mime",
  K: "tls",
  k: "cipher",
  D: "duration:us",
  T: "duration:s",
  L: "duration:ms",
  n: "duration:ns",
  "^": "-"
}

const vocabulary: Vocabulary = { noun: "specifier of GoAccess", client: "%h", request: "%r", known: [] }

/** All specifiers, with what they mean, for people. */
export const goaccessTable: ReadonlyArray<readonly [specifier: string, field: string]> = [
  ["%x", "time"],
  ["%d", "date"],
  ["%t", "clock"],
  ...Object.entries(specifiers).map(([letter, field]) => [`%${letter}`, field] as const),
  ["~h{...}", "forwarded_for"]
]

/** Whether a text may be of this dialect: it has a specifier that only GoAccess has. */
export const isGoaccess = (text: string): boolean => /%\^(?!F|t)|%~|~h\{|%[dx]/.test(text.replaceAll(/%\{[^}]*\}/g, ""))

/** How its times are written. */
interface Times {
  readonly date: string
  readonly time: string
  /** Of both in one. */
  readonly both: string
}

/** Throws a FormatError for what it is not. */
export const goaccessFormat = (text: string): FormatDefinition => {
  const [given = "", ...options] = text.trim().split(/\s+\|\s+/)
  if (options.length > 2)
    throw new FormatError("behind a log-format of GoAccess stand a date-format and a time-format, no more")
  const format = given.replaceAll("\\t", "\t").replaceAll(/\\(["'])/g, "$1")
  const times = timesOf(format, options)
  const title = `GoAccess log-format ${format}`
  if (/^\s*\{/.test(format)) {
    const json = jsonKeys(format, times)
    checkWords(
      Object.keys(json).map((field) => wordOf(field, field)),
      vocabulary
    )
    return { name: "goaccess-log-format", title, json, samples: [] }
  }
  const tokens = tokensOf(format, times)
  checkWords(tokens, vocabulary)
  if (!tokens.some((token) => isWord(token) && /^(?:time|date)\b/.test(token.field))) {
    throw new FormatError("nothing in the format is the date, such as %d or %x")
  }
  const { pattern, words } = patternOf(tokens)
  // What follows its last specifier is nothing to GoAccess.
  const isOpen = tokens.at(-1) !== undefined && !pattern.endsWith("{-}")
  return {
    name: "goaccess-log-format",
    title,
    pattern: isOpen ? [pattern, `${pattern} {-}`] : pattern,
    words,
    samples: []
  }
}

const clfDate = "%d/%b/%Y"
const isoDate = "%Y-%m-%d"

const timesOf = (format: string, [first, second]: ReadonlyArray<string>): Times => {
  const presets: Readonly<Record<string, string>> = {
    w3c: isoDate,
    cloudfront: isoDate,
    awselb: isoDate,
    awsalb: isoDate
  }
  const named = (option: string | undefined, isDate: boolean): string | undefined =>
    option === undefined || !Object.hasOwn(names, option.toLowerCase())
      ? option
      : isDate
        ? (presets[option.toLowerCase()] ?? clfDate)
        : "%T"
  if (first !== undefined && second === undefined && format.includes("%x")) {
    return { date: clfDate, time: "%T", both: formOf(named(first, true)!) }
  }
  const date = named(first, true) ?? (format.includes("%dT%t") ? isoDate : clfDate)
  const time = named(second, false) ?? "%T"
  // A number that says it all is given as both.
  const isAll = date === time || /%[sf*]/.test(date)
  return { date, time, both: formOf(isAll ? date : `${date} ${time}`) }
}

/** A format of date and time as a form of times (definition.ts), where it is one. */
const formOf = (format: string): string => {
  if (format === "%s") return "s"
  if (format === "%f") return "us"
  if (format === "%*") return "ms"
  return /^%d\/%b\/%Y[: ](?:%T|%H:%M:%S)(?: %z)?$/.test(format) ? "clf" : format
}

const tokensOf = (format: string, times: Times): ReadonlyArray<Token> => {
  const isClf = times.date === clfDate && /^%(?:T|H:%M:%S)$/.test(times.time)
  const text = isClf ? format.replace("[%d:%t %^]", "[%x]") : format
  // A number of seconds with a fraction is one number.
  const whole = times.both === "s" ? text.replace("%x.%^", "%x") : text
  const tokens: Array<Token> = []
  const add = (token: Token): void => {
    const last = tokens.at(-1)
    if (!isWord(token) && last !== undefined && !isWord(last))
      tokens[tokens.length - 1] = { text: last.text + token.text }
    else tokens.push(token)
  }
  for (let at = 0; at < whole.length; at++) {
    const character = whole[at]!
    if (character === "~" && whole.startsWith("~h{", at)) {
      const close = whole.indexOf("}", at)
      if (close < 0) throw new FormatError("the brace of ~h{ is never closed")
      add(wordOf(whole.slice(at, close + 1), "forwarded_for"))
      at = close
    } else if (character !== "%" || at + 1 >= whole.length) add({ text: character })
    else {
      const letter = whole[++at]!
      // A blank of a pattern is any number of them.
      if (letter === "~") continue
      if (letter === "%") add({ text: "%" })
      else add(specifierOf(letter, times))
    }
  }
  return tokens
}

const specifierOf = (letter: string, { both, date, time }: Times): Word => {
  const word = `%${letter}`
  if (letter === "x") return wordOf(word, `time:${both}`)
  // A number says the day and the time of day.
  if (letter === "d" && /%[sf*]/.test(date)) return wordOf(word, `time:${formOf(date)}`)
  if (letter === "t" && /%[sf*]/.test(time)) return wordOf(word, `time:${formOf(time)}`)
  if (letter === "d") return wordOf(word, `date:${date}`)
  if (letter === "t") return wordOf(word, `clock:${time}`)
  const field = specifiers[letter]
  if (field === undefined) {
    const all = goaccessTable.map(([specifier]) => specifier).join(" ")
    throw new FormatError(`${word} is no specifier of GoAccess; there are ${all} %~ %%`)
  }
  return wordOf(word, field)
}

/** Specifiers with what stands between them that are one value of a JSON line. */
const values: ReadonlyArray<readonly [RegExp, (times: Times) => string]> = [
  [/^%x(?:\.%\^)?$/, ({ both }) => `time:${both}`],
  [/^%d[T ]%t(?:[.Z+%].*)?$/, ({ date, time }) => (date === isoDate ? "time:iso" : `time:${date} ${time}`)],
  [/^%d:%t(?: %\^)?$/, ({ date, time }) => (date === clfDate ? "time:clf" : `time:${date}:${time}`)],
  [/^%m %U %H$/, () => "request"],
  [/^%h:%\^$/, () => "client:port"],
  [/^%v:%\^$/, () => "site:port"],
  [/^~h\{[^}]*\}$/, () => "forwarded_for"]
]

const jsonKeys = (format: string, times: Times): Readonly<Record<string, string | ReadonlyArray<string>>> => {
  const quoted = format.replaceAll(/([:[,]\s*)([%~][^",}\]\s]+)(?=\s*[,}\]])/g, '$1"$2"')
  let parsed: unknown
  try {
    parsed = JSON.parse(quoted)
  } catch (cause) {
    throw new FormatError(`the log-format looks like a JSON object, but is none: ${(cause as Error).message}`)
  }
  return jsonKeysOf(parsed, (text) => {
    const value = values.find(([pattern]) => pattern.test(text))
    if (value !== undefined) return wordOf(text, value[1](times))
    const single = /^%(.)(?:s|ms|us|ns)?$/.exec(text)
    if (single !== null) return specifierOf(single[1]!, times)
    if (!/%[A-Za-z^]/.test(text)) return null
    throw new FormatError(`"${text}" has more than one specifier: a value of a JSON line is one field`)
  })
}
