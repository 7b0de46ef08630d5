/**
 * All analyses under one filter as a ZIP: a CSV each, and a README.txt that says what was asked. One after the other is asked,
 * packed and sent, no faster than the client takes it; no file is in memory or on the disk. zlib packs on threads of its own.
 * An analysis that can't be answered is named in the README; the others are there.
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Cause, Clock, Data, Effect, Stream } from "effect"
import { ZipFile } from "yazl"

import { parseFilter, type FilterInput } from "@logmill/core/analysis/filter"
import { Analyses } from "@logmill/core/analysis/runner"
import type { Analysis } from "@logmill/core/plugin"

import { DataState } from "../questions/DataState.ts"
import { Report } from "../Report.ts"
import { type ArchiveFile, readmeText } from "./archiveReadme.ts"
import { download } from "./download.ts"
import { layoutOf } from "./forms.ts"

export interface AskedArchive {
  readonly filter: FilterInput
  readonly compare: string | undefined
  /** By analysis. */
  readonly params: Readonly<Record<string, Readonly<Record<string, string>>>>
}

class ArchiveError extends Data.TaggedError("ArchiveError")<{ readonly cause: unknown }> {}

export const exportArchive = Effect.fnUntraced(function* (asked: AskedArchive) {
  const now = yield* Clock.currentTimeMillis
  const { databasePath, version } = yield* Report
  const data = yield* DataState.use(({ current }) => current)
  // A filter that is refused is told before anything is sent.
  const filter = yield* parseFilter(asked.filter, { now, zone: data.zone })
  const { analyses } = yield* Analyses.use(({ list }) => list)
  const zip = new ZipFile()
  const mtime = new Date(now)
  const pack = Effect.gen(function* () {
    const files: Array<ArchiveFile> = []
    for (const analysis of analyses.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      files.push(yield* packAnalysis(zip, mtime, analysis, asked))
    const readme = readmeText({ asked, files, filter, data, now, databasePath, version })
    zip.addBuffer(Buffer.from(readme), "README.txt", { mtime })
    zip.end()
  })
  yield* Effect.forkScoped(pack)
  const bytes = NodeStream.fromReadable({
    evaluate: () => zip.outputStream,
    onError: (cause) => new ArchiveError({ cause })
  })
  return yield* download("report", "zip", bytes)
})

/** Ends when all of it is packed. */
const packAnalysis = Effect.fnUntraced(function* (
  zip: ZipFile,
  mtime: Date,
  { columns, id, params, title }: Analysis,
  { compare, filter, params: given }: AskedArchive
) {
  const { slowDeadline } = yield* Report
  const analyses = yield* Analyses
  const comparesItself = columns.some(({ kind }) => kind === "change")
  const own = Object.hasOwn(given, id) ? given[id]! : {}
  const open = params.find(({ default: usual, name }) => usual === null && !Object.hasOwn(own, name))
  const missing = { id, title, rows: null, problem: `it needs a value for its parameter ${open?.name}` }
  if (open !== undefined) return missing satisfies ArchiveFile
  let [rows, problem]: [number, string | null] = [0, null]
  return yield* Effect.gen(function* () {
    const answer = yield* analyses.stream(id, {
      filter,
      params: own,
      ...(compare === undefined || comparesItself ? {} : { compare }),
      ...(slowDeadline > 0 ? { deadline: slowDeadline } : {})
    })
    const layout = layoutOf("csv", answer)
    const text = Stream.fromIterable(layout.head).pipe(
      Stream.concat(
        Stream.flatMap(answer.rows, (chunk) => {
          rows += chunk.length
          return Stream.fromIterable(layout.body(chunk))
        })
      ),
      Stream.catch((error) => {
        problem = `cut: ${error.message}`
        return Stream.empty
      })
    )
    const readable = yield* NodeStream.toReadable(Stream.encodeText(text))
    yield* Effect.callback<void, ArchiveError>((resume) => {
      readable.once("error", (cause) => resume(Effect.fail(new ArchiveError({ cause }))))
      readable.once("end", () => resume(Effect.void))
      zip.addReadStream(readable, `${id}.csv`, { mtime })
      return Effect.sync(() => void readable.destroy())
    })
    return { id, title, rows, problem } satisfies ArchiveFile
  }).pipe(
    Effect.scoped,
    Effect.catch((error) =>
      error._tag === "ArchiveError"
        ? Effect.die(error)
        : Effect.succeed({ id, title, rows: null, problem: error.message } satisfies ArchiveFile)
    ),
    Effect.tapCause((cause) => Effect.sync(() => endWith(zip, cause)))
  )
})

/** The download breaks off, so that nobody takes half of it for the whole. */
const endWith = (zip: ZipFile, cause: Cause.Cause<unknown>): void => {
  const { outputStream } = zip
  if ("destroy" in outputStream && typeof outputStream.destroy === "function") {
    outputStream.destroy(new ArchiveError({ cause: Cause.squash(cause) }))
  }
}
