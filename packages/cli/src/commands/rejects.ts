/**
 * `logmill rejects`: the lines that did not parse, with file, line, reason and text; how many there are by reason, and
 * what the reasons mean, as notes.
 */
import { Effect } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { type RejectReason, rejectReasonTexts } from "@logmill/workers/parse/line"

import { engineLayer, requireDatabase } from "../database.ts"
import { fromQuery } from "../failure.ts"
import type { Everywhere, FlagValues } from "../flags.ts"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import type { RowsColumn } from "../output/rows.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { reportZone, viewRows } from "../views.ts"

export type Input = Everywhere & OutputFlags & FlagValues<"limit">

const columns: ReadonlyArray<RowsColumn> = [
  { name: "source", kind: "text" },
  { name: "line", kind: "source_line" },
  { name: "reason", kind: "text" },
  { name: "text", kind: "text" }
]

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  const { limit } = settings
  const { reasons, rows } = yield* Effect.gen(function* () {
    const engine = yield* QueryEngine
    const zone = yield* reportZone
    const rows = yield* viewRows({
      title: "rejects",
      columns,
      zone,
      query: {
        sql: "SELECT source, line, reason, text FROM rejects ORDER BY source_id, offset",
        ...(limit > 0 ? { maxRows: limit } : {})
      }
    })
    const counts = yield* engine.run({
      sql: "SELECT reason, count(*), count(*) - count(text) FROM rejects GROUP BY reason ORDER BY 2 DESC, reason"
    })
    return {
      rows,
      reasons: counts.rows.map(([reason, lines, bare]) => [String(reason), Number(lines), Number(bare)] as const)
    }
  }).pipe(Effect.provide(engineLayer(settings, true)), Effect.mapError(fromQuery))
  yield* printRows([rows], choice)
  const shell = yield* Shell
  const total = reasons.reduce((sum, [, lines]) => sum + lines, 0)
  if (!rows.complete) yield* shell.note(`${rows.rows.length} of ${total} rejected lines; --limit 0 shows all`)
  for (const [reason, lines, bare] of reasons) {
    const meaning = rejectReasonTexts[reason as RejectReason] ?? "unknown reason"
    yield* shell.note(`${lines} ${reason}: ${meaning}${bare > 0 ? `; the text of ${bare} of them is not kept` : ""}`)
  }
  if (total === 0) yield* shell.note("no line was rejected")
})
