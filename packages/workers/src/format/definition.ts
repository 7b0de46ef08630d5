/**
 * A log format as data: what a file of a folder of formats says, and what the dialects (`--log-format`) are turned into.
 * Plain JSON, so that it reaches worker threads; compile.ts makes a parser of it.
 *
 * A format has one of four shapes: a `pattern` of text with fields in braces, `json` with a key for each field, `columns`
 * that the file itself names in a header line, or a `regex`. All shapes fill the same fields.
 */

/** How the fields of a JSON line are called: `"client": "request.remote_ip"`; of several keys the first that is there. */
export type JsonKeys = Readonly<Record<string, string | ReadonlyArray<string>>>

/** Columns in the order of a header line (W3C: `#Fields: date time c-ip`). */
export interface Columns {
  /** What the header line begins with: `#Fields:`, or with commas the first name itself. */
  readonly header: string
  /**
   * By the names in the header, the fields as a pattern names them; other columns are not stored. Of several columns for
   * one field the first here that says something counts.
   */
  readonly fields: Readonly<Record<string, string>>
  /** What the line begins with that says on which day (UTC) the lines after it were written that have a time of day only. */
  readonly date?: string
  /**
   * What a line `#Software:` before the header begins with in files of this format. Other formats have the same header and
   * names, but not the same units: a file that says so is of this one, and of no other.
   */
  readonly software?: ReadonlyArray<string>
  /** In this order, until a header comes; without it a line before the first header is a reject. */
  readonly order?: ReadonlyArray<string>
  /** After how many columns of that order lines of earlier releases end. */
  readonly earlier?: ReadonlyArray<number>
  /** What separates columns: blanks, one tab each, or commas, where texts stand in quotes (RFC 4180). */
  readonly separator: "blanks" | "tab" | "comma"
}

/**
 * How servers write texts into lines: as they are, with blanks as `+` (IIS), or percent-encoded (CloudFront). It says
 * nothing of requests, which stay as they are logged, nor of clients and sites, and of a referrer only when it can't be
 * read as it is: an address has percent signs and `+` of its own.
 */
export type TextCode = "plain" | "plus" | "percent"

/**
 * What servers put in place of characters that would break a line: `backslash` is `\x22` and `\"` (nginx, Apache; what
 * patterns and regular expressions have if nothing else is said), `hash` is `#22` (HAProxy), `json` what JSON has. With
 * `none` a backslash is one, and a quote within quotes is not marked.
 */
export type Escapes = "backslash" | "hash" | "json" | "none"

/** A line, and all that is taken of it: `fields` by their names, times as ISO 8601 in UTC, durations in microseconds. */
export interface FormatSample {
  readonly line: string
  readonly fields: Readonly<Record<string, string | number | null>>
  /** Header lines that come before. */
  readonly header?: string
  /** When the line was written, as a prefix says it: of formats whose own lines do not. ISO 8601. */
  readonly prefixTime?: string
}

export interface FormatDefinition {
  /** `[a-z0-9-]+`. */
  readonly name: string
  readonly title: string
  /** What a user writes in the server's configuration to get such lines. */
  readonly setting?: string
  /** Where the format is defined. */
  readonly reference?: string
  /** Text with fields in braces (pattern.ts); of several the first that fits a line. */
  readonly pattern?: string | ReadonlyArray<string>
  readonly json?: JsonKeys
  /** A regular expression with a named group for each field (regex.ts); of several the first that fits a line. */
  readonly regex?: string | ReadonlyArray<string>
  readonly columns?: Columns
  readonly text?: TextCode
  readonly escapes?: Escapes
  /**
   * Of a pattern: its lines were written by just this format, so that a blank is one blank and any field may be empty. A
   * line that does not fit so is read as by any other pattern.
   */
  readonly exact?: boolean
  /** Of a pattern: how the server's own format calls its fields, in their order. */
  readonly words?: ReadonlyArray<string>
  /** Texts that say that there is nothing, besides `-` and the empty one (Zeek's `(empty)`). */
  readonly none?: ReadonlyArray<string>
  /**
   * Texts that stand for others: by the field, what is stored in place of a text (`"tls": { "772": "TLSv1.3" }`), `""` for
   * nothing. Of the protocol, and of what is kept beside the columns of an entry (port, scheme, tls ..., extra).
   */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /**
   * False for a format whose lines can't be told from another's: it is used only when it is named. A number behind a
   * combined line may be anything.
   */
  readonly detect?: boolean
  /** Whether it is lines of a format with headers that have lost theirs: it is not tried where there is one. */
  readonly headerless?: boolean
  readonly samples: ReadonlyArray<FormatSample>
}

