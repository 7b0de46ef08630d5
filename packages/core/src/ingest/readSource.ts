/** One file given to an ingest, from opening it to its outcome. */
import { constants, fstatSync, openSync } from "node:fs"

import { type Cause, Effect } from "effect"

import { isSystemError } from "@logmill/workers/read/systemError"

import { sourceAlike } from "../store/alike.ts"
import { beginGeneration, forgetSource, gapsBetween, sumOf } from "../store/ranges.ts"
import { addSource, type SourceFileRow, updateSource } from "../store/sources.ts"
import type { StoreError } from "../store/StoreError.ts"
import { detectFormat } from "./detect.ts"
import { type FoundFile, reasonText } from "./discover.ts"
import { closeLogFile, type LogFile, longHead, openLogFile } from "./LogFile.ts"
import type { IngestOptions } from "./options.ts"
import { cutPieces } from "./pieces.ts"
import { close, crash, type Ending, ending, type ReadContext, readPieces, readToEnd, remember } from "./readPieces.ts"
import { adoptPath, recognise } from "./recognise.ts"
import { stackOf } from "./ParserThread.ts"

export const readSource = Effect.fnUntraced(function* (context: ReadContext, found: FoundFile) {
  const said = yield* endingOf(context, found)
  if (found.stat !== null && said.result !== "read" && said.result !== "continued") {
    context.tally.read(Number(found.stat.size))
  }
  context.tally.end({ path: found.path, ...said })
  context.tally.progress(context.clock.currentTimeMillisUnsafe())
})

const endingOf = (context: ReadContext, found: FoundFile): Effect.Effect<Ending, StoreError> => {
  if (context.isStopped()) return Effect.succeed(ending("stopped"))
  if (found.stat === null) return readStream(context)
  const known = context.known.get(found.path)
  if (isUnchanged(found, known, context.options)) {
    return Effect.succeed({ ...ending("unchanged"), sourceId: known.sourceId })
  }
  return Effect.acquireUseRelease(
    Effect.tryPromise(() => openLogFile(found.path)),
    (file) => context.oneAtATime(file.headDigest.toString("hex"))(readFile(context, file, known)),
    (file) => Effect.sync(() => closeLogFile(file))
  ).pipe(
    Effect.catchTag("UnknownError", ({ cause }) => {
      if (isSystemError(cause)) return Effect.succeed(ending("unreadable", reasonText(cause)))
      const { result, detail } = crash(stackOf(cause))
      return Effect.succeed(ending(result, detail))
    })
  )
}

/** Size, times and place as they were when all of it had been read. The change time cannot be set back. */
export const isUnchanged = (
  { stat }: FoundFile,
  known: SourceFileRow | undefined,
  { again }: Pick<IngestOptions, "again">
): known is SourceFileRow =>
  known !== undefined &&
  stat !== null &&
  !again &&
  known.complete &&
  known.size === Number(stat.size) &&
  known.modifiedMs === Number(stat.mtimeMs) &&
  known.changedMs === Number(stat.ctimeMs) &&
  known.inode === String(stat.ino) &&
  known.device === String(stat.dev)

