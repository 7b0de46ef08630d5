/** A disk that is full, wherever in an ingest it fills: a sentence, a sound database, and the same in the end. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { type ChildResult, ingestInChild } from "../testing/child.ts"
import { dumpDifference, goldenDump, integrityOf } from "../testing/dump.ts"
import { type Lab, makeLab } from "../testing/lab.ts"
import { distinctLines, logLines } from "../testing/logs.ts"
import { ingestOptions } from "../testing/options.ts"

const writeLogs = (lab: Lab): void => {
  lab.mkdir("logs")
  lab.write("logs/distinct.log", distinctLines("distinct", 12_000))
  lab.write("logs/packed.gz", gzipSync(distinctLines("packed", 3000)))
  lab.write("logs/tiny.log", logLines("tiny", 1, 3))
}

/** The sentence of an ingest that ran out of room. */
const failureOf = (result: ChildResult, reasons: ReadonlyArray<string>): string => {
  assert("reason" in result, JSON.stringify(result))
  assert.include(reasons, result.reason)
  return result.message
}

/** Sound as it is left, and with room again the same as if there had always been some. */
const comesTo = (lab: Lab, databasePath: string, golden: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    if (existsSync(databasePath) && statSync(databasePath).size > 0) assert.strictEqual(integrityOf(databasePath), "ok")
    yield* lab.ingest(["logs"], { databasePath })
    assert.strictEqual(integrityOf(databasePath), "ok")
    assert.strictEqual(dumpDifference(goldenDump(databasePath), golden), null)
  })

const mount = (...args: ReadonlyArray<string>): void => void execFileSync("mount", args, { stdio: "pipe" })

const smallDisk = (folder: string, megabytes: number): void =>
  mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder)

/** Whether small disks can be made here; says so when not. */
const canMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-"))
  try {
    smallDisk(folder, 1)
    execFileSync("umount", [folder])
    return true
  } catch (cause) {
    console.warn(
      `not tested here: an ingest onto a small disk, because none can be mounted (${String(cause).split("\n")[0]})`
    )
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()

describe("an ingest that runs out of room", () => {
  it.live(
    "because no file may grow beyond a limit says so, and goes on where there is room",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        writeLogs(lab)
        yield* lab.ingest(["logs"], { databasePath: lab.path("golden.db") })
        const golden = goldenDump(lab.path("golden.db"))
        const size = statSync(lab.path("golden.db")).size
        const limits = [10_000, 60_000, 200_000, size * 0.3, size * 0.7].map(Math.round)
        for (const [index, fileSizeLimit] of limits.entries()) {
          const databasePath = lab.path(`limited-${index}.db`)
          const options = ingestOptions(lab.folder, ["logs"], { databasePath })
          const result = yield* Effect.promise(() => ingestInChild(options, { fileSizeLimit }))
          const message = failureOf(result, ["io", "full"])
          assert.include(message, databasePath)
          yield* comesTo(lab, databasePath, golden)
        }
      }),
    90_000
  )

  it.live.skipIf(!canMount)(
    "because the disk is full says so, and goes on when there is room",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        writeLogs(lab)
        yield* lab.ingest(["logs"], { databasePath: lab.path("golden.db") })
        const golden = goldenDump(lab.path("golden.db"))
        for (const megabytes of [1, 4]) {
          const disk = `disk-${megabytes}`
          lab.mkdir(disk)
          yield* Effect.acquireRelease(
            Effect.sync(() => smallDisk(lab.path(disk), megabytes)),
            () => Effect.sync(() => execFileSync("umount", [lab.path(disk)]))
          )
          const databasePath = lab.path(`${disk}/logs.db`)
          const options = ingestOptions(lab.folder, ["logs"], { databasePath })
          const result = yield* Effect.promise(() => ingestInChild(options))
          assert.include(failureOf(result, ["full"]), "disk is full")
          mount("-o", "remount,size=100m", lab.path(disk))
          yield* comesTo(lab, databasePath, golden)
        }
      }),
    60_000
  )
})
