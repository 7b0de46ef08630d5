/**
 * The child process in which SQL of analyses and users runs. Plain TypeScript: it starts in some 15 ms beside Node's own
 * start, may read nothing but the database and its own code, and is killed when a statement runs too long; it cannot be
 * asked to stop. Nor does it do two things at once: it waits for lines on standard input and writes to standard output as
 * one would in C, because streams and Node's channel to a parent take as long to load as all the rest.
 *
 * One request at a time: the columns, chunks of rows as far as the parent has taken them, then how it ended. A request
 * runs in one read transaction, so that what it saw has one data version. When the parent goes, so does the child: by
 * the end of its input, and in the middle of a statement that may take long by a second thread that looks for the parent.
 */
import { statSync, writeFileSync } from "node:fs"
import type { StatementSync } from "node:sqlite"

import { readSingle, withLimit } from "../analysis/statement.ts"
import { immutable, openDatabase, type QueryDatabase } from "./database.ts"
import { arePlain } from "./arePlain.ts"
import { countedAhead } from "./countedAhead.ts"
import { failureOf } from "./childFailure.ts"
import { ChildInput } from "./ChildInput.ts"
import { Finder } from "./Finder.ts"
import type { ChildLimits } from "./limits.ts"
import {
  type AnalysisStatement,
  type BoundSql,
  chunksAhead,
  type FromChild,
  groupedTable,
  publicViews,
  type QueryMessage,
  type RowWindow,
  type SelectedStatement,
  type SqlValue
} from "./protocol.ts"
import { markOf } from "./OpenFiles.ts"
import { readable } from "./readable.ts"
import { Refusal } from "./Refusal.ts"
import { watchParent } from "./watchParent.ts"
import { isOverflow, widenSums } from "./wideSums.ts"

/** Asked at once: it is another one when the parent has gone. */
const parent = process.ppid
const path = process.argv[2]!
/** Where the database is, without links, when this process could not write to it. */
const stillPath = process.argv[3]
const limits = JSON.parse(process.env["LIMITS"]!) as ChildLimits
const rowsInChunk = 1000
const charactersInChunk = 1_000_000
/** Of rows with lookups, which cost once a chunk. */
const rowsWithLookups = 16384

let database: QueryDatabase | null = null
/** What the database file was when it was opened as one that stands still; null otherwise. */
let still: string | null = null
const input = new ChildInput()

/** Rows have been tagged. Waits while the pipe is full. */
const send = (message: FromChild): void => writeFileSync(1, `${JSON.stringify(message)}\n`)

/** Opens the database, and anew when it did not stand still. */
const current = (): QueryDatabase => {
  const now = stillPath === undefined ? null : stillState(stillPath)
  if (database !== null && now !== still) close(database)
  still = now
  return (database ??= openDatabase(path, still === null ? path : immutable(stillPath!), limits.memory / 2))
}

/** Null when the write-ahead log holds something: only locks tell what, then. */
const stillState = (file: string): string | null => {
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null
  return markOf(statSync(file, { bigint: true }))
}

