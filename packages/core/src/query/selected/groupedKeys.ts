/**
 * What the kernel that groups entries (assembly/groupEntries.ts) must know beforehand: what stands for ids in the keys of
 * groups, and which ids a filter lets through. Statements of the host's own say it, once a grouping.
 */
import type { DatabaseSync } from "node:sqlite"

import { compileStatuses, type StatusPatterns } from "@logmill/workers/filter/status"

import type { GroupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { eachRow, everyKey } from "../pages/trees.ts"
import type { Admitted, EntrySelection, GroupPart } from "../protocol.ts"
import type { AdmittedIds } from "./AdmittedIds.ts"
import type { LearnedKeys } from "./LearnedKeys.ts"
import { fold, type Folded } from "./folded.ts"
import { type Table, tableOf } from "./tables.ts"

/** What a part of a key is told by, as the kernel knows it. */
const kinds = { id: 0, status: 1, alike: 2, slot: 3, day: 4, source: 5 } as const

/** A status as groups have it: one more than it is. */
export const statusOfGroups: number = kinds.id

const kindOf = ({ alike, by }: GroupPart, statusKind: number): number => {
  if (by === "status") return statusKind
  if (by === "time") return kinds.slot
  if (by === "day") return kinds.day
  if (by === "source_id") return kinds.source
  return by === "path_id" || alike !== null ? kinds.alike : kinds.id
}

/** A column of the kernel's, by its name in the tables of entries and of visitors, and how its place is told. */
export type Placed = readonly [column: string, place: (at: number) => void]

/** What no column has: times and days stand where rows have their time, sources are told by ids. */
const withoutPlace: ReadonlySet<string> = new Set(["time", "day", "source_id"])

export const placeIn = ({ place }: Table, placed: ReadonlyArray<Placed>): void => {
  for (const [column, tell] of placed) if (!withoutPlace.has(column)) tell(place(column))
}

/** `learned`: what is known from questions before. `statusKind`: how the rows that come have a status. */
export const addParts = (
  db: DatabaseSync,
  file: PageFile,
  { kernel, learned }: { readonly kernel: GroupsKernel; readonly learned: LearnedKeys },
  parts: ReadonlyArray<GroupPart>,
  statusKind: number = kinds.status
): ReadonlyArray<Placed> =>
  parts.map((part) => {
    const kind = kindOf(part, statusKind)
    const number = kernel.addPart(kind)
    if (kind === kinds.source) learnRanges(db, kernel)
    if (kind === kinds.alike) {
      const table = tableOfPart(kernel, number)
      const key = part.alike ?? part.by
      const known = learned.get(key)
      if (known === undefined) learned.put(key, table.slice(0, learn(db, file, part, table) + 1))
      else table.set(known)
    }
    return [part.by === "path_id" ? "request_id" : part.by, (at) => kernel.placePart(number, at)]
  })

/** By an id, what stands for it in keys. */
const tableOfPart = ({ alikeAt, memory, mostIds }: GroupsKernel, part: number): Int32Array =>
  new Int32Array(memory.buffer, alikeAt.value + part * 4 * mostIds.value, mostIds.value)

/** Ids of which nothing is known, or nothing that is asked, stay 0. Returns the last of the others. */
const learn = (db: DatabaseSync, file: PageFile, { alike, by }: GroupPart, table: Int32Array): number => {
  if (by === "path_id") return learnPaths(db, file, table)
  const rows = db.prepare(alike!)
  rows.setReturnArrays(true)
  const known = new Map<unknown, number>()
  let last = 0
  for (const row of rows.iterate() as Iterable<unknown>) {
    const [id, first, ...others] = row as readonly [number, ...Array<unknown>]
    const key = others.length === 0 ? first : JSON.stringify([first, ...others])
    let one = known.get(key)
    if (one === undefined) known.set(key, (one = id))
    if (id >= table.length) throw new RangeError("too many ids")
    table[id] = one
    last = Math.max(last, id)
  }
  return last
}

const learnRanges = (db: DatabaseSync, kernel: GroupsKernel): void => {
  const ranges = db.prepare(
    "SELECT first_entry, source_id FROM main.source_range WHERE first_entry IS NOT NULL ORDER BY first_entry"
  )
  for (const { first_entry, source_id } of ranges.iterate()) kernel.addRange(Number(first_entry), Number(source_id))
}

const learnPaths = (db: DatabaseSync, file: PageFile, table: Int32Array): number => {
  const { root, place } = tableOf(db, "request")
  const column = place("path_id")
  let last = 0
  eachRow(file, root, everyKey, column + 1, (record, id, isWhole) => {
    if (id >= table.length || !isWhole) throw new RangeError("a request that can't be told")
    table[id] = record.integer(column)
    last = Math.max(last, id)
  })
  return last
}

/** Of which sessions are made. */
export const pagesSeen: Pick<EntrySelection, "admitted" | "statuses"> = {
  admitted: [
    {
      column: "request_id",
      sql: "SELECT id FROM main.request WHERE path_id IN (SELECT id FROM main.path WHERE kind = 'page')",
      params: {}
    }
  ],
  statuses: {
    any: [
      [200, 299],
      [304, 304]
    ],
    none: []
  }
}

/** Columns of entries that can be recorded (PageHints.ts). */
export const addRecorded = (kernel: GroupsKernel, columns: ReadonlyArray<string>): ReadonlyArray<Placed> =>
  columns.map((column) => {
    const number = kernel.addRecorded(column === "status" ? kinds.status : kinds.id)
    return [column, (at) => kernel.placeRecorded(number, at)]
  })

/** Of the ids that a column must have, so many columns before it, their lowest bits. */
export const foldedOf = (kernel: GroupsKernel, number: number): Folded => fold(bitsAt(kernel, number))

/** `statusKind`: as of `addParts`. */
export const admit = (
  db: DatabaseSync,
  { ids, kernel }: { readonly ids: AdmittedIds; readonly kernel: GroupsKernel },
  { admitted, statuses }: Pick<EntrySelection, "admitted" | "statuses">,
  statusKind: number = kinds.status
): ReadonlyArray<Placed> => {
  const placed: Array<Placed> = []
  const bitsOf = (column: string, kind: number): Uint8Array => {
    const number = kernel.addAdmitting(kind)
    placed.push([column, (at) => kernel.placeAdmitting(number, at)])
    return bitsAt(kernel, number)
  }
  for (const one of admitted) {
    learnAdmitted(db, ids, one, bitsOf(one.column, one.column === "status" ? kinds.status : kinds.id))
  }
  if (statuses !== null) learnStatuses(ids, statuses, bitsOf("status", statusKind), kernel.mostStatus.value)
  return placed
}

/** What a filter lets through of one of its columns, of which nothing is in the kernel yet. */
export const admittedIn = (
  db: DatabaseSync,
  { ids, kernel }: { readonly ids: AdmittedIds; readonly kernel: GroupsKernel },
  { admitted, statuses }: EntrySelection,
  column: string
): Uint8Array => {
  const bits = new Uint8Array(kernel.admittedBytes.value)
  for (const one of admitted) if (one.column === column) learnAdmitted(db, ids, one, bits)
  if (statuses !== null && column === "status") learnStatuses(ids, statuses, bits, kernel.mostStatus.value)
  return bits
}

const learnAdmitted = (db: DatabaseSync, ids: AdmittedIds, { params, sql }: Admitted, bits: Uint8Array): void =>
  ids.into([sql, params], bits, () => {
    const rows = db.prepare(sql)
    rows.setReturnArrays(true)
    for (const row of rows.iterate(params) as Iterable<unknown>) {
      const id = Number((row as ReadonlyArray<unknown>)[0])
      if (id >= bits.length * 8) throw new RangeError("too many ids")
      set(bits, id)
    }
  })

const learnStatuses = (ids: AdmittedIds, statuses: StatusPatterns, bits: Uint8Array, most: number): void =>
  ids.into(statuses, bits, () => {
    const isMeant = compileStatuses(statuses)
    for (let status = -1; status < most; status++) if (isMeant(status < 0 ? null : status)) set(bits, status + 1)
  })

/** A bit for each id, or for each status and one. `number`: of the column, among those that must be admitted. */
const bitsAt = ({ admittedAt, admittedBytes, memory }: GroupsKernel, number: number): Uint8Array =>
  new Uint8Array(memory.buffer, admittedAt.value + number * admittedBytes.value, admittedBytes.value)

const set = (bits: Uint8Array, at: number): void => {
  bits[at >> 3]! |= 1 << (at & 7)
}

export const isSet = (bits: Uint8Array, at: number): boolean => (bits[at >> 3]! & (1 << (at & 7))) !== 0

/** In that column those that were not, and no more those that were. */
export const admitOthers = (kernel: GroupsKernel, number: number): void => {
  const bits = bitsAt(kernel, number)
  const words = new Uint32Array(bits.buffer, bits.byteOffset, bits.length >> 2)
  for (let at = 0; at < words.length; at++) words[at] = ~words[at]!
}
