/**
 * The database open for writing, as a service: one connection of better-sqlite3, for as long as the layer lives.
 *
 * Everything it runs is synchronous and short. Only ingest, forget and migrations use it; questions go to the query
 * child (query/QueryEngine.ts), which has a SQLite of its own in a process of its own: two copies of SQLite in one
 * process would break each other's file locks (https://sqlite.org/howtocorrupt.html §2.2.1).
 */
import { Context, Effect, Layer } from "effect"

import { type Connection, openForWriting, type OpenOptions } from "./open.ts"
import { type StoreError, storeError } from "./StoreError.ts"

export class Store extends Context.Service<
  Store,
  {
    readonly path: string
    /** Runs `f` on the connection; what it throws becomes a StoreError. Not interruptible while it runs. */
    readonly use: <A>(f: (connection: Connection) => A) => Effect.Effect<A, StoreError>
  }
>()("@logmill/core/store/Store") {
  static readonly layer = (path: string, options: OpenOptions): Layer.Layer<Store, StoreError> =>
    Layer.effect(
      Store,
      Effect.gen(function* () {
        const connection = yield* Effect.acquireRelease(
          Effect.try({ try: () => openForWriting(path, options), catch: (cause) => storeError(path, cause) }),
          ({ raw }) => Effect.sync(() => raw.close())
        )
        return Store.of({
          path,
          use: (f) => Effect.try({ try: () => f(connection), catch: (cause) => storeError(path, cause) })
        })
      })
    )
}
