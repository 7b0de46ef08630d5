/** An ingest that was asked for something it cannot do; nothing was read or changed. */
import { Data } from "effect"

/**
 * `rule`: a `--drop` or `--keep` rule cannot be read. `notAnonymous`: clients were to be anonymized in a database that has
 * them as they were logged. `geoip`: a database of addresses that was used before cannot be. `plugin`: the code of one that is
 * named, and was asked before, is not run. The message is a sentence for the user.
 */
export class IngestError extends Data.TaggedError("IngestError")<{
  readonly reason: "rule" | "notAnonymous" | "geoip" | "plugin"
  readonly message: string
  /** Of reason `rule`: which list it stands in. */
  readonly setting?: "drop" | "keep"
  readonly cause?: unknown
}> {}
