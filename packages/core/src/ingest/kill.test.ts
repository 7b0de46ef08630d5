/**
 * kill -9 at random moments, and run on: what is stored in the end is what an undisturbed ingest stores.
 */
import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { setTimeout } from "node:timers/promises"
import { gzipSync } from "node:zlib"

import { IngestChild } from "../testing/child.ts"
import { dumpDifference, goldenDump, integrityOf } from "../testing/dump.ts"
import { type Lab, makeLab } from "../testing/lab.ts"
import { distinctLines, logLine, logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"
import { checkRollups } from "../testing/rollups.ts"

/** Kills in the middle of reading. Those that come late, when all is committed, are made all the same. */
const killsInside = 20
const mostKills = 50
/** After so many the ingest is let run to its end, and a new database begun. */
const killsPerDatabase = 5

const writeLogs = (lab: Lab): void => {
  lab.mkdir("logs")
  for (let number = 0; number < 30; number++) {
    lab.write(`logs/distinct-${number}.log`, distinctLines(`distinct-${number}`, 1000))
  }
  lab.write("logs/packed.gz", gzipSync(distinctLines("packed", 10_000)))
  lab.write("logs/tiny.log", logLines("tiny", 1, 3))
  const broken = Array.from({ length: 10_000 }, (_, number) =>
    number % 10 === 0 ? `no log line ${number}` : number % 11 === 0 ? "" : logLine("broken", number)
  )
  lab.write("logs/broken.log", broken.join("\n"))
}

interface Remains {
  readonly isInside: boolean
  readonly entries: number
}

/** What a killed ingest has left: the run as it was, and how much of it is committed. */
const remainsOf = (databasePath: string, all: number): Remains => {
  if (!existsSync(databasePath)) return { isInside: false, entries: 0 }
  const database = new Database(databasePath)
  try {
    const isThere = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'run'").pluck().get() === 1
    if (!isThere) return { isInside: false, entries: 0 }
    const state = database.prepare("SELECT state FROM run ORDER BY id DESC LIMIT 1").pluck().get()
    const entries = database.prepare("SELECT count(*) FROM entry").pluck().get() as number
    return { isInside: state === "running" && entries < all, entries }
  } finally {
    database.close()
  }
}

describe("an ingest that is killed", () => {
  it.live(
    `${killsInside} times at random comes to the same in the end`,
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        writeLogs(lab)
        const begunAt = Date.now()
        yield* lab.ingest(["logs"], { databasePath: lab.path("golden.db") })
        const usualMs = Date.now() - begunAt
        const golden = goldenDump(lab.path("golden.db"))
        const all = lab.count("golden.db", "entry")

        let child = yield* startChild
        const moments: Array<string> = []
        let inside = 0
        let killed = 0
        for (let database = 0; inside < killsInside && killed < mostKills; database++) {
          const databasePath = lab.path(`killed-${database}.db`)
          let left = all
          for (let turn = 0; turn < killsPerDatabase && inside < killsInside; turn++) {
            const next = yield* startChild
            // By what is committed, as machines that are busy take any time; the first time of each database by time.
            // Little of it, so that there is enough left for those that follow.
            const enough = Math.random() * left * 0.3
            const isEnough = Promise.withResolvers<void>()
            yield* Effect.promise(() =>
              child.run(
                ingestOptions(lab.folder, ["logs"], { databasePath }),
                (lines) => lines > enough && isEnough.resolve()
              )
            )
            if (turn > 0) yield* Effect.promise(() => Promise.race([isEnough.promise, child.result]))
            const later = turn > 0 ? 0.02 * Math.random() : 0.15 + 0.2 * Math.random()
            yield* Effect.promise(() => setTimeout(later * usualMs))
            child.kill()
            const result = yield* Effect.promise(() => child.result)
            child = next
            if ("report" in result) break
            assert("died" in result && result.died === "SIGKILL", JSON.stringify(result))
            killed++
            const { isInside, entries } = remainsOf(databasePath, all)
            if (isInside) inside++
            moments.push(`${entries}${isInside ? "" : " (outside)"}`)
            left = all - entries
            if (entries > 0) checkRollups(databasePath, false)
            if (existsSync(databasePath)) assert.strictEqual(integrityOf(databasePath), "ok")
            if (left === 0) break
          }
          yield* lab.ingest(["logs"], { databasePath })
          assert.strictEqual(dumpDifference(goldenDump(databasePath), golden), null)
          assert.strictEqual(integrityOf(databasePath), "ok")
        }
        console.info(`${killed} kills, ${inside} inside; of ${all} entries were committed: ${moments.join(", ")}`)
        assert.isAtLeast(inside, killsInside)
      }),
    300_000
  )
})

const startChild = Effect.acquireRelease(
  Effect.sync(() => new IngestChild()),
  (child) => Effect.sync(() => child.kill())
)
