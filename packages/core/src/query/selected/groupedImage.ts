/**
 * Entries grouped by a kernel (assembly/groupEntries.ts) from their pages: the groups as an image of a database whose table
 * `grouped` has the parts of the key, how many entries there are, and sums. What can't be done so throws.
 */
import type { DatabaseSync } from "node:sqlite"

import { compileStatuses } from "@logmill/workers/filter/status"

import { type GroupsKernel, groupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { eachRow, type Keys, leavesOf } from "../pages/trees.ts"
import { type EntrySelection, type GroupedBy, groupedTable, type Grouping, type GroupPart } from "../protocol.ts"
import { tableImage } from "./tableImage.ts"
import { tableOf } from "./tables.ts"

/** As the kernel knows them. */
const kinds = { id: 0, status: 1, alike: 2, slot: 3 } as const
/** In place of a bound that there is not. */
const farAway = Number.MAX_SAFE_INTEGER

const kindOf = ({ alike, by }: GroupPart): number => {
  if (by === "status") return kinds.status
  if (by === "time") return kinds.slot
  return by === "path_id" || alike !== null ? kinds.alike : kinds.id
}

/** The column of an entry that a part of the key is told by. */
const columnOf = (part: GroupedBy): string => (part === "path_id" ? "request_id" : part)

/** `bytes`: of memory, at most, for what grows with the entries. */
export const groupedImage = (db: DatabaseSync, file: PageFile, grouping: Grouping, bytes: number): Buffer => {
  const { entries, parts, sessionMs, slotMs, summed } = grouping
  const kernel = groupsKernel()
  kernel.forgetFaults()
  const { root, place } = tableOf(db, "entry")
  kernel.setEntries(file.pageBytes, file.usableBytes, place("time"), slotMs)
  // Sessions need a place in each row.
  kernel.beginGroups(parts.length, sessionMs === null ? summed.length : 1)
  for (const part of parts) {
    const number = kernel.addPart(place(columnOf(part.by)), kindOf(part))
    if (kindOf(part) === kinds.alike) learn(db, file, part, tableOfPart(kernel, number))
  }
  for (const column of summed) kernel.addSummed(place(column))
  admit(db, kernel, entries, place)
  if (sessionMs !== null) {
    admit(db, kernel, pagesSeen, place)
    kernel.beginSessions(sessionMs, bytes)
    kernel.keepEntries(place("bytes"))
  }
  const from = entries.from ?? -farAway
  const to = entries.to ?? farAway
  const { fileAt, fileBytes, memory } = kernel
  // Another one each time: memory may have grown.
  const block = () => new Uint8Array(memory.buffer, fileAt.value, fileBytes.value)
  for (const ids of rangesOf(db, entries)) {
    file.blocks(leavesOf(file, root, ids), block, (count) => {
      if (kernel.groupEntries(count, ids.first, ids.last, from, to) === 0)
        throw new RangeError("entries that are not as they should be, or too many groups")
    })
  }
  if (sessionMs !== null && kernel.sortSessions() === 0) throw new RangeError("too many entries")
  const layOut = sessionMs === null ? kernel.layOutGroups : kernel.layOutSessions
  return tableImage({ declaration: declarationOf(grouping), hasIds: true }, kernel, layOut)
}

const ofSessions = ["started", "ended", "pages", "bytes", "first_entry", "last_entry"]

const declarationOf = ({ parts, sessionMs, summed }: Grouping): string => {
  const sums = summed.flatMap((column) => ["sum", "count", "min", "max"].map((kind) => `${column}_${kind}`))
  const columns = [...parts.map(({ by }) => `by_${by}`), ...(sessionMs === null ? ["hits", ...sums] : ofSessions)]
  return `CREATE TABLE ${groupedTable}(id INTEGER PRIMARY KEY, ${columns.map((name) => `${name} INTEGER NOT NULL`).join(", ")})`
}

/** Where in the table of entries those of the selection can be, in the order of ids; neighbours as one. */
const rangesOf = (db: DatabaseSync, { ranges }: EntrySelection): ReadonlyArray<Keys> => {
  const joined: Array<Keys> = []
  for (const row of db.prepare(ranges.sql).all(ranges.params)) {
    const ids = { first: Number(row["first_entry"]), last: Number(row["last_entry"]) }
    const before = joined.at(-1)
    if (before?.last === ids.first - 1) joined[joined.length - 1] = { first: before.first, last: ids.last }
    else joined.push(ids)
  }
  return joined
}

/** By an id, what stands for it in keys. */
const tableOfPart = ({ alikeAt, memory, mostIds }: GroupsKernel, part: number): Int32Array =>
  new Int32Array(memory.buffer, alikeAt.value + part * 4 * mostIds.value, mostIds.value)

const learn = (db: DatabaseSync, file: PageFile, { alike, by }: GroupPart, table: Int32Array): void => {
  if (by === "path_id") return learnPaths(db, file, table)
  const rows = db.prepare(alike!)
  rows.setReturnArrays(true)
  const known = new Map<unknown, number>()
  for (const row of rows.iterate() as Iterable<unknown>) {
    const [id, first, ...others] = row as readonly [number, ...Array<unknown>]
    const key = others.length === 0 ? first : JSON.stringify([first, ...others])
    let one = known.get(key)
    if (one === undefined) known.set(key, (one = id))
    if (id >= table.length) throw new RangeError("too many ids")
    table[id] = one
  }
}

const learnPaths = (db: DatabaseSync, file: PageFile, table: Int32Array): void => {
  const { root, place } = tableOf(db, "request")
  const column = place("path_id")
  eachRow(file, root, { first: 0, last: farAway }, column + 1, (record, id, isWhole) => {
    if (id >= table.length || !isWhole) throw new RangeError("a request that can't be told")
    table[id] = record.integer(column)
  })
}

/** Of which sessions are made. */
const pagesSeen: Pick<EntrySelection, "admitted" | "statuses"> = {
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

const admit = (
  db: DatabaseSync,
  kernel: GroupsKernel,
  { admitted, statuses }: Pick<EntrySelection, "admitted" | "statuses">,
  place: (column: string) => number
): void => {
  const bitsOf = (column: string, kind: number): Uint8Array => {
    const number = kernel.addAdmitting(place(column), kind)
    const bytes = kernel.admittedBytes.value
    return new Uint8Array(kernel.memory.buffer, kernel.admittedAt.value + number * bytes, bytes)
  }
  const mostIds = kernel.mostIds.value
  for (const { column, params, sql } of admitted) {
    const bits = bitsOf(column, column === "status" ? kinds.status : kinds.id)
    const ids = db.prepare(sql)
    ids.setReturnArrays(true)
    for (const row of ids.iterate(params) as Iterable<unknown>) {
      const id = Number((row as ReadonlyArray<unknown>)[0])
      if (id >= mostIds) throw new RangeError("too many ids")
      bits[id >> 3]! |= 1 << (id & 7)
    }
  }
  if (statuses === null) return
  const isMeant = compileStatuses(statuses)
  const bits = bitsOf("status", kinds.status)
  for (let status = -1; status < kernel.mostStatus.value; status++) {
    if (isMeant(status < 0 ? null : status)) bits[(status + 1) >> 3]! |= 1 << ((status + 1) & 7)
  }
}
