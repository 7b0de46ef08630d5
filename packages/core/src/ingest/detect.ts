/**
 * Which format a log is in, by its first lines (workers/format/detect.ts), or that it is no log.
 *
 * Nothing is guessed from the file's name. A file none of whose lines can be read is no access log, nor is one whose
 * lines end in CR alone.
 */
import { shellWord } from "../shellWord.ts"
import { type FormatCatalog, readerOf } from "@logmill/workers/format/catalog"
import { detect, type Detection as Found } from "@logmill/workers/format/detect"
import { type Line, linesOf } from "@logmill/workers/format/headLines"
import { leftIn } from "@logmill/workers/format/left"
import { choiceOf, formatsIn, joined, named, partsOf, shortName } from "@logmill/workers/format/readers"
import { wrappings } from "@logmill/workers/format/wrap"
import { formatOfLine, parserFor } from "@logmill/workers/parse/formats"
import { LineFields, type LineParser, OK } from "@logmill/workers/parse/line"
import { utc } from "@logmill/workers/zone"

import type { SourceRow } from "../store/sources.ts"
import type { IngestOptions } from "./options.ts"
import { whatItIs } from "./whatItIs.ts"

export type Detection =
  /**
   * `format`: what the source is in, for people and to read it by (readerOf); `said`: what should be said of it; `left`:
   * of that, what its lines have and is not stored, or not where it should be.
   */
  | {
      readonly kind: "format"
      readonly format: string
      readonly said: string | null
      readonly left: string | null
    }
  /** Nothing but blank lines and comments so far. */
  | { readonly kind: "nothing" }
  | { readonly kind: "noLog"; readonly message: string }
  /** Lines end in CR alone: it may be a log, but not one that is read. */
  | { readonly kind: "oldLineEnds"; readonly message: string }

/** Of a log at `path` of any format, or of one that is said to be in `format`, or in one of a choice of them. */
export const detectFormat = (head: Buffer, path: string, format: string, catalog: FormatCatalog): Detection => {
  if (endsLinesInCr(head, format, catalog)) return { kind: "oldLineEnds", message: oldLineEnds }
  const choice = choiceOf(format, path)
  if (format !== "auto" && choice === null) {
    return {
      kind: "format",
      format: wrappedAs(head, format, catalog),
      said: siteAsClient(head, path, format),
      left: null
    }
  }
  const found = detect(head, catalog, choice)
  if (found.lines === 0) return { kind: "nothing" }
  if (choice !== null && found.conflict !== null) {
    const [one, other] = found.conflict.map(shortName)
    const message = `could be in ${one} or ${other}, which read its lines otherwise, and the configuration does not say which; name it: --log-format FILE:${one} or --log-format FILE:${other}`
    return { kind: "noLog", message }
  }
  if (choice !== null && found.reader === null) {
    const names = choice.formats.map(shortName).join(", ")
    // Beside access logs lie error logs. Of one that the configuration names, lines that do not fit are rejects.
    if (choice.preferred.size === 0) {
      const message = `is in no format of the configuration (${names}), which does not name it either; see why with: logmill formats explain LINE --log-format FILE`
      return { kind: "noLog", message }
    }
    const said = `has lines that are in no format of the configuration (${names}); see why with: logmill formats explain LINE --log-format FILE`
    return { kind: "format", format: joined(choice.formats), said, left: null }
  }
  if (found.conflict !== null) {
    const [one, other] = found.conflict
    const message = `could be in ${one} or ${other}, which read its lines otherwise; say which: --log-format ${one} or --log-format ${other}`
    return { kind: "noLog", message }
  }
  if (found.reader === null) return { kind: "noLog", message: whatItIs(head) }
  const left = leftIn(found)
  const said = [saidOf(formatsIn(found.reader, found)), left].filter((one) => one !== null)
  return { kind: "format", format: namesOf(found), said: said.length === 0 ? null : said.join("; it "), left }
}

/**
 * Of a log of the Common Log Format's family whose last lines have more, as its server's format was changed since: both formats,
 * if one is known that reads these lines whole, else what is to be said. Null: the last lines are as the first ones.
 */
export const laterFormat = (
  format: string,
  lastLines: Buffer,
  catalog: FormatCatalog
): Extract<Detection, { kind: "format" }> | null => {
  if (readerOf(format) !== native) return null
  const found = detect(lastLines, catalog)
  if (found.conflict !== null || found.reader === null) return null
  const others = partsOf(found.reader).filter((part) => part !== native)
  if (others.length === 0 || found.read < found.lines) {
    const left = leftIn(found)
    return left === null ? null : { kind: "format", format, said: left, left }
  }
  const both = [...others, format]
  return { kind: "format", format: joined(both), said: saidOf(both), left: null }
}

