/**
 * Reading pieces of one source into the store: planned pieces go to the parser threads, their batches to the writer; in
 * the end the source's lines are numbered and it is closed.
 *
 * A file that is cut or replaced under our hands is told by its beginning, looked at again for each batch: what was read
 * before is stored, what comes after is not, and belongs to whatever the file is then.
 */
import { type Clock, Effect } from "effect"

import type { RulePresets } from "@logmill/workers/filter/rules"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import type { Piece, PieceEnd } from "@logmill/workers/piece"

import { forgetSource, numberLines, type RangeRow, reachOf, type Undoing, undoingOf } from "../store/ranges.ts"
import { rememberFile, type SourceFileRow, type SourceRow, updateSource } from "../store/sources.ts"
import type { Connection } from "../store/open.ts"
import type { Store } from "../store/Store.ts"
import { readerOfSource } from "./detect.ts"
import { type DigestLine, headDigestOf, headNow, type LogFile } from "./LogFile.ts"
import { type IngestOptions, siteOf } from "./options.ts"
import type { PlannedPiece } from "./pieces.ts"
import { addCounts, type Counts, noCounts, type SourceOutcome } from "./report.ts"
import { countsOf, negative, type Tally } from "./Tally.ts"
import { type DeliveredBatch, WorkerCrash } from "./ParserThread.ts"
import type { WorkerPool } from "./WorkerPool.ts"
import type { Writing } from "./Writing.ts"

