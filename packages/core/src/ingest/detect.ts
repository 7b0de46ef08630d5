/**
 * Which format a log is in, by its first lines: the one most of them are instances of.
 *
 * Nothing is guessed from the file's name. A file none of whose lines can be read is no access log, nor is one whose
 * lines end in CR alone.
 */
import { formatOfLine, parserFor } from "@logmill/workers/parse/formats"
import { LineFields, OK } from "@logmill/workers/parse/line"
import { utc } from "@logmill/workers/zone"

/** Lines looked at. */
const maxLines = 1000

export type Detection =
  | { readonly kind: "format"; readonly format: string; readonly formats: ReadonlyMap<string, number> }
  /** Nothing but blank lines and comments so far. */
  | { readonly kind: "nothing" }
  | { readonly kind: "noLog"; readonly message: string }
  /** Lines end in CR alone: it may be a log, but not one that is read. */
  | { readonly kind: "oldLineEnds"; readonly message: string }

/** Of a log of any format, or of the one named `format`. */
export const detectFormat = (head: Buffer, format = "auto"): Detection => {
  const bytes = Buffer.concat([head, Buffer.alloc(64)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parser = parserFor(format, utc)
  const fields = new LineFields()
  const isLine = (start: number, end: number): boolean => {
    fields.clear()
    return parser.parse(bytes, view, start, end, fields) === OK
  }
  if (endsLinesInCr(head, isLine)) return { kind: "oldLineEnds", message: oldLineEnds }
  const formats = new Map<string, number>()
  let lines = 0
  for (let at = 0; at < head.length && lines < maxLines;) {
    const newline = head.indexOf(0x0a, at)
    const lineEnd = newline < 0 ? head.length : newline
    let start = at === 0 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : at
    let end = lineEnd
    while (end > start && (head[end - 1] === 0x0d || head[end - 1] === 0x20 || head[end - 1] === 0x09)) end--
    while (start < end && head[start] === 0) start++
    at = lineEnd + 1
    if (end === start || head[start] === 0x23) continue
    lines++
    if (!isLine(start, end)) continue
    const found = formatOfLine(fields)
    formats.set(found, (formats.get(found) ?? 0) + 1)
  }
  if (lines === 0) return { kind: "nothing" }
  const best = [...formats].toSorted((a, b) => b[1] - a[1])[0]
  if (best !== undefined) return { kind: "format", format: best[0], formats }
  return { kind: "noLog", message: describe(head) }
}

const oldLineEnds =
  "has line ends of CR alone, as old Macs wrote them; convert it and pipe it in: tr '\\r' '\\n' < FILE | logmill ingest -"

/** Whether there is no LF, but a CR with a whole line behind it: one inside a value has none. */
const endsLinesInCr = (head: Buffer, isLine: (start: number, end: number) => boolean): boolean => {
  if (head.includes(0x0a)) return false
  let start = head.indexOf(0x0d) + 1
  if (start === 0) return false
  while (head[start] === 0x0d) start++
  const next = head.indexOf(0x0d, start)
  return isLine(start, next < 0 ? head.length : next)
}

const describe = (head: Buffer): string => {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return "is text in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8 FILE"
  }
  const compressed: ReadonlyArray<readonly [string, string]> = [
    ["28b52ffd", "zstd -dc"],
    ["425a68", "bzip2 -dc"],
    ["fd377a58", "xz -dc"],
    ["504b0304", "unzip -p"]
  ]
  const magic = head.toString("hex", 0, 4)
  const program = compressed.find(([start]) => magic.startsWith(start))?.[1]
  if (program !== undefined)
    return `is compressed in a way not read yet; pipe it in: ${program} FILE | logmill ingest -`
  return "is no access log in a format known here: not one of its first lines can be read; see why with: logmill formats explain LINE"
}
