import { copyFileSync, existsSync, renameSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { Effect, Stream } from "effect"

import { makeDatabase } from "../testing/database.ts"
import { withEngine } from "../testing/services.ts"
import { QueryEngine } from "./QueryEngine.ts"

/** Another database with so many entries, in the same folder. */
const another = (file: string, entries: number): string => {
  const made = join(dirname(file), `${entries}.db`)
  const rows = Array.from({ length: entries }, (_, index) => ({ path: `/${index}/${"long".repeat(20)}` }))
  makeDatabase(made, [{ path: "b.log", entries: rows }])
  return made
}

const counted = QueryEngine.use(({ run }) =>
  Effect.map(run({ sql: "SELECT count(*), count(DISTINCT path) FROM entries" }), ({ rows }) => rows[0]!.map(Number))
)

describe("a database that is replaced while it is open", () => {
  it.live.each([
    ["copied over", copyFileSync],
    ["moved there", renameSync]
  ] as const)("is read anew when another one is %s", ([, replace]) =>
    withEngine(
      (file) =>
        Effect.gen(function* () {
          const [large, small] = [another(file, 3000), another(file, 2)]
          assert.deepStrictEqual(yield* counted, [1, 1])
          replace(large, file)
          assert.deepStrictEqual(yield* counted, [3000, 3000])
          replace(small, file)
          assert.deepStrictEqual(yield* counted, [2, 2])
        }),
      { size: 2 }
    )
  )

  it.live("is given up by who reads it, and by all other children", () =>
    withEngine(
      (file) =>
        Effect.gen(function* () {
          const { run, stream } = yield* QueryEngine
          const copy = another(file, 3000)
          yield* Effect.scoped(
            Effect.gen(function* () {
              const numbers = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"
              const { rows } = yield* stream({ sql: numbers, yields: true, pool: { name: "slow", isBackground: true } })
              copyFileSync(copy, file)
              assert.deepStrictEqual((yield* run({ sql: "SELECT count(*) FROM entries" })).rows, [[3000]])
              const { message, reason } = yield* Effect.flip(Stream.runDrain(rows))
              assert.deepStrictEqual(
                [reason, message],
                ["io", "the database was replaced by another file while it was read; ask again"]
              )
            })
          )
        }),
      { size: 2 }
    )
  )

  it.live("is not one that is written to, through a link, too", () =>
    withEngine((file) =>
      Effect.gen(function* () {
        const link = join(dirname(file), "link.db")
        symlinkSync(file, link)
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { snapshot } = yield* QueryEngine
            const { run } = yield* snapshot
            const versions = { sql: "SELECT data_version FROM meta" }
            const before = (yield* run(versions)).rows
            const writer = new Database(file)
            writer.exec("UPDATE meta SET data_version = data_version + 1")
            writer.pragma("wal_checkpoint(PASSIVE)")
            writer.close()
            assert.isTrue(existsSync(`${file}-wal`))
            assert.deepStrictEqual(yield* counted, [1, 1])
            // A snapshot would have gone with its child.
            assert.deepStrictEqual((yield* run(versions)).rows, before)
          })
        ).pipe(Effect.provide(QueryEngine.layer(link, { size: 2 })))
      })
    )
  )
})
