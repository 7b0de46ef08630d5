/** One plain file into a fresh database, everything stored, against counting its paths by awk, and against peers. */
import { ingestContender } from "./ingesting.ts"
import { benchLog, warm } from "./logs.ts"
import type { Goal, Operation } from "./operation.ts"
import { medianRatio } from "./operation.ts"
import { awkPipeline, duckdb, goaccess } from "./peers.ts"
import { sizeOf } from "./table.ts"

export const ingestPlain: Operation = {
  name: "ingest-plain",
  title: "One plain file, everything stored",
  lines: 2_000_000,
  prepare: async (place) => {
    const log = await benchLog(place.dir, { lines: place.lines })
    warm(log)
    const awk = awkPipeline(log)
    const peers = [...duckdb(place, log), ...goaccess(place, log)]
    return {
      input: sizeOf(log),
      contenders: [ingestContender(place, "logmill", log), awk, ...peers],
      baseline: awk.name,
      goals: (results) => {
        const { databaseShare, peakBytes, rate, ratio } = results("logmill")
        return [
          { what: "rate", bound: "at least", limit: 400_000, unit: "lines/s", measured: rate },
          { what: "time against awk", bound: "at most", limit: 1, unit: "x", measured: ratio },
          ...peers
            .filter(({ name }) => name.startsWith("DuckDB"))
            .map(({ name }): Goal => {
              const measured = medianRatio(results("logmill").seconds, results(name).seconds)
              return { what: "time against DuckDB", bound: "at most", limit: 0.6, unit: "x", measured }
            }),
          { what: "peak memory", bound: "at most", limit: 250e6, unit: "bytes", measured: peakBytes },
          { what: "database against the log", bound: "at most", limit: 0.2, unit: "share", measured: databaseShare }
        ]
      }
    }
  }
}
