import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Progress, progressLine, withProgress } from "./progress.ts"
import { Shell } from "./Shell.ts"
import { testShell, type TestShellOptions } from "./testShell.ts"

const mebibyte = 1024 * 1024
const half: Progress = {
  bytesDone: 50 * mebibyte,
  bytesTotal: 100 * mebibyte,
  lines: 400_000,
  rejected: 12,
  elapsedMs: 1000
}

describe("progressLine", () => {
  const cases: ReadonlyArray<readonly [what: string, progress: Progress, width: number, line: string]> = [
    [
      "a wide terminal",
      half,
      100,
      "[==========          ]  50 %  400,000 lines/s  1.0 s left  12 rejected  50.0 MiB of 100.0 MiB"
    ],
    ["no room for sizes", half, 80, "[==========          ]  50 %  400,000 lines/s  1.0 s left  12 rejected"],
    ["no room for a bar", half, 30, " 50 %  400,000 lines/s"],
    ["hardly any room", half, 4, " 50 "],
    [
      "nothing read yet",
      { ...half, bytesDone: 0, lines: 0, rejected: 0, elapsedMs: 0 },
      60,
      "[                    ]   0 %  0 B of 100.0 MiB"
    ],
    ["an unknown size", { ...half, bytesTotal: 0 }, 80, "50.0 MiB  400,000 lines/s  12 rejected"],
    [
      "more than expected",
      { ...half, bytesDone: 200 * mebibyte, rejected: 0 },
      60,
      "[====================] 100 %  400,000 lines/s  0.0 s left"
    ]
  ]
  it.each(cases)("%s", (_, progress, width, line) => {
    assert.strictEqual(progressLine(progress, width), line)
    assert.isAtMost(line.length, width)
  })
})

describe("withProgress", () => {
  const run = (options: TestShellOptions, reports: ReadonlyArray<Progress>) => {
    const recorded = testShell(options)
    return withProgress((report) => Effect.sync(() => reports.forEach(report))).pipe(
      Effect.provideService(Shell, recorded.shell),
      Effect.map(() => recorded)
    )
  }

  it.effect("draws nothing when nobody is looking", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* run({}, [half])).err(), "")
      assert.strictEqual((yield* run({ errColumns: 80, quiet: true }, [half])).err(), "")
    })
  )

  it.effect("draws at most ten times a second, and leaves a clean line", () =>
    Effect.gen(function* () {
      const reports = [0, 10, 99, 100, 150, 220].map((elapsedMs) => ({ ...half, elapsedMs }))
      const { err, out } = yield* run({ errColumns: 80 }, reports)
      const frames = err().split("\r\u001b[K").slice(1)
      assert.strictEqual(frames.length, 4)
      assert.strictEqual(frames.at(-1), "")
      assert.isTrue(frames.every((frame) => frame.length < 80))
      assert.strictEqual(out(), "")
    })
  )

  it.effect("clears the line when the work fails", () =>
    Effect.gen(function* () {
      const recorded = testShell({ errColumns: 80 })
      yield* withProgress((report) =>
        Effect.andThen(
          Effect.sync(() => report(half)),
          Effect.fail("full")
        )
      ).pipe(Effect.provideService(Shell, recorded.shell), Effect.flip)
      assert.isTrue(recorded.err().endsWith("\r\u001b[K"))
    })
  )
})
