/** What is said of a log that was rewritten where it was read: what was read of it again, and what may count twice. */
import { shellWord } from "../shellWord.ts"
import type { Connection } from "../store/open.ts"
import { entriesIn, spanOf } from "../store/ranges.ts"
import { linesOfSource, type SourceFileRow, type SourceRow } from "../store/sources.ts"
import type { ReadContext } from "./readPieces.ts"
import type { Alike } from "./recognise.ts"

type Command = ReadContext["command"]

interface Rewriting {
  readonly path: string
  /** At the beginning, that are what they were. */
  readonly lines: number
  /** Behind others, that were read before. */
  readonly again: number
  /** That were read now. */
  readonly read: number
}

/** `source` with its new generation. */
export const sayRewritten = (
  connection: Connection,
  source: SourceRow,
  { path, lines, again, read }: Rewriting,
  command: Command
): string => {
  const heal = `${command(`forget ${source.id}`)}, then ${command(`ingest ${shellWord(path)}`)}, count what it holds now and nothing else`
  if (again > 0) {
    const where = lines === 0 ? "from its first line on" : `after line ${lines}`
    const others = read === 0 ? "no line is new" : `${countOf(read)} changed or new, and read`
    return `was rewritten ${where}: ${countOf(again)} as they were, and not counted again, ${others}; lines that were changed or deleted still count as they were read: ${heal}`
  }
  const detail = `was cut or rewritten after line ${lines}: read on from there`
  const before = spanOf(connection, source.id, source.generation)
  const twice = before === null ? 0 : entriesIn(connection, source, before)
  if (twice === 0) return detail
  return `${detail}; ${countOf(twice)} of times that were read before: if these are the same requests, they count twice: ${heal}`
}

/**
 * For a new source under a name that was another's: whether most of its entries fall into the other's time, as in a log of which
 * every line was edited. A log that was rotated goes on after that time instead.
 */
export const sayReplaced = (
  connection: Connection,
  source: SourceRow,
  known: SourceFileRow | undefined,
  command: Command
): string | null => {
  if (known === undefined || known.sourceId === source.id) return null
  const span = spanOf(connection, known.sourceId)
  const entries = span === null ? 0 : entriesIn(connection, source, span)
  if (entries === 0 || entries * 2 < linesOfSource(connection, source.id).stored) return null
  return `holds nothing of what was read under its name before, and ${countOf(entries)} of the time of that: if these are the same requests, they count twice: ${command(`forget ${known.sourceId}`)} takes back what was read before`
}

/** Of a new source: that it begins like another, as an edited copy of a log does. */
export const sayAlike = ({ source, lines }: Alike, sourceId: number, command: Command): string =>
  `has the first ${lines} lines of ${source.path}: they count twice; if it is a copy of that log, ${command(`forget ${sourceId}`)} takes it back`

const countOf = (lines: number): string => `${lines} ${lines === 1 ? "line is" : "lines are"}`
