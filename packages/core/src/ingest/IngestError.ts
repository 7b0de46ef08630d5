/** An ingest that was asked for something it cannot do; nothing was read or changed. */
import { Data } from "effect"

/**
 * `rule`: a `--drop` or `--keep` rule cannot be read. `notAnonymous`: clients were to be anonymized in a database that has
 * them as they were logged. `geoip`: a database of addresses that was used before cannot be. The message is a sentence for the user.
 */
export class IngestError extends Data.TaggedError("IngestError")<{
  readonly reason: "rule" | "notAnonymous" | "geoip"
  readonly message: string
  /** Of reason `rule`: which list it stands in. */
  readonly setting?: "drop" | "keep"
  readonly cause?: unknown
}> {}