/** By which all members of the Common Log Format's family are read. */
const native = "auto"

/**
 * What a source is read by: as it was found to be, or as was asked for. Of a choice, as it was found to be; if that is not
 * to be had any more, as the server's configuration has changed, both what it was and what there is now.
 */
export const readerOfSource = (
  { format, path }: Pick<SourceRow, "format" | "path">,
  { logFormat }: Pick<IngestOptions, "logFormat">
): string => {
  if (logFormat === "auto") return readerOf(format)
  const choice = choiceOf(logFormat, path)
  if (choice === null) return format.endsWith(`/${logFormat}`) ? format : logFormat
  const parts = partsOf(format)
  if (parts.every((part) => choice.formats.some((one) => part === one || part.endsWith(`/${one}`)))) return format
  return joined([...choice.formats, ...parts.filter((part) => /(?:^|\/)(?:log_format|LogFormat)\s/.test(part))])
}

/** The reader, with the name of the Common Log Format's relative that its lines are in. */
const namesOf = ({ reader, nativeFormat }: Found): string => named(reader!, nativeFormat)

const saidOf = (formats: ReadonlyArray<string>): string | null =>
  formats.length > 1 ? `has lines of several formats: ${formats.join(" + ")}` : null

/** A format that was asked for, with what is around the lines in front of it, if they are only read so. */
const wrappedAs = (head: Buffer, format: string, catalog: FormatCatalog): string => {
  const readers = [format, ...wrappings.map((wrapping) => `${wrapping}/${format}`)]
  return readers.find((reader) => readsAny(head, reader, catalog)) ?? format
}

const readsAny = (head: Buffer, reader: string, catalog: FormatCatalog): boolean => {
  const parser = catalog.parserFor(reader, utc)
  const line = lineReader(head, parser)
  for (let at = 0, lines = 0; at < head.length && lines < 100; lines++) {
    const newline = head.indexOf(0x0a, at)
    const end = newline < 0 ? head.length : newline
    if (parser.takeHeader?.(head, at, end) !== true && line(at, end)) return true
    at = end + 1
  }
  return false
}

/** Whether head[start, end) is a line that a parser reads. */
const lineReader = (head: Buffer, parser: ReturnType<FormatCatalog["parserFor"]>) => {
  const bytes = Buffer.concat([head, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  return (start: number, end: number): boolean => {
    fields.clear()
    while (end > start && bytes[end - 1] === 0x0d) end--
    return parser.parse(bytes, view, start, end, fields) === OK
  }
}

/** Lines that are looked at for a site. */
const mostLines = 100

/**
 * What is to be said of a log that is said to have no virtual host in front, if most of its first lines are read so with a
 * word as the client that `auto` takes for one. Null: nothing. Where an address follows it, each line says so as a reject.
 */
const siteAsClient = (head: Buffer, path: string, format: string): string | null => {
  if (format !== "combined" && format !== "common") return null
  const bytes = Buffer.concat([head, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [named, auto] = [parserFor(format, utc), parserFor(native, utc)]
  const fields = new LineFields()
  const reads = (parser: LineParser, [start, end]: Line): boolean => {
    fields.clear()
    return parser.parse(bytes, view, start, end, fields) === OK
  }
  const lines = linesOf(head).slice(0, mostLines)
  const withSite = lines.filter((line) => reads(named, line) && reads(auto, line) && fields.site.start >= 0)
  const [first] = withSite
  if (first === undefined || withSite.length * 2 < lines.length) return null
  reads(auto, first)
  const better = formatOfLine(fields)
  const site = bytes.toString("utf8", fields.site.start, fields.site.end)
  return `has "${site}" in front of its lines, which is the client as ${format}, but looks like a virtual host; if it is one, logmill forget ${shellWord(path)}, and ingest it with --log-format ${better}`
}

const oldLineEnds =
  "has line ends of CR alone, as old Macs wrote them; convert it and pipe it in: tr '\\r' '\\n' < FILE | logmill ingest -"

/** Whether there is no LF, but a CR with a whole line behind it: one inside a value has none. */
const endsLinesInCr = (head: Buffer, format: string, catalog: FormatCatalog): boolean => {
  if (head.includes(0x0a)) return false
  let start = head.indexOf(0x0d) + 1
  if (start === 0) return false
  while (head[start] === 0x0d) start++
  const next = head.indexOf(0x0d, start)
  return lineReader(head, catalog.parserFor(format, utc))(start, next < 0 ? head.length : next)
}
