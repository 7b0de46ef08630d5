/** What logmill is compared with, and what it should be but cannot yet. */
import type { Log } from "./logs.ts"
import type { Contender } from "./operation.ts"

/** The classic: how often each path, counted by awk, sort and uniq; nothing is stored. Runs in the C locale. */
export const awkPipeline = (log: Log): Contender => ({
  name: "awk, sort, uniq -c",
  lines: log.lines,
  command: { script: `awk '{print $7}' "$@" | sort | uniq -c > /dev/null`, args: log.files }
})

export type Absent = { readonly peer: string; readonly reason: string }

/** Printed below every table and recorded with it, so that nobody takes a missing row for a won comparison. */
export const absent: ReadonlyArray<Absent> = [
  { peer: "DuckDB", reason: "@duckdb/node-api is not among the dependencies of bench" },
  { peer: "GoAccess", reason: "the bench has no such contender" }
]
