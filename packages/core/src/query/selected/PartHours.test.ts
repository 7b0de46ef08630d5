import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { temporaryDatabase } from "../../testing/services.ts"
import { QueryEngine } from "../QueryEngine.ts"

const sql = "SELECT sum(hits) FROM temp.part_hours"
/** Of a random number, so that a table that is made again is another one. */
const asked = (made: string) => ({
  sql: "SELECT 'asked SQLite'",
  selected: { sql, params: {}, selection: null, groupings: [], partHours: { sql: made, params: {} } }
})
const random = "SELECT random() AS hits"

describe("hours that are cut", () => {
  it.live("are made once for the questions of a filter, and anew for another one", () =>
    Effect.gen(function* () {
      const file = yield* temporaryDatabase([])
      yield* Effect.gen(function* () {
        const ask = (made: string) => QueryEngine.use((engine) => engine.run(asked(made)))
        const first = yield* ask(random)
        assert.isTrue(first.usedSelected)
        yield* QueryEngine.use((engine) => engine.run({ sql: "SELECT count(*) FROM entries" }))
        assert.deepStrictEqual((yield* ask(random)).rows, first.rows)
        assert.deepStrictEqual((yield* ask("SELECT 7 AS hits")).rows, [[7]])
        assert.notDeepEqual((yield* ask(random)).rows, first.rows)
        // What can't be made is left to the statement for everything.
        assert.deepStrictEqual((yield* ask("SELECT nothing")).rows, [["asked SQLite"]])
      }).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("are nothing that a statement of others may read", () =>
    Effect.gen(function* () {
      const file = yield* temporaryDatabase([])
      yield* Effect.gen(function* () {
        yield* QueryEngine.use((engine) => engine.run(asked(random)))
        const error = yield* Effect.flip(QueryEngine.use((engine) => engine.run({ sql })))
        assert.strictEqual(error.reason, "denied")
      }).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
