/**
 * Working out anew what is known of stored values: of a million distinct ones, as every line of the log has a URL and an
 * agent of its own. First nothing is other than before, and all is asked of what logmill knows by itself. Then rules of
 * the user's make every value another; and then agents are of another class, too, so that all rollups are made anew, which
 * has a line of its own.
 */
import { copyFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { readyDatabase } from "./ingesting.ts"
import { benchLog } from "./logs.ts"
import { median } from "./operation.ts"
import type { Contender, Operation, Place } from "./operation.ts"
import { sizeOf } from "./table.ts"
import { run } from "./trial.ts"

export const enrich: Operation = {
  name: "enrich",
  title: "What is known of a million stored values, anew",
  // Two values a line.
  lines: 500_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines, unique: true })
    const ready = await readyDatabase(place, log)
    const ruled = join(place.work, "ruled.db")
    copyFileSync(ready, ruled)
    await run({ argv: enrichCommand(place, ruled, rules(place, "/item/:item/*", "monitor", "A")) }, place.work)
    const contender = (name: string, from: string, rulesFile: string): Contender => {
      const db = join(place.work, "enrich.db")
      return {
        name,
        lines: place.lines * 2,
        command: { argv: enrichCommand(place, db, rulesFile) },
        clear: () => {
          for (const end of ["", "-wal", "-shm", "-lock"]) rmSync(`${db}${end}`, { force: true })
          copyFileSync(from, db)
        }
      }
    }
    const nothing = "nothing changes"
    const all = "every value changes"
    const classes = "every value changes, agents their class"
    return {
      input: `${sizeOf(log)}, ${2 * place.lines} distinct values`,
      contenders: [
        contender(nothing, ready, "none"),
        contender(all, ruled, rules(place, "/item/*", "monitor", "B")),
        contender(classes, ruled, rules(place, "/item/*", "library", "B"))
      ],
      baseline: nothing,
      goals: (results) => {
        const rebuilding = results(classes).seconds.map(
          (seconds, round) => seconds - (results(all).seconds[round] as number)
        )
        return [
          { what: nothing, bound: "at most", limit: 10, unit: "s", measured: results(nothing).median },
          { what: all, bound: "at most", limit: 10, unit: "s", measured: results(all).median },
          { what: "rollups made anew", bound: "at most", limit: 10, unit: "s", measured: median(rebuilding) }
        ]
      }
    }
  }
}

const rules = (place: Place, template: string, agentClass: string, bot: string): string => {
  const path = join(place.work, `${agentClass}-${bot}.toml`)
  const agents = `[[agent]]\nmatch = "*"\nclass = "${agentClass}"\nbot = "${bot}"\n`
  writeFileSync(path, `[[path]]\ntemplate = "${template}"\n${agents}`)
  return path
}

const enrichCommand = (place: Place, db: string, rulesFile: string): [string, ...Array<string>] => [
  "env",
  `LOGMILL_RULES=${rulesFile}`,
  place.logmill,
  "enrich",
  "--db",
  db
]
