/**
 * Which source a file is: one that is known, under this name or another, or a new one.
 *
 * By content: candidates are sources that begin with the same line, or were seen under the file's path or inode; the
 * digests of everything that was read decide between them. Only a large file that has grown and kept its path and inode is
 * believed on its first and last block. Names and inodes alone decide nothing: names move on rotation, inodes are used again at once.
 *
 * A file that parts from what was read was cut or rewritten there, if it had more of it before, or the file that had is
 * gone; else it is a log of its own.
 */
import { type BigIntStats, statSync } from "node:fs"

import { type Cause, Effect } from "effect"

import { isSystemError } from "@logmill/workers/read/systemError"

import {
  carry,
  type CarriedRange,
  gapsBetween,
  type Gap,
  originOf,
  type RangeRow,
  rangesOf,
  spanOf,
  sumOf
} from "../store/ranges.ts"
import {
  candidateSources,
  type FileIdentity,
  knownFile,
  pathsOfSource,
  seenFiles,
  type SourceFileRow,
  type SourceRow,
  updateSource
} from "../store/sources.ts"
import { type Connection, digestKeyOf } from "../store/open.ts"
import { closeLogFile, type DigestLine, type LogFile, openLogFile } from "./LogFile.ts"
import type { ReadContext } from "./readPieces.ts"
import { movedLines, type Parting } from "./movedLines.ts"
import { beginsInTimeOf, commonLines, type CommonLines, readingOf, storedLines } from "./sameLines.ts"
import { compareAll, compareEnds, type Comparison, digestOf } from "./verify.ts"

export type Recognition =
  /** `parted`: the source it was the same as until now. `alike`: another with the same first lines, that is still there. */
  | { readonly kind: "new"; readonly parted: SourceRow | null; readonly alike: Alike | null }
  /**
   * All of it is stored. `shorter`: but not all that is stored is in it; `damage`: or cannot be decompressed. `reach`: up
   * to which byte of the source it has, or had, the same.
   */
  | {
      readonly kind: "known"
      readonly source: SourceRow
      readonly shorter: boolean
      readonly damage: string | null
      readonly reach: number
    }
  /** `tails`: lines stored without their line ends, to be read again with what follows. `isBlank`: nothing else is there. */
  | {
      readonly kind: "grown"
      readonly source: SourceRow
      readonly gaps: ReadonlyArray<Gap>
      readonly tails: ReadonlyArray<RangeRow>
      readonly isBlank: boolean
    }
  /** What the file has in common with a generation of the source is stored: its beginning, and lines behind others. */
  | {
      readonly kind: "rewritten"
      readonly source: SourceRow
      readonly carried: ReadonlyArray<CarriedRange>
      readonly moved: ReadonlyArray<CarriedRange>
    }

export interface Alike {
  readonly source: SourceRow
  readonly lines: number
}

/** So many first lines tell that a log under a new name is another that was changed, or a copy of it. */
const tellingLines = 8

const identityOf = ({ path, stat }: LogFile): FileIdentity => ({
  path,
  device: String(stat.dev),
  inode: String(stat.ino)
})

/** The sources that a file may be. */
export const candidatesOf = (connection: Connection, file: LogFile): ReadonlyArray<SourceRow> =>
  candidateSources(connection, file, identityOf(file))

