/** Pages of entries and of visitors, as the kernel that groups them reads them: which they are, and past SQLite. */
import type { DatabaseSync } from "node:sqlite"

import type { GroupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { everyKey, joined, type Keys, leavesOf, pagesOf } from "../pages/trees.ts"
import type { EntrySelection, EntryStretch, Grouping } from "../protocol.ts"
import { encode } from "../json.ts"
import { foldedOf, placeIn, type Placed } from "./groupedKeys.ts"
import type { Collecting, KeptEntries, KeptRows } from "./KeptEntries.ts"
import { ofKeptVisits, placeInVisits } from "./keptVisits.ts"
import type { Candidates, PageHints } from "./PageHints.ts"
import { type Table, tableOf } from "./tables.ts"

/** In place of a bound that there is not. */
const farAway = Number.MAX_SAFE_INTEGER

export interface Reading {
  readonly db: DatabaseSync
  readonly file: PageFile
  readonly kernel: GroupsKernel
  readonly grouping: Grouping
  readonly placed: ReadonlyArray<Placed>
  /** Columns that the filter is about, in the kernel's order. */
  readonly filtered: ReadonlyArray<string>
  /** Columns of entries that the kernel can record, in its order. */
  readonly recorded: ReadonlyArray<Placed>
  /** Null: there is no filter, or no questions follow. */
  readonly hints: PageHints | null
}

/** Rows of a filter as they were kept, or where they are to be kept; null: they are not. */
type Known = KeptRows | Collecting | null

/** Time alone lets too many through, and where they are is known. */
export const keptOf = (entries: EntrySelection, kept: KeptEntries): Known => {
  const { admitted, statuses } = entries
  if (admitted.length === 0 && statuses === null) return null
  const filter = encode(entries)
  const rows = kept.get(filter)
  return rows === undefined ? kept.collecting(filter) : rows
}

/** Whether nothing is left to be filtered. */
export const isKept = (known: Known): known is KeptRows => known !== null && "entries" in known

/** Rows of visitors of whole days, if there are, then entries: from their tables, or as they were kept. */
export const readRows = (reading: Reading, entries: Table, known: Known): void => {
  const { db, grouping, kernel, placed } = reading
  if (grouping.entries.visitors !== null) {
    const visitors = tableOf(db, "visitor_day")
    kernel.placeRows(visitors.place("day"), visitors.place("hits"))
    placeIn(visitors, placed)
    if (isKept(known)) readKept(reading, known.visitors, allVisitors(kernel))
    else collect(reading, known, "visitors", (afterBlock) => readVisitors(reading, visitors, afterBlock))
  }
  kernel.placeRows(entries.place("time"), -1)
  placeIn(entries, [...placed, ...reading.recorded])
  if (isKept(known)) return readKept(reading, known.entries, allEntries(kernel))
  collect(reading, known, "entries", (afterBlock) => readEntries(reading, entries, afterBlock))
  known?.end()
}

/** From their own pages. */
export const readKeptVisits = (reading: Reading, pages: ReadonlyArray<Uint8Array>): void => {
  const { kernel, placed } = reading
  const { dayPlace, hitsPlace, pageBytes } = ofKeptVisits
  kernel.setPages(pageBytes, pageBytes)
  kernel.placeRows(dayPlace, hitsPlace)
  placeInVisits(placed)
  readKept(reading, pages, allEntries(kernel), pageBytes)
}

/** Has the kernel copy what the filter lets through while it is read, block by block, if it is wanted. */
const collect = (
  reading: Reading,
  wanted: Collecting | null,
  of: keyof KeptRows,
  read: (afterBlock: () => void) => void
): void => {
  if (wanted === null) return read(() => {})
  const { file, kernel } = reading
  const take = (): void => {
    const { copiedAt, copiedPages, memory } = kernel
    wanted.add(of, new Uint8Array(memory.buffer, copiedAt.value, copiedPages.value * file.pageBytes).slice())
  }
  kernel.copyFiltered(of === "visitors" ? 1 : 0)
  read(() => {
    take()
    kernel.forgetCopied()
  })
  kernel.completePage()
  take()
}

const readVisitors = (reading: Reading, { root }: Table, afterBlock: () => void): void => {
  const { file, grouping, kernel } = reading
  const { visitors } = grouping.entries
  const first = visitors?.first ?? -farAway
  const last = (visitors?.end ?? farAway) - 1
  readPages(reading, pagesOf(file, root, everyKey), (count) => {
    const isRead = kernel.groupVisitors(count, first, last)
    afterBlock()
    return isRead
  })
}

const readEntries = (reading: Reading, { root }: Table, afterBlock: () => void): void => {
  const { db, file, grouping, kernel } = reading
  const ofTimes = isOfTimes(grouping)
  for (const stretch of grouping.entries.stretches) {
    const from = stretch.from ?? -farAway
    const to = stretch.to ?? farAway
    const found = rangesOf(db, stretch)
    // Ranges know of themselves when they begin and end.
    const whole = ofTimes ? found.filter(({ least, most }) => least >= from && most < to) : []
    for (const { first, last, least, most, source } of whole) kernel.addWhole(last - first + 1, least, most, source)
    for (const ids of joined(ofTimes ? found.filter((range) => !whole.includes(range)) : found)) {
      readHinted(reading, leavesOf(file, root, ids), (count) => {
        const isRead = kernel.groupEntries(count, ids.first, ids.last, from, to)
        afterBlock()
        return isRead
      })
    }
  }
}

/** Looks at what the filter can mean; if that is not known all is read, and what filters like it can go by is recorded. */
const readHinted = (reading: Reading, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { filtered, hints, kernel } = reading
  if (hints === null) return readPages(reading, pages, read)
  const meant = new Map(filtered.map((column, number) => [column, foldedOf(kernel, number)]))
  const candidates = hints.candidates(pages, meant)
  if (candidates !== null) readCandidates(reading, candidates, read)
  else if (hints.isWorthwhile(pages.length, filtered)) readRecording(reading, hints, pages, read)
  else readPages(reading, pages, read)
}

const readCandidates = (reading: Reading, { mask, pages }: Candidates, read: ReadBlock): void => {
  const { kernel } = reading
  let done = 0
  kernel.maskCells(1)
  readPages(reading, pages, (count) => {
    mask(new Uint8Array(kernel.memory.buffer, kernel.maskAt.value, kernel.mostRecorded.value >> 3), done, count)
    done += count
    return read(count)
  })
  kernel.maskCells(0)
}

const readRecording = (reading: Reading, hints: PageHints, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { kernel, recorded } = reading
  const { add, end } = hints.recording(
    pages,
    recorded.map(([column]) => column),
    entriesIn(reading.db)
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

/** Reads so many pages. False (0): something is not as it should be. */
type ReadBlock = (count: number) => number

const allEntries =
  (kernel: GroupsKernel): ReadBlock =>
  (count) =>
    kernel.groupEntries(count, 0, farAway, -farAway, farAway)

const allVisitors =
  (kernel: GroupsKernel): ReadBlock =>
  (count) =>
    kernel.groupVisitors(count, -farAway, farAway)

const readKept = (
  { file, kernel }: Reading,
  pages: ReadonlyArray<Uint8Array>,
  read: ReadBlock,
  pageBytes = file.pageBytes
): void => {
  for (const some of pages) {
    for (let from = 0; from < some.length; from += kernel.fileBytes.value) {
      const block = some.subarray(from, from + kernel.fileBytes.value)
      new Uint8Array(kernel.memory.buffer, kernel.fileAt.value, block.length).set(block)
      if (read(block.length / pageBytes) === 0) throw odd()
    }
  }
}

const readPages = ({ file, kernel }: Reading, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { fileAt, fileBytes, memory } = kernel
  // Another one each time: memory may have grown.
  const block = () => new Uint8Array(memory.buffer, fileAt.value, fileBytes.value)
  file.blocks(pages, block, (count) => {
    if (read(count) === 0) throw odd()
  })
}

const odd = (): RangeError => new RangeError("rows that are not as they should be, or too many groups")

/** Ids and times, both ends included. */
interface Range extends Keys {
  readonly least: number
  readonly most: number
  readonly source: number
}

/** Where in the table of entries those of the selection can be, in the order of ids. */
const rangesOf = (db: DatabaseSync, { ranges }: EntryStretch): ReadonlyArray<Range> =>
  db
    .prepare(ranges.sql)
    .all(ranges.params)
    .map((row) => ({
      first: Number(row["first_entry"]),
      last: Number(row["last_entry"]),
      least: Number(row["min_time"]),
      most: Number(row["max_time"]),
      source: Number(row["source_id"])
    }))

/** Whether nothing but times and sources is asked of all entries. */
const isOfTimes = ({ admitted, distinct, entries, parts, sessionMs, summed }: Grouping): boolean =>
  admitted.length + entries.admitted.length + distinct.length === 0 &&
  entries.statuses === null &&
  entries.visitors === null &&
  sessionMs === null &&
  parts.every(({ by }) => by === "source_id") &&
  summed.every((column) => column === "time")
