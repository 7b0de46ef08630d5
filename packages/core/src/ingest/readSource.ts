/** One file given to an ingest, from opening it to its outcome. */
import { constants, fstatSync, openSync, statSync } from "node:fs"

import { type Cause, Effect } from "effect"

import { utc } from "@logmill/workers/zone"
import { isSystemError } from "@logmill/workers/read/systemError"

import { sourceAlike } from "../store/alike.ts"
import { beginGeneration, forgetSource, gapsBetween, reachOf, sumOf } from "../store/ranges.ts"
import { addSource, knownFile, type SourceFileRow, sourceOf, type SourceRow, updateSource } from "../store/sources.ts"
import type { StoreError } from "../store/StoreError.ts"
import { detectFormat, laterFormat, readerOfSource } from "./detect.ts"
import { type FoundFile, reasonText } from "./discover.ts"
import { closeLogFile, lastLines, type LogFile, longHead, openLogFile } from "./LogFile.ts"
import { type IngestOptions, siteOf } from "./options.ts"
import { cutPieces } from "./pieces.ts"
import { whyNoLog } from "./whyNoLog.ts"
import { close, crash, type Ending, ending, type ReadContext, readPieces, readToEnd, remember } from "./readPieces.ts"
import { adoptPath, candidatesOf, recognise } from "./recognise.ts"
import { rotatedAway } from "./rotatedAway.ts"
import { sayAlike, sayReplaced, sayRewritten } from "./sayRewritten.ts"
import { stackOf } from "./ParserThread.ts"
import { writtenOffsets } from "./writtenOffsets.ts"

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
  if (found.stat === null) {
    return Effect.try(() => openStream(found.path)).pipe(
      Effect.flatMap((fd) => readStream(context, fd)),
      Effect.catchTag("UnknownError", ({ cause }) =>
        Effect.succeed(ending("unreadable", reasonText(cause, found.path)))
      )
    )
  }
  const known = context.known.get(found.path)
  if (isUnchanged(found, known, context.options)) {
    return Effect.succeed({ ...ending("unchanged"), sourceId: known.sourceId })
  }
  return Effect.acquireUseRelease(
    Effect.tryPromise(() => openLogFile(found.path, context.digestLine)),
    (file) => inTurn(context, file)(readFile(context, file, found, known)),
    (file) => Effect.sync(() => closeLogFile(file))
  ).pipe(
    Effect.catchTag("UnknownError", ({ cause }) => {
      if (isSystemError(cause)) return Effect.succeed(ending("unreadable", reasonText(cause, found.path)))
      const { result, detail } = crash(stackOf(cause))
      return Effect.succeed(ending(result, detail))
    })
  )
}

