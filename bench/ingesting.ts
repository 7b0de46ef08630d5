/**
 * The contender all ingest benchmarks share: `logmill ingest` as a user would type it, into a database that does not
 * exist yet, and the proof that it counted right: the paths of the log and how often each, by awk.
 */
import { mkdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

import type { Log } from "./logs.ts"
import type { Contender, Place } from "./operation.ts"
import { output, run } from "./trial.ts"

interface Ingest {
  readonly options?: ReadonlyArray<string>
  /** The log whose paths awk counts, if not this one: of the same requests. */
  readonly counted?: Log
}

export const ingestContender = (
  place: Place,
  name: string,
  log: Log,
  { counted = log, options = [] }: Ingest = {}
): Contender => {
  const folder = join(place.work, name.replaceAll(/\W+/g, "-"))
  const db = join(folder, "bench.db")
  return {
    name,
    lines: log.lines,
    command: { argv: [...ingestCommand(place, db, log), ...options] },
    clear: () => {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
    },
    databaseShare: () => databaseBytes(db) / log.bytes,
    check: () => checkPaths(place, db, counted)
  }
}

/** Several files are given as their folder. */
export const ingestCommand = (place: Place, db: string, log: Log): [string, ...Array<string>] => [
  place.logmill,
  "ingest",
  "--db",
  db,
  ...(log.files.length === 1 ? log.files : [log.folder])
]

/** A database to ask questions of, made off the clock. */
export const readyDatabase = async (place: Place, log: Log): Promise<string> => {
  const db = join(place.work, "ready.db")
  await run({ argv: ingestCommand(place, db, log) }, place.work)
  return db
}

/** Takes away the cache of answers beside the database, so that each trial finds its own. */
export const forgetAnswers = (db: string) => (): void => rmSync(`${db}-answers`, { force: true })

/** With the write-ahead log, were one left. */
const databaseBytes = (db: string): number =>
  [db, `${db}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)

const counting = `set -e
logmill=$1 db=$2
shift 2
gzip -dcf "$@" | awk '{ sub(/[?].*/, "", $7); print $7 }' | sort | uniq -c | awk '{ print $2 "\\t" $1 }' | sort > by-awk
"$logmill" analyze paths --db "$db" --limit 0 --tsv > answer
tail -n +2 answer | cut -f 1,2 | sort > by-logmill
diff by-awk by-logmill | head -n 6 > differences
if [ -s differences ]; then cat differences; else wc -l < by-awk; fi
`

/**
 * Fails unless the database holds the paths of the log, each as often as awk counts it; then gives the number of
 * distinct paths.
 */
export const checkPaths = async (place: Place, db: string, log: Log): Promise<number> => {
  const answer = await output({ script: counting, args: [place.logmill, db, ...log.files] }, place.work)
  if (/^\s*\d+\s*$/.test(answer)) return Number(answer)
  throw new Error(`logmill's path counts (>) are not awk's (<) for ${log.folder}:\n${answer}`)
}
