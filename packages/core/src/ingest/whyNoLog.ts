/**
 * Whether a file that nobody named, found in a folder, is a log after all: its format reads some lines of it, but loose
 * formats read lines of tables of numbers, too, and a script may quote a line of a log.
 *
 * A log has lines that are most of it, with times of this age. Where a log driver put something around each line, other
 * lines are those of the program, and however many. A file that is named is read whatever it looks like.
 */
import { type FormatCatalog, readerOf } from "@logmill/workers/format/catalog"
import { isHeader, linesOf } from "@logmill/workers/format/headLines"
import { partsOf, unwrapped } from "@logmill/workers/format/readers"
import { LineFields, OK } from "@logmill/workers/parse/line"
import { utc } from "@logmill/workers/zone"

/** Of the lines, the share that has to be read; a few lines of something else say nothing. */
const leastShare = 0.25
const fewLines = 20

/** The web began in 1991; a clock that was never set says 1970. */
const firstYear = 1990

/** Null: it is a log. `head`: the beginning of the file, of which lines are in `format`; the last one may be cut. */
export const whyNoLog = (head: Buffer, format: string, catalog: FormatCatalog): string | null => {
  const reader = readerOf(format)
  const parser = catalog.parserFor(reader, utc)
  const bytes = Buffer.concat([head, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fields = new LineFields()
  let lines = 0
  let read = 0
  let isOfThisAge = false
  for (const line of linesOf(head)) {
    const [start, end] = line
    if (parser.takeHeader?.(bytes, start, end) === true || isHeader(bytes, line)) continue
    lines++
    fields.clear()
    if (parser.parse(bytes, view, start, end, fields) !== OK) continue
    read++
    isOfThisAge ||= Number.isNaN(fields.time) || fields.time >= Date.UTC(firstYear)
  }
  if (read > 0 && !isOfThisAge) {
    return `is no access log, it seems: read as ${format}, its lines are of times before ${firstYear}; ${nameIt}`
  }
  const isWrapped = partsOf(reader).some((part) => unwrapped(part)[0] !== "")
  if (isWrapped || lines - read < fewLines || read >= lines * leastShare) return null
  return `is no access log, it seems: ${read} of its first ${lines} lines can be read, as ${format}; ${nameIt}`
}

const nameIt = "it was found in a folder: name it to have it read"