/** Texts that an entry has, and what they are made of. */
export const textFields = {
  client: "address or name of the client",
  site: "virtual host",
  user: "name of the user",
  request: "request line: method, target and protocol",
  method: "request method",
  uri: "target of the request: path and query",
  path: "path of the target",
  query: "query of the target, without its question mark",
  protocol: "HTTP version, as HTTP/1.1",
  referrer: "Referer header",
  agent: "User-Agent header",
  port: "port that the request came to",
  scheme: "http or https",
  forwarded_for: "X-Forwarded-For: addresses, the client's first",
  tls: "TLS version",
  cipher: "TLS cipher",
  cache: "what the cache did: HIT, MISS ...",
  mime: "media type of the response",
  upstream_address: "address of the server that answered"
} as const
export type TextField = keyof typeof textFields

/** Those of them that are kept beside an entry's columns as `extra.NAME` is, under their own names. */
export const extraTextFields: ReadonlySet<string> = new Set<TextField>([
  "port",
  "scheme",
  "forwarded_for",
  "tls",
  "cipher",
  "cache",
  "mime",
  "upstream_address"
])

/** Numbers that an entry has. */
export const numberFields = {
  status: "HTTP status",
  bytes: "bytes sent: of the response's body, or of all of it, as the server logs it",
  bytes_in: "bytes of the request",
  duration: "time that the request took",
  upstream: "time that the server behind took"
} as const
export type NumberField = keyof typeof numberFields

/**
 * How a duration is written; a unit that stands behind it (`0.2s`, `35ms`) counts. Lists (`0.1, 0.2 : 0.3`, nginx) are
 * added up, as are several fields of that name and unit; in different units they say the same, and the first counts.
 * `s.ms` is seconds that have a fraction (nginx always writes one): a whole number is something else, as bytes are in other
 * servers' lines.
 */
export const durationUnits = { s: 1_000_000, "s.ms": 1_000_000, ms: 1000, us: 1, ns: 0.001 } as const
export type DurationUnit = keyof typeof durationUnits

/** How a time is written. */
export const timeForms = {
  clf: "10/Oct/2026:13:55:36 +0200",
  iso: "2026-10-10T13:55:36.123+02:00",
  s: "seconds since 1970, with or without a fraction",
  ms: "milliseconds since 1970",
  us: "microseconds since 1970",
  ns: "nanoseconds since 1970",
  any: "one of those: as CLF or ISO 8601, or a number by how large it is",
  ctime: "Sat Oct 10 13:55:36 2026",
  http: "Sat, 10 Oct 2026 13:55:36 GMT"
} as const
export type TimeForm = keyof typeof timeForms

/** A field as it stands in a pattern or a table of columns, read. */
export type FieldSpec =
  /** `isNumber`: what stands there must be a number. */
  | { readonly kind: "skip"; readonly isList: boolean; readonly isNumber: boolean }
  /** One of these texts, where the line has the field at all or, if it is needed, always: others are none of the format. */
  | { readonly kind: "fixed"; readonly texts: ReadonlyArray<string>; readonly isNeeded: boolean }
  /** `withSite`: the site stands before its first slash. */
  | { readonly kind: "text"; readonly field: TextField; readonly withSite?: boolean }
  /** A text of few different values, kept under its name; or of many, kept only when asked for. */
  | { readonly kind: "extra" | "unique"; readonly name: string; readonly isList: boolean }
  /** `isPart`: the time that the server behind took is a part of the whole, which is logged in parts only. */
  | { readonly kind: "number"; readonly field: NumberField; readonly unit: DurationUnit; readonly isPart: boolean }
  | { readonly kind: "time"; readonly form: TimeForm | { readonly strptime: string } }
  /** A calendar day and a time of day, apart: `2026-10-10` and `13:55:36`, or by their patterns. */
  | { readonly kind: "date" | "clock"; readonly strptime: string; readonly isUtc: boolean }
  /** An address with a port behind a colon: where there is one, or always. */
  | {
      readonly kind: "address"
      readonly field: "client" | "site" | "upstream_address"
      readonly hasPort: "sometimes" | "always"
    }

