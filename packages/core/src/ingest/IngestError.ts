/** An ingest that was asked for something it cannot do; nothing was read or changed. */
import { Data } from "effect"

/** `rule`: a `--drop` or `--keep` rule cannot be read. The message is a sentence for the user. */
export class IngestError extends Data.TaggedError("IngestError")<{
  readonly reason: "rule"
  readonly message: string
  readonly cause: unknown
}> {}
