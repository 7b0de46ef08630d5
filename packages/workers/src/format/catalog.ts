/**
 * All formats that can be named: those that are built into the parsers, and definitions. What a source is read by is a
 * text: a format's name, a format in a dialect, several names with ` + ` between them for a source of mixed lines, each
 * with what is around the lines in front (`syslog/combined`).
 */
import type { LineFields, LineParser } from "../parse/line.ts"
import { OK } from "../parse/line.ts"
import { formats as natives, parserFor as nativeParser } from "../parse/formats.ts"
import { utc, type ZoneRule } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition } from "./definition.ts"
import { dialectFormat, isDialect } from "./dialects/dialect.ts"
import { goaccessName } from "./dialects/goaccess.ts"
import { WrappedParser, type Wrapping, wrappings } from "./wrap.ts"

const separator = " + "
/** Whether the parsers need no definition for it. */
const isNative = (name: string): boolean => name === "auto" || natives.some((native) => native.name === name)
const wrapped = new RegExp(`^(${wrappings.join("|")})/`)

/** Of a source of mixed lines each format, of another the one. */
const partsOf = (reader: string): ReadonlyArray<string> =>
  reader.includes(separator) && !isDialect(reader.replaceAll(separator, "")) ? reader.split(separator) : [reader]

export class FormatCatalog {
  readonly #read: () => ReadonlyArray<FormatDefinition>
  #definitions: ReadonlyMap<string, FormatDefinition> | undefined

  /** `read` is asked when a definition is needed for the first time. */
  constructor(read: () => ReadonlyArray<FormatDefinition>) {
    this.#read = read
  }

  get #byName(): ReadonlyMap<string, FormatDefinition> {
    this.#definitions ??= new Map(this.#read().map((definition) => [definition.name, definition]))
    return this.#definitions
  }

  get definitions(): ReadonlyArray<FormatDefinition> {
    return [...this.#byName.values()]
  }

  /** Names that can be given, `auto` first. */
  get names(): ReadonlyArray<string> {
    return ["auto", ...natives.map(({ name }) => name), ...this.#byName.keys()]
  }

  has(name: string): boolean {
    return isNative(name) || this.#byName.has(name)
  }

  /** Those of the definitions that a source read so needs. */
  definitionsOf(reader: string): ReadonlyArray<FormatDefinition> {
    const parts = isDialect(reader.replaceAll(separator, "")) ? [] : reader.split(separator)
    return parts.flatMap((part) => {
      const name = part.replace(wrapped, "")
      return isNative(name) ? [] : (this.#byName.get(goaccessName(name) ?? name) ?? [])
    })
  }

  /**
   * Throws a RangeError for a name that is none, and a FormatError for a text that is no format. `keepExtra`: names of
   * texts of many values that are kept, `*` for all of them.
   */
  parserFor(reader: string, zone: ZoneRule, keepExtra: ReadonlyArray<string> = []): LineParser {
    const parsers = partsOf(reader).map((one) => this.#parserOf(one, zone, keepExtra))
    return parsers.length === 1 ? parsers[0]! : new MixedParser(parsers)
  }

  /** Names of texts of many values (`unique.NAME`) that lines of a source that is read so may have. */
  uniqueNamesOf(reader: string): ReadonlyArray<string> {
    const parsers = partsOf(reader).map((one) => this.#parserOf(one.replace(wrapped, ""), utc, []))
    return [...new Set(parsers.flatMap((parser) => (parser instanceof FormatParser ? parser.uniqueNames : [])))]
  }

  #parserOf(reader: string, zone: ZoneRule, keepExtra: ReadonlyArray<string>): LineParser {
    const wrapping = wrapped.exec(reader)
    if (wrapping !== null) {
      return new WrappedParser(
        wrapping[1] as Wrapping,
        this.#parserOf(reader.slice(wrapping[0].length), zone, keepExtra)
      )
    }
    if (isNative(reader)) return nativeParser(reader, zone)
    if (isDialect(reader)) return new FormatParser(dialectFormat(reader), zone, keepExtra)
    const definition = this.#byName.get(reader) ?? this.#byName.get(goaccessName(reader) ?? "")
    return definition === undefined
      ? nativeParser(goaccessName(reader) ?? reader, zone)
      : new FormatParser(definition, zone, keepExtra)
  }
}

/**
 * What a source is read by that was found to be in `format`: where no format was asked for, one of the family of the
 * Common Log Format is read as all of them, because real files mix them.
 */
export const readerOf = (format: string): string =>
  format
    .split(separator)
    .map((one) => {
      const [prefix = ""] = wrapped.exec(one) ?? []
      return isNative(one.slice(prefix.length)) ? `${prefix}auto` : one
    })
    .join(separator)

/**
 * Lines of several formats: each is read by the first that fits, beginning with the one that fitted last. One that leaves
 * something of a line, as the family of the Common Log Format may, counts only where no other reads all of it.
 */
class MixedParser implements LineParser {
  readonly ordinary = 0
  readonly hasHeaders: boolean
  readonly #parsers: ReadonlyArray<LineParser>
  /** How many read what stands within others: they come first, because what is around a line can be read as a part of it. */
  readonly #wrapped: number
  #last = 0

  constructor(parsers: ReadonlyArray<LineParser>) {
    const isWrapped = (parser: LineParser): boolean => parser instanceof WrappedParser
    this.#parsers = [...parsers.filter(isWrapped), ...parsers.filter((parser) => !isWrapped(parser))]
    this.#wrapped = parsers.filter(isWrapped).length
    this.hasHeaders = parsers.some((parser) => parser.hasHeaders === true)
  }

  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    let isHeader = false
    for (const parser of this.#parsers) if (parser.takeHeader?.(bytes, start, end) === true) isHeader = true
    return isHeader
  }

  begin(): void {
    for (const parser of this.#parsers) parser.begin?.()
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    let furthest = -1
    let reason = OK
    let partly = -1
    for (let index = 0; index < this.#parsers.length; index++) {
      const at = this.#wrapped > 0 ? index : (this.#last + index) % this.#parsers.length
      if (index > 0) fields.clear()
      const outcome = this.#parsers[at]!.parse(bytes, view, start, end, fields)
      if (outcome === OK && fields.rest.start < 0) {
        this.#last = at
        return OK
      }
      if (outcome === OK) {
        if (partly < 0) partly = at
      } else if (fields.stoppedAt > furthest) {
        furthest = fields.stoppedAt
        reason = outcome
      }
    }
    if (partly >= 0) {
      fields.clear()
      return this.#parsers[partly]!.parse(bytes, view, start, end, fields)
    }
    fields.stoppedAt = furthest
    return reason
  }
}
