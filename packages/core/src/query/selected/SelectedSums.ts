/**
 * The sums of a selected time by path and key, made by a kernel (assembly/addSelected.ts) of the pages of hits_day and of
 * entries. An entry's key is that of its site and status, the method of its request and the class of its agent: the
 * rollups have all of them. What can't be done so throws.
 */
import type { DatabaseSync } from "node:sqlite"

import type { SelectedKernel } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { everyKey, joined, type Keys, leavesOf, pagesOf } from "../pages/trees.ts"
import type { Selection, Stretch } from "../protocol.ts"
import type { ImageTable } from "./tableImage.ts"
import { tableOf } from "./tables.ts"

const sumColumns = ["path_id", "key_id", "hits", "bytes", "duration_us", "duration_max_us", "timed"]
const entryColumns = ["time", "request_id", "status", "bytes", "agent_id", "site_id", "duration_us"]

/** In place of a bound that there is not. */
const farAway = Number.MAX_SAFE_INTEGER

/** Numbers of classes are bytes. No key has these numbers, whatever its method and class. */
const unknownClass = 255
/** Of an entry without an agent. */
const noAgent = "unknown"
const wordBytes = 24
const longestWord = 15

/** What the kernel's sums are rows of. */
export const sumsTable: ImageTable = {
  declaration: `CREATE TABLE hits_path(path_id INTEGER NOT NULL, key_id INTEGER NOT NULL, hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL, duration_us INTEGER NOT NULL, duration_max_us INTEGER NOT NULL, timed INTEGER NOT NULL,
    PRIMARY KEY (path_id, key_id)) WITHOUT ROWID`,
  hasIds: false
}

/** Texts by the numbers they came in, without repetitions. */
const numbersOf = (texts: Iterable<unknown>): ReadonlyMap<string, number> =>
  new Map([...new Set([...texts].map(String))].map((text, number) => [text, number]))

export class SelectedSums {
  readonly #db: DatabaseSync
  readonly #file: PageFile
  readonly #kernel: SelectedKernel

  constructor(db: DatabaseSync, file: PageFile, kernel: SelectedKernel) {
    this.#db = db
    this.#file = file
    this.#kernel = kernel
    kernel.forgetFaults()
    kernel.setPages(file.pageBytes, file.usableBytes)
    kernel.beginSums(this.#mostId("path"))
  }

  add({ days, pieces }: Selection): void {
    if (days !== null)
      this.#addDays({ first: days.first ?? -farAway, last: days.end === null ? farAway : days.end - 1 })
    if (pieces.length > 0) this.#addEntries(pieces)
  }

  /** Of all times, from the rollup that has all entries. */
  addAll(): void {
    this.#addRows("hits_path", "path_id", { first: 0, last: farAway })
  }

  #addDays(days: Keys): void {
    this.#addRows("hits_day", "day", days)
  }

  /** Those between two keys of a rollup that begins with this column. */
  #addRows(rollup: "hits_day" | "hits_path", column: string, keys: Keys): void {
    const { root, place } = tableOf(this.#db, rollup)
    const kernel = this.#kernel
    kernel.placeDays(...[column, ...sumColumns].map(place))
    this.#each(pagesOf(this.#file, root, keys), (count) => kernel.addDays(count, keys.first, keys.last))
  }

