/** SQLite's plan of a statement (https://sqlite.org/eqp.html) as lines of a tree. */
import type { SqlValue } from "../query/protocol.ts"

/** `rows` of EXPLAIN QUERY PLAN: id, id of the parent, unused, what is done. */
export const planLines = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>): ReadonlyArray<string> => {
  const children = Map.groupBy(rows, ([, parent]) => Number(parent))
  const linesOf = (parent: number, indent: string): ReadonlyArray<string> => {
    const own = children.get(parent) ?? []
    return own.flatMap(([id, , , detail], index) => {
      const isLast = index === own.length - 1
      const branch = parent === 0 ? "" : isLast ? "└─ " : "├─ "
      const deeper = parent === 0 ? "" : isLast ? "   " : "│  "
      return [`${indent}${branch}${String(detail)}`, ...linesOf(Number(id), indent + deeper)]
    })
  }
  return linesOf(0, "")
}
