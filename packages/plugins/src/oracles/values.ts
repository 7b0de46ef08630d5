/**
 * How values are written in logs, read again for the oracles: by regular expressions and slowly, and shared with no parser.
 */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** A time as ISO 8601 in UTC, with milliseconds; one without a zone is in UTC. */
export const isoTime = (text: string): string => {
  const clf = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d(?:\.\d+)?)(?: ([+-]\d\d)(\d\d))?$/.exec(text)
  const iso = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text)
  if (clf !== null) {
    const [, day, month = "", year, clock, hours, minutes] = clf
    const number = String(months.indexOf(month) + 1).padStart(2, "0")
    return new Date(
      `${year}-${number}-${day}T${clock}${hours === undefined ? "Z" : `${hours}:${minutes}`}`
    ).toISOString()
  }
  if (iso === null) throw new Error(`${text} is no time that was seen before`)
  return new Date(`${iso[1]}T${iso[2]}${iso[3] ?? "Z"}`).toISOString()
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const shorts: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\u0007" }

/**
 * What CrowdSec leaves as it was logged, `\x16` and `\"`, as this project promises to store it: UTF-8 as characters, a
 * backslash as two, each other byte as `\xNN`.
 */
export const withoutEscapes = (logged: string): string => {
  const bytes = Buffer.from(
    Buffer.from(logged, "utf8")
      .toString("latin1")
      .replaceAll(/\\(?:x([0-9A-Fa-f]{2})|([\\"ntrbfva]))/g, (_, hex: string | undefined, letter: string) =>
        hex === undefined ? (shorts[letter] ?? letter) : String.fromCodePoint(Number.parseInt(hex, 16))
      ),
    "latin1"
  )
  let text = ""
  for (let at = 0; at < bytes.length;) {
    const [character, length] = characterAt(bytes, at)
    text += character
    at += length
  }
  return text
}

/** The shortest piece that is UTF-8, or a byte. */
const characterAt = (bytes: Buffer, at: number): readonly [text: string, length: number] => {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      const text = strict.decode(bytes.subarray(at, at + length))
      if (text === "\\") return ["\\\\", 1]
      return text >= " " && text !== "\u007f"
        ? [text, length]
        : [`\\x${bytes.toString("hex", at, at + 1).toUpperCase()}`, 1]
    } catch {
      // No character ends here.
    }
  }
  return [`\\x${bytes[at]!.toString(16).toUpperCase().padStart(2, "0")}`, 1]
}

type Values = Readonly<Record<string, string | null | undefined>>

/**
 * What a line says by an expression whose groups are named as fields are: `request` is method, target and protocol;
 * `duration_s` and the like are in that unit. A dash is nothing.
 */
export const byExpression =
  (expression: RegExp, more: (groups: Readonly<Record<string, string | undefined>>) => Values = () => ({})) =>
  (line: string): Values => {
    const groups = expression.exec(line)?.groups
    if (groups === undefined) throw new Error(`the expression does not know ${line}`)
    return { ...valuesOf(groups), ...more(groups) }
  }

/**
 * What a line says whose columns a header names: `fields` says which is which, as groups above are named; columns that
 * are not in it are not stored. `header` is what stands before the names.
 */
export const byColumns =
  (
    header: RegExp,
    separator: RegExp,
    fields: Readonly<Record<string, string>>,
    more: (columns: Readonly<Record<string, string>>) => Values
  ) =>
  (line: string, headerLine: string): Values => {
    const names = headerLine.replace(header, "").trim().split(separator)
    const values = line.split(separator)
    if (names.length !== values.length) throw new Error(`${values.length} columns, ${names.length} names: ${line}`)
    const columns = Object.fromEntries(names.map((name, index) => [name, values[index]!]))
    const known = names.flatMap((name) => (fields[name] === undefined ? [] : [[fields[name], columns[name]!] as const]))
    return { ...valuesOf(Object.fromEntries(known)), ...more(columns) }
  }

const units: Readonly<Record<string, number>> = { s: 1_000_000, ms: 1000, us: 1 }

const valuesOf = (groups: Readonly<Record<string, string | undefined>>): Values =>
  Object.fromEntries(
    Object.entries(groups).flatMap(([name, value]): ReadonlyArray<readonly [string, string | null | undefined]> => {
      if (value === undefined) return []
      if (name === "request") return requestOf(value)
      if (value === "-") return [[name.replace(/_(?:s|ms)$/, "_us"), null]]
      if (name === "time") return [[name, isoTime(value)]]
      const inUnit = /^(duration|upstream)_(s|ms|us)$/.exec(name)
      if (inUnit !== null) return [[`${inUnit[1]}_us`, microseconds(value, inUnit[2]!)]]
      return [[name, withoutEscapes(value)]]
    })
  )

/** Null for what is negative: it was not measured. */
export const microseconds = (value: string, unit: string): string | null => {
  const us = Math.round(Number(value) * units[unit]!)
  return us < 0 ? null : String(us)
}

const requestOf = (request: string): ReadonlyArray<readonly [string, string | null]> => {
  const match = /^([A-Z]+) (\S+?)(?: (HTTP\/[\d.]+))?$/.exec(request)
  if (match === null) return [["target", withoutEscapes(request)]]
  return [
    ["method", match[1]!],
    ["target", withoutEscapes(match[2]!)],
    ["protocol", match[3] ?? null]
  ]
}
