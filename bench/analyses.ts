/**
 * The built-in analyses and the path count under filters, each in a new process, none from a cache, against SQLite's
 * plain GROUP BY over the entries (groupBy.ts).
 */
import { closeSync, openSync, readSync } from "node:fs"
import { join } from "node:path"

import { forgetAnswers, readyDatabase } from "./ingesting.ts"
import { benchLog } from "./logs.ts"
import type { Log } from "./logs.ts"
import type { Contender, Operation, Place } from "./operation.ts"
import { sizeOf } from "./table.ts"
import { output } from "./trial.ts"

type Analysis = { readonly id: string; readonly cost: "rollup" | "scan" | "sort"; readonly origin: string }

/** Seconds that a class of analyses may take. */
const CLASSES = { rollup: 0.3, scan: 2, sort: 15 } as const

export const analyses: Operation = {
  name: "analyses",
  title: "Analyses of a large database",
  lines: 10_000_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines })
    const db = await readyDatabase(place, log)
    const analyze = (name: string, args: ReadonlyArray<string>): Contender => ({
      name,
      command: { argv: [place.logmill, "analyze", ...args, "--db", db] },
      clear: forgetAnswers(db)
    })
    // The logs begin on Monday, 5 October 2026.
    const filtered = [
      { name: "paths, one status", id: "paths", flags: ["--status", "404"], limit: 0.3 },
      { name: "paths, 7 whole days", id: "paths", flags: ["--from", "2026-10-06", "--to", "2026-10-12"], limit: 0.3 },
      {
        name: "paths, days cut",
        id: "paths",
        flags: ["--from", "2026-10-06T10:30", "--to", "2026-10-12T15:45"],
        limit: 1
      },
      { name: "paths, one client", id: "paths", flags: ["--client", firstClient(log)], limit: 1 },
      {
        name: "agents, days cut",
        id: "agents",
        flags: ["--from", "2026-10-06T10:30", "--to", "2026-10-12T15:45"],
        limit: 1
      }
    ]
    const whole = (await builtIns(place)).map(({ cost, id }) => ({ name: id, limit: CLASSES[cost] }))
    const plain = "plain GROUP BY path"
    return {
      input: sizeOf(log),
      contenders: [
        { name: plain, command: { argv: [process.execPath, join(import.meta.dirname, "groupBy.ts"), db] } },
        ...whole.map(({ name }) => analyze(name, [name])),
        ...filtered.map(({ flags, id, name }) => analyze(name, [id, ...flags]))
      ],
      baseline: plain,
      goals: (results) =>
        [...whole, ...filtered].map(({ limit, name }) => ({
          what: name,
          bound: "at most",
          limit,
          unit: "s",
          measured: results(name).median
        }))
    }
  }
}

const builtIns = async (place: Place): Promise<ReadonlyArray<Analysis>> => {
  const listed = await output({ argv: [place.logmill, "analyses", "--ndjson"] }, place.work)
  return listed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Analysis)
    .filter(({ origin }) => origin === "built-in")
}

const firstClient = (log: Log): string => {
  const start = Buffer.alloc(64)
  const file = openSync(log.files[0] as string, "r")
  readSync(file, start)
  closeSync(file)
  return start.toString("latin1").split(" ")[0] as string
}
