/**
 * What changes while somebody looks: the data version, the number of entries, a running ingest. One look for all who listen,
 * twice a second, and none while nobody does. As long as no file of the database changes, a look is two `stat`s.
 */
import { Clock, Context, Effect, Fiber, Layer, PubSub, Semaphore, Stream } from "effect"

import { QueryEngine, type QueryError, type SqlRow } from "@logmill/core/query/QueryEngine"

import type { Change } from "../api/Api.ts"
import { DataState } from "../questions/DataState.ts"
import { Shared } from "../questions/Shared.ts"

type ChangeData = typeof Change.Type

/** ms between two looks, and after which something is sent in any case, so that a dead connection is found. */
const between = 500
const heartbeat = 15_000

export class Changes extends Context.Service<
  Changes,
  {
    /** The present state first; endless. Who reads slowly gets the newest state only. */
    readonly stream: Stream.Stream<ChangeData, QueryError>
    /** For who asks again and again: as little work as a look, and one for all who ask at the same time. */
    readonly present: Effect.Effect<ChangeData, QueryError>
  }
>()("@logmill/report-server/data/Changes") {
  static readonly layer: Layer.Layer<Changes, never, QueryEngine | DataState | Shared> = Layer.effect(
    Changes,
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const state = yield* DataState
      const shared = yield* Shared
      const scope = yield* Effect.scope
      const sent = yield* PubSub.sliding<ChangeData | null>(1)
      const turn = yield* Semaphore.make(1)
      let listeners = 0
      let looking: Fiber.Fiber<never> | null = null

      const ask = Effect.map(engine.run({ sql: changeSql, brief: true }), ({ rows }) => changeOf(rows[0]!))

      const look = Effect.gen(function* () {
        let mark = ""
        // What is told first may be known already: rather twice than never.
        let last = { text: "", time: 0, isRunning: true }
        const once = Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const isDue = now - last.time >= heartbeat
          if (state.mark() === mark && !last.isRunning && !isDue) return
          mark = state.mark()
          const change = yield* ask
          const text = JSON.stringify(change)
          const isNew = text !== last.text || isDue
          last = { text, time: isNew ? now : last.time, isRunning: change.ingest !== null }
          if (isNew) yield* PubSub.publish(sent, change)
        })
        const failed = ({ reason }: QueryError) => (reason === "busy" ? Effect.void : PubSub.publish(sent, null))
        return yield* Effect.sleep(between).pipe(Effect.andThen(once), Effect.catch(failed), Effect.forever)
      })

      const join = turn.withPermits(1)(
        Effect.gen(function* () {
          listeners++
          looking ??= yield* Effect.forkIn(look, scope)
        })
      )
      const leave = turn.withPermits(1)(
        Effect.suspend(() => {
          listeners--
          if (listeners > 0 || looking === null) return Effect.void
          const fiber = looking
          looking = null
          return Fiber.interrupt(fiber)
        })
      )

      const stream = Stream.unwrap(
        Effect.gen(function* () {
          const subscription = yield* PubSub.subscribe(sent)
          yield* Effect.acquireRelease(join, () => leave)
          return Stream.concat(Stream.fromEffect(ask), untilGone(Stream.fromSubscription(subscription)))
        })
      )

      let known = { mark: "", time: 0, change: null as ChangeData | null }
      const remember = Effect.gen(function* () {
        const mark = state.mark()
        const time = yield* Clock.currentTimeMillis
        const change = yield* ask
        known = { mark, time, change }
        return change
      })
      const present = Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const { change, mark, time } = known
        const isKnown = change !== null && (now - time < between || (change.ingest === null && now - time < heartbeat))
        return isKnown && mark === state.mark() ? change : yield* shared("present", remember)
      })
      return Changes.of({ stream, present })
    })
  )
}

/** Null: the database can't be read. */
const untilGone = <A>(stream: Stream.Stream<A | null>): Stream.Stream<A> =>
  stream.pipe(
    Stream.takeWhile((one) => one !== null),
    Stream.filter((one) => one !== null)
  )

const changeSql = `SELECT created_at, data_version, (SELECT coalesce(sum(stored), 0) FROM source_range),
  (SELECT max(max_time) FROM source_range),
  (SELECT json_object('pid', pid, 'started_at', started_at,
    'lines', (SELECT coalesce(sum(lines), 0) FROM source_range WHERE run_id = run.id),
    'sources', (SELECT count(DISTINCT source_id) FROM source_range WHERE run_id = run.id))
   FROM run WHERE state = 'running' ORDER BY id DESC LIMIT 1)
FROM meta`

const changeOf = ([createdAt, dataVersion, entries, lastTime, run]: SqlRow): ChangeData => {
  const running = run === null ? null : (JSON.parse(String(run)) as Running)
  return {
    created_at: Number(createdAt),
    data_version: Number(dataVersion),
    entries: Number(entries),
    last_time: lastTime === null ? null : Number(lastTime),
    ingest:
      running === null || !isAlive(running.pid)
        ? null
        : { started_at: running.started_at, lines: running.lines, sources: running.sources }
  }
}

interface Running {
  readonly pid: number
  readonly started_at: number
  readonly lines: number
  readonly sources: number
}

/** A run whose process was killed is marked as running until the next one begins. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM"
  }
}
