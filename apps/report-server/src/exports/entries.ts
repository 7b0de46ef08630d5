/** The selected entries, as a download. */
import { Effect, Layer, Stream } from "effect"

import type { FilterInput } from "@logmill/core/analysis/filter"
import { readEntries } from "@logmill/core/export/entries"
import { rowWriter } from "@logmill/core/export/rowText"
import { Snapshot } from "@logmill/core/export/Snapshot"

import { download } from "./download.ts"
import { entryFormatOf, type ExportForm } from "./forms.ts"

/** The snapshot is that of the scope: it ends with the request. */
export const exportEntries = Effect.fnUntraced(function* (
  form: ExportForm,
  filter: FilterInput,
  columns: ReadonlyArray<string>
) {
  const snapshot = yield* Layer.build(Snapshot.layer(filter))
  return yield* Effect.gen(function* () {
    const { zone } = yield* Snapshot
    const entries = yield* readEntries(columns)
    const format = entryFormatOf(form, zone)
    const linesOf = rowWriter(entries, format)
    let isFirst = form === "json"
    const lines = Stream.map(entries.chunks, (chunk) => {
      // The writer's memory is used again for the next chunk, and this one may wait for a slow client.
      const bytes = Uint8Array.from(linesOf(chunk))
      const start = isFirst && bytes.length > 0 ? 1 : 0
      if (start === 1) isFirst = false
      return bytes.subarray(start)
    })
    const encode = (text: string) => Stream.make(Buffer.from(text))
    const head = encode(format.head + format.header(entries.columns))
    return yield* download("entries", form, Stream.concat(Stream.concat(head, lines), encode(format.foot)))
  }).pipe(Effect.provideContext(snapshot))
})
