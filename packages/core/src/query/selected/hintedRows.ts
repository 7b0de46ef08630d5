/**
 * Entries for a filter: only those that it can mean, as far as hints tell that; if they do not, all of them, and what filters like
 * it can go by is recorded (PageHints.ts).
 */
import type { DatabaseSync } from "node:sqlite"

import { foldedOf, type Placed } from "./groupedKeys.ts"
import type { Candidates } from "./candidates.ts"
import type { PageHints } from "./PageHints.ts"
import { readPages, type ReadBlock, type Reading } from "./reading.ts"

/** `pages`: of entries. */
export const readHinted = (reading: Reading, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { filtered, grouping, hints, kernel } = reading
  if (hints === null) return readPages(reading, pages, read)
  const meant = new Map(filtered.map((column, number) => [column, foldedOf(kernel, number)]))
  const candidates = hints.candidates(pages, meant)
  readCandidates(reading, candidates, read)
  const { unknown } = candidates
  if (!grouping.edgesOnly && hints.isWorthwhile(unknown, filtered)) readRecording(reading, hints, unknown, read)
  else readPages(reading, unknown, read)
}

const readCandidates = (reading: Reading, { ends, masks, pages }: Candidates, read: ReadBlock): void => {
  const { kernel } = reading
  let done = 0
  kernel.maskCells(1)
  readPages(reading, pages, (count) => {
    const asked = masks.subarray(ends[done - 1] ?? 0, ends[(done += count) - 1])
    new Uint32Array(kernel.memory.buffer, kernel.maskAt.value, asked.length).set(asked)
    return read(count)
  })
  kernel.maskCells(0)
}

const readRecording = (reading: Reading, hints: PageHints, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { kernel, recorded } = reading
  const { add, end } = hints.recording(
    pages,
    recorded.map(([column]) => column)
  )
  kernel.recordColumns(1)
  readPages(reading, pages, (count) => {
    const isRead = read(count)
    const { memory, mostRecorded, recordedAt, recordedPagesAt } = kernel
    const cells = new Int32Array(memory.buffer, recordedPagesAt.value, count)
    const total = cells.reduce((sum, one) => sum + one, 0)
    const valuesOf = (_: Placed, number: number): Uint16Array =>
      new Uint16Array(memory.buffer, recordedAt.value + 2 * number * mostRecorded.value, total)
    add(cells, recorded.map(valuesOf))
    return isRead
  })
  kernel.recordColumns(0)
  end()
}

/** At most: ids are not given twice. */
export const entriesIn = (db: DatabaseSync): number =>
  Number(db.prepare("SELECT coalesce(max(id), 0) AS most FROM main.entry").get()!["most"])
