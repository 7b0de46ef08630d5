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
import { type SampleFields, sampleFields } from "./samples.ts"
import { Unwrapper, type Wrapping } from "./wrap.ts"

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
  /** By how much they read, the best first. */
  readonly scores: ReadonlyArray<FormatScore>
  /** Formats that read the same lines otherwise: one must be named. */
  readonly conflict: readonly [string, string] | null
  /** What follows the fields of the first line that has more than its format reads. */
  readonly rest: string | null
}

/** Lines that the formats are tried on. */
const mostLines = 200

interface Candidate {
  readonly reader: string
  /** Of two that read the same lines otherwise, the one that was meant. */
  readonly isPreferred: boolean
  readonly isNative: boolean
  readonly parser: LineParser
  /** By line: 0 not read, 1 read in part, 2 read. */
  readonly marks: Array<number>
  fields: number
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
  const parse = (parser: LineParser, [start, end]: Line): boolean => {
    fields.clear()
    return parser.parse(bytes, view, start, end, fields) === OK
  }

  // The Common Log Format and its family need nobody else, as long as they leave nothing.
  const auto = catalog.parserFor(native, utc)
  const names = new Map<string, number>()
  let rest: string | null = null
  let isEnough = true
  for (const line of lines) {
    if (isHeader(bytes, line)) continue
    if (!parse(auto, line)) {
      isEnough = false
      continue
    }
    const name = formatOfLine(fields)
    names.set(name, (names.get(name) ?? 0) + 1)
    if (!isPartly(bytes, fields)) continue
    isEnough = false
    if (fields.rest.start >= 0) rest ??= bytes.toString("utf8", fields.rest.start, fields.rest.end)
  }
  const nativeName = [...names].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null
  const entries = lines.filter((line) => !isHeader(bytes, line))
  if (entries.length === 0) return nothing
  if (isEnough && choice === null) {
    const score = { reader: native, lines: entries.length, partly: 0, fields: NaN }
    return {
      ...nothing,
      lines: entries.length,
      read: entries.length,
      reader: native,
      nativeFormat: nativeName,
      scores: [score]
    }
  }

  const candidates = byHeaders(candidatesFor(catalog, bytes, entries, choice), catalog, bytes, lines)
  const values: Array<Map<Candidate, SampleFields>> = []
  let index = 0
  for (const line of lines) {
    if (isHeader(bytes, line)) {
      for (const { parser } of candidates) parser.takeHeader?.(bytes, line[0], line[1])
      continue
    }
    const read = new Map<Candidate, SampleFields>()
    for (const candidate of candidates) {
      // Where a header begins like any line, only its format tells.
      if (candidate.parser.hasHeaders === true && candidate.parser.takeHeader!(bytes, ...line)) {
        candidate.marks[index] = 2
        continue
      }
      const isRead = parse(candidate.parser, line)
      candidate.marks[index] = !isRead ? 0 : isPartly(bytes, fields) ? 1 : 2
      if (!isRead) continue
      const stored = sampleFields(storedLine(bytes, fields))
      candidate.fields += Object.keys(stored).length
      read.set(candidate, stored)
    }
    values.push(read)
    index++
  }
  const { chosen, conflict } = choose(candidates, values, choice !== null)
  return {
    lines: entries.length,
    read: [...values.keys()].filter((line) => chosen.some(({ marks }) => marks[line]! > 0)).length,
    reader: conflict !== null || chosen.length === 0 ? null : joined(chosen.map(({ reader }) => reader)),
    nativeFormat: nativeName,
    scores: scoresOf(candidates),
    conflict,
    rest: chosen[0]?.isNative === true ? rest : null
  }
}

const nothing: Detection = {
  lines: 0,
  read: 0,
  reader: null,
  nativeFormat: null,
  scores: [],
  conflict: null,
  rest: null
}

/** Whether something follows that was not read, or may stand in the agent, behind a quote that does not end it. */
const isPartly = (bytes: Buffer, { agent, rest }: LineFields): boolean =>
  rest.start >= 0 || (agent.start >= 0 && !agent.inScratch && bytes.subarray(agent.start, agent.end).includes(QUOTE))

const QUOTE = 0x22

type Line = readonly [start: number, end: number]

/** The lines that are not blank; the last one only if it is the only one, or whole. */
const linesOf = (head: Buffer): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  for (let at = 0; at < head.length && lines.length < mostLines;) {
    const newline = head.indexOf(0x0a, at)
    // The last line may be cut: it counts only where there is no other.
    if (newline < 0 && lines.some(([start]) => head[start] !== 0x23)) break
    const lineEnd = newline < 0 ? head.length : newline
    let start = at === 0 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : at
    let end = lineEnd
    while (end > start && (head[end - 1] === 0x0d || head[end - 1] === 0x20 || head[end - 1] === 0x09)) end--
    while (start < end && head[start] === 0) start++
    at = lineEnd + 1
    if (end > start) lines.push([start, end])
  }
  return lines
}

const isHeader = (bytes: Buffer, [start]: Line): boolean => bytes[start] === 0x23

/** All formats that may be guessed, within each wrapping that lines have. */
const candidatesFor = (
  catalog: FormatCatalog,
  bytes: Buffer,
  lines: ReadonlyArray<Line>,
  choice: Choice | null
): ReadonlyArray<Candidate> => {
  const unwrapper = new Unwrapper()
  const seen = new Set<Wrapping>()
  for (const [start, end] of lines) {
    const unwrapped = unwrapper.unwrap(bytes, start, end)
    if (unwrapped !== null) seen.add(unwrapped.wrapping)
  }
  const names = choice?.formats ?? [
    native,
    ...catalog.definitions.flatMap(({ name, detect: mayGuess }) => (mayGuess === false ? [] : [name]))
  ]
  return ["", ...[...seen].map((wrapping) => `${wrapping}/`)].flatMap((prefix) =>
    names.map((name) => ({
      reader: prefix + name,
      isPreferred: choice?.preferred.has(name) === true,
      isNative: name === native,
      parser: catalog.parserFor(prefix + name, utc),
      marks: [],
      fields: 0
    }))
  )
}