const run = (message: QueryMessage): void => {
  const { sql, params, maxRows, analysis, isFollowed, selected, lookups, hold, window } = message
  const started = performance.now()
  const opened = isHeld && database !== null ? database : current()
  if (window !== null && opened.held.has(window) !== null) return sendWindow(opened, window, started, false)
  const { db, authorizer, tables } = opened
  refuseOthers(sql)
  const trusted = <A>(act: () => A): A => trusting(opened, act)
  const isPrepared = selected !== null && trusted(() => opened.selected.prepare(selected, !db.isTransaction))
  const prepared = isPrepared ? selected : null
  if (!db.isTransaction) trusted(() => db.exec("BEGIN"))
  isHeld = hold
  try {
    const dataVersion = trusted(() => Number(db.prepare("SELECT data_version FROM meta").get()!["data_version"]))
    if (analysis !== null) checkAnalysis(opened, analysis)
    const filled = prepared === null ? null : trusted(() => fill(opened, prepared, { dataVersion, isFollowed }))
    const isFilled = filled !== null
    const asked = filled ?? { sql, params }
    const sent = { columns: false, rows: 0 }
    const most = maxRows < 0 ? Infinity : maxRows + trusted(() => countedAhead(db))
    const partHours = prepared?.partHours ?? null
    const made = isFilled ? [groupedTable, ...(partHours === null ? [] : [partHours.table])] : []
    const answer = (): void => {
      authorizer.allow([...tables, ...made], analysis === null)
      const statement = db.prepare(maxRows < 0 ? asked.sql : withLimit(asked.sql, most + 1))
      const columns = statement.columns().map((column) => column.name)
      if (window !== null) {
        trusted(() => {
          opened.held.hold({ ...asked, question: { sql, params }, columns, dataVersion }, window)
          // What was kept stays; of the database nothing is locked any more.
          db.exec("COMMIT")
        })
        return sendWindow(opened, { ...window, dataVersion }, started, isFilled)
      }
      statement.setReturnArrays(true)
      statement.setReadBigInts(true)
      if (!sent.columns) send({ type: "columns", columns, dataVersion })
      sent.columns = true
      const finders = lookups.map((lookup) => new Finder(db.prepare(lookup.sql), lookup))
      const total = sendRows(statement, { params: asked.params, maxRows, most, finders, sent })
      const complete = maxRows < 0 || (total !== null && total <= maxRows)
      const elapsedMs = performance.now() - started
      send({ type: "done", complete, total, held: null, elapsedMs, usedSelected: isFilled })
    }
    try {
      answer()
    } catch (cause) {
      // What lookups found has been numbered.
      if (!isOverflow(cause) || isWide || lookups.length > 0) throw cause
      isWide = true
      trusted(() => widenSums(db))
      answer()
    }
  } finally {
    if (!hold) release(opened, window !== null)
  }
}

/** Makes the tables of a statement; which of its forms they are for. Null: they can't be made. */
const fill = (
  { db, selected }: QueryDatabase,
  statement: SelectedStatement,
  { dataVersion, isFollowed }: { readonly dataVersion: number; readonly isFollowed: boolean }
): BoundSql | null => {
  const { folded, plain } = statement
  const isPlain = plain !== null && arePlain(db)
  if (isPlain && folded !== null && selected.fold(folded, dataVersion)) return folded
  if (!selected.fill(statement, dataVersion, isFollowed)) return null
  return isPlain ? plain : statement
}

/** Whether the connection's sums are the slow ones. */
let isWide = false

/** A piece of rows that are kept. */
const sendWindow = (opened: QueryDatabase, window: RowWindow, started: number, usedSelected: boolean): void =>
  trusting(opened, () => {
    const { held } = opened
    const { columns, dataVersion } = held.has(window)!
    const { found, params, rows, statement } = held.piece(window)
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    send({ type: "columns", columns, dataVersion })
    sendRows(statement, { params, maxRows: -1, most: Infinity, finders: [], sent: { rows: 0 } })
    const elapsedMs = performance.now() - started
    send({ type: "done", complete: true, total: found, held: rows, elapsedMs, usedSelected })
  })

/** What we do ourselves, which the authorizer would refuse a statement of others. */
const trusting = <A>({ authorizer }: QueryDatabase, act: () => A): A => {
  authorizer.trusted = true
  try {
    return act()
  } finally {
    authorizer.trusted = false
  }
}

/** Whether a transaction stays open between statements, which then all see the same. */
let isHeld = false

/** `keepsRows`: the connection has rows of an answer, which would go with it. */
const release = (opened: QueryDatabase, keepsRows = false): void => {
  isHeld = false
  const { db } = opened
  // Only what is kept for other questions has been written.
  if (db.isTransaction) trusting(opened, () => db.exec("COMMIT"))
  if (isWide && !keepsRows) close(opened)
}