  #addEntries(pieces: ReadonlyArray<Stretch>): void {
    const kernel = this.#kernel
    const watermark = Number(this.#db.prepare("SELECT watermark FROM main.meta").get()!["watermark"])
    const { root, place } = tableOf(this.#db, "entry")
    this.#learn()
    kernel.placeEntries(...entryColumns.map(place))
    for (const piece of pieces) {
      const from = piece.from ?? -farAway
      const to = piece.to ?? farAway
      for (const ids of this.#idsBetween(from, to, watermark)) {
        const leaves = leavesOf(this.#file, root, ids)
        this.#each(leaves, (count) => kernel.addEntries(count, ids.first, ids.last, from, to))
      }
    }
  }

  #each(pages: ReadonlyArray<number>, add: (count: number) => number): void {
    const { memory, fileAt, fileBytes } = this.#kernel
    // Another one each time: memory grows with the first duration.
    const block = () => new Uint8Array(memory.buffer, fileAt.value, fileBytes.value)
    this.#file.blocks(pages, block, (count) => {
      if (add(count) === 0) throw new RangeError("rows that are not as they should be, or too many")
    })
  }

  /** Where in the table of entries such times can be, in the order of ids; neighbours as one. */
  #idsBetween(from: number, to: number, watermark: number): ReadonlyArray<Keys> {
    const rows = this.#db
      .prepare(
        `SELECT first_entry, last_entry FROM main.source_range
        WHERE NOT tail AND first_entry <= ? AND max_time >= ? AND min_time < ? ORDER BY first_entry`
      )
      .all(watermark, from, to)
    return joined(
      rows.map((row) => ({
        first: Number(row["first_entry"]),
        last: Math.min(Number(row["last_entry"]), watermark)
      }))
    )
  }

  /** Tells the kernel of keys, requests and agents. */
  #learn(): void {
    const kernel = this.#kernel
    const keys = this.#db.prepare("SELECT id, site_id, method, status, agent_class FROM main.hit_key").all()
    const methods = numbersOf(keys.map((key) => key["method"]))
    const classes = numbersOf([noAgent, ...keys.map((key) => key["agent_class"])])
    kernel.beginKeys()
    for (const key of keys) {
      const [id, site, status] = [Number(key["id"]), Number(key["site_id"]), Number(key["status"])]
      const method = methods.get(String(key["method"]))!
      const agentClass = classes.get(String(key["agent_class"]))!
      if (kernel.learnKey(site, method, status, agentClass, id) === 0) throw new RangeError("too many keys")
    }
    kernel.beginLearning(methods.size, classes.size, this.#mostId("request"), this.#mostId("agent"))
    this.#writeWords(methods, 0)
    this.#writeWords(classes, kernel.mostWords.value)
    this.#learnRequests(methods)
    this.#learnAgents(classes)
  }

  #writeWords(words: ReadonlyMap<string, number>, from: number): void {
    const { memory, wordsAt, mostWords } = this.#kernel
    if (words.size >= (from === 0 ? mostWords.value - 1 : unknownClass))
      throw new RangeError("too many methods or classes")
    const bytes = Buffer.from(memory.buffer, wordsAt.value + from * wordBytes, words.size * wordBytes).fill(0)
    for (const [text, number] of words) {
      const length = Buffer.byteLength(text)
      // No longer one is found.
      if (length <= longestWord) bytes.write(text, number * wordBytes)
      bytes.writeInt32LE(length, number * wordBytes + 16)
    }
  }

  #learnRequests(methods: ReadonlyMap<string, number>): void {
    const kernel = this.#kernel
    const { root, place } = tableOf(this.#db, "request")
    const [path, method] = [place("path_id"), place("method")]
    const long = this.#db.prepare("SELECT path_id, method FROM main.request WHERE id = ?")
    this.#each(leavesOf(this.#file, root, everyKey), (count) => {
      const isRead = kernel.learnRequests(count, path, method)
      for (const id of this.#oddIds()) {
        const row = long.get(id)!
        const its = new Int32Array(kernel.memory.buffer, kernel.requestsAt.value + 8 * id, 2)
        its.set([Number(row["path_id"]), methods.get(String(row["method"] ?? "")) ?? kernel.mostWords.value - 1])
      }
      return isRead
    })
  }

  #learnAgents(classes: ReadonlyMap<string, number>): void {
    const kernel = this.#kernel
    const { root, place } = tableOf(this.#db, "agent")
    const column = place("agent_class")
    const long = this.#db.prepare("SELECT agent_class FROM main.agent WHERE id = ?")
    this.#each(leavesOf(this.#file, root, everyKey), (count) => {
      const isRead = kernel.learnAgents(count, column)
      for (const id of this.#oddIds()) {
        const number = classes.get(String(long.get(id)!["agent_class"]))
        new Uint8Array(kernel.memory.buffer)[kernel.agentsAt.value + id] = number ?? unknownClass
      }
      return isRead
    })
  }

  #oddIds(): ReadonlyArray<number> {
    const { memory, oddAt, oddCount } = this.#kernel
    return [...new Int32Array(memory.buffer, oddAt.value, oddCount.value)]
  }

  #mostId(table: "path" | "request" | "agent"): number {
    const most = Number(this.#db.prepare(`SELECT coalesce(max(id), 0) AS most FROM main.${table}`).get()!["most"])
    if (most >= this.#kernel.mostIds.value) throw new RangeError(`too many of ${table}`)
    return most
  }
}
