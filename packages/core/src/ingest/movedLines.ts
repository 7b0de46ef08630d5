/**
 * Which lines of a file that was rewritten in place were read before: `sed -i` on a log leaves all lines but a few as they
 * were, and most of them at another offset. They are found in the order in which they were stored, and carried into the
 * new generation, so that only other lines are read.
 *
 * A log that was cut, and went on, must not lose a line of its own that merely is like an old one. So a few lines in a row
 * count as old ones only among more, or where their times, earlier than the last that was stored, tell that no server has
 * just written them: behind several such lines, or where they are the end of what was stored. Ranges are found by their digests, wherever they are now; lines inside one
 * that was changed are compared as in sameLines.ts. What has moved by more than `slackBytes`, and changed lines beyond the
 * first `mostGaps` places, are not found.
 */
import { Effect } from "effect"

import { carry, type CarriedRange, originAt, originOf, type RangeRow } from "../store/ranges.ts"
import type { SourceRow } from "../store/sources.ts"
import { digestKey, FileWindow, keyOf } from "./FileWindow.ts"
import type { LogFile } from "./LogFile.ts"
import type { ReadContext } from "./readPieces.ts"
import type { Reading } from "./LineReader.ts"
import { readingOf, type StoredLines, storedLines } from "./sameLines.ts"
import { sameRuns } from "./sameRuns.ts"

/** Lines put in at one place: so many bytes of them are looked past at first, and at most. */
const fewBytes = 256 * 1024
const slackBytes = 4 * 1024 * 1024
/** A range is looked for behind so many lines first, before any are read. */
const nearLines = 64
/** So often: a look is a third of a second. */
const mostFarLooks = 16
/** Each gap between runs is read as a piece of its own; of a compressed file from its beginning. */
const mostGaps = 5000
const mostGapsInCompressed = 50
/** So many entries are old ones: in a row whatever their times, else from before the last that was stored. */
const telling = 8

/** Lines in a row that were stored. Their numbers are counted from where the file parts from what was read. */
interface Run {
  readonly carried: CarriedRange
  readonly old: number
  readonly now: number
  readonly lines: number
  readonly entries: number
  /** Of them, from before the last that was stored; of a range that was found as a whole, no more than that many. */
  readonly early: number
  /** It, or what was put before it, has such entries. */
  readonly isEarly: boolean
}

/** Where a file parts from a source: behind `lines` lines of the first of its ranges there, at a byte of the file. */
export interface Parting {
  readonly ranges: ReadonlyArray<RangeRow>
  readonly lines: number
  readonly offset: number
}

/**
 * The lines behind the parting, as ranges to carry. Costs a read of the file, a parse of what was changed and of some MiB
 * around it, and reading the entries of the ranges it is in. `key`: of digests.
 */
export const movedLines = Effect.fnUntraced(function* (
  { store, presets, catalog }: Pick<ReadContext, "store" | "presets" | "catalog">,
  file: LogFile,
  source: SourceRow,
  parting: Parting,
  key: Uint8Array
) {
  const ranges = parting.ranges.filter(({ tail }) => !tail)
  const origins = yield* store.use((connection) => ranges.map((range) => originOf(connection, range)))
  const last = latest(origins)
  const most = file.compression === "none" ? mostGaps : mostGapsInCompressed
  const readings = new Map<number, Reading>()
  const window = new FileWindow(file, key)
  const runs: Array<Run> = []
  let at = parting.offset
  let old = 0
  let now = 0
  let gaps = 0
  let farLooks = 0
  /** Lines before the range that are not in the file where the window is. */
  let passed = 0
  for (const [index, range] of ranges.entries()) {
    if (gaps >= most) break
    const origin = origins[index]!
    const known = index === 0 ? parting.lines : 0
    const lines = range.lines + range.carried - known
    let found: ReadonlyArray<Run> = []
    for (const slack of [fewBytes, slackBytes]) {
      if (slack === slackBytes && ++farLooks > mostFarLooks) break
      yield* Effect.tryPromise(() => window.moveTo(at, lengthOf(range) + slack))
      const near = known > 0 ? undefined : nearPlaceOf(window, range, passed)
      if (near !== undefined) {
        found = [whole(range, origin, window, near, last)]
        break
      }
      const next = lines < telling ? nearPlaceOf(window, ranges[index + 1], passed + lines) : undefined
      if (next === 0) break
      const { runId } = origin
      const reading =
        readings.get(runId) ??
        (yield* store.use((connection) => readingOf(connection, origin, source, presets, catalog)))
      readings.set(runId, reading)
      const { starts, times } = window.linesBy(reading)
      if (!mayBeOf(times, origin)) continue
      const place = known > 0 || next !== undefined ? -1 : starts.findIndex((start) => window.has(range, start))
      if (place >= 0) {
        found = [whole(range, origin, window, place, last)]
        break
      }
      const stored = yield* store.use((connection) => storedLines(connection, range, reading))
      found = runsIn(window, range, known, stored, last, next)
      if (found.length > 0 || next !== undefined) break
    }
    for (const run of found) {
      const { startOffset, endOffset } = run.carried
      const carried = { ...run.carried, startOffset: at + startOffset, endOffset: at + endOffset }
      if (carried.startOffset > (runs.at(-1)?.carried.endOffset ?? parting.offset)) gaps++
      runs.push({ ...run, carried, old: old + run.old, now: now + run.now })
    }
    const end = found.at(-1)
    if (end !== undefined) {
      at += end.carried.endOffset
      now += end.now + end.lines
    }
    old += lines
    passed = end === undefined ? passed + lines : lines - end.old - end.lines
  }
  yield* Effect.promise(() => window.close())
  return believed(runs, old).map(({ carried }) => carried)
})