/** The name that a text is kept under beside an entry's columns; null for what is not kept there. */
export const extraNameOf = (spec: FieldSpec): string | null => {
  if (spec.kind === "extra") return spec.name
  const isText = spec.kind === "text" || spec.kind === "address"
  return isText && extraTextFields.has(spec.field) ? spec.field : null
}

export class FormatError extends Error {}

/**
 * Reads what stands between a field's braces: `client`, `-` (not kept), `duration:ms`, `time:clf`, `time:%Y%m%d %T`,
 * `client:port` (an address and a port, where there is one; `client:ports` where there always is, so that the end of an IPv6
 * address without brackets is known), `clock:utc` (whatever zone is set), `extra.NAME`, `unique.NAME`, `=TEXT` or
 * `=ONE|OTHER` (what must stand there), `==TEXT` (and must be there, which tells a format from those that have less to
 * say); `extra.NAME:list` and `-:list` for lists with blanks behind their commas, `-:number` for what is not kept but
 * tells the format from others by being a number, `site+uri` for `example.com/a?b`, `duration+upstream` for a time that
 * counts as both. A `+` before a duration only tells it from another of its name, to which it is added. Throws a
 * FormatError that says what there is.
 */
export const readField = (text: string): FieldSpec => {
  if (text.startsWith("=")) {
    const isNeeded = text.startsWith("==")
    return { kind: "fixed", texts: text.slice(isNeeded ? 2 : 1).split("|"), isNeeded }
  }
  const colon = text.indexOf(":")
  const name = (colon < 0 ? text : text.slice(0, colon)).replace(/^\+(?=duration$|upstream$)/, "")
  const how = colon < 0 ? undefined : text.slice(colon + 1)
  const isList = how === "list"
  const isNumber = how === "number"
  if (name === "-" && (isList || isNumber || how === undefined)) return { kind: "skip", isList, isNumber }
  const dotted = /^(extra|unique)\.([A-Za-z_][A-Za-z0-9_-]*)$/.exec(name)
  if (dotted !== null && (isList || how === undefined)) {
    return { kind: dotted[1] as "extra" | "unique", name: dotted[2]!, isList }
  }
  if (text === "site+uri") return { kind: "text", field: "uri", withSite: true }
  if (name === "time") return { kind: "time", form: timeForm(how ?? "clf") }
  if (name === "date" || name === "clock") {
    const usual = name === "date" ? "%F" : "%T"
    return { kind: name, strptime: how === undefined || how === "utc" ? usual : how, isUtc: how === "utc" }
  }
  const isPart = name === "duration+upstream"
  if (isPart || Object.hasOwn(numberFields, name)) {
    const field = isPart ? "upstream" : (name as NumberField)
    const isDuration = field === "duration" || field === "upstream"
    const unit = how ?? (isDuration ? "s" : undefined)
    if (unit === undefined) return { kind: "number", field, unit: "us", isPart }
    if (!isDuration || !Object.hasOwn(durationUnits, unit)) {
      throw unknownWay(name, unit, isDuration ? Object.keys(durationUnits) : [])
    }
    return { kind: "number", field, unit: unit as DurationUnit, isPart }
  }
  if ((how === "port" || how === "ports") && (name === "client" || name === "site" || name === "upstream_address")) {
    return { kind: "address", field: name, hasPort: how === "ports" ? "always" : "sometimes" }
  }
  if (Object.hasOwn(textFields, name)) {
    if (how !== undefined) throw unknownWay(name, how, [])
    return { kind: "text", field: name as TextField }
  }
  const known = [...Object.keys(textFields), ...Object.keys(numberFields), "time", "date", "clock"]
  throw new FormatError(
    `"${text}" is no field; there are ${known.join(", ")}, extra.NAME and unique.NAME for other texts, - for what is not kept, and =TEXT for what must be there`
  )
}

const timeForm = (text: string): TimeForm | { readonly strptime: string } => {
  if (text.includes("%")) return { strptime: text }
  if (Object.hasOwn(timeForms, text)) return text as TimeForm
  throw unknownWay("time", text, [...Object.keys(timeForms), "%d/%b/%Y:%T %z and the like"])
}

const unknownWay = (name: string, how: string, ways: ReadonlyArray<string>): FormatError =>
  new FormatError(
    `"${name}:${how}" says of ${name} what is not known${ways.length === 0 ? "" : `; there are ${ways.map((way) => `${name}:${way}`).join(", ")}`}`
  )