const close = ({ db, selected }: QueryDatabase): void => {
  db.close()
  selected.close()
  database = null
  isWide = false
}

/** Throws when the statement names anything but views, or one that the filter was not put in front of. */
const checkAnalysis = ({ shapes, authorizer }: QueryDatabase, { sql, views }: AnalysisStatement): void => {
  authorizer.allow(publicViews, false)
  shapes.prepare(sql)
  const missed = publicViews.find((view) => authorizer.read.has(view) && !views.includes(view))
  if (missed === undefined) return
  throw new Refusal(
    "denied",
    `the statement reads ${missed} in a way that the filter can't follow; write FROM ${missed}`
  )
}

interface Sending extends Pick<QueryMessage, "params" | "maxRows"> {
  readonly finders: ReadonlyArray<Finder>
  /** Rows that are counted. */
  readonly most: number
  /** Rows that the parent has already, of the same statement. */
  readonly sent: { rows: number }
}

/** Returns how many rows there are, or null when they are too many to count. */
const sendRows = (statement: StatementSync, { finders, maxRows, most, params, sent }: Sending): number | null => {
  const known = sent.rows
  let total = 0
  let chunk: Array<ReadonlyArray<SqlValue>> = []
  let size = 0
  let wanted: number = chunksAhead
  const longest = finders.length === 0 ? rowsInChunk : rowsWithLookups
  const flush = (): void => {
    for (; wanted === 0; wanted++) if (input.next() === null) end()
    wanted--
    send({ type: "rows", rows: chunk, found: finders.map((finder) => finder.take()) })
    sent.rows += chunk.length
    chunk = []
    size = 0
  }
  for (const row of statement.iterate(params) as Iterable<unknown> as Iterable<Array<SqlValue>>) {
    total++
    if (total > most) break
    if (total <= known || (maxRows >= 0 && total > maxRows)) continue
    for (const finder of finders) size += finder.find(row)
    size += readable(row)
    chunk.push(row)
    if (chunk.length === longest || size > charactersInChunk) flush()
  }
  if (chunk.length > 0) flush()
  return total > most ? null : total
}

const readers = ["select", "with", "values", "explain"]

/** SQLite would compile the first of several statements and forget the rest. */
const refuseOthers = (sql: string): void => {
  const first = readSingle(sql).tokens[0]!
  if (first.kind === "word" && readers.includes(first.value)) return
  throw new Refusal(
    "denied",
    `"${first.text}" can't begin a statement here: only reading is allowed, so begin with SELECT or WITH`
  )
}

const lastRefused = (): string | null => database?.authorizer.refused ?? null

/** Whether a second thread looks for the parent. */
let isWatched = false

/** Nothing is left to be written. Not `process.exit`: once in about a hundred times it waited for the second thread for ever. */
const end = (): void => void process.kill(process.pid, "SIGKILL")

// Ctrl-C reaches every process of the terminal; the parent decides, and kills this one if it must.
process.on("SIGINT", () => {})

// What opening takes is loaded and compiled while whoever asks gets ready. Nobody may ask, so that no files are made beside it.
try {
  close(openDatabase(path, immutable(path), limits.memory / 2))
} catch {
  // Whoever asks is told.
}
for (let message = input.next(); message !== null; message = input.next()) {
  // What was wanted of an answer that is over.
  if (message.type === "more") continue
  if (message.type === "release") {
    if (database !== null) release(database)
    continue
  }
  // A thread takes a tenth of the start, so the first question of class rollup is answered without it.
  if (!message.brief && !isWatched) {
    isWatched = true
    watchParent(parent, limits.memory)
  }
  try {
    run(message)
  } catch (cause) {
    send(failureOf(cause, { path, limits, isAnalysis: message.analysis !== null, refused: lastRefused() }))
  }
}
end()