/**
 * Of the formats with headers, those that know most columns of the first header; of those that a certain software writes
 * (its `#Software:` line), only that software's, and where it is the only ones.
 */
const byHeaders = (
  candidates: ReadonlyArray<Candidate>,
  catalog: FormatCatalog,
  bytes: Buffer,
  lines: ReadonlyArray<Line>
): ReadonlyArray<Candidate> => {
  const headers = lines.filter((line) => isHeader(bytes, line))
  const software = headers
    .map(([start, end]) => /^#Software:\s*(.*)$/i.exec(bytes.toString("latin1", start, end))?.[1])
    .find((text) => text !== undefined)
  const writes = ({ columns }: FormatDefinition): boolean =>
    software !== undefined && columns?.software?.some((beginning) => software.startsWith(beginning)) === true
  const definitions = new Map(catalog.definitions.map((definition) => [definition.name, definition]))
  const isWritten = catalog.definitions.some(writes)
  const known = new Map<Candidate, number>()
  for (const candidate of candidates) {
    const { parser, reader } = candidate
    const definition = definitions.get(reader)
    if (!(parser instanceof FormatParser) || definition?.columns === undefined) continue
    const isTaken = headers.some(([start, end]) => parser.takeHeader(bytes, start, end))
    const isOther = isWritten ? !writes(definition) : definition.columns.software !== undefined
    known.set(candidate, isTaken && isOther ? -1 : isTaken ? parser.knownColumns : 0)
    parser.begin()
  }
  const most = Math.max(...known.values())
  return candidates.filter((candidate) => {
    const columns = known.get(candidate)
    return columns === undefined || columns === most || columns === 0
  })
}

const countOf = ({ marks }: Candidate, isOpen: (line: number) => boolean): number =>
  marks.filter((mark, line) => mark > 0 && isOpen(line)).length

/** One after the other, the format that reads most of the lines left; of two that read as many, the one that reads more. */
const choose = (
  candidates: ReadonlyArray<Candidate>,
  values: ReadonlyArray<ReadonlyMap<Candidate, SampleFields>>,
  areOwn: boolean
): { readonly chosen: ReadonlyArray<Candidate>; readonly conflict: Detection["conflict"] } => {
  const chosen: Array<Candidate> = []
  const open = new Set(values.keys())
  while (open.size > 0) {
    const ranked = candidates
      .map((candidate) => ({
        candidate,
        weight: weightOf(candidate, open),
        lines: countOf(candidate, (line) => open.has(line))
      }))
      .filter(({ lines }) => lines > 0)
      .toSorted(
        (a, b) =>
          Number(isMeant(b, open.size)) - Number(isMeant(a, open.size)) ||
          b.weight - a.weight ||
          b.candidate.fields - a.candidate.fields
      )
    const [best] = ranked
    if (best === undefined) break
    const rival = ranked.find(
      ({ candidate, weight }) =>
        candidate !== best.candidate &&
        weight === best.weight &&
        candidate.isPreferred === best.candidate.isPreferred &&
        differ(best.candidate, candidate, values, open, areOwn)
    )
    if (rival !== undefined) {
      return { chosen: [...chosen, best.candidate], conflict: [best.candidate.reader, rival.candidate.reader] }
    }
    chosen.push(best.candidate)
    for (const line of open) if (best.candidate.marks[line]! > 0) open.delete(line)
  }
  return { chosen, conflict: null }
}

/** The format that a log should be in is so unless most lines say otherwise. */
const isMeant = (
  { candidate, lines }: { readonly candidate: Candidate; readonly lines: number },
  open: number
): boolean => candidate.isPreferred && lines * 2 >= open

/** Lines that are read in part count for less. */
const weightOf = ({ marks }: Candidate, open: ReadonlySet<number>): number =>
  [...open].reduce((sum, line) => sum + (marks[line] === 2 ? 10 : marks[line] === 1 ? 6 : 0), 0)

/**
 * Whether both read a line, and a field of it otherwise. Of a server's own formats also whether each has a field that the
 * other has not: they take the same for different things.
 */
const differ = (
  one: Candidate,
  other: Candidate,
  values: ReadonlyArray<ReadonlyMap<Candidate, SampleFields>>,
  open: ReadonlySet<number>,
  areOwn: boolean
): boolean =>
  [...open].some((line) => {
    const left = values[line]!.get(one)
    const right = values[line]!.get(other)
    if (left === undefined || right === undefined) return false
    if (areOwn && hasOther(left, right) && hasOther(right, left)) return true
    return Object.entries(left).some(([name, value]) => right[name] !== undefined && right[name] !== value)
  })

const hasOther = (fields: SampleFields, others: SampleFields): boolean =>
  Object.keys(fields).some((name) => others[name] === undefined)

const scoresOf = (candidates: ReadonlyArray<Candidate>): ReadonlyArray<FormatScore> =>
  candidates
    .map((candidate) => {
      const lines = countOf(candidate, () => true)
      const partly = candidate.marks.filter((mark) => mark === 1).length
      return { reader: candidate.reader, lines, partly, fields: lines === 0 ? 0 : candidate.fields / lines }
    })
    .filter(({ lines }) => lines > 0)
    .toSorted((a, b) => b.lines - a.lines || a.partly - b.partly || b.fields - a.fields)
