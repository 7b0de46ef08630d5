/**
 * The exit statuses of `logmill`, and what a command fails with to end in one of them.
 *
 * One table, so that help, tests and code can't disagree. A signal's status is 128 and the signal's number, as a shell
 * shows it.
 */
import { Data, Effect } from "effect"

export const exitStatus = {
  done: { code: 0, meaning: "done; the reader of a pipe going away counts as done" },
  partly: {
    code: 1,
    meaning: "done, but a file was unreadable, truncated or refused, or too many lines were rejected"
  },
  usage: { code: 2, meaning: "wrong usage, a faulty analysis, or nothing usable to read" },
  busy: { code: 3, meaning: "another process holds the database" },
  io: { code: 4, meaning: "disk or input/output failure" },
  deadline: { code: 5, meaning: "a query, or the code of a plugin, was stopped at its deadline" },
  bug: { code: 70, meaning: "a fault in logmill itself" },
  interrupted: { code: 130, meaning: "stopped by Ctrl-C; what was finished is stored" },
  terminated: { code: 143, meaning: "stopped by SIGTERM; what was finished is stored" }
} as const

export type ExitName = keyof typeof exitStatus

/**
 * Ends the command with a status. `sentence` goes to stderr; null when everything has been said already.
 */
export class Stop extends Data.TaggedError("Stop")<{
  readonly status: ExitName
  readonly sentence: string | null
  readonly cause?: unknown
}> {
  override get message(): string {
    return this.sentence ?? exitStatus[this.status].meaning
  }
}

/** Ends with a status about which everything has been said; `done` ends nothing. */
export const endWith = (status: ExitName): Effect.Effect<void, Stop> =>
  status === "done" ? Effect.void : new Stop({ status, sentence: null })

/** The wrong words were typed; `sentence` says which ones to type instead. */
export const usage = (sentence: string): Stop => new Stop({ status: "usage", sentence })
