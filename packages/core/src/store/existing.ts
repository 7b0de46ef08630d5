/** A database that must be there already, taken for the scope to change what is stored in it. */
import { Clock, Context, Effect, Layer } from "effect"

import { utc } from "@logmill/workers/zone"

import { holderOf, lockDatabase } from "./lock.ts"
import { inspect, type OpenOptions } from "./open.ts"
import { Store } from "./Store.ts"
import { StoreError, storeError } from "./StoreError.ts"

export interface ExistingOptions {
  readonly databasePath: string
  /** How long to wait for whoever else changes it. */
  readonly waitMs: number
  readonly durability?: OpenOptions["durability"]
}

/** `what`: what there would be nothing to do, as in "nothing to forget". */
export const openExisting = Effect.fnUntraced(function* (
  { databasePath, durability = "normal", waitMs }: ExistingOptions,
  what: string
) {
  const state = yield* Effect.try({
    try: () => inspect(databasePath),
    catch: (cause) => storeError(databasePath, cause)
  })
  if (state === "absent") {
    const message = `there is no database ${databasePath}, so nothing to ${what}`
    return yield* new StoreError({ reason: "missing", message })
  }
  const now = yield* Clock.currentTimeMillis
  yield* lockDatabase(databasePath, waitMs, holderOf)
  return yield* Layer.build(Store.layer(databasePath, { zone: "UTC", zoneRule: utc, durability, now, waitMs })).pipe(
    Effect.map(Context.get(Store))
  )
})
