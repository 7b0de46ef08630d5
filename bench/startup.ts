/** What somebody waits who asks for little, against starting Node for nothing. */
import { forgetAnswers, readyDatabase } from "./ingesting.ts"
import { benchLog } from "./logs.ts"
import type { Operation } from "./operation.ts"
import { sizeOf } from "./table.ts"

export const startup: Operation = {
  name: "startup",
  title: "Starting, and a first answer",
  lines: 10_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines })
    const db = await readyDatabase(place, log)
    return {
      input: sizeOf(log),
      contenders: [
        { name: "node -e 0", command: { argv: [process.execPath, "-e", "0"] } },
        { name: "logmill --version", command: { argv: [place.logmill, "--version"] } },
        { name: "logmill --help", command: { argv: [place.logmill, "--help"] } },
        {
          name: "logmill analyze paths",
          command: { argv: [place.logmill, "analyze", "paths", "--db", db] },
          clear: forgetAnswers(db)
        }
      ],
      baseline: "node -e 0",
      goals: (results) => [
        { what: "logmill --help", bound: "at most", limit: 0.2, unit: "s", measured: results("logmill --help").median },
        {
          what: "logmill analyze paths, small database",
          bound: "at most",
          limit: 0.3,
          unit: "s",
          measured: results("logmill analyze paths").median
        }
      ]
    }
  }
}
