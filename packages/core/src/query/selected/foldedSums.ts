/** The sums of a selected time (SelectedSums.ts) by path alone, with those under each condition of a statement beside them. */
import type { DatabaseSync } from "node:sqlite"

import type { SelectedKernel } from "../../kernels.ts"
import type { FoldedStatement } from "../protocol.ts"
import { type ImageTable, tableImage } from "./tableImage.ts"

/** The image of `hits_path`. Throws when a key has too high a number. */
export const foldedImage = (db: DatabaseSync, kernel: SelectedKernel, statement: FoldedStatement): Buffer => {
  learnMasks(db, kernel, statement)
  return tableImage(foldedTable(statement.conditions), kernel, kernel.layOutFolded)
}

const foldedTable = (conditions: number): ImageTable => {
  const columns = ["hits", "bytes", "duration_us", "duration_max_us", "timed"]
  for (let number = 1; number <= conditions; number++) columns.push(`hits_${number}`, `bytes_${number}`)
  const declared = columns.map((name) => `${name} INTEGER NOT NULL`)
  return { declaration: `CREATE TABLE hits_path(path_id INTEGER PRIMARY KEY, ${declared.join(", ")})`, hasIds: true }
}

/** Tells the kernel which conditions its keys meet. */
const learnMasks = (db: DatabaseSync, kernel: SelectedKernel, { conditions, keys }: FoldedStatement): void => {
  kernel.beginFolded(conditions)
  const masks = new Uint8Array(kernel.memory.buffer, kernel.masksAt.value, kernel.mostMasks.value)
  for (const { id, mask } of db.prepare(keys.sql).iterate(keys.params)) {
    if (Number(id) >= masks.length) throw new RangeError("too many keys")
    masks[Number(id)] = Number(mask)
  }
}
