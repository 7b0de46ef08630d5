/** All rows of an analysis, as a download. */
import { Effect, Stream } from "effect"

import { Analyses, type RunOptions } from "@logmill/core/analysis/runner"

import { download } from "./download.ts"
import { type ExportForm, layoutOf } from "./forms.ts"

export const exportAnalysis = Effect.fnUntraced(function* (id: string, form: ExportForm, options: RunOptions) {
  const analyses = yield* Analyses
  const answer = yield* analyses.stream(id, options)
  const layout = layoutOf(form, answer)
  const { compared, dataVersion, rows, sql, zone } = answer
  const end = { complete: true, elapsedMs: null, dataVersion, zone, sql, compared }
  const text = Stream.fromIterable(layout.head).pipe(
    Stream.concat(Stream.flatMap(rows, (chunk) => Stream.fromIterable(layout.body(chunk)))),
    Stream.concat(Stream.suspend(() => Stream.fromIterable(layout.foot(end))))
  )
  return yield* download(id, form, Stream.encodeText(text))
})
