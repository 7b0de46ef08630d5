/**
 * What a file has room for: its answers are one text, and a text has 2^29 letters at most (V8), of which a browser that opens the
 * file needs several times as much memory. An answer that does not fit is missing, with what to do; the others are there.
 */
import type { Answer } from "../api/values.ts"

/** Letters of all answers, about. */
const most = 200_000_000
/** Beside what a cell holds: quotes, a comma, what is escaped. */
const besideCell = 4

/** Keeps count of the answers that were let in, in their order. */
export class Room {
  #left: number

  constructor(letters: number = most) {
    this.#left = letters
  }

  /** Null: the answer is let in; else why it is not. */
  refusalOf({ rows }: Pick<Answer, "rows">): string | null {
    const size = sizeOf(rows, this.#left)
    if (size > this.#left) return `its ${rows.length} rows are too many for one file; --limit or a filter leaves fewer`
    this.#left -= size
    return null
  }
}

/** As far as it matters. */
const sizeOf = (rows: Answer["rows"], enough: number): number => {
  let size = 0
  for (const row of rows) {
    for (const cell of row) size += besideCell + (typeof cell === "string" ? cell.length : 4)
    if (size > enough) return size
  }
  return size
}
