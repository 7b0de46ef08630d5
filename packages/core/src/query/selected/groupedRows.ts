/** Pages of entries and of visitors, as the kernel that groups them reads them: which they are, and past SQLite. */
import type { GroupsKernel } from "../../kernels.ts"
import { joined, type Keys, rowsInOrder } from "../pages/trees.ts"
import type { EntrySelection, EntryStretch, Grouping, Selection } from "../protocol.ts"
import { encode } from "../json.ts"
import { placeIn } from "./groupedKeys.ts"
import { readHinted } from "./hintedRows.ts"
import { readEdges } from "./edges.ts"
import type { Collecting, KeptEntries, KeptRows } from "./KeptEntries.ts"
import { areOfAll, isInOrder, type KeptVisits, placeInVisits, placesIn, visitPageBytes } from "./keptVisits.ts"
import { type Range, rangesOf } from "./ranges.ts"
import { odd, type ReadBlock, type Reading, readPages } from "./reading.ts"
import { type Table, tableOf } from "./tables.ts"

/** In place of a bound that there is not. */
const farAway = Number.MAX_SAFE_INTEGER

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
  const { db, file, grouping, kernel, placed } = reading
  if (grouping.entries.visitors !== null) {
    const visitors = tableOf(db, "visitor_day")
    const isCounting = grouping.distinct.length > 0
    if (isCounting && isInOrder(grouping) && hasNoEntries(reading, known)) kernel.readInOrder()
    kernel.placeRows(visitors.place("day"), visitors.place("hits"))
    placeIn(visitors, placed)
    if (isKept(known)) readKept(kernel, known.visitors, file.pageBytes, allVisitors(kernel))
    else
      collect(reading, known, "visitors", (afterBlock) =>
        readVisitors(reading, visitors, grouping.entries.visitors, afterBlock)
      )
  }
  kernel.placeRows(entries.place("time"), -1)
  placeIn(entries, [...placed, ...reading.recorded])
  if (isKept(known)) return readWhole(kernel, known.entries, file.pageBytes)
  if (grouping.edgesOnly) return grouping.entries.stretches.forEach((stretch) => readStretch(reading, entries, stretch))
  collect(reading, known, "entries", (afterBlock) => readEntries(reading, entries, afterBlock))
  known?.end()
}

/** Whether nothing comes after the rows of visitors, which are in order. */
const hasNoEntries = ({ db, grouping }: Reading, known: Known): boolean =>
  isKept(known)
    ? known.entries.every(({ length }) => length === 0)
    : grouping.entries.stretches.every((stretch) => rangesOf(db, stretch).length === 0)

/** From their own pages. */
export const readKeptVisits = (reading: Reading, visits: KeptVisits): void => {
  const { grouping, kernel, placed } = reading
  const { day, hits } = placesIn(visits)
  kernel.setPages(visitPageBytes, visitPageBytes)
  kernel.placeRows(day, hits)
  placeInVisits(visits, placed)
  if (isInOrder(grouping)) kernel.readInOrder()
  const days = areOfAll(visits) ? grouping.less?.days : null
  const from = days?.first ?? -farAway
  const to = days?.end ?? farAway
  readKept(kernel, visits.pages, visitPageBytes, (count) => kernel.groupEntries(count, 0, farAway, from, to))
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

/** `days`: null: all of them. */
export const readVisitors = (
  reading: Reading,
  { root }: Table,
  days: Selection["days"],
  afterBlock = (): void => {}
): void => {
  const { file, kernel } = reading
  const first = days?.first ?? -farAway
  const last = (days?.end ?? farAway) - 1
  const { between, leaves } = rowsInOrder(file, root)
  let read = 0
  readPages(reading, leaves, (count) => {
    placeBetween(kernel, count, between.slice(read, read + count))
    read += count
    const isRead = kernel.groupVisitors(count, first, last)
    afterBlock()
    return isRead
  })
}

const placeBetween = (kernel: GroupsKernel, pages: number, cells: ReadonlyArray<Uint8Array>): void => {
  const size = kernel.betweenBytes.value
  const bytes = new Uint8Array(kernel.memory.buffer, kernel.betweenAt.value, size * pages)
  bytes.fill(0)
  for (const [index, cell] of cells.entries()) {
    if (cell.length >= size) throw odd()
    bytes[index * size] = cell.length
    bytes.set(cell, index * size + 1)
  }
}

const readEntries = (reading: Reading, table: Table, afterBlock: () => void): void => {
  for (const stretch of reading.grouping.entries.stretches) readStretch(reading, table, stretch, afterBlock)
}

export const readStretch = (
  reading: Reading,
  { root }: Table,
  stretch: EntryStretch,
  afterBlock = (): void => {}
): void => {
  const { db, file, grouping, kernel, leaves } = reading
  const ofTimes = isOfTimes(grouping)
  const from = stretch.from ?? -farAway
  const to = stretch.to ?? farAway
  const found = rangesOf(db, stretch)
  // Ranges know of themselves when they begin and end.
  const whole = ofTimes ? found.filter(({ least, most }) => least >= from && most < to) : []
  for (const { first, last, least, most, source } of whole) kernel.addWhole(last - first + 1, least, most, source)
  const read = (ids: Keys): void =>
    readHinted(reading, leaves.of(file, root, ids), (count) => {
      const isRead = kernel.groupEntries(count, ids.first, ids.last, from, to)
      afterBlock()
      return isRead
    })
  const others = ofTimes ? found.filter((range) => !whole.includes(range)) : found
  if (grouping.edgesOnly && !ofTimes) readEdges(reading, others.map(within(from, to)), read)
  else joined(others).forEach(read)
}

const within =
  (from: number, to: number) =>
  (range: Range): Range => ({ ...range, least: Math.max(range.least, from), most: Math.min(range.most, to - 1) })

const allEntries =
  (kernel: GroupsKernel): ReadBlock =>
  (count) =>
    kernel.groupEntries(count, 0, farAway, -farAway, farAway)

const allVisitors =
  (kernel: GroupsKernel): ReadBlock =>
  (count) =>
    kernel.groupVisitors(count, -farAway, farAway)

/** Rows of tables with ids, all of them: no time is asked. */
export const readWhole = (kernel: GroupsKernel, pages: ReadonlyArray<Uint8Array>, pageBytes: number): void =>
  readKept(kernel, pages, pageBytes, allEntries(kernel))

const readKept = (kernel: GroupsKernel, pages: ReadonlyArray<Uint8Array>, pageBytes: number, read: ReadBlock): void => {
  for (const some of pages) {
    for (let from = 0; from < some.length; from += kernel.fileBytes.value) {
      const block = some.subarray(from, from + kernel.fileBytes.value)
      new Uint8Array(kernel.memory.buffer, kernel.fileAt.value, block.length).set(block)
      if (read(block.length / pageBytes) === 0) throw odd()
    }
  }
}

/** Whether nothing but times and sources is asked of all entries. */
const isOfTimes = ({ admitted, distinct, entries, parts, sessionMs, summed }: Grouping): boolean =>
  admitted.length + entries.admitted.length + distinct.length === 0 &&
  entries.statuses === null &&
  entries.visitors === null &&
  sessionMs === null &&
  parts.every(({ by }) => by === "source_id") &&
  summed.every((column) => column === "time")
