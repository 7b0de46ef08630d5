/** Ingesting 1,000 files again of which none has changed, against starting logmill for nothing. */
import { checkPaths, ingestCommand, readyDatabase } from "./ingesting.ts"
import { benchLog, warm } from "./logs.ts"
import type { Operation } from "./operation.ts"
import { sizeOf } from "./table.ts"

export const rerun: Operation = {
  name: "rerun",
  title: "Again, nothing having changed",
  lines: 1_000_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines, files: 1000 })
    const db = await readyDatabase(place, log)
    warm(log)
    return {
      input: sizeOf(log),
      contenders: [
        {
          name: "logmill ingest",
          command: { argv: ingestCommand(place, db, log) },
          check: () => checkPaths(place, db, log)
        },
        { name: "logmill --version", command: { argv: [place.logmill, "--version"] } }
      ],
      baseline: "logmill --version",
      goals: (results) => [
        { what: "time", bound: "at most", limit: 0.3, unit: "s", measured: results("logmill ingest").median }
      ]
    }
  }
}
