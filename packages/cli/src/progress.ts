/**
 * Progress of an ingest on stderr: one line, redrawn at most ten times a second, gone at the end. Nothing at all unless
 * somebody is looking: no animation into files, pipes or dumb terminals, and none with `-q`.
 */
import { Effect } from "effect"

import { byteSize, grouped, timeSpan } from "./output/size.ts"
import { clearLine, Shell } from "./Shell.ts"

export interface Progress {
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly lines: number
  readonly rejected: number
  readonly elapsedMs: number
}

const frameMs = 100

/** Runs an effect that reports its progress, drawing it meanwhile. Time is counted by the reports themselves. */
export const withProgress = <A, E, R>(
  use: (report: (progress: Progress) => void) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R | Shell> =>
  Effect.gen(function* () {
    const { quiet, stderr } = yield* Shell
    if (quiet || !stderr.animated) return yield* use(() => undefined)
    let drawnAt = -Infinity
    const draw = (text: string) => Effect.runFork(Effect.ignore(stderr.write(clearLine + text)))
    const report = (progress: Progress) => {
      if (progress.elapsedMs - drawnAt < frameMs) return
      drawnAt = progress.elapsedMs
      draw(progressLine(progress, stderr.columns() - 1))
    }
    return yield* use(report).pipe(Effect.ensuring(Effect.ignore(stderr.write(clearLine))))
  })

/** One line of at most `width` columns; what matters least goes first when room is short. */
export const progressLine = (progress: Progress, width: number): string => {
  const { bytesDone, bytesTotal, elapsedMs, lines, rejected } = progress
  const share = bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : null
  const seconds = elapsedMs / 1000
  const parts = [
    share === null ? byteSize(bytesDone) : `${String(Math.floor(share * 100)).padStart(3)} %`,
    seconds > 0 ? `${grouped(lines / seconds)} lines/s` : null,
    share !== null && share > 0.02 ? `${timeSpan((elapsedMs * (1 - share)) / share)} left` : null,
    rejected > 0 ? `${grouped(rejected)} rejected` : null,
    share === null ? null : `${byteSize(bytesDone)} of ${byteSize(bytesTotal)}`
  ].filter((part) => part !== null)
  const bar = share === null || width < 50 ? "" : `${barOf(share)} `
  while (parts.length > 1 && bar.length + parts.join("  ").length > width) parts.pop()
  return (bar + parts.join("  ")).slice(0, Math.max(0, width))
}

const barWidth = 20

const barOf = (share: number): string => {
  const filled = Math.round(share * barWidth)
  return `[${"=".repeat(filled)}${" ".repeat(barWidth - filled)}]`
}
