/**
 * The file to write must be neither the database nor a log, be it one that was read or one that looks like it: these would be
 * replaced. Exports that are there are replaced, as a job that runs every night wants it; of anything else nothing is known.
 */
import { realpathSync, statSync } from "node:fs"
import { resolve } from "node:path"

import { Effect } from "effect"

import { detectFormat } from "@logmill/core/ingest/detect"
import { closeLogFile, openLogFile } from "@logmill/core/ingest/LogFile"
import type { QueryError, SqlRow } from "@logmill/core/query/QueryEngine"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import { usage } from "../exit.ts"
import { Shell } from "../Shell.ts"

/** What stands beside a database under its name. */
const endings = ["", "-wal", "-shm", "-answers", ".lock"]

const isLog = `SELECT EXISTS (SELECT 1 FROM main.source_file WHERE path IN (:typed, :real))
  OR EXISTS (SELECT 1 FROM main.source WHERE path IN (:typed, :real))`

/** `ask`: one statement about the whole database. */
export const refuseInputs = Effect.fnUntraced(function* (
  path: string,
  database: string,
  ask: (sql: string, params: Readonly<Record<string, string>>) => Effect.Effect<ReadonlyArray<SqlRow>, QueryError>
) {
  const { cwd } = yield* Shell
  const typed = resolve(cwd, path)
  const real = realPathOf(typed)
  const files = [database, realPathOf(database)].flatMap((file) => endings.map((ending) => file + ending))
  if (files.includes(real)) yield* usage(`${path} belongs to the database; name another file`)
  const [row] = yield* ask(isLog, { typed, real })
  if (row![0] === 1) yield* usage(`${path} is a log that was read; name another file`)
  const columns = (yield* ask("SELECT name FROM pragma_table_info('entries')", {})).map(([name]) => String(name))
  const format = yield* Effect.promise(() => logFormatOf(real, columns))
  if (format !== null)
    yield* usage(`${path} looks like an access log (${format}); name another file, or remove it first`)
})

/** As it was typed where there is no such file yet. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Null: it looks like none, or is an export of these columns, or can't be read. */
const logFormatOf = async (path: string, columns: ReadonlyArray<string>): Promise<string | null> => {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null
  try {
    const file = await openLogFile(path)
    try {
      if (isExport(file.head, columns)) return null
      const detection = detectFormat(file.head, path, "auto", new FormatCatalog(() => []))
      return detection.kind === "format" ? detection.format : null
    } finally {
      closeLogFile(file)
    }
  } catch {
    return null
  }
}

const isExport = (head: Buffer, columns: ReadonlyArray<string>): boolean => {
  const first = head.toString("utf8").split("\n", 1)[0]!
  return namesIn(first).every((name) => columns.includes(name))
}

/** Of a line of CSV's or NDJSON's names. */
const namesIn = (line: string): ReadonlyArray<string> => {
  if (!line.startsWith("{")) return line.split(",")
  try {
    return Object.keys(JSON.parse(line) as object)
  } catch {
    return [line]
  }
}
