/** What the panel of the data's quality asks beside its analysis: the lines that did not parse. */
import { getJson } from "../api/http.ts"
import type { Answer } from "../api/types.ts"
import { columnIndex } from "../chart/series.ts"
import { patternOfValue } from "../filters/pattern.ts"

export interface RejectedLine {
  /** From 1; null: not known yet. */
  readonly line: number | null
  /** Null: it was not kept. */
  readonly text: string | null
}

export const askRejects = async (
  { limit, reason, source }: { readonly source: string; readonly reason: string; readonly limit: number },
  signal: AbortSignal
): Promise<ReadonlyArray<RejectedLine>> => {
  const search = new URLSearchParams({ source: patternOfValue(source), reason, limit: String(limit) })
  const answer = await getJson<Answer>(`./api/rejects?${search}`, signal)
  const [line, text] = ["line", "text"].map((name) => columnIndex(answer, name))
  return answer.rows.map((row) => ({
    line: typeof row[line!] === "number" ? (row[line!] as number) : null,
    text: row[text!] === null ? null : String(row[text!])
  }))
}
