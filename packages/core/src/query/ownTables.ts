/** The query child's tables of its own: temporary ones, as it has opened the database to read it. */
import type { DatabaseSync } from "node:sqlite"

/** While it acts, temporary tables can be written to; nothing else can. */
export const writingOwnTables = (db: DatabaseSync, act: () => void): void => {
  db.exec("PRAGMA query_only = 0")
  try {
    act()
  } finally {
    db.exec("PRAGMA query_only = 1")
  }
}
