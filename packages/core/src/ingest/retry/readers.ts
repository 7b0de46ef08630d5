/**
 * What rejected lines of a source are read by when they are tried again: the format that was asked for; else the source's
 * own, as it is known now, and after it the formats that read what it leaves.
 */
import { type FormatCatalog, readerOf } from "@logmill/workers/format/catalog"
import { detect } from "@logmill/workers/format/detect"
import { SeveralParsers } from "@logmill/workers/format/MixedParser"
import { joined, named, partsOf } from "@logmill/workers/format/readers"
import { LineFields, type LineParser, OK } from "@logmill/workers/parse/line"
import { utc, type ZoneRule } from "@logmill/workers/zone"

import type { SourceRow } from "../../store/sources.ts"
import { detectFormat } from "../detect.ts"

export interface Readers {
  /** One after the other; a line is what the first says that reads it. */
  readonly readers: ReadonlyArray<string>
  /** For people, and what the source can be read by from now on. */
  readonly format: string
  readonly conflict: readonly [string, string] | null
}

/**
 * `stored`: entries of the source. `lines`: some of those rejected; `head`: the beginning of the source's file, if it is
 * there.
 */
export const readersFor = (
  { format, path }: Pick<SourceRow, "format" | "path">,
  stored: number,
  lines: ReadonlyArray<Buffer>,
  head: Buffer | null,
  logFormat: string,
  catalog: FormatCatalog
): Readers => {
  if (logFormat !== "auto") {
    const found = detectFormat(textOf(lines), path, logFormat, catalog)
    const reader = found.kind === "format" ? found.format : logFormat
    return { readers: [reader], format: reader, conflict: null }
  }
  const own = readerOf(format)
  const readers: Array<string> = []
  const names: Array<string> = []
  let conflict: Readers["conflict"] = null
  let left = lines
  const add = (reader: string, name: string): void => {
    readers.push(reader)
    const rest = unread(left, reader, catalog)
    if (rest.length < left.length || hasHeaders(reader, catalog)) names.push(name)
    left = rest
  }
  if (isKnown(own, catalog)) {
    add(own, own === "auto" ? (detect(textOf(left), catalog).nativeFormat ?? format) : format)
    // Without their headers its lines look like nothing, or like something else.
    if (hasHeaders(own, catalog)) left = []
  }
  for (const sample of [() => textOf(left), () => head ?? Buffer.alloc(0)]) {
    for (;;) {
      if (left.length === 0) break
      const found = detect(sample(), catalog)
      conflict ??= found.conflict
      const fresh = found.reader === null ? [] : partsOf(found.reader).filter((reader) => !readers.includes(reader))
      if (fresh.length === 0) break
      for (const reader of fresh) add(reader, named(reader, found.nativeFormat))
    }
  }
  // A format that was asked for and reads nothing was a mistake.
  const isMistaken =
    stored === 0 && readers.length > 1 && readers[0] === own && unread(lines, own, catalog).length === lines.length
  if (isMistaken) readers.shift()
  return { readers, format: joined([...new Set(names)]), conflict: left.length === 0 ? null : conflict }
}

/** The parser of several readers. */
export const parserOf = (
  readers: ReadonlyArray<string>,
  zone: ZoneRule,
  catalog: FormatCatalog,
  keepExtra: ReadonlyArray<string> = []
): LineParser => {
  const parsers = readers.map((reader) => catalog.parserFor(reader, zone, keepExtra))
  return parsers.length === 1 ? parsers[0]! : new InTurn(parsers)
}

/**
 * What the source is read by after lines of it were read by `format`: by that alone if nothing else of it is stored, else
 * by both.
 */
export const formatAfter = (source: SourceRow, format: string, stored: number): string => {
  if (format === "" || stored === 0) return format === "" ? source.format : format
  // The family of the Common Log Format is read as one.
  const byReader = new Map<string, string>()
  for (const part of [source.format, format].flatMap(partsOf)) {
    if (!byReader.has(readerOf(part))) byReader.set(readerOf(part), part)
  }
  return joined([...byReader.values()])
}

const textOf = (lines: ReadonlyArray<Buffer>): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]))

const isKnown = (reader: string, catalog: FormatCatalog): boolean => {
  try {
    catalog.parserFor(reader, utc)
    return true
  } catch {
    // A format of the user's that is there no more.
    return false
  }
}

const hasHeaders = (reader: string, catalog: FormatCatalog): boolean =>
  catalog.parserFor(reader, utc).hasHeaders === true

const unread = (lines: ReadonlyArray<Buffer>, reader: string, catalog: FormatCatalog): ReadonlyArray<Buffer> => {
  const parser = catalog.parserFor(reader, utc)
  const fields = new LineFields()
  return lines.filter((line) => {
    const bytes = Buffer.concat([line, Buffer.alloc(64)])
    fields.clear()
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    return parser.parse(bytes, view, 0, line.length, fields) !== OK
  })
}

/** Each line is read by the first parser that can; what none reads is rejected for the reason of the first. */
class InTurn extends SeveralParsers {
  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    let reason = OK
    for (const parser of this.parsers) {
      if (reason !== OK) fields.clear()
      const outcome = parser.parse(bytes, view, start, end, fields)
      if (outcome === OK) return OK
      if (reason === OK) reason = outcome
    }
    return reason
  }
}
