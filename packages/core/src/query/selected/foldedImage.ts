/** The sums of a selected time, or of all (SelectedSums.ts), by path alone, with those under each condition of a statement beside them. */
import type { DatabaseSync } from "node:sqlite"

import type { SelectedKernel } from "../../kernels.ts"
import { type FoldedStatement, foldedSums } from "../protocol.ts"
import { tableImage } from "./tableImage.ts"

/** The image of `hits_path`. Throws when a key has too high a number. */
export const foldedImage = (db: DatabaseSync, kernel: SelectedKernel, statement: FoldedStatement): Buffer => {
  begin(db, kernel, statement)
  const columns = statement.columns.map((name) => `, ${name} INTEGER NOT NULL`).join("")
  const declaration = `CREATE TABLE hits_path(path_id INTEGER PRIMARY KEY${columns})`
  return tableImage({ declaration, hasIds: true }, kernel, kernel.layOutFolded)
}

/** Tells the kernel which sums are wanted, and which conditions its keys meet. */
const begin = (db: DatabaseSync, kernel: SelectedKernel, statement: FoldedStatement): void => {
  const { columns, conditions, keys } = statement
  kernel.beginFolded(conditions, columns.length)
  const { memory, masksAt, mostMasks, pickedAt } = kernel
  const conditional = Array.from({ length: conditions }, (_, index) => [`hits_${index + 1}`, `bytes_${index + 1}`])
  const sums: ReadonlyArray<string> = [...foldedSums, ...conditional.flat()]
  new Uint8Array(memory.buffer, pickedAt.value, columns.length).set(columns.map((name) => sums.indexOf(name)))
  const masks = new Uint8Array(memory.buffer, masksAt.value, mostMasks.value)
  const most = Number(db.prepare("SELECT coalesce(max(id), 0) AS most FROM main.hit_key").get()!["most"])
  if (most >= masks.length) throw new RangeError("too many keys")
  for (const { id, mask } of db.prepare(keys.sql).iterate(keys.params)) masks[Number(id)] = Number(mask)
}
