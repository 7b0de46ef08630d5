/** The lines of the beginning of a source, by which it is told what it is. */

/** Lines that are looked at. */
const mostLines = 200

/** Bytes, the end not included. */
export type Line = readonly [start: number, end: number]

/** The lines that are not blank; the last one only if it is the only one, or whole. */
export const linesOf = (head: Buffer): ReadonlyArray<Line> => {
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

/** A comment, or what names the fields of the lines that follow. */
export const isHeader = (bytes: Buffer, [start]: Line): boolean => bytes[start] === 0x23