export const recognise = Effect.fnUntraced(function* (
  context: Pick<ReadContext, "store" | "presets" | "catalog">,
  file: LogFile
) {
  const { store, presets, catalog } = context
  const identity = identityOf(file)
  const seen = yield* store.use((connection) => seenFiles(connection, identity))
  const candidates = yield* store.use((connection) => candidatesOf(connection, file))
  const key = yield* store.use(digestKeyOf)
  const isUnknown = seen.every(({ path }) => path !== file.path)
  /** Null: the file was not seen as this source. One that was, but in an ingest that died, is known by the source's path. */
  const reachIn = (source: SourceRow): number | null => {
    const reaches = seen.filter(({ sourceId }) => sourceId === source.id).map(({ reach }) => reach)
    if (reaches.length > 0) return Math.max(...reaches)
    return isUnknown && source.path === file.path ? Infinity : null
  }
  const isSameFile = (source: SourceRow): boolean =>
    seen.some(
      ({ path, device, inode, sourceId }) =>
        sourceId === source.id && path === file.path && device === identity.device && inode === identity.inode
    )
  const hadPath = ({ id }: SourceRow): boolean =>
    seen.some(({ path, sourceId }) => sourceId === id && path === file.path)
  // Of logs that are edited one after the other, each new file may have the inode of the one before.
  const inOrder = candidates.toSorted(
    (a, b) => Number(isSameFile(b)) - Number(isSameFile(a)) || Number(hadPath(b)) - Number(hadPath(a))
  )
  let rewritten: Rewritten | null = null
  let parted: SourceRow | null = null
  let alike: Alike | null = null
  for (const source of inOrder) {
    const reach = reachIn(source)
    for (let generation = source.generation; generation >= 0; generation--) {
      const ranges = yield* store.use((connection) => rangesOf(connection, source.id, generation))
      const reading = (range: RangeRow) =>
        store.use((connection) => readingOf(connection, originOf(connection, range), source, presets, catalog))
      if (!mayBegin(source, ranges, file, reach !== null)) {
        const [first] = ranges
        if (!reach || first === undefined) continue
        if (generation < source.generation) {
          // It began otherwise then, and may again: an edit was taken back.
          const restored = yield* compare(file, ranges, false, key)
          if (restored.kind === "same") return whatIsNew({ ...source, generation }, ranges, restored.more)
          continue
        }
        const span = yield* store.use((connection) => spanOf(connection, source.id))
        if (beginsInTimeOf(file, span, yield* reading(first)))
          rewritten ??= { source, carried: [], parting: { ranges, lines: 0, offset: 0 } }
        continue
      }
      const comparison = yield* compare(file, ranges, isSameFile(source) && generation === source.generation, key)
      if (comparison.kind === "same") return whatIsNew({ ...source, generation }, ranges, comparison.more)
      const { range } = comparison
      const known = yield* reading(range)
      const stored = yield* store.use((connection) => storedLines(connection, range, known))
      const common = yield* Effect.tryPromise(() =>
        commonLines(file, range, stored, { endsEarly: comparison.kind === "shorter", key })
      )
      const carried = yield* Effect.tryPromise(() => inCommon(file, ranges, range, common, key))
      const lines = linesIn(carried)
      if (comparison.kind === "shorter" && !common.differs && (lines > 0 || reach !== null)) {
        return {
          kind: "known",
          source,
          shorter: true,
          damage: comparison.damage,
          reach: reach === null || reach === Infinity ? common.offset : Math.max(reach, common.offset)
        } satisfies Recognition
      }
      if (lines === 0 || (reach === null && lines < tellingLines)) continue
      const others = reach === null ? yield* store.use((connection) => pathsOfSource(connection, source)) : []
      if (yield* Effect.tryPromise(() => isKept(source, others, file.digestLine))) {
        if (lines > (alike?.lines ?? 0)) alike = { source, lines }
      } else if (common.differs && common.offset >= (reach ?? Infinity)) parted = source
      else if (lines > linesIn(rewritten?.carried ?? [])) {
        const behind = ranges.filter(({ startOffset }) => startOffset >= range.startOffset)
        rewritten = { source, carried, parting: { ranges: behind, lines: common.lines, offset: common.offset } }
      }
    }
  }
  if (rewritten === null) return { kind: "new", parted, alike } satisfies Recognition
  const { source, carried, parting } = rewritten
  const moved = yield* movedLines(context, file, source, parting, key)
  if (carried.length === 0 && moved.length === 0) return { kind: "new", parted, alike } satisfies Recognition
  return { kind: "rewritten", source, carried, moved } satisfies Recognition
})

/** Files up to which nothing is gained by comparing less than all. */
const smallBytes = 1024 * 1024

/** A source that a file was, `carried` up to where it parts from it. */
interface Rewritten {
  readonly source: SourceRow
  readonly carried: ReadonlyArray<CarriedRange>
  readonly parting: Parting
}

const linesIn = (carried: ReadonlyArray<CarriedRange>): number => sumOf(carried, (range) => range.carried)

/** The ranges before the one in which the file parts from them, and the beginning of that one. */
const inCommon = async (
  file: LogFile,
  ranges: ReadonlyArray<RangeRow>,
  parting: RangeRow,
  common: CommonLines,
  key: Uint8Array
): Promise<ReadonlyArray<CarriedRange>> => {
  const before = ranges.filter((range) => range.startOffset < parting.startOffset && !range.tail).map(carry)
  if (common.lines === 0) return before
  const digest = await digestOf(file, parting.startOffset, common.offset, key)
  return [...before, { ...carry(parting), endOffset: common.offset, carried: common.lines, digest }]
}

