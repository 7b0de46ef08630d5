/** Pages of entries and of visitors, as the kernel that groups them reads them: which they are, and past SQLite. */
import type { DatabaseSync } from "node:sqlite"

import type { GroupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { everyKey, joined, type Keys, leavesOf, pagesOf } from "../pages/trees.ts"
import type { EntrySelection, EntryStretch, Grouping } from "../protocol.ts"
import { encode } from "../json.ts"
import { placeIn, type Placed } from "./groupedKeys.ts"
import type { Collecting, KeptEntries } from "./KeptEntries.ts"
import { ofKeptVisits, placeInVisits } from "./keptVisits.ts"
import { type Table, tableOf } from "./tables.ts"

/** In place of a bound that there is not. */
const farAway = Number.MAX_SAFE_INTEGER

export interface Reading {
  readonly db: DatabaseSync
  readonly file: PageFile
  readonly kernel: GroupsKernel
  readonly grouping: Grouping
  readonly placed: ReadonlyArray<Placed>
}

/** Rows of whole days, if there are. */
export const readVisitors = (reading: Reading): void => {
  const { db, file, grouping, kernel, placed } = reading
  const { visitors } = grouping.entries
  if (visitors === null) return
  const table = tableOf(db, "visitor_day")
  kernel.placeRows(table.place("day"), table.place("hits"))
  placeIn(table, placed)
  const first = visitors.first ?? -farAway
  const last = visitors.end === null ? farAway : visitors.end - 1
  readPages(reading, pagesOf(file, table.root, everyKey), (count) => kernel.groupVisitors(count, first, last))
}

/** Entries of a filter: pages of them, or where they are to be kept; null: they are not. */
type Known = ReadonlyArray<Uint8Array> | Collecting | null

/** Time alone lets too many through, and where they are is known. */
export const keptOf = (entries: EntrySelection, kept: KeptEntries): Known => {
  const { admitted, statuses, visitors } = entries
  if (visitors !== null || (admitted.length === 0 && statuses === null)) return null
  const filter = encode(entries)
  const pages = kept.get(filter)
  return pages === undefined ? kept.collecting(filter) : pages
}

/** From the table or as they were kept. */
export const readEntries = (reading: Reading, table: Table, known: Known): void => {
  const { file, kernel, placed } = reading
  kernel.placeRows(table.place("time"), -1)
  placeIn(table, placed)
  if (known === null) return readTable(reading, table)
  if (!("end" in known)) return readKept(kernel, known, file.pageBytes)
  kernel.copyFiltered()
  readTable(reading, table, () => {
    known.add(copiedOf(reading))
    kernel.forgetCopied()
  })
  kernel.completePage()
  known.add(copiedOf(reading))
  known.end()
}

/** From their own pages. */
export const readKeptVisits = ({ kernel, placed }: Reading, pages: ReadonlyArray<Uint8Array>): void => {
  const { dayPlace, hitsPlace, pageBytes } = ofKeptVisits
  kernel.setPages(pageBytes, pageBytes)
  kernel.placeRows(dayPlace, hitsPlace)
  placeInVisits(placed)
  readKept(kernel, pages, pageBytes)
}

const copiedOf = ({ file, kernel: { copiedAt, copiedPages, memory } }: Reading): Uint8Array =>
  new Uint8Array(memory.buffer, copiedAt.value, copiedPages.value * file.pageBytes).slice()

/** `afterBlock`: when entries of some pages have been read. */
const readTable = (reading: Reading, { root }: Table, afterBlock = () => {}): void => {
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
      readPages(reading, leavesOf(file, root, ids), (count) => {
        const isRead = kernel.groupEntries(count, ids.first, ids.last, from, to)
        afterBlock()
        return isRead
      })
    }
  }
}

const readKept = (kernel: GroupsKernel, pages: ReadonlyArray<Uint8Array>, pageBytes: number): void => {
  for (const some of pages) {
    for (let from = 0; from < some.length; from += kernel.fileBytes.value) {
      const block = some.subarray(from, from + kernel.fileBytes.value)
      new Uint8Array(kernel.memory.buffer, kernel.fileAt.value, block.length).set(block)
      if (kernel.groupEntries(block.length / pageBytes, 0, farAway, -farAway, farAway) === 0) throw odd()
    }
  }
}

const readPages = ({ file, kernel }: Reading, pages: ReadonlyArray<number>, read: (count: number) => number): void => {
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
