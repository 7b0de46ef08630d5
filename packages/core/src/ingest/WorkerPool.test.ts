/** What becomes of pieces that wait in line when the thread before them dies. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import type { Piece } from "@logmill/workers/piece"
import { utc } from "@logmill/workers/zone"

import { logLines } from "../testing/logs.ts"
import { WorkerPool } from "./WorkerPool.ts"

const setup = {
  drop: [],
  keep: [],
  presets: {},
  digestKey: Buffer.alloc(16),
  zone: utc,
  trustedProxies: [],
  keepExtra: []
}

describe("a parser thread that dies", () => {
  it.live("takes the piece with it that it was at, and leaves those in line to another", () => {
    const folder = mkdtempSync(join(tmpdir(), "logmill-"))
    const path = join(folder, "a.log")
    writeFileSync(path, logLines("a", 1, 3))
    const fd = openSync(path, "r")
    const stored: Array<number> = []
    const read = (pieceId: number, format: string) =>
      WorkerPool.use((pool) => {
        const whole = {
          compression: "none",
          stream: false,
          start: 0,
          end: null,
          startsLine: true,
          formats: [],
          site: null
        } as const
        const piece: Piece = { ...whole, pieceId, fd, format }
        return pool.read(piece, ({ batch, release }) => {
          stored.push(...Array<number>(batch.entries).fill(batch.pieceId))
          release()
        })
      }).pipe(Effect.result)
    // Threads trust the command to know what formats there are.
    const pieces = [read(1, "auto"), read(2, "nonsense"), read(3, "auto"), read(4, "auto")]
    return Effect.gen(function* () {
      const results = yield* Effect.all(pieces, { concurrency: "unbounded" })
      assert.deepStrictEqual(
        results.map((result) => (Result.isSuccess(result) ? result.success.pieceId : result.failure._tag)),
        [1, "WorkerCrash", 3, 4]
      )
      assert.deepStrictEqual(stored, [1, 1, 1, 3, 3, 3, 4, 4, 4])
    }).pipe(
      Effect.provide(WorkerPool.layer(1, setup)),
      Effect.ensuring(
        Effect.sync(() => {
          closeSync(fd)
          rmSync(folder, { recursive: true })
        })
      )
    )
  })
})
