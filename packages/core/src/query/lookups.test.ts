import { assert, layer } from "@effect/vitest"
import { Effect, Stream } from "effect"

import { engineLayer } from "../testing/services.ts"
import { QueryEngine, type QueryRequest, type RowChunk, type SqlRow } from "./QueryEngine.ts"

/** The rows with what was found in place of its number, and the chunks as they came. */
const asked = (request: QueryRequest) =>
  Effect.gen(function* () {
    const { stream } = yield* QueryEngine
    const { chunks } = yield* stream(request)
    const all: ReadonlyArray<RowChunk> = yield* Stream.runCollect(chunks)
    const rows = all.flatMap((chunk) => chunk.rows.map((row) => together(row, chunk, request)))
    return { chunks: all, rows }
  }).pipe(Effect.scoped)

const together = (row: SqlRow, { found }: RowChunk, { lookups = [] }: QueryRequest): ReadonlyArray<unknown> =>
  row.map((cell, index) => {
    const lookup = lookups.findIndex(({ key }) => key === index)
    return lookup < 0 ? cell : found[lookup]![cell as number]
  })

const numbers = (count: number, columns: string): string =>
  `WITH RECURSIVE t(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM t LIMIT ${count}) SELECT ${columns} FROM t`

layer(engineLayer([{ path: "a.log", entries: [{}] }]))("lookups", (it) => {
  it.effect("find what hangs on a value, null among them, once for each", () =>
    Effect.gen(function* () {
      const { chunks, rows } = yield* asked({
        sql: numbers(6, "x, nullif(x % 3, 0)"),
        lookups: [{ key: 1, by: 0, sql: "SELECT 'first: ' || :value, NULL" }]
      })
      assert.deepStrictEqual(rows, [
        [0, ["first: 0", null]],
        [1, ["first: 1", null]],
        [2, ["first: 2", null]],
        [3, ["first: 0", null]],
        [4, ["first: 1", null]],
        [5, ["first: 2", null]]
      ])
      assert.deepStrictEqual(chunks[0]!.found.length, 1)
      assert.strictEqual(chunks[0]!.found[0]!.length, 3)
    })
  )

  it.effect("send with each chunk what it needs", () =>
    Effect.gen(function* () {
      const { chunks, rows } = yield* asked({
        sql: numbers(40_000, "x, x % 7"),
        lookups: [{ key: 1, by: 0, sql: "SELECT :value % 7" }]
      })
      assert.isAbove(chunks.length, 2)
      assert.strictEqual(rows.length, 40_000)
      for (const [x, found] of rows) assert.deepStrictEqual(found, [Number(x) % 7])
      for (const { found } of chunks) assert.strictEqual(found[0]!.length, 7)
    })
  )

  it.effect("forget what they found when it is much, and find it again", () =>
    Effect.gen(function* () {
      const { chunks, rows } = yield* asked({
        sql: numbers(400, "x, x % 200"),
        lookups: [{ key: 1, by: 0, sql: "SELECT :value % 200, printf('%0100000d', 0)" }]
      })
      for (const [x, found] of rows) assert.strictEqual((found as SqlRow)[0], Number(x) % 200)
      assert.strictEqual(new Set(chunks.map(({ found }) => found[0])).size, 3)
    })
  )

  it.effect("tell numbers beyond 2^53 apart, and texts from numbers", () =>
    Effect.gen(function* () {
      const { rows } = yield* asked({
        sql: "SELECT column1 FROM (VALUES (9007199254740993), (9007199254740992), ('1'), (1))",
        lookups: [{ key: 0, by: 0, sql: "SELECT typeof(:value), CAST(:value AS TEXT)" }]
      })
      assert.deepStrictEqual(
        rows.map(([found]) => (found as ReadonlyArray<unknown>)[1]),
        ["9007199254740993", "9007199254740992", "1", "1"]
      )
    })
  )

  it.effect("end chunks early where texts are long", () =>
    Effect.gen(function* () {
      const { chunks } = yield* asked({
        sql: numbers(100, "x, x"),
        lookups: [{ key: 1, by: 0, sql: "SELECT printf('%0100000d', :value)" }]
      })
      assert.isAbove(chunks.length, 5)
      assert.strictEqual(
        chunks.reduce((sum, { rows }) => sum + rows.length, 0),
        100
      )
    })
  )

  it.effect("may only read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        asked({ sql: "SELECT 1", lookups: [{ key: 0, by: 0, sql: "DELETE FROM main.entry" }] })
      )
      assert.strictEqual(error.reason, "denied")
    })
  )
})
