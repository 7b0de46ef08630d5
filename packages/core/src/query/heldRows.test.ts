import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect, Fiber } from "effect"

import { withEngine } from "../testing/services.ts"
import { QueryEngine, type RowWindow } from "./QueryEngine.ts"

const whole: RowWindow = { name: "q", dataVersion: null, find: [], sort: null, offset: 0, limit: 3 }

const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, 'Row ' || i AS text, nullif(i % 3, 0) AS "rest, of 3", i AS i FROM n`

const ask = (sql: string, window: Partial<RowWindow> = {}, params: Record<string, number> = {}) =>
  QueryEngine.use(({ run }) => run({ sql, params, window: { ...whole, ...window } }))

const first = (sql: string, window: Partial<RowWindow>) =>
  Effect.map(ask(sql, window), ({ held, rows, total }) => [rows.map(([i]) => i), total, held])

const refused = (sql: string) => Effect.map(Effect.flip(ask(sql)), ({ reason }) => reason)

describe("rows that are kept", () => {
  it.live("are had by their places, in the answer's order, sorted and searched", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const { columns, held, rows, total } = yield* ask(numbers, { offset: 2, limit: 2 })
        assert.deepStrictEqual(columns, ["i", "text", "rest, of 3", "i"])
        assert.deepStrictEqual(
          [rows, total, held],
          [
            [
              [3, "Row 3", null, 3],
              [4, "Row 4", 1, 4]
            ],
            1000,
            1000
          ]
        )
        assert.deepStrictEqual(yield* first(numbers, { offset: 999 }), [[1000], 1000, 1000])
        assert.deepStrictEqual(yield* first(numbers, { offset: 1000 }), [[], 1000, 1000])
        const sort = { column: "rest, of 3", descending: true }
        assert.deepStrictEqual(yield* first(numbers, { sort }), [[2, 5, 8], 1000, 1000])
        assert.deepStrictEqual(yield* first(numbers, { sort, offset: 998 }), [[996, 999], 1000, 1000])
        const rising = { column: "text", descending: false }
        assert.deepStrictEqual(yield* first(numbers, { sort: rising }), [[1, 10, 100], 1000, 1000])
        assert.deepStrictEqual(yield* first(numbers, { find: ["ROW", "99"] }), [[99, 199, 299], 19, 1000])
        assert.deepStrictEqual(yield* first(numbers, { find: ["99"], sort: { ...rising, column: "gone" } }), [
          [99, 199, 299],
          19,
          1000
        ])
        assert.deepStrictEqual(yield* first(numbers, { find: ["'; DROP TABLE held_rows; --"] }), [[], 0, 1000])
        const sizes = "SELECT 9999 AS bytes, '/a' AS path UNION ALL SELECT 19999, '/b' UNION ALL SELECT 1, '/c9999'"
        assert.deepStrictEqual(yield* first(sizes, { find: ["9999"] }), [[9999, 1], 2, 3])
        const reals = "SELECT 1.0 AS share, '/a' AS path UNION ALL SELECT 0.5, '/b' UNION ALL SELECT 1e300, '/c'"
        for (const [word, found] of [
          ["1", 1],
          ["1.0", 0],
          ["0.5", 1],
          ["9223372036854775807", 0]
        ] as const) {
          assert.strictEqual((yield* first(reals, { find: [word] }))[1], found, word)
        }
      })
    )
  )

  it.live("are those of one version as long as they are asked for by it, and of now otherwise", () =>
    withEngine((file) =>
      Effect.gen(function* () {
        const sql = "SELECT data_version FROM meta"
        assert.deepStrictEqual((yield* ask(sql)).rows, [[2]])
        const writer = new Database(file)
        writer.exec("UPDATE meta SET data_version = data_version + 1")
        writer.close()
        const kept = yield* ask(sql, { dataVersion: 2 })
        assert.deepStrictEqual([kept.dataVersion, kept.rows], [2, [[2]]])
        assert.deepStrictEqual((yield* ask(sql, { name: "other", dataVersion: 2 })).rows, [[3]])
        // Rows that are no longer kept: the version of those that are told is another one.
        const now = yield* ask(sql, { dataVersion: 2 })
        assert.deepStrictEqual([now.dataVersion, now.rows], [3, [[3]]])
      })
    )
  )

  it.live("stay where they are, whatever else is asked in between", () =>
    withEngine((file) =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const pool = { name: "table", isBackground: false, isExclusive: true }
        const held = (window: Partial<RowWindow>) => engine.run({ sql: numbers, window: { ...whole, ...window }, pool })
        const { dataVersion } = yield* held({})
        const other = yield* Effect.forkChild(engine.run({ sql: "SELECT count(*) FROM entries", brief: true }), {
          startImmediately: true
        })
        const writer = new Database(file)
        writer.exec("UPDATE meta SET data_version = data_version + 1")
        writer.close()
        const kept = yield* held({ dataVersion, offset: 10 })
        yield* Fiber.join(other)
        assert.strictEqual(kept.dataVersion, dataVersion)
      }).pipe(Effect.provide(QueryEngine.layer(file, { size: 2 })))
    )
  )

  it.live("are made of no statement that does more than read, and leave the connection as it was", () =>
    withEngine(() =>
      Effect.gen(function* () {
        assert.strictEqual(yield* refused("SELECT 1; DELETE FROM entry"), "syntax")
        assert.strictEqual(yield* refused("DELETE FROM entry RETURNING entry_id"), "denied")
        assert.strictEqual(yield* refused("SELECT no_such FROM entries"), "syntax")
        assert.strictEqual(yield* refused("SELECT load_extension('x')"), "denied")
        assert.strictEqual(yield* refused("SELECT abs(-9223372036854775807 - 1)"), "syntax")
        const large = yield* ask("SELECT 9007199254740993 AS n, x'00ff' AS b, 1e999 AS r, :v AS v", {}, { v: 1.5 })
        assert.deepStrictEqual(large.rows, [[9007199254740993n, new Uint8Array([0, 255]), Infinity, 1.5]])
        const read = (sql: string) => QueryEngine.use(({ run }) => Effect.flip(run({ sql })))
        assert.strictEqual((yield* read("SELECT * FROM held_rows")).reason, "denied")
        const plain = yield* QueryEngine.use(({ run }) => run({ sql: "SELECT count(*) FROM entries" }))
        assert.deepStrictEqual([plain.rows, plain.held], [[[1]], null])
      })
    )
  )
})
