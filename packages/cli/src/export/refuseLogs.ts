/**
 * An export does not replace what looks like an access log, though nobody has read it. Exports that are there are replaced, as a
 * job that runs every night wants it; of anything else nothing is known.
 */
import { statSync } from "node:fs"
import { resolve } from "node:path"

import { Effect } from "effect"

import { detectFormat } from "@logmill/core/ingest/detect"
import { closeLogFile, openLogFile } from "@logmill/core/ingest/LogFile"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import { usage } from "../exit.ts"
import { Shell } from "../Shell.ts"

/** `columns`: those that an export can have. */
export const refuseLogs = Effect.fnUntraced(function* (path: string, columns: ReadonlyArray<string>) {
  const { cwd } = yield* Shell
  const format = yield* Effect.promise(() => logFormatOf(resolve(cwd, path), columns))
  if (format !== null)
    yield* usage(`${path} looks like an access log (${format}); name another file, or remove it first`)
})

/** Null: it looks like none, or is an export, or can't be read. */
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
