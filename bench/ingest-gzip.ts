/** Compressed files against the same files plain: one, which cannot be shared among workers, and 20, which can. */
import { ingestContender } from "./ingesting.ts"
import { benchLog, warm } from "./logs.ts"
import type { Goal, Operation, Results } from "./operation.ts"
import { medianRatio } from "./operation.ts"
import { sizeOf } from "./table.ts"

export const ingestGzip: Operation = {
  name: "ingest-gzip",
  title: "The same lines compressed",
  lines: 2_000_000,
  prepare: async (place) => {
    const { lines } = place
    const logs = {
      "1 file": await benchLog(place.dir, { lines }),
      "1 file .gz": await benchLog(place.dir, { lines, gzip: true }),
      "20 files": await benchLog(place.dir, { lines, files: 20 }),
      "20 files .gz": await benchLog(place.dir, { lines, files: 20, gzip: true })
    }
    for (const log of Object.values(logs)) warm(log)
    return {
      input: sizeOf(logs["1 file"]),
      contenders: Object.entries(logs).map(([name, log]) => ingestContender(place, name, log)),
      baseline: "1 file",
      goals: (results) => [rateGoal(results, "1 file"), rateGoal(results, "20 files")]
    }
  }
}

const rateGoal = (results: Results, files: string): Goal => ({
  what: `rate of ${files} .gz against plain`,
  bound: "at least",
  limit: 0.8,
  unit: "x",
  measured: medianRatio(results(files).seconds, results(`${files} .gz`).seconds)
})
