/**
 * Which format lines are in: all formats are tried on them, and those that read them are told apart by how many lines
 * they read, and how much of each.
 *
 * A format is chosen only if no other reads the same lines otherwise: a wrong guess would be worse than none. Lines of
 * several formats are found: each format is chosen for the lines that those before it can't read.
 */
import { formatOfLine } from "../parse/formats.ts"
import { LineFields, type LineParser, OK } from "../parse/line.ts"
import { storedLine } from "../parse/stored.ts"
import { utc } from "../zone.ts"
import type { FormatCatalog } from "./catalog.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition } from "./definition.ts"
import { type Choice, joined } from "./readers.ts"
import { type Candidate, choose, countOf } from "./choose.ts"
import { isHeader, type Line, linesOf } from "./headLines.ts"
import { type SampleFields, sampleFields } from "./samples.ts"
import { suggestFormat } from "./suggest.ts"
import { type Unwrapped, Unwrapper, type Wrapping } from "./wrap.ts"

/** How a format fares with the lines that were looked at. */
export interface FormatScore {
  /** As a source is read by it (catalog.ts). */
  readonly reader: string
  /** Lines that it reads, and of these such that it leaves something of. */
  readonly lines: number
  readonly partly: number
  /** Fields of a line on average. */
  readonly fields: number
}

export interface Detection {
  /** Lines that are neither blank nor comments. */
  readonly lines: number
  /** Of those the lines that `reader` reads. */
  readonly read: number
  /** What to read the source by; null when no format reads any line, or it can't be told which. */
  readonly reader: string | null
  /** Of the lines that `auto` reads, the member of the family that most are in. */
  readonly nativeFormat: string | null
  /** All members that lines are in, most first. One line alone does not count: it may have been cut. */
  readonly nativeFormats: ReadonlyArray<string>
  /** By how much they read, the best first. */
  readonly scores: ReadonlyArray<FormatScore>
  /** Formats that read the same lines otherwise: one must be named. */
  readonly conflict: readonly [string, string] | null
  /** What follows the fields of the first line that has more than its format reads. */
  readonly rest: string | null
  /**
   * What stands in the agent behind a quote that is not escaped, where most lines have such: fields that are taken for a
   * part of it.
   */
  readonly inAgent: string | null
  /** A format that reads what follows, too, in all lines; null: none is known. */
  readonly suggested: string | null
}

const native = "auto"

/**
 * `head`: the beginning of a source; its last line may be cut. `choice`: the only formats that may be found; no other is
 * tried then.
 */
