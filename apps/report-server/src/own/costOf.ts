/** The class of a statement, by what it reads and how long it took: which lane its panel waits in, and for how long it may run. */
import { relationsNamed, type Statement } from "@logmill/core/analysis/statement"
import type { Cost } from "@logmill/core/plugin"

export interface Measured {
  /** Over all entries, to its first row. */
  readonly elapsedMs: number
  readonly entries: number
}

/** ms within which the panels that are asked first are there. */
const quick = 500
/** ms of one pass, at most: to begin with, and for each entry. What takes longer sorts or groups them, too. */
const passBegins = 200
const passOfEntry = 0.002

/** Of a small database it is told less well; what reads entries is never taken for a rollup, as it grows with them. */
export const costOf = (statement: Statement, { elapsedMs, entries }: Measured): Cost => {
  const readsEntries = relationsNamed(statement, ["entries", "access_log", "extras"]).length > 0
  if (!readsEntries && elapsedMs <= quick) return "rollup"
  return elapsedMs <= passBegins + passOfEntry * entries ? "scan" : "sort"
}
