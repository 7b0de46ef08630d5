/** One server for the tests of a file that only ask: starting one takes longer than most questions do. */
import { afterAll } from "vitest"
import { Effect, Exit, Scope } from "effect"

import type { Server } from "./labServer.ts"
import { testServer, type TestServerOptions } from "./testServer.ts"

/** Started when the first test asks for it, and ended behind the last one of the file or of the `describe` it stands in. */
export const sharedServer = (options: TestServerOptions = {}): Effect.Effect<Server> => {
  const scope = Scope.makeUnsafe()
  let server: Promise<Server> | null = null
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return Effect.promise(() => (server ??= Effect.runPromise(Scope.provide(testServer(options), scope))))
}
