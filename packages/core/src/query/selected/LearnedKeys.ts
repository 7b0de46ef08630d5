/**
 * What stands for ids in the keys of groups, by the SQL that tells it, kept for the questions that follow: to ask a large
 * dictionary takes longer than to group by it. By an id, what stands for it; ids beyond the end have 0.
 */
import { Kept } from "./Kept.ts"

const mostTables = 1000

export class LearnedKeys extends Kept<Int32Array> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostTables, sizeOf: ({ byteLength }) => byteLength })
  }
}
