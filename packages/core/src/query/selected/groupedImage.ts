/**
 * Entries, or the rollup of visitors in place of most of them, grouped by a kernel (assembly/groupEntries.ts) from their
 * pages: the groups as an image of a database whose table `grouped` has the parts of the key, how many hits there are, and
 * sums. What can't be done so throws.
 */
import type { DatabaseSync } from "node:sqlite"

import type { GroupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { groupedTable, type Grouping, partsOf, type SummedColumn } from "../protocol.ts"
import { addParts, addRecorded, admit, admittedIn, pagesSeen, type Placed, statusOfGroups } from "./groupedKeys.ts"
import { isKept, keptOf, readKeptVisits, readRows, readWhole } from "./groupedRows.ts"
import { entriesIn } from "./hintedRows.ts"
import { lessOf, readLess, withLast } from "./visitsLess.ts"
import { areOfAll, areVisits, type CountedVisits, type KeptVisits, keptVisits } from "./keptVisits.ts"
import type { AdmittedIds } from "./AdmittedIds.ts"
import type { KeptEntries } from "./KeptEntries.ts"
import type { KnownLeaves } from "./KnownLeaves.ts"
import type { LearnedKeys } from "./LearnedKeys.ts"
import type { PageHints } from "./PageHints.ts"
import type { StatusVisits } from "./statusVisits.ts"
import { imagePageBytes, leavesOfImage, tableImage } from "./tableImage.ts"
import { tableOf } from "./tables.ts"

/** How a column is added up, as the kernel knows it. */
const summedKinds = { value: 0, time: 1, day: 2, sum: 3 } as const
const summedKindOf = (column: SummedColumn): number =>
  column === "time" || column === "day" ? summedKinds[column] : summedKinds.value

/** What is known of earlier questions. */
export interface Known {
  readonly kept: KeptEntries
  readonly counted: CountedVisits
  readonly statuses: StatusVisits
  readonly learned: LearnedKeys
  readonly ids: AdmittedIds
  readonly leaves: KnownLeaves
}

export interface Means extends Known {
  readonly newKernel: () => GroupsKernel
  /** Of memory, at most, for what grows with the entries. */
  readonly bytes: number
  /** Null: no questions follow. */
  readonly hints: PageHints | null
}

/** Rows to be kept: `of` visits of all statuses, which are read in place of entries; null: of these. */
interface Keeping {
  readonly of: KeptVisits | null
}

/** `keeping`: null: they are a table of the statement. */
export const groupedImage = (
  db: DatabaseSync,
  file: PageFile,
  grouping: Grouping,
  means: Means,
  keeping: Keeping | null = null
): Buffer => {
  const { bytes, ids, kept, learned, leaves } = means
  const of = keeping?.of ?? null
  const visits = of ?? keptVisits(grouping, means, (one, rows) => groupedImage(db, file, one, means, { of: rows }))
  const kernel = means.newKernel()
  const admitting = { ids, kernel }
  const { dayOffsetMs, distinct, entries, parts, sessionMs, slotMs, summed } = grouping
  const less = of === null ? lessOf(db, grouping, (column) => admittedIn(db, admitting, entries, column)) : null
  kernel.forgetFaults()
  kernel.setPages(file.pageBytes, file.usableBytes)
  kernel.setTimes(slotMs, dayOffsetMs)
  // Sessions need a place in each row; of what is distinct the number has one.
  const columns = sessionMs === null ? summed.length + Math.min(distinct.length, 1) : 1
  kernel.beginGroups(parts.length, columns)
  const statusKind = visits === null ? undefined : statusOfGroups
  const told = [...parts, ...partsOf(distinct)]
  const placed: Array<Placed> = [...addParts(db, file, { kernel, learned }, told, statusKind)]
  kernel.countParts(distinct.length)
  for (const column of summed) {
    const number = kernel.addSummed(summedKindOf(column))
    placed.push([column, (at) => kernel.placeSummed(number, at)])
  }
  const known = less === null && visits === null ? keptOf(entries, kept) : null
  const isFiltered = isKept(known) || (visits !== null && !areOfAll(visits))
  const filter = isFiltered ? [] : admit(db, admitting, less === null ? entries : withLast(entries, less), statusKind)
  placed.push(...filter)
  kernel.endFilter()
  placed.push(...admit(db, admitting, { admitted: grouping.admitted, statuses: null }))
  if (sessionMs !== null) placed.push(...admit(db, admitting, pagesSeen))
  const filtered = filter.map(([column]) => column)
  const hints = filter.length === 0 ? null : means.hints
  const recorded = hints === null ? [] : addRecorded(kernel, hints.columns(entriesIn(db), filtered))
  const reading = { db, file, leaves, kernel, grouping, placed, filtered, recorded, hints }
  const table = tableOf(db, "entry")
  if (sessionMs !== null) {
    kernel.beginSessions(sessionMs, bytes)
    kernel.keepEntries(table.place("bytes"))
  }
  if (visits !== null) readKeptVisits(reading, visits)
  else if (less === null) readRows(reading, table, known)
  else readLess(reading, table, less)
  if (sessionMs !== null && kernel.sortSessions() === 0) throw new RangeError("too many entries")
  if (areVisits(grouping) || grouping.isInOrder) kernel.sortGroups()
  const declaration = declarationOf(grouping, keeping === null ? ofSums : ofKeptSums)
  const ofGroups = keeping === null ? kernel.layOutGroups : kernel.layOutSums
  return tableImage({ declaration, hasIds: true }, kernel, sessionMs === null ? ofGroups : kernel.layOutSessions)
}

/** Groups by agent (KeptAgents.ts), added up by what their agents are. */
export const addedImage = (
  db: DatabaseSync,
  file: PageFile,
  grouping: Grouping,
  byAgent: Buffer,
  means: Means
): Buffer => {
  const kernel = means.newKernel()
  kernel.forgetFaults()
  kernel.setPages(imagePageBytes, imagePageBytes)
  kernel.beginGroups(grouping.parts.length, grouping.summed.length + 1)
  // Of a row, behind its id: the agent, hits, then the sum of each column and how many there were.
  for (const [, place] of addParts(db, file, { kernel, learned: means.learned }, grouping.parts)) place(1)
  kernel.placeRows(2, 2)
  const bytes = 3
  const distinct = bytes + ofSums.length
  for (const at of [...grouping.summed.map(() => bytes), distinct]) {
    kernel.placeSummed(kernel.addSummed(summedKinds.sum), at)
  }
  readWhole(kernel, [leavesOfImage(byAgent)], imagePageBytes)
  if (grouping.isInOrder) kernel.sortGroups()
  return tableImage({ declaration: declarationOf(grouping, ofSums), hasIds: true }, kernel, kernel.layOutGroups)
}

const ofSums = ["sum", "count", "min", "max"]
const ofKeptSums = ["sum"]
const ofSessions = ["started", "ended", "pages", "bytes", "first_entry", "last_entry"]

const declarationOf = ({ distinct, parts, sessionMs, summed }: Grouping, measures: ReadonlyArray<string>): string => {
  const sums = [...summed, ...(distinct.length === 0 ? [] : ["distinct"])].flatMap((column) =>
    measures.map((kind) => `${column}_${kind}`)
  )
  const columns = [...parts.map(({ by }) => `by_${by}`), ...(sessionMs === null ? ["hits", ...sums] : ofSessions)]
  return `CREATE TABLE ${groupedTable}(id INTEGER PRIMARY KEY, ${columns.map((name) => `${name} INTEGER NOT NULL`).join(", ")})`
}
