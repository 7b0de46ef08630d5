/**
 * Of the entries that a filter lets through nothing but the least and the most of their times, and which sources have any: read
 * from both ends of time until no range that is left can be beyond what was met, then of each source without an entry until
 * one is met. A filter that lets millions through is told by two ranges of a hundred and sixty (Nov 2026: 10 ms in place of
 * 520); one that lets nothing through takes a look at all of them, as before.
 */
import type { GroupsKernel } from "../../kernels.ts"
import type { Grouping } from "../protocol.ts"
import type { Range } from "./ranges.ts"
import type { Reading } from "./reading.ts"

/** `ranges`: in the order of ids; `read` adds what the filter lets through of one to the groups. */
export const readEdges = (
  { grouping, kernel }: Pick<Reading, "grouping" | "kernel">,
  ranges: ReadonlyArray<Range>,
  read: (range: Range) => void
): void => {
  const met = new Met(grouping, kernel)
  const left = new Set(ranges)
  const readWhile = (ordered: ReadonlyArray<Range>, isWanted: (range: Range) => boolean): void => {
    for (const range of ordered) {
      if (!left.has(range)) continue
      if (!isWanted(range)) return
      left.delete(range)
      read(range)
      met.look(range.source)
    }
  }
  if (grouping.summed.length > 0) {
    readWhile(
      ranges.toSorted((a, b) => a.least - b.least),
      ({ least }) => least < met.least
    )
    readWhile(
      ranges.toSorted((a, b) => b.most - a.most),
      ({ most }) => most > met.most
    )
  }
  for (const range of ranges) readWhile([range], ({ source }) => !met.has(source))
}

/** What the kernel's groups have. */
class Met {
  readonly #kernel: GroupsKernel
  readonly #isBySource: boolean
  readonly #hasTimes: boolean
  /** By the source of a group, or by 0 where there is one group, the number of its row. */
  readonly #rows = new Map<number, number>()
  least = Infinity
  most = -Infinity

  constructor({ parts, summed }: Grouping, kernel: GroupsKernel) {
    this.#kernel = kernel
    this.#isBySource = parts.length > 0
    this.#hasTimes = summed.length > 0
  }

  has(source: number): boolean {
    return this.#rows.has(this.#keyOf(source))
  }

  /** After entries of this source were read. */
  look(source: number): void {
    const { edgeOf, groupCount } = this.#kernel
    const key = this.#keyOf(source)
    const rows = groupCount()
    if (rows > this.#rows.size) this.#rows.set(key, rows - 1)
    const row = this.#rows.get(key)
    if (row === undefined || !this.#hasTimes) return
    this.least = Math.min(this.least, edgeOf(row, 0, 0))
    this.most = Math.max(this.most, edgeOf(row, 0, 1))
  }

  #keyOf(source: number): number {
    return this.#isBySource ? source : 0
  }
}
