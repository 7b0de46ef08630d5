/**
 * How many rows beyond those that are wanted are counted, so that a cut answer can say of how many it shows the first.
 *
 * SQLite sorts as many as it is asked for. In a large database most answers have more rows than anybody counts, and sorting
 * 10,000 of some 20,000 took it 25 ms more than 1,000 (10 M entries, Nov 2026), so fewer are counted there.
 */
import type { DatabaseSync } from "node:sqlite"

/** Bytes from which on a database is a large one. */
const large = 100_000_000

export const countedAhead = (db: DatabaseSync): number => {
  const sizes = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size"
  return Number(db.prepare(sizes).get()!["bytes"]) > large ? 1000 : 10_000
}
