/**
 * The one writer: batches of all workers queue up here, and the small changes that go with them (a source opened, closed,
 * a file remembered); those that wait together are committed together, first the batches, then the changes. A commit for
 * each step of each file would cost more than a small file's lines.
 *
 * The fiber lives as long as the scope. Workers hold still while their credits are used up (ParserThread.ts), so the queue
 * is bounded by them. After a failed commit nothing more is written: batches are let go of, so that no worker waits for
 * ever, and everyone who waits for them to be stored is told the error.
 */
import { Clock, Deferred, Effect, Queue, type Scope } from "effect"

import { Checkpoints } from "../store/Checkpoints.ts"
import type { Connection } from "../store/open.ts"
import type { StoreError } from "../store/StoreError.ts"
import type { Delivery, Writer } from "../store/writer.ts"
import type { Store } from "../store/Store.ts"
import type { AgentsAhead, ToldAgents } from "./AgentsAhead.ts"

/** Batches and changes committed together at most: about 130,000 entries, some 5 MB of write-ahead log. */
const itemsPerCommit = 16
/**
 * So often the rollups follow, that who asks meanwhile finds most of his answer in them: what is beyond is counted entry by entry, 1 s
 * for a million. It costs 5 % of the time of 10 M entries; each second it would be 12 % (Nov 2026).
 */
const rollUpEveryMs = 2000

export interface Writing {
  /** A batch is to come: what its writing needs is made while it is parsed. */
  readonly expect: () => void
  /** Queues a batch; `onDone` is told when it is committed, or dropped because writing failed. Never waits. */
  readonly offer: (delivery: Delivery, onDone: (isStored: boolean) => void) => void
  /** Runs a change after everything that was offered before it, and ends when it is committed. */
  readonly change: <A>(change: (connection: Connection) => A) => Effect.Effect<A, StoreError>
  /** Brings the rollups up to what is committed, in the end. */
  readonly rollUp: Effect.Effect<void, StoreError>
  /** Ends when everything offered before it is committed. */
  readonly flushed: Effect.Effect<void, StoreError>
  /** Ends when writing fails; else never. */
  readonly failed: Effect.Effect<void>
}

interface Change {
  readonly change: (connection: Connection) => unknown
  readonly done: Deferred.Deferred<unknown, StoreError>
}

interface Offered {
  readonly delivery: Delivery
  readonly onDone: (isStored: boolean) => void
  /** Its new agents, told on the thread beside; null: the writer tells them. */
  readonly agents: Promise<ToldAgents | null> | null
}

type Item = Offered | Change | typeof expected

const expected = { isExpected: true } as const

/**
 * `makeWriter` is called when a batch is expected: an ingest that finds nothing new does not pay for it. `agentsAhead` is
 * asked for the new agents of each batch, and closed in the end.
 */
export const startWriting = (
  database: Store["Service"],
  makeWriter: (connection: Connection) => Writer,
  agentsAhead: AgentsAhead | null = null
): Effect.Effect<Writing, never, Scope.Scope> =>
  Effect.gen(function* () {
    let writer: Writer | undefined
    const checkpoints = new Checkpoints(database.path)
    yield* Effect.addFinalizer(() => Effect.sync(() => writer?.close()))
    yield* Effect.addFinalizer(() => Effect.promise(() => checkpoints.close()))
    if (agentsAhead !== null) yield* Effect.addFinalizer(() => Effect.promise(() => agentsAhead.close()))
    const queue = yield* Queue.unbounded<Item>()
    const failed = yield* Deferred.make<StoreError>()
    const clock = yield* Clock.Clock
    let rolledUpAt = clock.currentTimeMillisUnsafe()
    let failure: StoreError | undefined

    /** Does nothing once something has failed. */
    const attempt = <A>(write: (connection: Connection) => A): Effect.Effect<A | undefined> =>
      failure !== undefined
        ? Effect.succeed(undefined)
        : database.use(write).pipe(
            Effect.catch((error) => {
              failure = error
              return Effect.as(Deferred.succeed(failed, error), undefined)
            })
          )
    const store = Effect.fnUntraced(function* (items: ReadonlyArray<Item>) {
      const batches = items.filter((item) => "delivery" in item)
      const changes = items.filter((item) => "change" in item)
      const told = yield* toldOf(batches)
      const results = yield* attempt((connection) => {
        // There is a batch, or one to come.
        if (items.length > changes.length) writer ??= makeWriter(connection)
        const change = (): ReadonlyArray<unknown> => changes.map((item) => item.change(connection))
        if (batches.length === 0) return changes.length === 0 ? [] : connection.raw.transaction(change).immediate()
        const deliveries = batches.map((item, index) => ({ ...item.delivery, agents: told[index] ?? null }))
        const done = writer!.write(deliveries, change)
        for (const item of batches) item.onDone(true)
        checkpoints.committed(deliveries.reduce((sum, { batch }) => sum + batch.entries, 0))
        const now = clock.currentTimeMillisUnsafe()
        if (now - rolledUpAt >= rollUpEveryMs) {
          writer!.rollUp(false)
          rolledUpAt = now
        }
        return done
      })
      if (failure !== undefined) for (const item of batches) item.onDone(false)
      for (const [index, { done }] of changes.entries()) {
        yield* failure === undefined ? Deferred.succeed(done, results![index]) : Deferred.fail(done, failure)
      }
    })
    // What was taken is committed, come what may; only waiting can be interrupted.
    yield* Effect.uninterruptibleMask((restore) =>
      restore(Queue.takeBetween(queue, 1, itemsPerCommit)).pipe(Effect.flatMap(store))
    ).pipe(Effect.forever, Effect.forkScoped)

    const change = <A>(change: (connection: Connection) => A): Effect.Effect<A, StoreError> =>
      Effect.suspend(() => {
        const done = Deferred.makeUnsafe<unknown, StoreError>()
        Queue.offerUnsafe(queue, { change, done })
        return Deferred.await(done) as Effect.Effect<A, StoreError>
      })

    const flushed = change(() => undefined)
    let isExpected = false

    return {
      expect: () => {
        if (isExpected) return
        isExpected = true
        Queue.offerUnsafe(queue, expected)
      },
      offer: (delivery, onDone) => {
        const agents = agentsAhead?.ask(delivery.batch.newAgents) ?? null
        Queue.offerUnsafe(queue, { delivery, onDone, agents })
      },
      change,
      rollUp: flushed.pipe(
        Effect.andThen(
          database.use(() => {
            checkpoints.start()
            writer?.rollUp(true)
          })
        )
      ),
      flushed,
      failed: Deferred.await(failed).pipe(Effect.asVoid)
    }
  })

/** Waits for the thread that tells agents, if it was asked about some of these batches. */
const toldOf = (batches: ReadonlyArray<Offered>): Effect.Effect<ReadonlyArray<ToldAgents | null>> =>
  batches.every(({ agents }) => agents === null)
    ? Effect.succeed([])
    : Effect.promise(() => Promise.all(batches.map(({ agents }) => agents ?? Promise.resolve(null))))
