/** Which pages have the rows of a table, in their order: of a large one it takes 10 ms to find them, and each filter asks anew. */
import type { PageFile } from "../pages/PageFile.ts"
import { type Keys, leavesOf } from "../pages/trees.ts"
import { Kept } from "./Kept.ts"

const mostStretches = 16
const bytesOfNumber = 8

export class KnownLeaves extends Kept<ReadonlyArray<number>> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostStretches, sizeOf: ({ length }) => bytesOfNumber * length })
  }

  of(file: PageFile, root: number, keys: Keys): ReadonlyArray<number> {
    const name = `${root} ${keys.first} ${keys.last}`
    const known = this.get(name)
    if (known !== undefined) return known
    const leaves = leavesOf(file, root, keys)
    this.put(name, leaves)
    return leaves
  }
}