/** Size, times and place as they were when all of it had been read. The change time cannot be set back. */
export const isUnchanged = (
  { stat }: Pick<FoundFile, "stat">,
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

/**
 * Waits for the same inode, as a file that is renamed meanwhile may be found under both names, and grow in between; for
 * files that begin alike; and for those that may be one of the same sources: a new log may begin with the few bytes
 * that the one before had when it was read. In this order, so that no two wait for each other.
 */
const inTurn =
  ({ oneAtATime, store }: ReadContext, file: LogFile) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreError, R> => {
    const { dev, ino } = file.stat
    const keys = [`${dev}:${ino}`, file.headDigest.toString("hex")]
    const ofSources = store
      .use((connection) => candidatesOf(connection, file).map(({ id }) => id))
      .pipe(Effect.map((ids) => ids.toSorted((a, b) => a - b).map((id) => `source ${id}`)))
    return oneAtATime(keys)(Effect.flatMap(ofSources, (names) => oneAtATime(names)(effect)))
  }

const isStillThere = (known: SourceFileRow | undefined, options: IngestOptions): boolean => {
  if (known === undefined) return false
  try {
    return isUnchanged({ stat: statSync(known.path, { bigint: true }) }, known, options)
  } catch {
    return false
  }
}

const readFile = Effect.fnUntraced(function* (
  context: ReadContext,
  file: LogFile,
  { isFromFolder }: FoundFile,
  known: SourceFileRow | undefined
) {
  const { writing, options } = context
  if (file.isEmpty && known !== undefined) {
    return { ...ending("unchanged", "is empty now; what it held is stored"), sourceId: known.sourceId }
  }
  if (file.isEmpty) return ending("empty", "is empty")
  const recognition = options.again
    ? ({ kind: "new", parted: null, alike: null } as const)
    : yield* recognise(context, file)
  if (recognition.kind === "known") {
    const { source, shorter, damage, reach } = recognition
    const isOwn = known?.sourceId === source.id || source.path === file.path
    const isWhole = damage === null && (isOwn || !shorter)
    yield* writing.change((connection) => {
      if (source.state !== "complete") close(connection, source, isWhole ? readToEnd : source)
      remember(connection, file, source.id, damage === null, reach)
      // Of a part of a log that was split, the source's name would say that it is the whole.
      if (!shorter) adoptPath(connection, source, file.path)
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
    const found = recognition.isBlank
      ? yield* formatOf(context, file, isFromFolder)
      : yield* formatNow(context, file, source)
    const isOther = "format" in found && (found.format !== source.format || found.left !== source.detail)
    yield* writing.change((connection) => {
      adoptPath(connection, source, file.path)
      if (source.headDigest?.equals(file.headDigest) === false) {
        updateSource(connection, source.id, { headDigest: file.headDigest })
      }
      if (isOther) updateSource(connection, source.id, { format: found.format, detail: found.left })
    })
    if ("refused" in found) return { ...found.refused, sourceId: source.id }
    const { format, left } = found
    const pieces = cutPieces(gaps, yield* cutUpTo(context, file, format))
    // Asked before the row of this file is written. A log that was renamed is no longer there.
    const old = yield* context.store.use((connection) => knownFile(connection, source.path))
    const isJoined = source.path !== file.path && isStillThere(old, context.options)
    const said = yield* readPieces(context, file, { ...source, format, detail: left }, pieces, "continued", tails)
    yield* writing.change((connection) =>
      adoptPath(connection, source, file.path, reachOf(connection, source.id, source.generation))
    )
    if (isOther && said.detail === null) return { ...said, detail: found.said }
    if (!isJoined) return said
    const detail = `begins with all that was read from ${source.path}: only what comes after it was read`
    return { ...said, detail: said.detail ?? detail }
  }

  if (recognition.kind === "rewritten") {
    const { source, carried, moved } = recognition
    const known = [...carried, ...moved]
    const generation = yield* writing.change((connection) => {
      adoptPath(connection, source, file.path)
      updateSource(connection, source.id, { headDigest: file.headDigest })
      return beginGeneration(connection, source, context.runId, known)
    })
    const pieces = cutPieces(gapsBetween(known), yield* cutUpTo(context, file, source.format))
    const said = yield* readPieces(context, file, { ...source, generation }, pieces, "continued")
    if (said.detail !== null) return said
    const lines = sumOf(carried, (range) => range.carried)
    const again = sumOf(moved, (range) => range.carried)
    const rewriting = { path: file.path, lines, again, read: said.counts.lines }
    const detail = yield* context.store.use((connection) =>
      sayRewritten(connection, { ...source, generation }, rewriting, context.command)
    )
    return { ...said, detail }
  }

  const found = yield* formatOf(context, file, isFromFolder)
  if ("refused" in found) return found.refused
  const { format } = found
  for (const offset of writtenOffsets(file.head)) context.tally.offsets.add(offset)
  const source = yield* writing.change((connection) =>
    addSource(connection, {
      headDigest: file.headDigest,
      path: file.path,
      format,
      detail: found.left,
      zone: options.logZone,
      site: siteOf(options, file.path),
      firstRun: context.runId
    })
  )
  const pieces = cutPieces(gapsBetween([]), yield* cutUpTo(context, file, format))
  const said = yield* readPieces(context, file, source, pieces, "read")
  const { parted, alike } = recognition
  if (said.detail !== null) return said
  const isParted = `was the same as ${parted?.path}, and is a log of its own now: all its lines are read`
  if (parted !== null) return { ...said, detail: isParted }
  if (alike !== null) return { ...said, detail: sayAlike(alike, source.id, context.command) }
  const replaced = options.again
    ? null
    : yield* context.store.use((connection) => sayReplaced(connection, source, known, context.command))
  const isReplaced = replaced !== null && known !== undefined && !(yield* isRotatedAway(context, file, known))
  return { ...said, detail: isReplaced ? replaced : found.said }
})

/** Whether what was read under the file's name is under another one beside it. */
const isRotatedAway = Effect.fnUntraced(function* (
  { digestLine, store }: ReadContext,
  { path }: LogFile,
  { sourceId }: SourceFileRow
) {
  const before = yield* store.use((connection) => sourceOf(connection, sourceId))
  return yield* Effect.promise(() => rotatedAway(path, before?.headDigest ?? null, digestLine))
})

/** The format of a file, what should be said of it, and of that what it lacks; or how it ends, if it is no log. */
type FileFormat =
  | { readonly format: string; readonly said: string | null; readonly left: string | null }
  | { readonly refused: Ending }

const formatOf = (
  { catalog, options }: ReadContext,
  file: LogFile,
  isFromFolder: boolean
): Effect.Effect<FileFormat, Cause.UnknownError> =>
  Effect.tryPromise(async (): Promise<FileFormat> => {
    const { logFormat } = options
    const first = detectFormat(file.head, file.path, logFormat, catalog)
    const head = first.kind === "format" ? file.head : await longHead(file)
    const detection = first.kind === "format" ? first : detectFormat(head, file.path, logFormat, catalog)
    if (detection.kind === "nothing") return { format: "common", said: null, left: null }
    if (detection.kind !== "format") return { refused: ending("refused", detection.message) }
    if (logFormat !== "auto") return detection
    const doubt = isFromFolder ? whyNoLog(head, detection.format, catalog) : null
    if (doubt !== null) return { refused: ending("refused", doubt) }
    return laterFormat(detection.format, lastLines(file), catalog) ?? detection
  })

/** Of a log that has grown: what it was in, unless its last lines have more. */
const formatNow = ({ catalog, options }: ReadContext, file: LogFile, { detail, format }: SourceRow) =>
  Effect.try((): FileFormat => {
    const later = options.logFormat === "auto" ? laterFormat(format, lastLines(file), catalog) : null
    return later ?? { format, said: null, left: detail }
  })

/** To where a file is cut into pieces; null: it can only be read in order, because of compression, or headers in it. */
const cutUpTo = ({ catalog, options }: ReadContext, file: LogFile, format: string) =>
  Effect.try((): number | null => {
    const { hasHeaders } = catalog.parserFor(readerOfSource({ format, path: file.path }, options), utc)
    return hasHeaders === true || file.compression !== "none" ? null : file.size
  })

/** What a stream is called as a source: `-` means "unknown" in filters. */
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

const openStream = (path: string): number =>
  path === "-" ? openStandardInput() : openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)

const readStream = Effect.fnUntraced(function* (context: ReadContext, fd: number) {
  const { store, writing, options } = context
  const format = options.logFormat === "auto" ? "combined" : options.logFormat
  const source = yield* writing.change((connection) =>
    addSource(connection, {
      headDigest: null,
      path: standardInput,
      format,
      detail: null,
      zone: options.logZone,
      site: options.site,
      firstRun: context.runId
    })
  )
  const said = yield* readPieces(context, fd, source, [{ start: 0, end: null, startsLine: true }], "read")
  if (said.counts.lines > 0 || said.result !== "read") {
    const isWhole = said.result === "read" && said.isUnfinished !== true
    const alike = isWhole ? yield* store.use((connection) => sourceAlike(connection, source)) : undefined
    if (alike === undefined) return said
    const detail = `begins like source ${alike.id} (${alike.path}) and is as long; if it is the same log, its lines count twice now, and ${context.command(`forget ${source.id}`)} takes them back`
    return { ...said, detail: said.detail === null ? detail : `${detail}; it ${said.detail}` }
  }
  yield* writing.change((connection) => forgetSource(connection, source.id))
  return ending("empty", "is empty")
})
