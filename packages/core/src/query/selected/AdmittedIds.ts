/**
 * Which ids, or statuses, a condition lets through, kept for the questions that follow: a bit for each, without what is 0 at the
 * end. To ask a dictionary of 20,000 agents takes as long as to group half a million rows: 15 ms (Nov 2026).
 */
import { encode } from "../json.ts"
import { Kept } from "./Kept.ts"

const mostConditions = 100

export class AdmittedIds extends Kept<Uint8Array> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostConditions, sizeOf: ({ byteLength }) => byteLength })
  }

  /** Puts them into `bits`, which are all 0; `learn` does so for the first time. */
  into(condition: unknown, bits: Uint8Array, learn: () => void): void {
    const key = encode(condition)
    const known = this.get(key)
    if (known !== undefined) return bits.set(known)
    learn()
    this.put(key, bits.slice(0, bits.findLastIndex((byte) => byte !== 0) + 1))
  }
}