/**
 * Whether a file can be a source by its first line. A source whose first line had no line end yet when it was read may
 * begin otherwise now; one of which nothing was read yet has nothing to compare. Blank lines and comments alone are
 * nobody's: such a file is known by its path only.
 */
const mayBegin = (source: SourceRow, ranges: ReadonlyArray<RangeRow>, file: LogFile, hasPath: boolean): boolean => {
  if (ranges.length === 0 && hasPath) return true
  if (!hasPath && ranges.length > 0 && isBlank(ranges)) return false
  const { headDigest } = source
  if (headDigest?.equals(file.firstDigest) === true && isBlank(ranges.filter(({ tail }) => !tail))) return true
  return headDigest?.equals(file.headDigest) === true || (ranges.length === 1 && ranges[0]!.tail)
}

const isBlank = (ranges: ReadonlyArray<RangeRow>): boolean =>
  ranges.every((range) => range.carried === 0 && range.lines === range.blank + range.comment)

const compare = (
  file: LogFile,
  ranges: ReadonlyArray<RangeRow>,
  isSameFile: boolean,
  key: Uint8Array
): Effect.Effect<Comparison, Cause.UnknownError> =>
  Effect.tryPromise(async () => {
    const end = ranges.at(-1)?.endOffset ?? 0
    // One that has changed and not grown was edited, or touched.
    if (isSameFile && file.compression === "none" && end > smallBytes && file.size > end) {
      const ends = compareEnds(file, ranges, key)
      if (ends.kind === "same") return ends
    }
    return compareAll(file, ranges, key)
  })

const whatIsNew = (source: SourceRow, ranges: ReadonlyArray<RangeRow>, more: boolean): Recognition => {
  const last = ranges.at(-1)
  // A line end can be missing before a gap, too: where the file was cut short while it was read.
  const tails = ranges.filter((range) => range.tail && (range !== last || more))
  const gaps = gapsBetween(ranges.filter((range) => !tails.includes(range)))
  const missing = more ? gaps : gaps.slice(0, -1)
  return missing.length === 0
    ? { kind: "known", source, shorter: false, damage: null, reach: last?.endOffset ?? 0 }
    : { kind: "grown", source, gaps: missing, tails, isBlank: isBlank(ranges) }
}

/**
 * A source found under a new name takes it, unless the file under its old name is still there, and holds all of it. `end`:
 * up to which byte of the source the file has it, if that is known.
 */
export const adoptPath = (connection: Connection, source: SourceRow, path: string, end = 0): void => {
  if (source.path === path) return
  const old = knownFile(connection, source.path)
  if (old?.sourceId === source.id && isStillThere(old) && mayReach(old, end)) return
  updateSource(connection, source.id, { path })
}

/** Whether a file is where it was, and has lost nothing. */
const isStillThere = (known: SourceFileRow): boolean => {
  const stat = sameFile(known)
  return stat !== null && known.size <= Number(stat.size)
}

/** Whether one of these files begins as a source does. */
const isKept = async (
  { headDigest }: SourceRow,
  paths: ReadonlyArray<string>,
  digestLine: DigestLine
): Promise<boolean> => {
  for (const path of paths) {
    try {
      // A pipe would be waited for.
      if (!statSync(path).isFile()) continue
      const file = await openLogFile(path, digestLine)
      closeLogFile(file)
      if (headDigest?.equals(file.headDigest) === true) return true
    } catch (cause) {
      if (!isSystemError(cause)) throw cause
    }
  }
  return false
}

/** Of a compressed file that was changed nothing is known. */
const mayReach = (known: SourceFileRow, end: number): boolean => {
  if (known.reach >= end) return true
  const stat = sameFile(known)
  return stat !== null && (known.compression === "none" ? Number(stat.size) >= end : known.size !== Number(stat.size))
}

/** The state of a file; null when it is no longer where it was. */
const sameFile = ({ path, device, inode }: SourceFileRow): BigIntStats | null => {
  try {
    const stat = statSync(path, { bigint: true })
    return inode === String(stat.ino) && device === String(stat.dev) ? stat : null
  } catch {
    return null
  }
}
