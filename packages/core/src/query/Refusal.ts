import type { QueryReason } from "./protocol.ts"

/** A refusal of ours, with the sentence to show. */
export class Refusal extends Error {
  readonly reason: QueryReason

  constructor(reason: QueryReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}
