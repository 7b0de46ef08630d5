/**
 * The file behind a table image: a small SQLite database, attached to the one that rows are on their way into, whose
 * pages are written here and read by SQLite.
 *
 * It has no name once it is attached, so nothing of it outlives the process. SQLite notices that it was written anew as
 * it notices another process's commit: by the change counter in its header (sqlite.org/fileformat2.html, §1.3), which it
 * reads when a transaction first reads the file. So `publish` must not be called twice in one transaction, nor in one
 * that began immediate, which reads every attached database at once. Pages beyond those published may be written at any
 * time.
 */
import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import Database from "better-sqlite3"

import { type Connection, inMemory } from "../open.ts"

/** The largest that SQLite knows: with few pages the tree stays flat. */
export const pageBytes = 65_536

/** Offsets in the file's header (§1.3). */
const changeCounterAt = 24
const pageCountAt = 28
const versionValidForAt = 92

export class ImageFile {
  readonly #fd: number
  /** The first page: header and schema. */
  readonly #first: Buffer
  #changes = 1
  /** Numbers, from 1, of the root pages of the tables in the order of their declarations. */
  readonly roots: ReadonlyArray<number>
  /** The first page that is neither schema nor root. */
  readonly firstFree: number

  /**
   * Not inside a transaction: attaches a database. `schema`: under which it is attached; its file has it for a suffix
   * until it loses its name. `declarations`: a `CREATE TABLE` each.
   */
  constructor({ path: database, raw }: Connection, schema: string, declarations: ReadonlyArray<string>) {
    const { template, roots } = emptyImage(declarations)
    const path = `${database === inMemory ? join(tmpdir(), `logmill-${process.pid}`) : database}-${schema}`
    rmSync(path, { force: true })
    this.#fd = openSync(path, "wx+", 0o600)
    try {
      this.write(template, 1)
      raw.prepare(`ATTACH ? AS ${schema}`).run(path)
    } finally {
      rmSync(path, { force: true })
    }
    raw.pragma(`${schema}.cache_size = 8`)
    this.#first = template.subarray(0, pageBytes)
    this.roots = roots
    this.firstFree = template.length / pageBytes + 1
  }

  /** Writes whole pages from the one with this number on. */
  write(pages: Uint8Array, number: number): void {
    const at = (number - 1) * pageBytes
    for (let done = 0; done < pages.length;) {
      done += writeSync(this.#fd, pages, done, pages.length - done, at + done)
    }
  }

  /** Lets SQLite see what was written: a database of this many pages. */
  publish(pages: number): void {
    this.#changes++
    this.#first.writeUInt32BE(this.#changes, changeCounterAt)
    this.#first.writeUInt32BE(pages, pageCountAt)
    this.#first.writeUInt32BE(this.#changes, versionValidForAt)
    this.write(this.#first, 1)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** A database with nothing but empty tables, made by SQLite itself. */
const emptyImage = (declarations: ReadonlyArray<string>) => {
  const database = new Database(inMemory)
  try {
    database.pragma(`page_size = ${pageBytes}`)
    for (const declaration of declarations) database.exec(declaration)
    // A table without row ids is an entry of the same form as one with them; an index would be another.
    const roots = database.prepare("SELECT rootpage FROM sqlite_schema ORDER BY rowid").pluck().all()
    return { template: database.serialize(), roots: roots as ReadonlyArray<number> }
  } finally {
    database.close()
  }
}
