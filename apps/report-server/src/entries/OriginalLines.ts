/**
 * The line that an entry was read from, where a file still holds it: read again, parsed by the source's format and compared
 * with what is stored. What is not equal is not shown, whatever file has come into that place. A few at a time, as a line
 * of a compressed file costs inflating what is before it.
 */
import { Context, Effect, Layer, Option, Semaphore } from "effect"

import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { textOfBytes } from "@logmill/workers/parse/value"

import type { OriginalLine } from "../api/Api.ts"
import { type Refused, refused, type Unreadable } from "../api/values.ts"
import { unreadable } from "../questions/errors.ts"
import { Report } from "../Report.ts"
import { lineIn } from "./lineIn.ts"
import { candidates } from "./names.ts"
import { type StoredEntry, storedEntry } from "./stored.ts"

type Line = typeof OriginalLine.Type

const atATime = 2
const patience = "20 seconds"

export class OriginalLines extends Context.Service<
  OriginalLines,
  { readonly of: (entryId: number) => Effect.Effect<Line, Refused | Unreadable> }
>()("@logmill/report-server/entries/OriginalLines") {
  static readonly layer: Layer.Layer<OriginalLines, never, QueryEngine | Report> = Layer.effect(
    OriginalLines,
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const { formats } = yield* Report
      const turns = yield* Semaphore.make(atATime)

      const search = (entry: StoredEntry) =>
        Effect.promise((signal) => searchFiles(entry, formats, signal)).pipe(
          Effect.timeoutOption(patience),
          Effect.map(Option.getOrElse(() => lateOf(entry)))
        )

      const of = Effect.fn("OriginalLines.of")(function* (id: number) {
        if (!Number.isSafeInteger(id) || id < 1) return yield* noEntry(id)
        const entry = yield* Effect.provideService(storedEntry(id), QueryEngine, engine).pipe(
          Effect.mapError(unreadable)
        )
        if (entry === null) return yield* noEntry(id)
        return withheld(entry) ?? (yield* turns.withPermits(1)(search(entry)))
      })
      return OriginalLines.of({ of })
    })
  )
}

const noEntry = (id: number): Refused =>
  refused("unknown", `there is no entry ${id}; it may have been read again since`)

const nothing = ({ line, source }: StoredEntry, state: Line["state"], message: string): Line => ({
  state,
  file: source.path,
  line,
  text: null,
  message
})

const withheld = (entry: StoredEntry): Line | null => {
  if (entry.source.headDigest === null) {
    return nothing(entry, "gone", "It was read from standard input, which is not kept.")
  }
  if (!entry.isAnonymized) return null
  return nothing(entry, "gone", "This database is anonymized, so lines are not shown as they were logged.")
}

const lateOf = (entry: StoredEntry): Line =>
  nothing(entry, "gone", "The files take too long to read up to that line; look into them by its number.")

const searchFiles = async (
  entry: StoredEntry,
  formats: Report["Service"]["formats"],
  signal: AbortSignal
): Promise<Line> => {
  const { line, source } = entry
  const paths = [...new Set([source.path, ...source.paths])]
  const refusals = new Map<string, string>()
  const others: Array<string> = []
  const short: Array<string> = []
  for await (const file of candidates({ headDigest: source.headDigest!, paths }, refusals)) {
    const moved = entry.moved === null ? entry : { ...entry, ...entry.moved }
    let place = moved
    let found = await lineIn(file, moved, formats, signal)
    if (found?.isSame !== true && moved !== entry) {
      place = entry
      found = await lineIn(file, entry, formats, signal)
    }
    if (found?.isSame === true) {
      const { isWhole, text } = textOfLine(found.bytes)
      const also = isWhole ? "" : " Bytes that are no UTF-8 are written \\xNN, and a backslash \\\\."
      const where = file.path === source.path ? "" : ` It was read as ${source.path}.`
      const before = place.line === line || line === null ? "" : ` It was line ${line} when it was read.`
      const message = `Read from the file just now, and equal to what is stored.${where}${before}${also}`
      return { state: "same", file: file.path, line: place.line, text, message }
    }
    if (found === null) short.push(file.path)
    else others.push(file.path)
  }
  return lossOf(entry, { others, short, refusals })
}

/** UTF-8 as it stands; of other bytes the text that tells them all apart. */
const textOfLine = (bytes: Buffer): { readonly text: string; readonly isWhole: boolean } => {
  const line = bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line), isWhole: true }
  } catch {
    return { text: textOfBytes(line), isWhole: false }
  }
}

const lossOf = (
  entry: StoredEntry,
  {
    others,
    refusals,
    short
  }: {
    readonly others: ReadonlyArray<string>
    readonly short: ReadonlyArray<string>
    readonly refusals: ReadonlyMap<string, string>
  }
): Line => {
  const { line, source } = entry
  const place = line === null ? "there" : `as line ${line}`
  if (others.length > 0) {
    return nothing(
      entry,
      "changed",
      `${others[0]} has something else ${place} now: it was rewritten, or another file took its place.`
    )
  }
  if (short.length > 0 && !short.includes(source.path) && !refusals.has(source.path)) {
    return nothing(
      entry,
      "gone",
      `${source.path}, which had that line, is not there any more; ${short[0]} ends before it.`
    )
  }
  if (short.length > 0) {
    return nothing(entry, "gone", `${short[0]} ends before that line now: it was cut, rewritten or damaged.`)
  }
  const [refused] = refusals
  if (refused !== undefined) {
    return nothing(entry, "gone", `${refused[0]} is there, but can't be read (${refused[1]}).`)
  }
  const known = source.paths.filter((path) => path !== source.path).length
  const also = known === 0 ? "" : `, nor as any of ${known} other names it was read under`
  return nothing(entry, "gone", `${source.path} is not there any more${also}.`)
}
