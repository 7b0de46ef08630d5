/**
 * SIGINT and SIGTERM. The first one stops the program: by interrupting it, or, while something runs that ends well when
 * asked to (an ingest commits what is finished), by asking that. The handlers are gone by then, so the system itself
 * ends the process at a second one, even while a native call holds the thread.
 */
import { Deferred, Effect, Exit, Option } from "effect"

import type { ExitName } from "./exit.ts"

/** Runs an effect that a first SIGINT ends in place of the program, and the next one does again; none: it did. */
export type Cancellable = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<Option.Option<A>, E, R>

/** Runs an effect that takes care of the first signal itself: it is given what ends when one arrives. */
export type Gracefully = <A, E, R>(use: (stop: Effect.Effect<void>) => Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

export interface Signals {
  /** The status the signal that arrived ends the process with; null: none arrived. */
  readonly arrived: () => ExitName | null
  /** When the effect has ended well after a signal, the program is interrupted there. */
  readonly gracefully: Gracefully
  readonly cancellable: Cancellable
  /** What to do at the first signal when nothing takes care of it. */
  readonly onSignal: (interrupt: () => void) => void
}

const statusOf = { SIGINT: "interrupted", SIGTERM: "terminated" } as const

export const listenForSignals = (process: NodeJS.Process): Signals => {
  const stop = Deferred.makeUnsafe<void>()
  let arrived: ExitName | null = null
  let careful = 0
  let interrupt = (): void => undefined
  let cancel: (() => void) | null = null
  const listener = (signal: keyof typeof statusOf) => {
    if (signal === "SIGINT" && cancel !== null) return cancel()
    process.off("SIGINT", listener)
    process.off("SIGTERM", listener)
    arrived = statusOf[signal]
    Deferred.doneUnsafe(stop, Exit.void)
    if (careful === 0) interrupt()
  }
  process.on("SIGINT", listener)
  process.on("SIGTERM", listener)
  return {
    arrived: () => arrived,
    onSignal: (then) => {
      interrupt = then
    },
    cancellable: (effect) =>
      Effect.suspend(() => {
        const cancelled = Deferred.makeUnsafe<void>()
        cancel = () => Deferred.doneUnsafe(cancelled, Exit.void)
        return Effect.raceFirst(Effect.asSome(effect), Effect.as(Deferred.await(cancelled), Option.none())).pipe(
          Effect.ensuring(Effect.sync(() => (cancel = null)))
        )
      }),
    gracefully: (use) =>
      Effect.suspend(() => {
        careful++
        return use(Deferred.await(stop)).pipe(
          Effect.ensuring(Effect.sync(() => careful--)),
          Effect.tap(() => (arrived === null ? Effect.void : Effect.interrupt))
        )
      })
  }
}
