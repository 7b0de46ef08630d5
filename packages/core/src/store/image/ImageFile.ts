/**
 * The file behind a table image: a small SQLite database, attached to the one that rows are on their way into, whose
 * pages are written by ImagePages.ts.
 *
 * It has no name once it is attached, so nothing of it outlives the process. It must not be published twice in one
 * transaction, nor in one that began immediate, which reads every attached database at once.
 */
import { closeSync, openSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import Database from "better-sqlite3"

import { inMemory } from "../filesBeside.ts"
import type { Connection } from "../open.ts"
import { type EmptyImage, pageBytes, writePages } from "./ImagePages.ts"

export class ImageFile {
  /** As it is made: for the one who writes its pages. */
  readonly empty: EmptyImage

  /**
   * Not inside a transaction: attaches a database. `schema`: under which it is attached; its file has it for a suffix
   * until it loses its name. `declarations`: a `CREATE TABLE` each.
   */
  constructor({ path: database, raw }: Connection, schema: string, declarations: ReadonlyArray<string>) {
    const { template, roots } = emptyDatabase(declarations)
    const path = `${database === inMemory ? join(tmpdir(), `logmill-${process.pid}`) : database}-${schema}`
    rmSync(path, { force: true })
    const fd = openSync(path, "wx+", 0o600)
    try {
      writePages(fd, template, 1)
      raw.prepare(`ATTACH ? AS ${schema}`).run(path)
    } finally {
      rmSync(path, { force: true })
    }
    raw.pragma(`${schema}.cache_size = 8`)
    this.empty = { fd, first: template.slice(0, pageBytes), roots, firstFree: template.length / pageBytes + 1 }
  }

  close(): void {
    closeSync(this.empty.fd)
  }
}

/** A database with nothing but empty tables, made by SQLite itself. */
const emptyDatabase = (declarations: ReadonlyArray<string>) => {
  const database = new Database(inMemory)
  try {
    database.pragma(`page_size = ${pageBytes}`)
    for (const declaration of declarations) database.exec(declaration)
    // A table without row ids is an entry of the same form as one with them; an index would be another.
    const roots = database.prepare("SELECT rootpage FROM sqlite_schema ORDER BY rowid").pluck().all()
    return { template: new Uint8Array(database.serialize()), roots: roots as ReadonlyArray<number> }
  } finally {
    database.close()
  }
}