/** What all sources of an ingest share. */
export interface ReadContext {
  readonly options: IngestOptions
  readonly presets: RulePresets
  readonly catalog: FormatCatalog
  readonly ruleNames: ReadonlyArray<string>
  readonly runId: number
  readonly store: Store["Service"]
  readonly known: ReadonlyMap<string, SourceFileRow>
  readonly pool: WorkerPool["Service"]
  readonly writing: Writing
  readonly tally: Tally
  readonly clock: Clock.Clock
  /** A command as it is to be typed, of its words. */
  readonly command: (words: string) => string
  readonly digestLine: DigestLine
  readonly isStopped: () => boolean
  /** Runs effects that share a key one after the other, whose keys are taken in this order: files that begin alike are recognised in turn. */
  readonly oneAtATime: (
    keys: ReadonlyArray<string>
  ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export type Ending = Pick<
  SourceOutcome,
  "sourceId" | "result" | "detail" | "format" | "counts" | "isUnfinished" | "isFinished"
>

export const ending = (
  result: SourceOutcome["result"],
  detail: string | null = null,
  source: SourceRow | null = null,
  counts: Counts = noCounts
): Ending => ({ result, detail, sourceId: source?.id ?? null, format: source?.format ?? null, counts })

/** `tails` are undone as soon as they are read again. `from`: a file, or the descriptor of a stream. */
export const readPieces = Effect.fnUntraced(function* (
  context: ReadContext,
  from: LogFile | number,
  source: SourceRow,
  pieces: ReadonlyArray<PlannedPiece>,
  result: "read" | "continued",
  tails: ReadonlyArray<RangeRow> = []
) {
  const { store, writing, tally, options } = context
  const file = typeof from === "number" ? null : from
  // A stream tells its format by its first lines, which the worker sees.
  const isUnknown = file === null && options.logFormat === "auto"
  const reader = isUnknown ? "auto" : readerOfSource(source, options)
  let counts = noCounts
  let isChanged = false
  let isLeft = false
  let isUnfinished = false
  let isFinished = false
  const undoings = new Map<number, Undoing>()
  for (const tail of tails) {
    undoings.set(tail.startOffset, yield* store.use((connection) => undoingOf(connection, tail)))
  }

  const take = ({ batch, worker, bytesRead, release }: DeliveredBatch, onStored: (bytesRead: number) => void): void => {
    const head = file === null ? null : headNow(file)
    isChanged ||= file !== null && head === null
    const undoing = isChanged ? undefined : undoings.get(batch.startOffset)
    if (undoing !== undefined) undoings.delete(batch.startOffset)
    const delivery = {
      batch,
      worker,
      sourceId: source.id,
      generation: source.generation,
      replaces: undoing?.range ?? null,
      headDigest:
        head !== null && batch.startOffset === 0
          ? headDigestOf(head.subarray(0, batch.endOffset), file!.digestLine)
          : null,
      retry: null,
      agents: null,
      isVoid: isChanged || isLeft
    }
    writing.offer(delivery, (isStored) => {
      release()
      if (!isStored || delivery.isVoid) return
      counts = addCounts(counts, countsOf(batch))
      const isCutOff = batch.tail && batch.rejects.length > 0
      isUnfinished ||= isCutOff && file?.compression === "none"
      if (undoing !== undefined) {
        isFinished ||= undoing.sums.rejected > 0 && !isCutOff
        counts = addCounts(counts, negative(undoing.sums))
        tally.undo(undoing)
      }
      tally.add(batch, context.ruleNames)
      onStored(bytesRead)
      tally.progress(context.clock.currentTimeMillisUnsafe())
    })
  }
  const read = Effect.fnUntraced(function* (planned: PlannedPiece) {
    if (context.isStopped() || isChanged) return null
    const piece: Piece = {
      ...planned,
      pieceId: planned.start,
      fd: typeof from === "number" ? from : from.fd,
      stream: file === null,
      compression: file?.compression ?? "detect",
      format: reader,
      formats: isUnknown ? context.catalog.definitions : context.catalog.definitionsOf(reader),
      site: file === null ? options.site : siteOf(options, file.path)
    }
    let bytesBefore = 0
    const onStored = (bytesRead: number): void => {
      tally.read(bytesRead - bytesBefore)
      bytesBefore = bytesRead
    }
    writing.expect()
    return yield* context.pool.read(piece, (delivered) => take(delivered, onStored))
  })
  // The next piece of a file waits in line while one is read.
  const ends = yield* Effect.forEach(pieces, read, { concurrency: options.jobs + 1 }).pipe(
    Effect.catchTag("WorkerCrash", (crash) => {
      isLeft = true
      return Effect.succeed(crash)
    })
  )
  const first = Array.isArray(ends) ? ends.find((end) => end !== null) : undefined
  const found = first?.format
  const left = first?.left ?? source.detail
  if (found != null && found !== source.format) {
    yield* writing.change((connection) => updateSource(connection, source.id, { format: found }))
  }
  const isCut = isChanged || (file !== null && headNow(file) === null)
  const end = isCut ? cut : ends instanceof WorkerCrash ? crashed(ends) : endOf(ends, result)
  const { closing, detail } = end
  if (closing.state === "reading" && result === "read") {
    yield* writing.flushed
    if (counts.lines === 0) {
      yield* writing.change((connection) => forgetSource(connection, source.id))
      return ending(end.result, detail)
    }
  }
  yield* writing.change((connection) => {
    close(connection, { ...source, detail: left }, closing)
    if (file === null) return
    const reach = reachOf(connection, source.id, source.generation)
    remember(connection, file, source.id, closing.state === "complete", reach)
  })
  const ended = ending(end.result, detail, { ...source, format: found ?? source.format }, counts)
  const said = detail ?? first?.left ?? null
  return { ...ended, detail: isUnfinished ? (said ?? unfinished) : said, isUnfinished, isFinished }
})

const unfinished = "ends inside a line, which is read when the rest of it is there"

export type Closing = Pick<SourceRow, "state" | "detail">

export const readToEnd: Closing = { state: "complete", detail: null }

/**
 * Numbers the lines of a source that was read, and says how far it was. What was said of its lines stays; of a damage only
 * the last one.
 */
export const close = (connection: Connection, source: SourceRow, { state, detail }: Closing): void => {
  numberLines(connection, source.id)
  updateSource(connection, source.id, { state, detail: detail ?? (source.state === "damaged" ? null : source.detail) })
}

/** How reading ended: for the report, and for the source. */
interface End extends Pick<SourceOutcome, "result" | "detail"> {
  readonly closing: Closing
}

/** There is more to read. */
const readInPart: Closing = { state: "reading", detail: null }

const cut: End = {
  result: "stopped",
  detail: "was cut or replaced while it was read; run the same command again to read what it holds now",
  closing: readInPart
}

const crashed = ({ message }: WorkerCrash): End => ({ ...crash(message), closing: readInPart })

/** What is said when a mistake of ours ended the reading of a file. */
export const crash = (stack: string): Pick<Ending, "result" | "detail"> => ({
  result: "crashed",
  detail: `was left by a mistake in logmill; please report it with these lines: ${stack}`
})

const endOf = (ends: ReadonlyArray<PieceEnd | null>, result: "read" | "continued"): End => {
  for (const end of ends) {
    if (end === null || end.damage === null) continue
    const { kind, message } = end.damage
    const kept = kind === "garbage" ? "all lines before them are stored" : "the lines before that are stored"
    const detail = `is ${kind === "garbage" ? "followed by garbage" : kind}: ${message}; ${kept}`
    return { result: "damaged", detail, closing: { state: "damaged", detail } }
  }
  return ends.some((end) => end === null || end.stopped)
    ? { result: "stopped", detail: null, closing: readInPart }
    : { result, detail: null, closing: readToEnd }
}

/** Remembers what a file was when it was looked at, and up to which byte it has, or had, the same as the source. */
export const remember = (
  connection: Connection,
  { path, stat, size, compression }: LogFile,
  sourceId: number,
  complete: boolean,
  reach: number
): void =>
  rememberFile(connection, {
    path,
    sourceId,
    device: String(stat.dev),
    inode: String(stat.ino),
    size,
    modifiedMs: Number(stat.mtimeMs),
    changedMs: Number(stat.ctimeMs),
    compression,
    complete,
    reach
  })
