/**
 * Every line with a URL and a user agent of its own: the dictionaries never know a value already. Ingesting the first
 * third, the first two and all of the log tells what a line costs early and late.
 */
import { ingestContender } from "./ingesting.ts"
import { benchLog, warm } from "./logs.ts"
import type { Operation } from "./operation.ts"
import { median } from "./operation.ts"
import { sizeOf } from "./table.ts"

export const ingestUnique: Operation = {
  name: "ingest-unique",
  title: "Every line with its own URL and user agent",
  lines: 3_000_000,
  prepare: async (place) => {
    const third = Math.floor(place.lines / 3)
    const first = await benchLog(place.dir, { lines: third, unique: true })
    const most = await benchLog(place.dir, { lines: 2 * third, unique: true })
    const all = await benchLog(place.dir, { lines: 3 * third, unique: true })
    for (const log of [first, most, all]) warm(log)
    return {
      input: sizeOf(all),
      contenders: [
        ingestContender(place, "first third", first),
        ingestContender(place, "two thirds", most),
        ingestContender(place, "all", all)
      ],
      baseline: "first third",
      goals: (results) => {
        const whole = results("all")
        const last = whole.seconds.map(
          (seconds, round) =>
            (seconds - (results("two thirds").seconds[round] as number)) /
            (results("first third").seconds[round] as number)
        )
        return [
          { what: "rate", bound: "at least", limit: 100_000, unit: "lines/s", measured: whole.rate },
          { what: "last third against the first", bound: "at most", limit: 1.5, unit: "x", measured: median(last) },
          { what: "peak memory", bound: "at most", limit: 600e6, unit: "bytes", measured: whole.peakBytes }
        ]
      }
    }
  }
}
