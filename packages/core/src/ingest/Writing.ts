/**
 * The one writer: batches of all workers queue up here, and those that wait together are committed together.
 *
 * The fiber lives as long as the scope. Workers hold still while three of their batches are not committed, so the queue
 * is bounded by them. After a failed commit nothing more is written: batches are let go of, so that no worker waits for
 * ever, and everyone who waits for them to be stored is told the error.
 */
import { Clock, Deferred, Effect, Queue, type Scope } from "effect"

import type { StoreError } from "../store/StoreError.ts"
import type { Delivery, Writer } from "../store/writer.ts"
import type { Store } from "../store/Store.ts"

/** Batches committed together at most: about 130,000 entries, some 5 MB of write-ahead log. */
const batchesPerCommit = 16
/** So often the rollups follow, that who asks meanwhile finds most of his answer in them. */
const rollUpEveryMs = 5000

export interface Writing {
  /** Queues a batch; `onDone` is told when it is committed, or dropped because writing failed. Never waits. */
  readonly offer: (delivery: Delivery, onDone: (isStored: boolean) => void) => void
  /** Ends when everything offered before it is committed. */
  readonly flushed: Effect.Effect<void, StoreError>
  /** Ends when writing fails; else never. */
  readonly failed: Effect.Effect<void>
}

type Item =
  | { readonly delivery: Delivery; readonly onDone: (isStored: boolean) => void }
  | { readonly flushed: Deferred.Deferred<void, StoreError> }

export const startWriting = (database: Store["Service"], writer: Writer): Effect.Effect<Writing, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded<Item>()
    const failed = yield* Deferred.make<StoreError>()
    const clock = yield* Clock.Clock
    let rolledUpAt = clock.currentTimeMillisUnsafe()
    let failure: StoreError | undefined

    const commit = (items: ReadonlyArray<Item>): Effect.Effect<void, StoreError> => {
      const stored = items.filter((item) => "delivery" in item)
      if (stored.length === 0) return Effect.void
      return database.use(() => {
        writer.write(stored.map((item) => item.delivery))
        for (const item of stored) item.onDone(true)
        const now = clock.currentTimeMillisUnsafe()
        if (now - rolledUpAt < rollUpEveryMs) return
        writer.rollUp(false)
        rolledUpAt = now
      })
    }
    const store = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
      if (failure === undefined) {
        yield* commit(items).pipe(
          Effect.catch((error) => {
            failure = error
            return Deferred.succeed(failed, error)
          })
        )
      }
      if (failure !== undefined) for (const item of items) if ("delivery" in item) item.onDone(false)
      for (const item of items) {
        if (!("flushed" in item)) continue
        yield* failure === undefined ? Deferred.succeed(item.flushed, undefined) : Deferred.fail(item.flushed, failure)
      }
    })
    // What was taken is committed, come what may; only waiting can be interrupted.
    yield* Effect.uninterruptibleMask((restore) =>
      restore(Queue.takeBetween(queue, 1, batchesPerCommit)).pipe(Effect.flatMap(store))
    ).pipe(Effect.forever, Effect.forkScoped)

    return {
      offer: (delivery, onDone) => void Queue.offerUnsafe(queue, { delivery, onDone }),
      flushed: Effect.gen(function* () {
        const flushed = yield* Deferred.make<void, StoreError>()
        yield* Queue.offer(queue, { flushed })
        yield* Deferred.await(flushed)
      }),
      failed: Deferred.await(failed).pipe(Effect.asVoid)
    }
  })
