/**
 * An ingest in a process of its own, for tests that kill it, starve it, or let it hold the database.
 *
 * Run by child.ts: says `ready`, takes one message with the options, reports progress, and ends by saying how it went.
 */
import { Deferred, Effect } from "effect"

import { Ingest } from "../ingest/Ingest.ts"
import type { IngestOptions } from "../ingest/options.ts"
import type { IngestReport } from "../ingest/report.ts"
import type { RetryOptions } from "../ingest/retry/options.ts"
import { retryRejects } from "../ingest/retry/retryRejects.ts"
import { testKnowledge } from "./options.ts"

export type ToChild =
  | { readonly type: "run"; readonly options: IngestOptions }
  | { readonly type: "retry"; readonly options: RetryOptions }
  | { readonly type: "stop" }

export type FromChild =
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly lines: number }
  | { readonly type: "done"; readonly report: IngestReport }
  | { readonly type: "failed"; readonly reason: string; readonly message: string }

const say = (message: FromChild): void => void process.send?.(message)

const ingest = (options: IngestOptions, stop: Effect.Effect<void>): Promise<void> =>
  Effect.runPromise(
    Ingest.use((service) =>
      service.run(options, { onProgress: ({ lines }) => say({ type: "progress", lines }), stop })
    ).pipe(
      Effect.match({
        onSuccess: (report) => say({ type: "done", report }),
        onFailure: ({ reason, message }) => say({ type: "failed", reason, message })
      }),
      Effect.provide(Ingest.layer(testKnowledge))
    )
  )

const retry = (options: RetryOptions, stop: Effect.Effect<void>): Promise<void> =>
  Effect.runPromise(
    retryRejects(options, { onProgress: ({ lines }) => say({ type: "progress", lines }), stop }, testKnowledge).pipe(
      Effect.asVoid,
      Effect.orDie
    )
  )

const stop = Deferred.makeUnsafe<void>()
process.on("message", (message: ToChild) => {
  if (message.type === "stop") Deferred.doneUnsafe(stop, Effect.void)
  else if (message.type === "retry")
    void retry(message.options, Deferred.await(stop)).then(() => process.disconnect?.())
  else void ingest(message.options, Deferred.await(stop)).then(() => process.disconnect?.())
})
say({ type: "ready" })
