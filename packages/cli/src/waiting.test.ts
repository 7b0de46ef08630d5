import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import { Shell } from "./Shell.ts"
import { testShell, type TestShellOptions } from "./testShell.ts"
import { whileWaiting } from "./waiting.ts"

/** What is on stderr while and after a question of 3.5 seconds; `what`: its name. */
const after = (options: TestShellOptions, ms: number, what = "visits") =>
  Effect.gen(function* () {
    const recorded = testShell(options)
    const fiber = yield* Effect.forkChild(
      Effect.provideService(whileWaiting(what, Effect.sleep("3500 millis")), Shell, recorded.shell)
    )
    yield* TestClock.adjust(ms)
    const during = recorded.err()
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(fiber)
    return { during, after: recorded.err() }
  })

describe("a question that takes its time", () => {
  it.effect("says nothing where nobody is looking", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after({}, 3000)).after, "")
      assert.strictEqual((yield* after({ errColumns: 80, quiet: true }, 3000)).after, "")
    })
  )

  it.effect("says nothing in its first second, then for how long, and in the end clears the line", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* after({ errColumns: 80 }, 900)).during, "")
      const said = yield* after({ errColumns: 80 }, 2000)
      assert.include(said.during, "visits: 2.0 s so far; Ctrl-C stops it")
      assert.isTrue(said.after.endsWith("\r\u001b[K"))
      assert.notInclude(said.after, "4.0 s")
    })
  )

  it.effect("keeps to its line, and lets no name do harm", () =>
    Effect.gen(function* () {
      const { during } = yield* after({ errColumns: 12 }, 1000, "a\u001b[2Jvery-long-name")
      assert.notInclude(during, "\u001b[2J")
      assert.isBelow(during.replaceAll("\r\u001b[K", "").length, 12)
    })
  )
})
