/** What `data-quality` tells in codes, in words for readers. Codes of a newer logmill are told as they are. */
import type { Answer, Cell, Column } from "../api/types.ts"
import { columnIndex } from "../chart/series.ts"
import { fileName } from "../format/fileName.ts"
import { ownOf } from "../state/ownOf.ts"

const rejected: Readonly<Record<string, string>> = {
  "no-client": "they do not begin with a client",
  "no-time": "there is no time in brackets",
  "bad-time": "the time does not exist",
  "no-request": "there is no request in quotes, or its quote is never closed",
  "bad-status": "the status is no number",
  "bad-bytes": "the size is no number",
  "number-too-large": "a number is 2^53 or larger",
  "too-long": "they are longer than 64 KiB",
  "leading-site": "they begin with a virtual host (--log-format vhost-combined reads them)",
  "bad-number": "a duration or another number is none",
  "no-match": "they are not written as the format says"
}

const issues: Readonly<Record<string, string>> = {
  rejected: "Lines that did not parse",
  damaged: "The file is damaged, and read up to there",
  "left-out": "There is more in the lines than was stored",
  "nul-bytes":
    "Bytes of NULs and what they cut off, in front of lines, as a crash or a log cut while it was written leaves them; lines may be missing",
  unfinished: "Not read to its end",
  filtered: "Lines left out by --drop or --keep",
  copies: "Seen under other names too, and counted once",
  rewritten: "The file was cut or rewritten after it was read",
  "clock-jump": "The clock jumps",
  "far-apart": "Entries far from all others in time",
  "no-request": "Entries whose request is no HTTP",
  "no-status": "Entries without a status",
  "odd-status": "Entries with a status that is none",
  "no-bytes": "Entries without a size, which counts as 0",
  "no-agent": "Entries without an agent",
  "no-duration": "Entries without a duration"
}

/** Their title says it. */
const saysAll: ReadonlySet<string> = new Set([
  "nul-bytes",
  "unfinished",
  "filtered",
  "copies",
  "no-request",
  "no-bytes"
])

export const issueWords = (issue: string, detail: string | null): string => {
  const title = ownOf(issues, issue) ?? issue
  if (detail === null || saysAll.has(issue)) return title
  return `${title}: ${issue === "rejected" ? (ownOf(rejected, detail) ?? detail) : detail}`
}

export interface Found {
  readonly issue: string
  readonly detail: string | null
  readonly count: number
  /** 0-1, of the lines of the log, or of all entries; null: not told. */
  readonly share: number | null
  /** The log's path; null: of all of them. */
  readonly source: string | null
  readonly line: number | null
}

export const foundIn = (answer: Pick<Answer, "columns" | "rows">): ReadonlyArray<Found> => {
  const [issue, detail, count, share, source, line] = ["issue", "detail", "count", "share", "source", "line"].map(
    (name) => columnIndex(answer, name)
  )
  const text = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell))
  const number = (cell: Cell | undefined): number | null => (cell == null ? null : Number(cell))
  return answer.rows.map((row) => ({
    issue: String(row[issue!]),
    detail: text(row[detail!]),
    count: Number(row[count!]),
    share: number(row[share!]),
    source: text(row[source!]),
    line: number(row[line!])
  }))
}

/** The table with the sentences in front, and the codes that one searches by and that programs get at its end. */
export const withSentences = (answer: Answer): Answer => {
  const codes = ["issue", "detail"].map((name) => columnIndex(answer, name))
  const others = answer.columns.map((_, index) => index).filter((index) => !codes.includes(index))
  const order = [...others, ...codes.filter((index) => index >= 0)]
  const found = foundIn(answer)
  const sentence: Column = { name: "finding", kind: "text", filter: null }
  return {
    ...answer,
    columns: [sentence, ...order.map((index) => answer.columns[index]!)],
    rows: answer.rows.map((row, at) => [
      issueWords(found[at]!.issue, found[at]!.detail),
      ...order.map((index) => row[index] ?? null)
    ])
  }
}

/** Names of logs without their folders, where those tell them apart. */
export const namesOf = (paths: ReadonlyArray<string>): ReadonlyMap<string, string> => {
  const all = [...new Set(paths)]
  return new Map(
    all.map((path) => {
      const name = fileName(path)
      return [path, all.filter((other) => fileName(other) === name).length > 1 ? path : name]
    })
  )
}
