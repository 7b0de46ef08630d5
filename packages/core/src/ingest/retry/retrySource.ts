/**
 * The rejected lines of one source, tried again range by range: their texts where those are kept, else their lines from
 * the source's file, if it is still there and the same.
 *
 * What parses now leaves in a transaction that takes its rejects away and stores what the lines became, so that a line is
 * always one or the other.
 */
import { setImmediate } from "node:timers/promises"

import { Effect } from "effect"

import { type Batch, newValuesOf } from "@logmill/workers/batch"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import type { LineParser } from "@logmill/workers/parse/line"
import { isCutText } from "@logmill/workers/mill"
import { explainLine } from "@logmill/workers/parse/explain"
import { trusting } from "@logmill/workers/parse/trustedProxies"
import { bytesOfText } from "@logmill/workers/parse/value"
import { utc } from "@logmill/workers/zone"

import { type RangeRow, rangesOf, sumOf } from "../../store/ranges.ts"
import { rangesWithRejects, rejectsByReason, rejectsOf, type RejectRow, rejectTexts } from "../../store/rejects.ts"
import { linesOfSource, pathsOfSource, type SourceRow } from "../../store/sources.ts"
import type { Store } from "../../store/Store.ts"
import { type DigestLine, longHead } from "../LogFile.ts"
import { siteOf, zoneRuleOf } from "../options.ts"
import { optionsOf, type RunOptions } from "../runs.ts"
import type { Writing } from "../Writing.ts"
import { KeptLines } from "./KeptLines.ts"
import { openFiles, type SourceFiles } from "./openFiles.ts"
import type { RetryOptions } from "./options.ts"
import { formatAfter, parserOf, readersFor } from "./readers.ts"
import type { RetriedSource } from "./report.ts"
import type { RetryMill, TriedLine } from "./RetryMill.ts"

export interface RetryContext {
  readonly options: RetryOptions
  readonly catalog: FormatCatalog
  readonly store: Store["Service"]
  /** Null: nothing is stored. */
  readonly writing: Writing | null
  readonly mill: RetryMill
  readonly digestKey: Uint8Array
  readonly digestLine: DigestLine
  readonly isStopped: () => boolean
  /** Lines were tried: so many, of so many bytes, of which so many do not parse. */
  readonly onTried: (lines: number, bytes: number, failed: number) => void
  readonly onFiltered: (rule: number, lines: number) => void
}

/** Rejects of each reason that a format is looked for by. */
const samplesPerReason = 100
/** Batches that may wait to be stored. */
const batchesAtATime = 12

/** `paths`: more of them under which the source may be found. */
export const retrySource = (context: RetryContext, source: SourceRow, paths: ReadonlyArray<string>) =>
  Effect.acquireUseRelease(
    context.store
      .use((connection) => pathsOfSource(connection, source))
      .pipe(Effect.flatMap((own) => Effect.promise(() => openFiles(source, [...own, ...paths], context.digestLine)))),
    (files) => retryWith(context, source, files),
    (files) => Effect.sync(() => files.close())
  )

