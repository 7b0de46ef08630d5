/**
 * Counts the paths of a database as somebody would who knows nothing but SQL: one pass over all entries. A process of
 * its own, with the SQLite that Node brings.
 *
 *     node bench/groupBy.ts DATABASE
 */
import { DatabaseSync } from "node:sqlite"

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error("node bench/groupBy.ts needs a database")
const db = new DatabaseSync(path, { readOnly: true })
const rows = db.prepare("SELECT path, count(*) AS hits FROM entries GROUP BY path ORDER BY hits DESC LIMIT 20").all()
console.log(rows.map(({ hits, path }) => `${String(hits)}\t${String(path)}`).join("\n"))
