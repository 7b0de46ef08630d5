import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer } from "effect"

import { utc } from "@logmill/workers/zone"

import { inMemory } from "../store/filesBeside.ts"
import { type Connection } from "../store/open.ts"
import { Store } from "../store/Store.ts"
import type { Delivery, Writer } from "../store/writer.ts"
import { startWriting } from "./Writing.ts"

/** A batch that only says what it is called. */
const called = (name: string): Delivery => ({ name, batch: { entries: 1 } }) as unknown as Delivery
const nameOf = (delivery: Delivery): string => (delivery as unknown as { readonly name: string }).name

/** Writing to an empty database, and what happens in its order. `broken` is the batch that cannot be written. */
const makeWriting = (broken: string | null = null) =>
  Effect.gen(function* () {
    const events: Array<string> = []
    const makeWriter = ({ raw }: Connection): Pick<Writer, "write" | "rollUp" | "close"> => ({
      write: (deliveries, then) => {
        const names = deliveries.map(nameOf)
        events.push(`write ${names.join(" ")}`)
        if (names.includes(broken!)) throw new Error("no more room")
        return raw.transaction(then).immediate()
      },
      rollUp: () => {},
      close: () => {}
    })
    const options = { zone: "UTC", zoneRule: utc, durability: "normal", now: 0 } as const
    const store = Context.get(yield* Layer.build(Store.layer(inMemory, options)), Store)
    const writing = yield* startWriting(store, (connection) => {
      assert.isFalse(connection.raw.inTransaction)
      events.push("make writer")
      return makeWriter(connection) as Writer
    })
    const offer = (name: string): void =>
      writing.offer(called(name), (isStored) => void events.push(`${name} ${isStored ? "stored" : "dropped"}`))
    const change = (name: string) =>
      writing.change(({ raw }) => {
        assert.isTrue(raw.inTransaction)
        events.push(name)
        return name
      })
    return { events, offer, change, writing }
  })

describe("writing", () => {
  it.effect("makes its writer when a batch is expected, and no other", () =>
    Effect.gen(function* () {
      const { change, events, offer, writing } = yield* makeWriting()
      yield* change("x")
      writing.expect()
      writing.expect()
      yield* change("y")
      offer("a")
      yield* writing.flushed
      assert.deepStrictEqual(events, ["x", "make writer", "y", "write a", "a stored"])
    })
  )

  it.effect("that fails drops what comes, and tells everyone who waits", () =>
    Effect.gen(function* () {
      const { change, events, offer, writing } = yield* makeWriting("b")
      offer("a")
      yield* writing.flushed
      offer("b")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(change("c"))))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(writing.flushed)))
      yield* writing.failed
      offer("d")
      assert.strictEqual((yield* Effect.flip(change("e"))).reason, "failed")
      assert.deepStrictEqual(events, ["make writer", "write a", "a stored", "write b", "b dropped", "d dropped"])
    })
  )

  it.effect("that fails in a change stores nothing of what was to be committed with it", () =>
    Effect.gen(function* () {
      const { change, events, offer, writing } = yield* makeWriting()
      offer("a")
      const error = yield* Effect.flip(
        writing.change(() => {
          throw new Error("no more room")
        })
      )
      assert.include(error.message, "no more room")
      assert.isTrue(Exit.isFailure(yield* Effect.exit(change("b"))))
      assert.deepStrictEqual(events, ["make writer", "write a", "a dropped"])
    })
  )

  it.effect("commits together what waits together: first the batches, then the changes", () =>
    Effect.gen(function* () {
      const { change, events, offer } = yield* makeWriting()
      offer("a")
      const first = yield* Effect.forkChild(change("x"), { startImmediately: true })
      offer("b")
      const second = yield* Effect.forkChild(change("y"), { startImmediately: true })
      assert.deepStrictEqual(events, [])
      assert.deepStrictEqual(yield* Effect.all([Fiber.join(first), Fiber.join(second)]), ["x", "y"])
      assert.deepStrictEqual(events, ["make writer", "write a b", "x", "y", "a stored", "b stored"])
    })
  )
})
