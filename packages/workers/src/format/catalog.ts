/** All formats that can be named: those that are built into the parsers, and definitions; and parsers by readers. */
import type { LineParser } from "../parse/line.ts"
import { formats as natives, parserFor as nativeParser } from "../parse/formats.ts"
import { utc, type ZoneRule } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition } from "./definition.ts"
import { dialectFormat, isDialect } from "./dialects/dialect.ts"
import { goaccessName } from "./dialects/goaccess.ts"
import { MixedParser } from "./MixedParser.ts"
import { mapFormats, partsOf, unwrapped } from "./readers.ts"
import { WrappedParser, type Wrapping } from "./wrap.ts"

/** Whether the parsers need no definition for it. */
const isNative = (name: string): boolean => name === "auto" || natives.some((native) => native.name === name)

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

  /** The definition of a name, GoAccess' own ones, too; undefined for what is built into the parsers, or is none. */
  definitionOf(name: string): FormatDefinition | undefined {
    return this.#byName.get(name) ?? this.#byName.get(goaccessName(name) ?? "")
  }

  /** Those of the definitions that a source read so needs. */
  definitionsOf(reader: string): ReadonlyArray<FormatDefinition> {
    return partsOf(reader).flatMap((part) => {
      const [, format] = unwrapped(part)
      return isNative(format) || isDialect(format) ? [] : (this.definitionOf(format) ?? [])
    })
  }

  /**
   * Throws a RangeError for a name that is none, and a FormatError for a text that is no format. `keepExtra`: names of
   * texts of many values that are kept, `*` for all of them.
   */
  parserFor(reader: string, zone: ZoneRule, keepExtra: ReadonlyArray<string> = []): LineParser {
    const parsers = partsOf(reader).map((part) => this.#parserOf(part, zone, keepExtra))
    return parsers.length === 1 ? parsers[0]! : new MixedParser(parsers)
  }

  /** Names of texts of many values (`unique.NAME`) that lines of a source that is read so may have. */
  uniqueNamesOf(reader: string): ReadonlyArray<string> {
    const parsers = partsOf(reader).map((part) => this.#parserOf(unwrapped(part)[1], utc, []))
    return [...new Set(parsers.flatMap((parser) => (parser instanceof FormatParser ? parser.uniqueNames : [])))]
  }

  #parserOf(part: string, zone: ZoneRule, keepExtra: ReadonlyArray<string>): LineParser {
    const [around, format] = unwrapped(part)
    const wrappings = around.split("/").slice(0, -1) as ReadonlyArray<Wrapping>
    return wrappings.reduceRight<LineParser>(
      (inside, wrapping) => new WrappedParser(wrapping, inside),
      this.#lineParserOf(format, zone, keepExtra)
    )
  }

  #lineParserOf(format: string, zone: ZoneRule, keepExtra: ReadonlyArray<string>): LineParser {
    if (isNative(format)) return nativeParser(format, zone)
    if (isDialect(format)) return new FormatParser(dialectFormat(format), zone, keepExtra)
    const definition = this.definitionOf(format)
    return definition === undefined
      ? nativeParser(goaccessName(format) ?? format, zone)
      : new FormatParser(definition, zone, keepExtra)
  }
}

/**
 * What a source is read by that was found to be in `format`: where no format was asked for, one of the family of the
 * Common Log Format is read as all of them, because real files mix them.
 */
export const readerOf = (format: string): string => mapFormats(format, (one) => (isNative(one) ? "auto" : one))
