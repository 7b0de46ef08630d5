/**
 * Which source a file is: one that is known, under this name or another, or a new one.
 *
 * By content: candidates are sources that begin with the same line, or were seen under the file's path or inode; the
 * digests of everything that was read decide between them. Only a file that kept its path and inode is believed on its
 * first and last block. Names and inodes alone decide nothing: names move on rotation, inodes are used again at once.
 */
import { statSync } from "node:fs"

import { type Cause, Effect } from "effect"

import { gapsBetween, type Gap, type RangeRow, rangesOf, sumOf } from "../store/ranges.ts"
import { candidateSources, knownFile, type SourceFileRow, type SourceRow, updateSource } from "../store/sources.ts"
import type { Store } from "../store/Store.ts"
import { zoneRule } from "../zone.ts"
import type { LogFile } from "./LogFile.ts"
import { commonLines } from "./sameLines.ts"
import { compareAll, compareEnds, type Comparison } from "./verify.ts"

export type Recognition =
  | { readonly kind: "new" }
  /** All of it is stored. `shorter`: it has lost lines at its end since; `damage`: or they cannot be decompressed. */
  | { readonly kind: "known"; readonly source: SourceRow; readonly shorter: boolean; readonly damage: string | null }
  /** `tail`: the last line, stored without its line end, is to be read again with what follows. */
  | { readonly kind: "grown"; readonly source: SourceRow; readonly gaps: ReadonlyArray<Gap>; readonly tail: RangeRow | null }
  /** The file's first `lines` lines, up to `offset`, are stored; what follows is not what it was. */
  | { readonly kind: "rewritten"; readonly source: SourceRow; readonly lines: number; readonly offset: number }

export const recognise = Effect.fn("recognise")(function* (
  store: Store["Service"],
  file: LogFile,
  known: SourceFileRow | undefined
) {
  const identity = {
    path: file.path,
    device: String(file.stat.dev),
    inode: String(file.stat.ino),
    headDigest: file.headDigest
  }
  const candidates = yield* store.use((connection) => candidateSources(connection, identity))
  const isSameFile = (source: SourceRow): boolean =>
    known?.sourceId === source.id && known.inode === identity.inode && known.device === identity.device
  const inOrder = candidates.toSorted((a, b) => Number(isSameFile(b)) - Number(isSameFile(a)))
  for (const source of inOrder) {
    const ranges = yield* store.use((connection) => rangesOf(connection, source.id, source.generation))
    if (!mayBegin(source, ranges, file, known?.sourceId === source.id)) continue
    const comparison = yield* compare(file, ranges, isSameFile(source))
    if (comparison.kind === "same") return whatIsNew(source, ranges, comparison.more)
    const zone = zoneRule(source.zone, Date.UTC(1990), Date.UTC(2100))
    const common = yield* store
      .use((connection) => commonLines(connection, file, comparison.range, zone))
      .pipe(Effect.flatMap((lines) => Effect.tryPromise(() => lines)))
    if (comparison.kind === "shorter" && !common.differs) {
      return { kind: "known", source, shorter: true, damage: comparison.damage } satisfies Recognition
    }
    const before = ranges.filter((range) => range.startOffset < comparison.range.startOffset)
    const lines = common.lines + sumOf(before, (range) => range.lines + range.carried)
    const isContiguous = gapsBetween(ranges).length === 1
    if (lines > 0 && isContiguous && known?.sourceId === source.id) {
      return { kind: "rewritten", source, lines, offset: common.offset } satisfies Recognition
    }
  }
  return { kind: "new" } satisfies Recognition
})

/**
 * Whether a file can be a source by its first line. A source whose first line had no line end yet when it was read may
 * begin otherwise now. Blank lines and comments alone are nobody's: such a file is known by its path only.
 */
const mayBegin = (source: SourceRow, ranges: ReadonlyArray<RangeRow>, file: LogFile, hasPath: boolean): boolean => {
  if (!hasPath && ranges.length > 0 && ranges.every((range) => range.lines === range.blank + range.comment)) return false
  return source.headDigest?.equals(file.headDigest) === true || (ranges.length === 1 && ranges[0]!.tail)
}

const compare = (
  file: LogFile,
  ranges: ReadonlyArray<RangeRow>,
  isSameFile: boolean
): Effect.Effect<Comparison, Cause.UnknownError> => {
  const end = ranges.at(-1)?.endOffset ?? 0
  const all = Effect.tryPromise(() => compareAll(file, ranges))
  if (!isSameFile || file.compression !== "none" || file.size < end) return all
  const ends = compareEnds(file, ranges)
  return ends.kind === "same" ? Effect.succeed(ends) : all
}

const whatIsNew = (source: SourceRow, ranges: ReadonlyArray<RangeRow>, more: boolean): Recognition => {
  const last = ranges.at(-1)
  const tail = last?.tail === true && more ? last : null
  const read = tail === null ? ranges : ranges.slice(0, -1)
  const gaps = gapsBetween(read)
  const missing = more ? gaps : gaps.slice(0, -1)
  return missing.length === 0
    ? { kind: "known", source, shorter: false, damage: null }
    : { kind: "grown", source, gaps: missing, tail }
}

/** A source found under a new name takes it, unless the file under its old name is still there. */
export const adoptPath = Effect.fn("adoptPath")(function* (store: Store["Service"], source: SourceRow, path: string) {
  if (source.path === path) return
  const old = yield* store.use((connection) => knownFile(connection, source.path))
  const stat = statSync(source.path, { bigint: true, throwIfNoEntry: false })
  const isStillThere =
    stat !== undefined &&
    old?.sourceId === source.id &&
    old.inode === String(stat.ino) &&
    old.device === String(stat.dev) &&
    old.size <= Number(stat.size)
  if (!isStillThere) yield* store.use((connection) => updateSource(connection, source.id, { path }))
})