const readFile = Effect.fnUntraced(function* (context: ReadContext, file: LogFile, known: SourceFileRow | undefined) {
  const { store, writing, options } = context
  if (file.isEmpty && known !== undefined) {
    return { ...ending("unchanged", "is empty now; what it held is stored"), sourceId: known.sourceId }
  }
  if (file.isEmpty) return ending("empty", "is empty")
  const recognition = options.again
    ? ({ kind: "new", parted: null } as const)
    : yield* recognise(store, context.presets, file)
  const size = file.compression === "none" ? file.size : null

  if (recognition.kind === "known") {
    const { source, shorter, damage, reach } = recognition
    const isOwn = known?.sourceId === source.id || source.path === file.path
    const isWhole = damage === null && (isOwn || !shorter)
    yield* writing.change((connection) => {
      if (source.state !== "complete") close(connection, source.id, isWhole ? readToEnd : source)
      remember(connection, file, source.id, damage === null, reach)
      adoptPath(connection, source, file.path)
    })
    if (damage !== null) {
      return ending("damaged", `is damaged: ${damage}; the lines before that are stored already`, source)
    }
    if (!isOwn) return ending("alreadyRead", `was read already as ${source.path}`, source)
    return ending(
      "unchanged",
      shorter ? "is shorter than when it was read; all its lines are stored already" : null,
      source
    )
  }
  if (recognition.kind === "grown") {
    const { source, gaps, tails } = recognition
    const format = recognition.isBlank ? yield* formatOf(options, file) : source.format
    yield* writing.change((connection) => {
      adoptPath(connection, source, file.path)
      if (typeof format === "string" && format !== source.format) updateSource(connection, source.id, { format })
    })
    if (typeof format !== "string") return { ...format, sourceId: source.id }
    return yield* readPieces(context, file, { ...source, format }, cutPieces(gaps, size), "continued", tails)
  }

  if (recognition.kind === "rewritten") {
    const { source, carried } = recognition
    const generation = yield* writing.change((connection) => {
      adoptPath(connection, source, file.path)
      return beginGeneration(connection, source, context.runId, carried)
    })
    const pieces = cutPieces(gapsBetween(carried), size)
    const said = yield* readPieces(context, file, { ...source, generation }, pieces, "continued")
    const lines = sumOf(carried, (range) => range.carried)
    return { ...said, detail: said.detail ?? `was cut or rewritten after line ${lines}: read on from there` }
  }

  const format = yield* formatOf(options, file)
  if (typeof format !== "string") return format
  const source = yield* writing.change((connection) =>
    addSource(connection, {
      headDigest: file.headDigest,
      path: file.path,
      format,
      zone: options.logZone,
      site: options.site,
      firstRun: context.runId
    })
  )
  const said = yield* readPieces(context, file, source, cutPieces(gapsBetween([]), size), "read")
  const { parted } = recognition
  if (parted === null || said.detail !== null) return said
  return { ...said, detail: `was the same as ${parted.path}, and is a log of its own now: all its lines are read` }
})

/** The format's name, or how it ends for a file that is no log. */
const formatOf = (options: IngestOptions, file: LogFile): Effect.Effect<string | Ending, Cause.UnknownError> =>
  Effect.tryPromise(async () => {
    const { logFormat } = options
    const first = detectFormat(file.head, logFormat)
    const detection = first.kind === "format" ? first : detectFormat(await longHead(file), logFormat)
    if (detection.kind === "oldLineEnds") return ending("refused", detection.message)
    if (logFormat !== "auto") return logFormat
    if (detection.kind === "noLog") return ending("refused", detection.message)
    return detection.kind === "format" ? detection.format : "common"
  })

/** What standard input is called as a source: `-` means "unknown" in filters. */
const standardInput = "stdin"

/** A pipe is opened anew, so that reading it never blocks: a worker must hear when it should stop. */
const openStandardInput = (): number => {
  try {
    return fstatSync(0).isFIFO() ? openSync("/dev/stdin", constants.O_RDONLY | constants.O_NONBLOCK) : 0
  } catch {
    // Another user's pipe can be read, but not opened.
    return 0
  }
}

const readStream = Effect.fnUntraced(function* (context: ReadContext) {
  const { store, writing, options } = context
  const fd = openStandardInput()
  const format = options.logFormat === "auto" ? "combined" : options.logFormat
  const source = yield* writing.change((connection) =>
    addSource(connection, {
      headDigest: null,
      path: standardInput,
      format,
      zone: options.logZone,
      site: options.site,
      firstRun: context.runId
    })
  )
  const said = yield* readPieces(context, fd, source, [{ start: 0, end: null, startsLine: true }], "read")
  if (said.counts.lines > 0 || said.result !== "read") {
    const alike = said.detail === null ? yield* store.use((connection) => sourceAlike(connection, source)) : undefined
    if (alike === undefined) return said
    const detail = `begins like source ${alike.id} (${alike.path}) and is as long; if it is the same log, its lines count twice now, and logmill forget ${source.id} takes them back`
    return { ...said, detail }
  }
  yield* writing.change((connection) => forgetSource(connection, source.id))
  return ending("empty", "is empty")
})
