/**
 * What is said on a terminal while a question takes its time: which one, for how long so far, and how to stop it. Nothing
 * in the first second, nothing at all where nobody is looking, and gone when the answer is there.
 */
import { Clock, Effect, Fiber, Schedule } from "effect"

import { escapeText } from "@logmill/core/output/escape"
import { timeSpan } from "./output/size.ts"
import { clearLine, Shell } from "./Shell.ts"

/** `what`: the question's name, as in `visits: 3.0 s so far; Ctrl-C stops it`. */
export const whileWaiting = <A, E, R>(what: string, use: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Shell> =>
  Effect.gen(function* () {
    const { quiet, stderr } = yield* Shell
    if (quiet || !stderr.animated) return yield* use
    const started = yield* Clock.currentTimeMillis
    let isDrawn = false
    const draw = Effect.gen(function* () {
      const text = `${escapeText(what)}: ${timeSpan((yield* Clock.currentTimeMillis) - started)} so far; Ctrl-C stops it`
      isDrawn = true
      yield* Effect.ignore(stderr.write(clearLine + text.slice(0, stderr.columns() - 1)))
    })
    const drawing = yield* Effect.forkChild(Effect.delay(Effect.repeat(draw, Schedule.spaced("1 second")), "1 second"))
    const clear = Effect.suspend(() => (isDrawn ? Effect.ignore(stderr.write(clearLine)) : Effect.void))
    return yield* Effect.ensuring(use, Effect.andThen(Fiber.interrupt(drawing), clear))
  })
