/** The same lines in one file, in 20 and in 2,000: what opening, identifying and committing a file costs. */
import { ingestContender } from "./ingesting.ts"
import { benchLog, warm } from "./logs.ts"
import type { Operation } from "./operation.ts"
import { sizeOf } from "./table.ts"

export const ingestMany: Operation = {
  name: "ingest-many",
  title: "The same lines in many files",
  lines: 2_000_000,
  prepare: async (place) => {
    const one = await benchLog(place.dir, { lines: place.lines })
    const some = await benchLog(place.dir, { lines: place.lines, files: 20 })
    const many = await benchLog(place.dir, { lines: place.lines, files: 2000 })
    for (const log of [one, some, many]) warm(log)
    return {
      input: sizeOf(one),
      contenders: [
        ingestContender(place, "1 file", one),
        ingestContender(place, "20 files", some),
        ingestContender(place, "2,000 files", many)
      ],
      baseline: "1 file",
      goals: (results) => [
        {
          // The same rate, but for the noise of the measurement.
          what: "time of 20 files against one",
          bound: "at most",
          limit: 1.05,
          unit: "x",
          measured: results("20 files").ratio
        },
        {
          what: "time of 2,000 files against one",
          bound: "at most",
          limit: 2,
          unit: "x",
          measured: results("2,000 files").ratio
        }
      ]
    }
  }
}
