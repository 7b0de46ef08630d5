/** One writer at a time: the lock beside the database. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import { bundled } from "../bundled.ts"
import { makeLab } from "../testing/lab.ts"
import { lockFile } from "./filesBeside.ts"
import { lockDatabase } from "./lock.ts"

const run = promisify(execFile)

const nobody = (): string => "nobody"

describe("the lock of a database", () => {
  it.live("is refused as busy while somebody has it, naming who", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      yield* lockDatabase(lab.databasePath, 0, nobody)
      const error = yield* Effect.flip(Effect.scoped(lockDatabase(lab.databasePath, 0, () => "process 4711")))
      assert.strictEqual(error.reason, "busy")
      assert.include(error.message, "process 4711")
      assert.include(error.message, "--wait")
    })
  )

  it.live("is waited for, and had as soon as it is given back", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const mayEnd = yield* Deferred.make<void>()
      const holder = yield* lockDatabase(lab.databasePath, 0, nobody).pipe(
        Effect.andThen(Deferred.await(mayEnd)),
        Effect.scoped,
        Effect.forkChild({ startImmediately: true })
      )
      const waiting = yield* Effect.forkChild(Effect.scoped(lockDatabase(lab.databasePath, 10_000, nobody)))
      yield* Effect.sleep("120 millis")
      assert.strictEqual(waiting.pollUnsafe(), undefined)
      yield* Deferred.succeed(mayEnd, undefined)
      yield* Fiber.join(holder)
      yield* Fiber.join(waiting)
      assert.isFalse(existsSync(lockFile(lab.databasePath)))
    })
  )

  it.live("goes to one after the other of many who want it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      let holders = 0
      let most = 0
      const hold = Effect.scoped(
        Effect.gen(function* () {
          yield* lockDatabase(lab.databasePath, 20_000, nobody)
          most = Math.max(most, ++holders)
          yield* Effect.sleep("5 millis")
          holders--
        })
      )
      yield* Effect.all(
        Array.from({ length: 8 }, () => hold),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(most, 1)
    })
  )

  it.live("goes from process to process, however often one removes the file that another is about to lock", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const script = fileURLToPath(bundled("lock.child.js"))
      const take = Effect.promise(() => run(process.execPath, [script, lab.databasePath, "300"]))
      yield* Effect.all([take, take, take], { concurrency: "unbounded" })
      assert.isFalse(existsSync(lockFile(lab.databasePath)))
    })
  )

  it.live("is given back also when its file was removed", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      yield* Effect.scoped(
        Effect.tap(lockDatabase(lab.databasePath, 0, nobody), () => Effect.sync(() => lab.remove("logs.db.lock")))
      )
      yield* Effect.scoped(lockDatabase(lab.databasePath, 0, nobody))
    })
  )

  it.live("cannot be had where nothing can be written", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.mkdir("logs.db.lock")
      const error = yield* Effect.flip(Effect.scoped(lockDatabase(lab.databasePath, 0, nobody)))
      assert.strictEqual(error.reason, "io")
    })
  )
})
