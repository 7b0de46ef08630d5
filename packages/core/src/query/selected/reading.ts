/** What a kernel that groups rows is given to read: blocks of the database's pages, past SQLite. */
import type { DatabaseSync } from "node:sqlite"

import type { GroupsKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import type { Grouping } from "../protocol.ts"
import type { Placed } from "./groupedKeys.ts"
import type { KnownLeaves } from "./KnownLeaves.ts"
import type { PageHints } from "./PageHints.ts"

export interface Reading {
  readonly db: DatabaseSync
  readonly file: PageFile
  readonly leaves: KnownLeaves
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

/** Reads so many pages. False (0): something is not as it should be. */
export type ReadBlock = (count: number) => number

export const readPages = ({ file, kernel }: Reading, pages: ReadonlyArray<number>, read: ReadBlock): void => {
  const { fileAt, fileBytes, memory } = kernel
  // Another one each time: memory may have grown.
  const block = () => new Uint8Array(memory.buffer, fileAt.value, fileBytes.value)
  file.blocks(pages, block, (count) => {
    if (read(count) === 0) throw odd()
  })
}

export const odd = (): RangeError => new RangeError("rows that are not as they should be, or too many groups")
