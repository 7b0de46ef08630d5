/** One file given to an ingest, from opening it to its outcome. */
import { Clock, Effect } from "effect"

import type { Piece, PieceEnd } from "@logmill/workers/piece"

import { beginGeneration, gapsBetween, numberLines, type RangeRow } from "../store/ranges.ts"
import { addSource, rememberFile, type SourceFileRow, type SourceRow, updateSource } from "../store/sources.ts"
import type { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { detectFormat } from "./detect.ts"
import { type FoundFile, reasonText } from "./discover.ts"
import { closeLogFile, type LogFile, openLogFile } from "./LogFile.ts"
import type { IngestOptions } from "./options.ts"
import { cutPieces, type PlannedPiece } from "./pieces.ts"
import { adoptPath, recognise } from "./recognise.ts"
import { addCounts, type Counts, noCounts, type SourceOutcome } from "./report.ts"
import { countsOf, negative, type Tally } from "./Tally.ts"
import { digestOf } from "./verify.ts"
import type { WorkerPool } from "./WorkerPool.ts"
import type { Writing } from "./Writing.ts"

export interface ReadContext {
  readonly options: IngestOptions
  readonly ruleNames: ReadonlyArray<string>
  readonly runId: number
  readonly store: Store["Service"]
  readonly known: ReadonlyMap<string, SourceFileRow>
  readonly pool: WorkerPool["Service"]
  readonly writing: Writing
  readonly tally: Tally
  readonly clock: Clock.Clock
  readonly isStopped: () => boolean
  /** Runs effects of the same key one after the other: files that begin alike are recognised in turn. */
  readonly oneAtATime: (key: string) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

type Ending = Pick<SourceOutcome, "sourceId" | "result" | "detail" | "format" | "counts">

export const readSource = Effect.fn("readSource")(function* (context: ReadContext, found: FoundFile) {
  const ending = yield* endingOf(context, found)
  if (found.stat !== null && ending.result !== "read" && ending.result !== "continued") {
    context.tally.read(Number(found.stat.size))
  }
  context.tally.end({ path: found.path, ...ending })
  context.tally.progress(context.clock.currentTimeMillisUnsafe())
})

const ending = (
  result: SourceOutcome["result"],
  detail: string | null = null,
  source: SourceRow | null = null,
  counts: Counts = noCounts
): Ending => ({ result, detail, sourceId: source?.id ?? null, format: source?.format ?? null, counts })

const endingOf = (context: ReadContext, found: FoundFile): Effect.Effect<Ending, StoreError> => {
  if (context.isStopped()) return Effect.succeed(ending("stopped"))
  if (found.stat === null) return readStream(context)
  const known = context.known.get(found.path)
  if (known !== undefined && !context.options.again && isUnchanged(found, known)) {
    return Effect.succeed({ ...ending("unchanged"), sourceId: known.sourceId })
  }
  return Effect.acquireUseRelease(
    Effect.tryPromise(() => openLogFile(found.path)),
    (file) => context.oneAtATime(file.headDigest.toString("hex"))(readFile(context, file, known)),
    (file) => Effect.sync(() => closeLogFile(file))
  ).pipe(
    Effect.catchTag("UnknownError", (error) => Effect.succeed(ending("unreadable", reasonText(error.cause))))
  )
}

/** Size, times and place as they were when all of it had been read. The change time cannot be set back. */
const isUnchanged = ({ stat }: FoundFile, known: SourceFileRow): boolean =>
  known.complete &&
  known.size === Number(stat!.size) &&
  known.modifiedMs === Number(stat!.mtimeMs) &&
  known.changedMs === Number(stat!.ctimeMs) &&
  known.inode === String(stat!.ino) &&
  known.device === String(stat!.dev)

const readFile = Effect.fnUntraced(function* (context: ReadContext, file: LogFile, known: SourceFileRow | undefined) {
  const { store, options } = context
  if (file.isEmpty) return ending("empty", "is empty")
  const recognition = options.again ? ({ kind: "new" } as const) : yield* recognise(store, file, known)

  if (recognition.kind === "known") {
    const { source, shorter, damage } = recognition
    yield* remember(context, file, source.id, damage === null)
    yield* adoptPath(store, source, file.path)
    if (damage !== null) {
      return ending("damaged", `is damaged: ${damage}; the lines before that are stored already`, source)
    }
    if (shorter) return ending("unchanged", "is shorter than when it was read; all its lines are stored already", source)
    return known?.sourceId === source.id || source.path === file.path
      ? ending("unchanged", null, source)
      : ending("alreadyRead", `was read already as ${source.path}`, source)
  }
  if (recognition.kind === "grown") {
    const { source, gaps, tail } = recognition
    yield* adoptPath(store, source, file.path)
    const size = file.compression === "none" ? file.size : null
    return yield* readPieces(context, file, source, cutPieces(gaps, size), tail, "continued")
  }

  if (recognition.kind === "rewritten") {
    const { source, lines, offset } = recognition
    yield* adoptPath(store, source, file.path)
    const digest = yield* Effect.tryPromise(() => digestOf(file, offset))
    yield* store.use((connection) => beginGeneration(connection, source, context.runId, { lines, offset, digest }))
    const size = file.compression === "none" ? file.size : null
    const pieces = cutPieces([{ start: offset, end: null }], size)
    const next = { ...source, generation: source.generation + 1 }
    const said = yield* readPieces(context, file, next, pieces, null, "continued")
    return { ...said, detail: said.detail ?? `was cut or rewritten after line ${lines}: read on from there` }
  }

  const format = yield* formatOf(options, file)
  if (typeof format !== "string") return format
  const source = yield* store.use((connection) =>
    addSource(connection, {
      headDigest: file.headDigest,
      path: file.path,
      format,
      zone: options.logZone,
      site: options.site,
      firstRun: context.runId
    })
  )
  const pieces = cutPieces(gapsBetween([]), file.compression === "none" ? file.size : null)
  return yield* readPieces(context, file, source, pieces, null, "read")
})

/** The format's name, or how it ends for a file that is no log. */
const formatOf = (options: IngestOptions, file: LogFile): Effect.Effect<string | Ending> =>
  Effect.sync(() => {
    if (options.logFormat !== "auto") return options.logFormat
    const detection = detectFormat(file.head)
    if (detection.kind === "noLog") return ending("refused", detection.message)
    return detection.kind === "format" ? detection.format : "common"
  })

/** What standard input is called as a source: `-` means "unknown" in filters. */
const standardInput = "stdin"

const readStream = Effect.fnUntraced(function* (context: ReadContext) {
  const { store, options } = context
  const format = options.logFormat === "auto" ? "combined" : options.logFormat
  const source = yield* store.use((connection) =>
    addSource(connection, {
      headDigest: null,
      path: standardInput,
      format,
      zone: options.logZone,
      site: options.site,
      firstRun: context.runId
    })
  )
  return yield* readPieces(context, null, source, [{ start: 0, end: null, startsLine: true }], null, "read")
})

/** Reads pieces of a source (from standard input when there is no file), waits until they are stored, and closes it. */
const readPieces = Effect.fnUntraced(function* (
  context: ReadContext,
  file: LogFile | null,
  source: SourceRow,
  pieces: ReadonlyArray<PlannedPiece>,
  tail: RangeRow | null,
  result: "read" | "continued"
) {
  const { store, writing, tally, options } = context
  let counts = noCounts
  let replaces = tail

  const read = Effect.fnUntraced(function* (planned: PlannedPiece) {
    if (context.isStopped()) return null
    let bytesRead = 0
    const piece: Piece = {
      ...planned,
      pieceId: planned.start,
      fd: file?.fd ?? 0,
      stream: file === null,
      compression: file?.compression ?? "detect",
      format: options.logFormat,
      site: options.site
    }
    const end = yield* context.pool.read(piece, (delivered) => {
      const { batch, worker } = delivered
      const undone = replaces !== null && replaces.startOffset === batch.startOffset ? replaces : null
      if (undone !== null) replaces = null
      const delivery = { batch, worker, sourceId: source.id, generation: source.generation, replaces: undone }
      writing.offer(delivery, (isStored) => {
        delivered.release()
        if (!isStored) return
        counts = addCounts(counts, countsOf(batch))
        if (undone !== null) {
          counts = addCounts(counts, negative(undone))
          tally.undo(undone)
        }
        tally.add(batch, context.ruleNames)
        tally.read(delivered.bytesRead - bytesRead)
        bytesRead = delivered.bytesRead
        tally.progress(context.clock.currentTimeMillisUnsafe())
      })
    })
    return end
  })
  const ends = yield* Effect.forEach(pieces, read, { concurrency: options.jobs }).pipe(
    Effect.catchTag("WorkerCrash", (crash) => Effect.succeed([crash.message]))
  )
  yield* writing.flushed

  const { state, detail } = stateOf(ends)
  const headDigest = file?.headDigest ?? null
  yield* store.use((connection) =>
    connection.raw.transaction(() => {
      numberLines(connection, source.id)
      updateSource(connection, source.id, { state, detail, headDigest })
    })()
  )
  if (file !== null) yield* remember(context, file, source.id, state === "complete")
  const said = state === "reading" ? "stopped" : state === "damaged" ? "damaged" : result
  return ending(said, detail, source, counts)
})

const stateOf = (
  ends: ReadonlyArray<PieceEnd | string | null>
): Pick<SourceRow, "state" | "detail"> => {
  for (const end of ends) {
    if (typeof end === "string") return { state: "damaged", detail: end }
    if (end !== null && end.damage !== null) {
      const { kind, message } = end.damage
      const kept = kind === "garbage" ? "all lines before them are stored" : "the lines before that are stored"
      return { state: "damaged", detail: `is ${kind === "garbage" ? "followed by garbage" : kind}: ${message}; ${kept}` }
    }
  }
  return ends.some((end) => end === null || (end as PieceEnd).stopped)
    ? { state: "reading", detail: null }
    : { state: "complete", detail: null }
}

const remember = (context: ReadContext, file: LogFile, sourceId: number, complete: boolean): Effect.Effect<void, StoreError> =>
  context.store.use((connection) =>
    rememberFile(connection, {
      path: file.path,
      sourceId,
      device: String(file.stat.dev),
      inode: String(file.stat.ino),
      size: file.size,
      modifiedMs: Number(file.stat.mtimeMs),
      changedMs: Number(file.stat.ctimeMs),
      compression: file.compression,
      complete
    })
  )