export const detect = (head: Buffer, catalog: FormatCatalog, choice: Choice | null = null): Detection => {
  const bytes = Buffer.concat([head, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const lines = linesOf(head)
  const fields = new LineFields()
  const parse = (parser: LineParser, text: Text): boolean => {
    const { bytes: from, end, start, time } = text
    fields.clear()
    fields.outerTime = time
    const viewOf = from === bytes ? view : new DataView(from.buffer, from.byteOffset, from.length)
    return parser.parse(from, viewOf, start, end, fields) === OK
  }
  const whole = ([start, end]: Line): Text => ({ bytes, start, end, time: NaN })
  const unwrapper = new Unwrapper()
  const comments = commentsOf(lines, catalog, choice, bytes, (parser, line) => parse(parser, whole(line)))

  // The Common Log Format and its family need nobody else, as long as they leave nothing and all stand in the same.
  const auto = catalog.parserFor(native, utc)
  const names = new Map<string, number>()
  const seen = new Set<Wrapping | null>()
  let rest: string | null = null
  let inAgent: string | null = null
  let withQuotes = 0
  let isEnough = true
  for (const line of lines) {
    if (comments.has(line)) continue
    if (isHeader(bytes, line)) {
      isEnough = false
      continue
    }
    const inside = unwrapper.unwrap(bytes, ...line)
    seen.add(inside?.wrapping ?? null)
    const isInside = inside !== null && parse(auto, inside)
    if (inside !== null && !isInside) isEnough = false
    if (!isInside && !parse(auto, whole(line))) {
      isEnough = false
      continue
    }
    const from = isInside ? inside.bytes : bytes
    const name = formatOfLine(fields)
    names.set(name, (names.get(name) ?? 0) + 1)
    if (!isPartly(from, fields)) continue
    isEnough = false
    if (fields.rest.start >= 0) rest ??= from.toString("utf8", fields.rest.start, fields.rest.end)
    else {
      withQuotes++
      inAgent ??= from.toString("utf8", from.indexOf(QUOTE, fields.agent.start) + 1, fields.agent.end).trim()
    }
  }
  const byLines = [...names].toSorted((a, b) => b[1] - a[1])
  const nativeName = byLines[0]?.[0] ?? null
  const nativeFormats = byLines.filter(([, count]) => count > 1).map(([name]) => name)
  const entries = lines.filter((line) => !comments.has(line))
  if (entries.length === 0) return nothing
  if (isEnough && seen.size === 1 && choice === null) {
    const [wrapping] = seen
    const reader = readerWithin(wrapping ?? null, native)
    const score = { reader, lines: entries.length, partly: 0, fields: NaN }
    return {
      ...nothing,
      lines: entries.length,
      read: entries.length,
      reader,
      nativeFormat: nativeName,
      nativeFormats,
      scores: [score]
    }
  }

  const known = columnsKnown(candidatesFor(catalog, seen, choice), catalog, bytes, [...comments])
  const candidates = [...known.keys()]
  const values: Array<Map<Candidate, SampleFields>> = []
  let index = 0
  for (const line of lines) {
    if (comments.has(line)) {
      for (const { parser, wrapping } of candidates) if (wrapping === null) parser.takeHeader?.(bytes, ...line)
      continue
    }
    const inside = unwrapper.unwrap(bytes, ...line)
    const isHash = isHeader(bytes, line)
    const read = new Map<Candidate, SampleFields>()
    for (const candidate of candidates) {
      // Where a header begins like any line, only its format tells.
      const { parser, wrapping } = candidate
      if (wrapping === null && parser.hasHeaders === true && parser.takeHeader!(bytes, ...line)) {
        candidate.marks[index] = 2
        continue
      }
      const text = wrapping === null ? whole(line) : inside?.wrapping === wrapping ? inside : null
      const isRead = text !== null && (!isHash || parser.hasHash === true) && parse(parser, text)
      candidate.marks[index] = !isRead ? 0 : isPartly(text.bytes, fields, candidate.isUnescaped) ? 1 : 2
      if (!isRead) continue
      const stored = sampleFields(storedLine(text.bytes, fields))
      candidate.fields += Object.keys(stored).length
      read.set(candidate, stored)
    }
    // Users and hosts may be called anything, so that what is around a line can be read as a part of it.
    if (candidates.some(({ marks, wrapping }) => wrapping !== null && marks[index]! > 0)) {
      for (const candidate of candidates) {
        if (candidate.wrapping !== null) continue
        candidate.marks[index] = 0
        candidate.fields -= Object.keys(read.get(candidate) ?? {}).length
        read.delete(candidate)
      }
    }
    values.push(read)
    index++
  }
  const readers = byHeaders(known)
  const { chosen, conflict } = choose(readers, values, choice !== null)
  const left = chosen[0]?.isNative === true ? rest : null
  const readsAll = (format: string): boolean => {
    const parser = catalog.parserFor(format, utc)
    return entries.every((line) => {
      const text = unwrapper.unwrap(bytes, ...line) ?? whole(line)
      return parse(parser, text) && !isPartly(text.bytes, fields)
    })
  }
  const suggestion = left === null || chosen.length > 1 ? null : suggestFormat(nativeName!, left)
  return {
    lines: entries.length,
    read: [...values.keys()].filter((line) => chosen.some(({ marks }) => marks[line]! > 0)).length,
    reader: conflict !== null || chosen.length === 0 ? null : joined(chosen.map(({ reader }) => reader)),
    nativeFormat: nativeName,
    nativeFormats,
    scores: scoresOf(readers),
    conflict,
    rest: left,
    inAgent: chosen[0]?.isNative === true && withQuotes * 2 > entries.length ? inAgent : null,
    suggested: suggestion !== null && readsAll(suggestion) ? suggestion : null
  }
}

const nothing: Detection = {
  lines: 0,
  read: 0,
  reader: null,
  nativeFormat: null,
  nativeFormats: [],
  scores: [],
  conflict: null,
  rest: null,
  inAgent: null,
  suggested: null
}

/**
 * Whether something follows that was not read, or may stand in the agent, behind a quote that does not end it; where
 * quotes are not escaped, that says nothing.
 */
const isPartly = (bytes: Buffer, { agent, rest }: LineFields, isUnescaped = false): boolean =>
  rest.start >= 0 ||
  (!isUnescaped && agent.start >= 0 && !agent.inScratch && bytes.subarray(agent.start, agent.end).includes(QUOTE))

const QUOTE = 0x22

/** A line, or what stands within one; `time` is that of what is around it (ms UTC). */
type Text = Pick<Unwrapped, "bytes" | "start" | "end" | "time">

const readerWithin = (wrapping: Wrapping | null, name: string): string =>
  wrapping === null ? name : `${wrapping}/${name}`

/** The names of all formats that may be guessed, or that there is the choice of. */
const namesFor = (catalog: FormatCatalog, choice: Choice | null): ReadonlyArray<string> =>
  choice?.formats ?? [
    native,
    ...catalog.definitions.flatMap(({ name, detect: mayGuess }) => (mayGuess === false ? [] : [name]))
  ]

/** The lines that begin with `#`, but those that a format reads whose lines do. */
const commentsOf = (
  lines: ReadonlyArray<Line>,
  catalog: FormatCatalog,
  choice: Choice | null,
  bytes: Buffer,
  reads: (parser: LineParser, line: Line) => boolean
): ReadonlySet<Line> => {
  const withHash = lines.filter((line) => isHeader(bytes, line))
  if (withHash.length === 0) return new Set()
  const parsers = namesFor(catalog, choice)
    .map((name) => catalog.parserFor(name, utc))
    .filter(({ hasHash }) => hasHash === true)
  return new Set(withHash.filter((line) => !parsers.some((parser) => reads(parser, line))))
}

/** All formats that may be guessed, within each wrapping that lines have. */
const candidatesFor = (
  catalog: FormatCatalog,
  seen: ReadonlySet<Wrapping | null>,
  choice: Choice | null
): ReadonlyArray<Candidate> => {
  const names = namesFor(catalog, choice)
  return [...new Set([null, ...seen])].flatMap((wrapping) =>
    names.map((name) => {
      const definition = catalog.definitionOf(name)
      return {
        reader: readerWithin(wrapping, name),
        wrapping,
        isPreferred: choice?.preferred.has(name) === true,
        isNative: name === native,
        isSaid: Object.keys(definition?.json ?? {}).some((field) => field.startsWith("==")),
        isUnescaped: definition?.escapes === "none",
        parser: catalog.parserFor(name, utc),
        marks: [],
        fields: 0
      }
    })
  )
}

/**
 * Of formats with headers how many columns of these they know, of others null. Where a certain software writes one of them (its
 * `#Software:` line), the others are worth less than nothing (-1), and so is a software's where another wrote.
 */
const columnsKnown = (
  candidates: ReadonlyArray<Candidate>,
  catalog: FormatCatalog,
  bytes: Buffer,
  headers: ReadonlyArray<Line>
): ReadonlyMap<Candidate, number | null> => {
  const software = headers
    .map(([start, end]) => /^#Software:\s*(.*)$/i.exec(bytes.toString("latin1", start, end))?.[1])
    .find((text) => text !== undefined)
  const writes = ({ columns }: FormatDefinition): boolean =>
    software !== undefined && columns?.software?.some((beginning) => software.startsWith(beginning)) === true
  const definitions = new Map(catalog.definitions.map((definition) => [definition.name, definition]))
  const isWritten = catalog.definitions.some(writes)
  const known = new Map<Candidate, number | null>()
  for (const candidate of candidates) {
    const { parser, reader } = candidate
    const definition = definitions.get(reader)
    if (headers.length > 0 && definition?.headerless === true) continue
    if (!(parser instanceof FormatParser) || definition?.columns === undefined) {
      known.set(candidate, null)
      continue
    }
    const isTaken = headers.filter(([start, end]) => parser.takeHeader(bytes, start, end)).length > 0
    const isOther = isWritten ? !writes(definition) : definition.columns.software !== undefined
    known.set(candidate, isTaken && isOther ? -1 : isTaken ? parser.knownColumns : 0)
    parser.begin()
  }
  return known
}

/** Those that read lines; of the ones among them that took a header, those that know most of its columns. */
const byHeaders = (known: ReadonlyMap<Candidate, number | null>): ReadonlyArray<Candidate> => {
  const readers = [...known].filter(([candidate]) => countOf(candidate, () => true) > 0)
  const most = Math.max(...readers.map(([, columns]) => columns ?? -1))
  return readers.flatMap(([candidate, columns]) =>
    columns === null || columns === most || columns === 0 ? [candidate] : []
  )
}

const scoresOf = (candidates: ReadonlyArray<Candidate>): ReadonlyArray<FormatScore> =>
  candidates
    .map((candidate) => {
      const lines = countOf(candidate, () => true)
      const partly = candidate.marks.filter((mark) => mark === 1).length
      return { reader: candidate.reader, lines, partly, fields: candidate.fields / lines }
    })
    .toSorted((a, b) => b.lines - a.lines || a.partly - b.partly || b.fields - a.fields)
