/**
 * Cutting what is to be read of a source into pieces, so that all workers help with a large plain file.
 */
import type { Gap } from "../store/ranges.ts"

/** Smaller than a worker's second of work, larger than the cost of starting a piece by far. */
const pieceBytes = 16 * 1024 * 1024

export interface PlannedPiece {
  readonly start: number
  readonly end: number | null
  readonly startsLine: boolean
}

/** `size`: where a plain file ended when it was opened; null for sources that can only be read in order. */
export const cutPieces = (gaps: ReadonlyArray<Gap>, size: number | null): ReadonlyArray<PlannedPiece> =>
  gaps.flatMap((gap) => {
    if (size === null) return [{ ...gap, startsLine: true }]
    const end = gap.end ?? size
    const pieces: Array<PlannedPiece> = []
    for (let start = gap.start; start < end; start += pieceBytes) {
      pieces.push({ start, end: Math.min(start + pieceBytes, end), startsLine: start === gap.start })
    }
    return pieces
  })