const retryWith = Effect.fnUntraced(function* (context: RetryContext, source: SourceRow, files: SourceFiles) {
  const { catalog, mill, options, store, writing } = context
  const before = yield* store.use((connection) => linesOfSource(connection, source.id))
  const reasons = yield* store.use((connection) => rejectsByReason(connection, source.id))
  const ranges = yield* store.use((connection) => rangesWithRejects(connection, source.id))
  const rejected = sumOf(reasons, ({ lines }) => lines)
  const texts = yield* store.use((connection) =>
    reasons.flatMap(({ reason }) =>
      rejectTexts(connection, source.id, reason, samplesPerReason)
        .map(bytesOfText)
        .filter((text) => !isCutText(reason, text))
    )
  )
  const keptIn = (generation: number | null, headerParser: () => LineParser | null) =>
    store.use((connection) => {
      const all = rangesOf(connection, source.id, generation!)
      return files.open.map((file) => new KeptLines(file, all, context.digestKey, headerParser()))
    })
  /** Where no text is kept. */
  const samplesFrom = Effect.fnUntraced(function* (range: RangeRow) {
    const rows = yield* store.use((connection) => rejectsOf(connection, range))
    const lines = yield* keptIn(range.generation, () => null)
    const { lines: found } = yield* Effect.promise(() =>
      linesToTry(range, rows.slice(0, samplesPerReason), false, lines)
    )
    yield* closeAll(lines)
    return found.map(({ bytes }) => bytes)
  })
  const samples = texts.length > 0 || ranges[0] === undefined ? texts : yield* samplesFrom(ranges[0])
  // The beginning of another log, which stands there now, says nothing.
  const first = files.open.find(({ headDigest }) => source.headDigest?.equals(headDigest) === true)
  const head = first === undefined ? null : yield* Effect.promise(() => longHead(first))
  const found = readersFor(source, before.stored, samples, head, options.logFormat, catalog)
  const formats = formatAfter(source, found.format, before.stored)
  const newFormat = formats === source.format ? null : formats
  const isHeadered = found.readers.length > 0 && parserOf(found.readers, utc, catalog).hasHeaders === true
  const parsers = new Map<string, LineParser>()
  const parserAs = (first: RunOptions): LineParser => {
    const zone = options.logZone ?? first.logZone
    const proxies = options.trustedProxies ?? first.trustedProxies
    const keepExtra = options.keepExtra ?? first.keepExtra
    const key = JSON.stringify([zone, proxies, keepExtra])
    let parser = parsers.get(key)
    if (parser === undefined) {
      parser = trusting(parserOf(found.readers, zoneRuleOf(zone), catalog, keepExtra), proxies)
      parsers.set(key, parser)
    }
    return parser
  }
  const failed = new Map<string, { lines: number; readonly line: Buffer }>()
  const sums = { stored: 0, filtered: 0, skipped: 0, notRetried: 0 }
  const fail = (reason: string, line: Buffer): void => {
    const sum = failed.get(reason)
    if (sum === undefined) failed.set(reason, { lines: 1, line: Buffer.from(line) })
    else sum.lines++
  }

  let kept: ReadonlyArray<KeptLines> = []
  let keptGeneration: number | null = null
  let waiting = 0
  let done = 0
  for (const range of ranges) {
    if (context.isStopped()) break
    const rows = yield* store.use((connection) => rejectsOf(connection, range))
    done += rows.length
    const first = yield* store.use((connection) => optionsOf(connection, range.runId))
    if (keptGeneration !== range.generation) {
      yield* closeAll(kept)
      kept = yield* keptIn(range.generation, () => (isHeadered ? parserOf(found.readers, utc, catalog) : null))
      keptGeneration = range.generation
    }
    const { lines, tooLong } = yield* Effect.promise(() => linesToTry(range, rows, isHeadered, kept))
    for (const line of tooLong) fail("too-long", line)
    const tried = lines.filter(({ reject }) => reject !== null).length
    sums.notRetried += rows.length - tried - tooLong.length
    if (found.readers.length === 0) for (const { bytes, reject } of lines) fail(reject!.reason, bytes)
    if (tried === 0 || found.readers.length === 0) continue
    const isSiteGiven = options.site !== null || options.siteFrom !== null
    const { site, siteFrom } = isSiteGiven ? options : first
    const siteOfSource = source.headDigest === null ? site : siteOf({ site, siteFrom }, source.path)
    const batches = mill.read(range, lines, parserAs(first), siteOfSource)
    for (const { batch, failed: failing, resolved } of batches) {
      sums.stored += batch.entries
      sums.skipped += batch.blank + batch.comment
      batch.filtered.forEach((filtered, rule) => {
        sums.filtered += filtered
        context.onFiltered(rule, filtered)
      })
      for (const { line, reason } of failing) fail(reason, line)
      const isVoid = resolved.length === 0
      if (writing === null || (isVoid && !hasNewValues(batch))) continue
      const retry = { origin: range, resolved, format: newFormat }
      writing.offer({ ...delivered, batch, sourceId: source.id, retry, isVoid }, () => {})
      waiting++
    }
    context.onTried(
      tried,
      sumOf(lines, ({ bytes }) => bytes.length),
      sumOf(batches, (each) => each.failed.length)
    )
    if (waiting >= batchesAtATime && writing !== null) {
      yield* writing.flushed
      waiting = 0
    }
    yield* Effect.promise(() => setImmediate())
  }
  yield* closeAll(kept)
  if (writing !== null) yield* writing.flushed
  return {
    sourceId: source.id,
    path: source.path,
    format: found.format,
    conflict: found.conflict,
    lines: before.lines,
    rejected,
    stored: sums.stored,
    filtered: sums.filtered,
    skipped: sums.skipped,
    failed: [...failed]
      .map(([reason, { line, lines }]) => ({ reason, lines, nearest: nearestFormat(line, context) }))
      .toSorted((a, b) => b.lines - a.lines),
    notRetried:
      sums.notRetried === 0
        ? null
        : { lines: sums.notRetried, reason: files.whyNot ?? "changed", needsHeader: isHeadered },
    left: rejected - done
  } satisfies RetriedSource
})

/** What all deliveries of a retry have in common; no parser thread is worker -1. */
const delivered = { worker: -1, generation: null, replaces: null, headDigest: null, agents: null } as const

const closeAll = (kept: ReadonlyArray<KeptLines>) => Effect.promise(() => Promise.all(kept.map((file) => file.close())))

const hasNewValues = (batch: Batch): boolean => newValuesOf(batch).some(({ ends }) => ends.length > 0)

/**
 * The lines of a range that can be tried again. Of one that was too long to be read only the beginning is kept, and it
 * always will be.
 */
const linesToTry = async (
  range: RangeRow,
  rows: ReadonlyArray<RejectRow>,
  isHeadered: boolean,
  kept: ReadonlyArray<KeptLines>
): Promise<{ readonly lines: ReadonlyArray<TriedLine>; readonly tooLong: ReadonlyArray<Buffer> }> => {
  const tooLong: Array<Buffer> = []
  const texts: Array<TriedLine & { readonly reject: RejectRow }> = []
  const wanted = new Map<number, RejectRow>()
  for (const reject of rows) {
    const bytes = reject.text === null ? null : bytesOfText(reject.text)
    if (bytes !== null && isCutText(reject.reason, bytes)) tooLong.push(bytes)
    else if (bytes === null || isHeadered) wanted.set(reject.offset, reject)
    else texts.push({ reject, bytes })
  }
  let found: ReadonlyArray<TriedLine> = []
  for (const file of kept) {
    if (wanted.size === 0) break
    const lines = await file.of(range, new Set(wanted.keys()))
    if (lines.length === 0) continue
    const tried = lines.map(({ bytes, offset }) => ({ bytes, reject: offset === null ? null : wanted.get(offset)! }))
    for (const { offset } of lines) if (offset !== null) wanted.delete(offset)
    found = [...found, ...tried]
  }
  // A header goes with the lines behind it; there are no texts then.
  if (isHeadered) return { lines: found, tooLong }
  const lines = [...texts, ...found].toSorted((a, b) => a.reject!.offset - b.reject!.offset)
  return { lines, tooLong }
}

const nearestFormat = (line: Buffer, { catalog, options }: RetryContext): string | null => {
  const explained = explainLine(line, options.logFormat, utc, catalog)
  if (explained.ok || explained.format === "auto" || options.logFormat !== "auto") return null
  return explained.format
}
