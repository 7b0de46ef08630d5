import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { temporaryDatabase } from "../../testing/services.ts"
import { groupingOf, selectedStatement } from "../protocol.ts"
import { QueryEngine } from "../QueryEngine.ts"

const ofNothing = groupingOf({ stretches: [], visitors: null, admitted: [], statuses: null })
const sqlOver = (table: string): string => `SELECT sum(hits) FROM temp.${table}`
/** Of a random number, so that a table that is made again is another one. */
const asked = (made: string, table = "a") => ({
  sql: "SELECT 'asked SQLite'",
  selected: {
    ...selectedStatement(sqlOver(table)),
    partHours: { grouping: ofNothing, ofGroups: made, ofEntries: { sql: made, params: {} }, table }
  }
})
const random = "SELECT random() AS hits"

describe("hours that are cut", () => {
  it.live("are made once for the questions of a filter, and anew for another one", () =>
    Effect.gen(function* () {
      const file = yield* temporaryDatabase([])
      yield* Effect.gen(function* () {
        const ask = (made: string, table?: string) => QueryEngine.use((engine) => engine.run(asked(made, table)))
        const first = yield* ask(random)
        assert.isTrue(first.usedSelected)
        yield* QueryEngine.use((engine) => engine.run({ sql: "SELECT count(*) FROM entries" }))
        assert.deepStrictEqual((yield* ask(random)).rows, first.rows)
        assert.deepStrictEqual((yield* ask("SELECT 7 AS hits", "b")).rows, [[7]])
        assert.deepStrictEqual((yield* ask(random)).rows, first.rows)
        for (const table of ["c", "d", "e"]) yield* ask(random, table)
        assert.deepStrictEqual((yield* ask(random)).rows, first.rows)
        assert.deepStrictEqual((yield* ask("SELECT 8 AS hits")).rows, [[8]])
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
        const error = yield* Effect.flip(QueryEngine.use((engine) => engine.run({ sql: sqlOver("a") })))
        assert.strictEqual(error.reason, "denied")
      }).pipe(Effect.provide(QueryEngine.layer(file)))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
