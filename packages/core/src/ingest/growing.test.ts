/** A log that a server goes on writing, anywhere in its lines, while it is ingested. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { dumpDifference } from "../testing/dump.ts"
import { type Lab, makeLab, pathsOf } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"

const server = fileURLToPath(new URL("../testing/append.child.ts", import.meta.url))

const startServer = (lab: Lab, seed: number, rotation: "never" | "rename" | "truncate") =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [server, lab.path("text"), lab.path("logs/access.log"), `${seed}`, rotation], {
        stdio: ["ignore", "ignore", "inherit"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

/** Ingests over and over as long as the server writes, and once more. Returns how often something was new. */
const ingestWhile = (lab: Lab, child: ChildProcess) =>
  Effect.gen(function* () {
    const ended = once(child, "exit").then(([code]) => code as number)
    let times = 0
    const pause = lab.path("text.pause")
    while (child.exitCode === null && child.signalCode === null) {
      const isPaused = existsSync(pause)
      const report = yield* lab.ingest(["logs"], {}, { isGrowing: true })
      if (report.counts.lines > 0) times++
      if (isPaused) rmSync(pause)
    }
    assert.strictEqual(yield* Effect.promise(() => ended), 0)
    yield* lab.ingest(["logs"])
    return times
  })

const lines = 6000

describe("a log that is written to while it is read", () => {
  for (const seed of [1, 2, 3]) {
    it.live(
      `has each line once in the end (seed ${seed})`,
      () =>
        Effect.gen(function* () {
          const lab = yield* makeLab
          const fresh = yield* makeLab
          lab.mkdir("logs")
          lab.write("text", logLines("day", 1, lines))
          const times = yield* ingestWhile(lab, yield* startServer(lab, seed, "never"))
          assert.isAbove(times, 2)
          assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, lines]))
          fresh.write("access.log", lab.read("logs/access.log"))
          yield* fresh.ingest(["access.log"])
          assert.strictEqual(dumpDifference(lab.dump(), fresh.dump()), null)
        }),
      120_000
    )
  }

  it.live(
    "and renamed has each line once in the end",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.mkdir("logs")
        lab.write("text", logLines("day", 1, lines))
        yield* ingestWhile(lab, yield* startServer(lab, 4, "rename"))
        assert.isAbove(readdirSync(lab.path("logs")).length, 3)
        assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, lines]))
      }),
    120_000
  )

  it.live(
    "and copied and truncated has each line once in the end",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.mkdir("logs")
        lab.write("text", logLines("day", 1, lines))
        yield* ingestWhile(lab, yield* startServer(lab, 5, "truncate"))
        assert.isAbove(readdirSync(lab.path("logs")).length, 3)
        assert.deepStrictEqual(lab.storedPaths(), pathsOf(["day", 1, lines]))
      }),
    120_000
  )
})
