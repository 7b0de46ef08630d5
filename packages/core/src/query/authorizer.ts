/**
 * What a statement in the query child may do: read, and nothing else. An allow-list over SQLite's authorizer
 * (https://sqlite.org/c3ref/c_alter_table.html), asked while a statement is prepared. What was refused last is kept, in
 * words, because SQLite itself only says "not authorized".
 */
import { constants } from "node:sqlite"

/** Table-valued functions that read only their arguments. */
const jsonTables = ["json_each", "json_tree"]
/** What `logmill sql` may ask about the schema; an analysis may not. */
const schemaTables = [
  "sqlite_schema",
  "sqlite_master",
  "pragma_table_list",
  "pragma_table_info",
  "pragma_table_xinfo",
  "pragma_index_list",
  "pragma_index_info",
  "pragma_function_list"
]
/** Functions with effects, or into modules that we do not use; whatever else SQLite has only computes. */
const refusedFunctions =
  /^(load_extension|sqlite_log|fts\d_.*|fts5|rtree.*|geopoly.*|match|matchinfo|optimize|offsets|snippet|highlight|bm25)$/

const wants: Readonly<Record<number, string>> = {
  [constants.SQLITE_ATTACH]: "attach another database",
  [constants.SQLITE_DETACH]: "detach a database",
  [constants.SQLITE_TRANSACTION]: "control transactions",
  [constants.SQLITE_SAVEPOINT]: "control transactions",
  [constants.SQLITE_INSERT]: "write",
  [constants.SQLITE_UPDATE]: "write",
  [constants.SQLITE_DELETE]: "write"
}

export class Authorizer {
  /** The last refusal, as the end of "the statement wants to ...". */
  refused: string | null = null
  /** Tables and views that statements have named since `allow`. */
  readonly read = new Set<string>()
  /** True while the child runs its own statements. */
  trusted = false
  readonly #modules: ReadonlySet<string>
  #tables: ReadonlySet<string> = new Set()

  /** `modules`: names of SQLite's virtual tables, of which there are no more than SQLite was built with. */
  constructor(modules: Iterable<string>) {
    this.#modules = new Set(modules)
  }

  /** From now on these tables and views may be read, and `schema` tells whether the schema itself may. */
  allow(tables: Iterable<string>, schema: boolean): void {
    this.#tables = new Set([...tables, ...jsonTables, ...(schema ? schemaTables : [])])
    this.refused = null
    this.read.clear()
  }

  readonly check = (action: number, first: string | null, second: string | null): number => {
    if (this.trusted) return constants.SQLITE_OK
    const wish = this.#refusal(action, first, second)
    if (wish === null) return constants.SQLITE_OK
    this.refused = wish
    return constants.SQLITE_DENY
  }

  #refusal(action: number, first: string | null, second: string | null): string | null {
    switch (action) {
      case constants.SQLITE_SELECT:
      case constants.SQLITE_RECURSIVE:
        return null
      case constants.SQLITE_PRAGMA:
        // What its table-valued form asks for when it is compiled; a PRAGMA by itself can't begin a statement.
        return this.#tables.has(`pragma_${first}`) ? null : "use a PRAGMA"
      case constants.SQLITE_READ:
        return this.#mayRead((first ?? "").toLowerCase(), second ?? "") ? null : `read ${first}`
      case constants.SQLITE_FUNCTION:
        return second !== null && !refusedFunctions.test(second) ? null : `call ${second}()`
      default:
        return wants[action] ?? "change the database"
    }
  }

  /** Without a column, the name may be that of a common table expression too, as in `count(*)` of one. */
  #mayRead(table: string, column: string): boolean {
    this.read.add(table)
    if (this.#tables.has(table)) return true
    return column === "" && !this.#modules.has(table) && !/^(sqlite|pragma)_/.test(table)
  }
}
