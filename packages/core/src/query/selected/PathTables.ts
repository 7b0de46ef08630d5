/**
 * Tables of sums by path, of a selected time or of all: with their keys, from which any statement can be answered, or folded, a row
 * for each path with what of it meets the conditions of one statement. The kernel keeps the sums that were asked for last
 * (SelectedSums.ts), of which both are laid out; nothing is made that is there already.
 */
import type { DatabaseSync } from "node:sqlite"

import { type SelectedKernel, selectedKernel } from "../../kernels.ts"
import { encode } from "../json.ts"
import type { PageFile } from "../pages/PageFile.ts"
import type { FoldedStatement, Selection } from "../protocol.ts"
import { foldedImage } from "./foldedImage.ts"
import { SelectedSums, sumsTable } from "./SelectedSums.ts"
import { tableImage } from "./tableImage.ts"

export const selectedSchema = "selected"
export const foldedSchema = "folded"

export class PathTables {
  readonly #db: DatabaseSync
  readonly #put: (schema: string, image: Buffer) => void
  #kernel: SelectedKernel | null = null
  /** What the kernel's sums are of, of which they can't be made, and what the tables have; null: nothing yet. */
  #added: string | null = null
  #unadded: string | null = null
  #sums: string | null = null
  #folded: string | null = null

  /** `put`: has a database in memory, of this name, be the image. */
  constructor(db: DatabaseSync, put: (schema: string, image: Buffer) => void) {
    this.#db = db
    this.#put = put
  }

  /** Makes `selected.hits_path`. Throws what SelectedSums.ts throws, and so does `fold`. */
  sum(file: PageFile, selection: Selection, dataVersion: number): void {
    const { kernel, of } = this.#add(file, selection, dataVersion)
    if (of === this.#sums) return
    this.#sums = null
    kernel.beginLayingOut()
    this.#put(selectedSchema, tableImage(sumsTable, kernel, kernel.layOutSums))
    this.#sums = of
  }

  /** Makes `folded.hits_path`. */
  fold(file: PageFile, statement: FoldedStatement, dataVersion: number): void {
    const { kernel, of } = this.#add(file, statement.selection, dataVersion)
    const what = `${of} ${encode([statement.keys, statement.columns])}`
    if (what === this.#folded) return
    this.#folded = null
    this.#put(foldedSchema, foldedImage(this.#db, kernel, statement))
    this.#folded = what
  }

  /** Has the kernel add up what is selected (null: all), unless it has. */
  #add(
    file: PageFile,
    selection: Selection | null,
    dataVersion: number
  ): { readonly kernel: SelectedKernel; readonly of: string } {
    const of = `${dataVersion} ${JSON.stringify(selection)}`
    const kernel = (this.#kernel ??= selectedKernel())
    if (of === this.#added) return { kernel, of }
    if (of === this.#unadded) throw new RangeError("sums that could not be made before")
    this.#added = null
    this.#unadded = of
    const sums = new SelectedSums(this.#db, file, kernel)
    if (selection === null) sums.addAll()
    else sums.add(selection)
    this.#unadded = null
    this.#added = of
    return { kernel, of }
  }
}