/** At which line of the window a range stands, if it is where `lines` before it were changed, or a few others put there. */
const nearPlaceOf = (window: FileWindow, range: RangeRow | undefined, lines: number): number | undefined => {
  if (range === undefined) return undefined
  const place = window.starts
    .slice(0, Math.min(lines, nearLines) + telling)
    .findIndex((start) => window.has(range, start))
  return place < 0 ? undefined : place
}

/** Whether lines of these times may be among those of a range. */
const mayBeOf = (times: ReadonlyArray<number | null>, { minTime, maxTime }: RangeRow): boolean =>
  minTime === null ||
  times.every((time) => time === null) ||
  times.some((time) => time !== null && time >= minTime && time <= maxTime!)

/** A range that stands in the window as it was read, from one of its lines on. Offsets and lines are the window's. */
const whole = (range: RangeRow, origin: RangeRow, { starts }: FileWindow, place: number, last: number): Run => {
  const startOffset = starts[place]!
  const lines = range.lines + range.carried
  const entries = Math.min(lines, origin.stored)
  return {
    carried: { ...carry(range), startOffset, endOffset: startOffset + lengthOf(range) },
    old: 0,
    now: place,
    lines,
    entries,
    early: (origin.maxTime ?? last) < last ? entries : 0,
    isEarly: (origin.minTime ?? last) < last
  }
}

/** The lines of a range behind its first `known` that are in the window, before its line `limit`. Offsets and lines are the window's. */
const runsIn = (
  window: FileWindow,
  range: RangeRow,
  known: number,
  stored: StoredLines,
  last: number,
  limit?: number
): ReadonlyArray<Run> => {
  const lines = window.linesBy(stored.reading)
  const { starts, times } = lines
  const old = Array.from({ length: stored.count - known }, (_, line) => keyOf(stored.lines.get(known + line)))
  const digests = [...stored.lines.values()].flatMap((line) => ("digest" in line ? [digestKey(line.digest)] : []))
  let end = 0
  return sameRuns(old, window.keysWith(new Set(digests), lines).slice(0, limit)).flatMap((run) => {
    const origin = originAt(range, known + run.old)
    if (origin === null) return []
    const before = end
    end = run.now + run.lines
    const startOffset = starts[run.now]!
    const endOffset = starts[end]!
    const digest = window.digestOf(startOffset, endOffset)
    const isEarlyTime = (time: number | null): boolean => time !== null && time < last
    const own = times.slice(run.now, end)
    return [
      {
        ...run,
        carried: { startOffset, endOffset, carried: run.lines, origin, digest },
        entries: own.filter((time) => time !== null).length,
        early: own.filter(isEarlyTime).length,
        isEarly: times.slice(before, end).some(isEarlyTime)
      }
    ]
  })
}

/** Of runs those that are no chance. `lines`: of what was stored behind the parting. */
const believed = (runs: ReadonlyArray<Run>, lines: number): ReadonlyArray<Run> => {
  let end = 0
  let early = 0
  let before: Stretch = { old: 0, now: 0, lines: 0, entries: 0, early: 0, isEarly: false }
  for (const stretch of stretchesOf(runs)) {
    early += stretch.early
    const left = stretch.old - before.old - before.lines
    const put = stretch.now - before.now - before.lines
    const isOneChange = left === put || left === 0 || put === 0
    const isEnd = stretch.old + stretch.lines === lines
    const isTelling = stretch.entries >= telling || early >= telling
    if (isTelling || (stretch.entries > 0 && isEnd && isOneChange && stretch.isEarly)) end = stretch.old + stretch.lines
    before = stretch
  }
  return runs.filter(({ old }) => old < end)
}

type Stretch = Omit<Run, "carried">

/** Runs that go on in one another: ranges end where a batch or an ingest did, which says nothing of the lines. */
const stretchesOf = (runs: ReadonlyArray<Run>): ReadonlyArray<Stretch> => {
  const stretches: Array<Stretch> = []
  for (const run of runs) {
    const before = stretches.at(-1)
    if (before?.old !== run.old - (before?.lines ?? 0) || before.now !== run.now - before.lines) stretches.push(run)
    else {
      stretches[stretches.length - 1] = {
        ...before,
        lines: before.lines + run.lines,
        entries: before.entries + run.entries,
        early: before.early + run.early,
        isEarly: before.isEarly || run.isEarly
      }
    }
  }
  return stretches
}

const lengthOf = ({ endOffset, startOffset }: RangeRow): number => endOffset - startOffset

const latest = (ranges: ReadonlyArray<RangeRow>): number =>
  ranges.reduce((last, { maxTime }) => Math.max(last, maxTime ?? -Infinity), -Infinity)
