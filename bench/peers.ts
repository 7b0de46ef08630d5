/** What logmill is compared with, and what it should be but cannot yet. */
import { spawnSync } from "node:child_process"
import { existsSync, rmSync, statSync } from "node:fs"
import { delimiter, join } from "node:path"

import type { Log } from "./logs.ts"
import type { Contender, Place } from "./operation.ts"

/** The classic: how often each path, counted by awk, sort and uniq; nothing is stored. Runs in the C locale. */
export const awkPipeline = (log: Log): Contender => ({
  name: "awk, sort, uniq -c",
  lines: log.lines,
  command: { script: `awk '{print $7}' "$@" | sort | uniq -c > /dev/null`, args: log.files }
})

/** Where DuckDB is installed, apart from everything else: `npm ci --prefix bench/duckdb`. */
const duckdbFolder = join(import.meta.dirname, "duckdb")
const hasDuckdb = existsSync(join(duckdbFolder, "node_modules/@duckdb/node-api"))

/** `CREATE TABLE AS SELECT` from DuckDB's CSV reader into a database file (duckdb/ctas.mjs); none if not installed. */
export const duckdb = (place: Place, log: Log): ReadonlyArray<Contender> => {
  if (!hasDuckdb) return []
  const database = join(place.work, "bench.duckdb")
  return [
    {
      name: "DuckDB, CREATE TABLE AS",
      lines: log.lines,
      command: { argv: [process.execPath, join(duckdbFolder, "ctas.mjs"), database, ...log.files] },
      clear: () => {
        for (const file of [database, `${database}.wal`]) rmSync(file, { force: true })
      },
      databaseShare: () => statSync(database).size / log.bytes
    }
  ]
}

/**
 * The GoAccess that is installed, counting into memory and writing its report; with both cores where it can (`--jobs`
 * came after Debian 12's 1.7). None if not installed.
 */
export const goaccess = (place: Place, log: Log): ReadonlyArray<Contender> => {
  if (!hasGoaccess) return []
  const help = spawnSync("goaccess", ["--help"], { encoding: "utf8" })
  const jobs = `${help.stdout}${help.stderr}`.includes("--jobs") ? ["--jobs=2"] : []
  const report = join(place.work, "goaccess.json")
  const flags = ["--log-format=COMBINED", ...jobs, "--no-global-config", "--no-progress", "-o", report]
  const name = jobs.length > 0 ? "GoAccess --jobs=2" : "GoAccess (one thread)"
  return [{ name, lines: log.lines, command: { argv: ["goaccess", ...log.files, ...flags] } }]
}

const hasGoaccess = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, "goaccess")))

export type Absent = { readonly peer: string; readonly reason: string }

/** Printed below every table and recorded with it, so that nobody takes a missing row for a won comparison. */
export const absent: ReadonlyArray<Absent> = [
  ...(hasDuckdb ? [] : [{ peer: "DuckDB", reason: "not installed (npm ci --prefix bench/duckdb)" }]),
  ...(hasGoaccess ? [] : [{ peer: "GoAccess", reason: "not installed (apt install goaccess)" }])
]
