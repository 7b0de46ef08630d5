/** How many lines were rejected for which reason, of which an example, and what the reasons mean. */
import { Effect } from "effect"

import type { RejectCondition } from "@logmill/core/analysis/rejectFilter"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { type RejectReason, rejectReasonTexts } from "@logmill/workers/parse/line"

export interface ReasonCount {
  readonly reason: string
  readonly lines: number
  /** Those of them whose text is not kept. */
  readonly bare: number
  /** The first text that is kept, as it is stored. */
  readonly example: string | null
  /** What its source is read by. */
  readonly format: string
}

/** By reason, most first. A pass over the rejects. */
export const countByReason = Effect.fnUntraced(function* ({ params, sql }: RejectCondition) {
  const engine = yield* QueryEngine
  // With min() alone the other columns are those of its row (sqlite.org/lang_select.html#bareagg).
  const { rows } = yield* engine.run({
    sql: `SELECT reason, count(*), count(*) - count(text), text, min(iif(text IS NULL, NULL, offset)),
        (SELECT format FROM sources WHERE sources.source_id = rejects.source_id) FROM rejects WHERE ${sql} GROUP BY reason ORDER BY 2 DESC, reason`,
    params
  })
  return rows.map(([reason, lines, bare, example, , format]): ReasonCount => ({
    reason: String(reason),
    lines: Number(lines),
    bare: Number(bare),
    example: typeof example === "string" ? example : null,
    format: String(format)
  }))
})

export const rejectReasonCounts = countByReason({ sql: "1", params: {} })

/** Of the last lines without an end, of logs that are being written maybe; as a note, null where there are none. */
export const unfinishedNote = Effect.gen(function* () {
  const engine = yield* QueryEngine
  const { rows } = yield* engine.run({ sql: "SELECT coalesce(sum(rejected), 0) FROM main.source_range WHERE tail" })
  const lines = Number(rows[0]?.[0] ?? 0)
  if (lines === 0) return null
  return lines === 1
    ? "1 of them is a last line without an end, which is read again when the rest is there"
    : `${lines} of them are last lines without an end, which are read again when the rest is there`
})

export const meaningOf = (reason: string): string => rejectReasonTexts[reason as RejectReason] ?? "unknown reason"
