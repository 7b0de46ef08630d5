/**
 * DuckDB reading combined logs into a table of a new database file: `node ctas.mjs DATABASE LOG...`. Its CSV reader takes
 * blanks for delimiters and quotes for quotes; times stay text in two columns, which is less than logmill does.
 */
import { DuckDBInstance } from "@duckdb/node-api"

const [database, ...logs] = process.argv.slice(2)
if (database === undefined || logs.length === 0) throw new Error("usage: node ctas.mjs DATABASE LOG...")

const text = (value) => `'${value.replaceAll("'", "''")}'`
const columns = ["client", "ident", "user", "time", "zone", "request", "status", "bytes", "referrer", "agent"]
const types = columns.map((name) => `'${name}': '${name === "status" || name === "bytes" ? "BIGINT" : "VARCHAR"}'`)

const instance = await DuckDBInstance.create(database)
const connection = await instance.connect()
await connection.run(`CREATE TABLE entry AS SELECT * FROM read_csv([${logs.map(text).join(", ")}],
  auto_detect = false, delim = ' ', quote = '"', escape = '\\', header = false, nullstr = '-', strict_mode = false,
  columns = {${types.join(", ")}})`)
const rows = await connection.runAndReadAll("SELECT count(*) FROM entry")
await connection.run("CHECKPOINT")
connection.closeSync()
instance.closeSync()
console.log(String(rows.getRows()[0]?.[0]))
