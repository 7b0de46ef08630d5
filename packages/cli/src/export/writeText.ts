/** Entries written as text, chunk by chunk: no more of them is in memory than a few chunks, however many there are. */
import { Effect, Stream } from "effect"

import { readEntries } from "@logmill/core/export/entries"

import type { Target } from "../output/target.ts"
import { type RowFormat, rowWriter } from "@logmill/core/export/rowText"

/** How far a writer is. */
export type Report = (rows: number) => void

/** Returns how many entries. */
export const writeText = Effect.fnUntraced(function* (
  target: Target,
  options: { readonly columns: ReadonlyArray<string>; readonly format: RowFormat; readonly report: Report }
) {
  const entries = yield* readEntries(options.columns)
  yield* target.write(options.format.header(entries.columns))
  const linesOf = rowWriter(entries, options.format)
  let rows = 0
  yield* Stream.runForEach(entries.chunks, (chunk) => {
    rows += chunk.rows.length
    options.report(rows)
    return target.write(linesOf(chunk))
  })
  return rows
}, Effect.scoped)
