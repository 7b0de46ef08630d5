/** A statement that was typed can't be run: what is wrong, and where in it. */
import { Data } from "effect"

/** `message` is a whole sentence that says what to type instead. All are mistakes of usage: exit 2. */
export class StatementError extends Data.TaggedError("StatementError")<{
  readonly message: string
  /** Place in the statement as typed; null: none can be told. */
  readonly at: number | null
  readonly cause?: unknown
}> {}
