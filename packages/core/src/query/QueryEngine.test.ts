import { assert, describe, it } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Fiber, FileSystem, Stream } from "effect"
import { spawn } from "node:child_process"
import { getPriority } from "node:os"
import { join } from "node:path"

import { queryChildren } from "../testing/queryChildren.ts"
import { withEngine } from "../testing/services.ts"
import { QueryEngine, type QueryRequest } from "./QueryEngine.ts"

const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t"
const numbers = (count: number): string =>
  `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT ${count}) SELECT x, 'row ' || x AS text FROM t`

const run = (request: QueryRequest) => QueryEngine.use((engine) => engine.run(request))

/** The test with an engine over a new database with one entry. */
/** Waits, for half a minute at most, until it is so. */
const until = (isSo: () => boolean) =>
  Effect.gen(function* () {
    for (let tries = 0; !isSo() && tries < 600; tries++) yield* Effect.sleep("50 millis")
    assert.isTrue(isSo())
  })

/** Those of this process. */
const children = () => queryChildren().filter(({ parent }) => parent === process.pid)

describe("what can't be read", () => {
  const reasonFor = (make: (file: string, fs: FileSystem.FileSystem) => Effect.Effect<unknown, unknown>) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const file = join(yield* fs.makeTempDirectoryScoped(), "x.db")
      yield* make(file, fs)
      const error = yield* Effect.flip(run({ sql: "SELECT 1" })).pipe(Effect.provide(QueryEngine.layer(file)))
      return [error.reason, error.message.replace(file, "FILE")]
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

  it.live("a file that is not there", () =>
    Effect.gen(function* () {
      const [reason, message] = yield* reasonFor(() => Effect.void)
      assert.deepStrictEqual(
        [reason, message],
        ["missing", "there is no database FILE yet; make one with: logmill ingest FILE..."]
      )
    })
  )

  it.live("a file of something else", () =>
    Effect.gen(function* () {
      const [reason, message] = yield* reasonFor((file, fs) =>
        fs.writeFileString(file, "no database at all\n".repeat(100))
      )
      assert.deepStrictEqual(
        [reason, message],
        ["notADatabase", "FILE is not a logmill database; choose another file with --db PATH"]
      )
    })
  )

  it.live("an empty file, which is nobody's database yet", () =>
    Effect.gen(function* () {
      const [reason] = yield* reasonFor((file, fs) => fs.writeFileString(file, ""))
      assert.strictEqual(reason, "notADatabase")
    })
  )

  it.live("a folder", () =>
    Effect.gen(function* () {
      const [reason, message] = yield* reasonFor((file, fs) => fs.makeDirectory(file))
      assert.deepStrictEqual([reason, message], ["notADatabase", "FILE is a folder; choose a file with --db PATH"])
    })
  )
})

describe("a query", () => {
  it.live("gives columns and rows as they are, with integers of any size", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const sql =
          "SELECT 1 AS a, 1 AS a, 9007199254740991 AS safe, 9007199254740993 AS big, -9223372036854775808 AS least, 0.5 AS half, NULL AS no, x'00ff' AS bytes, 'ü😀' || char(0) AS text"
        const { columns, rows, complete, total, dataVersion } = yield* run({ sql })
        assert.deepStrictEqual(columns, ["a", "a", "safe", "big", "least", "half", "no", "bytes", "text"])
        assert.deepStrictEqual(rows, [
          [
            1,
            1,
            Number.MAX_SAFE_INTEGER,
            9007199254740993n,
            -9223372036854775808n,
            0.5,
            null,
            Uint8Array.of(0, 255),
            "ü😀\0"
          ]
        ])
        assert.deepStrictEqual([complete, total, dataVersion], [true, 1, 2])
      })
    )
  )

  it.live("binds values, hostile ones too, by name", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const params = {
          text: "'); DROP TABLE entry --\0😀",
          big: 2n ** 62n,
          bytes: Uint8Array.of(1, 0, 2),
          no: null,
          half: -0.5
        }
        const { rows } = yield* run({ sql: "SELECT :text, :big, :bytes, :no, :half", params })
        assert.deepStrictEqual(rows, [Object.values(params)])
        const error = yield* Effect.flip(run({ sql: "SELECT 1", params: { other: 1 } }))
        assert.strictEqual(error.reason, "syntax")
      })
    )
  )

  it.live("stops a statement whose rows would take more memory than they may, and goes on with the next", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const endlessRows = `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT printf('%1000d', x) FROM t`
        const { complete, rows, total } = yield* run({ sql: endlessRows, maxBytes: 100_000 })
        assert.deepStrictEqual([rows.length, complete, total], [98, false, null])
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1", maxBytes: 100_000 })).rows, [[1]])
        assert.isAtMost(children().length, 1)
      })
    )
  )

  it.live("says when it was cut, and of how many rows as far as it counted on", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const cut = (count: number, maxRows: number, sorted = "") =>
          Effect.map(run({ sql: numbers(count) + sorted, maxRows }), ({ rows, complete, total }) => [
            rows.length,
            complete,
            total
          ])
        assert.deepStrictEqual(yield* cut(20, 20), [20, true, 20])
        assert.deepStrictEqual(yield* cut(21, 20), [20, false, 21])
        assert.deepStrictEqual(yield* cut(9000, 20), [20, false, 9000])
        assert.deepStrictEqual(yield* cut(50_000, 20), [20, false, null])
        assert.deepStrictEqual(yield* cut(5, 0), [0, false, 5])
        assert.deepStrictEqual(yield* cut(9000, 20, " ORDER BY 1 DESC -- sorted"), [20, false, 9000])
        assert.deepStrictEqual(yield* cut(50_000, 20, " ORDER BY 1 DESC;"), [20, false, null])
        assert.deepStrictEqual(yield* cut(50_000, 20, " ORDER BY 1 LIMIT 30"), [20, false, 30])
      })
    )
  )

  it.live("says what SQLite says, and goes on", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const errors = yield* Effect.forEach(
          [
            "SELEC 1",
            "SELECT nosuch FROM entries",
            "SELECT 1 FROM nowhere",
            "SELECT abs(-9223372036854775808)",
            "SELECT 1; SELECT 2",
            ""
          ],
          (sql) => Effect.flip(run({ sql }))
        )
        assert.deepStrictEqual(
          errors.map(({ reason, message }) => [reason, message]),
          [
            ["denied", `"SELEC" can't begin a statement here: only reading is allowed, so begin with SELECT or WITH`],
            ["syntax", "no such column: nosuch"],
            [
              "syntax",
              'there is no view "nowhere"; there are entries, hits, visits, sources, rejects, access_log, extras'
            ],
            ["syntax", "integer overflow"],
            ["syntax", 'a second statement begins at "SELECT"; only one can run at a time'],
            ["syntax", "there is no SQL statement"]
          ]
        )
        assert.deepStrictEqual((yield* run({ sql: "SELECT 2" })).rows, [[2]])
      })
    )
  )

  it.live("matches regular expressions in linear time", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const sql =
          "SELECT regexp('(a+)+$', :text), regexp('^(?:[a-z]+-?){2,5}$', 'ab-cd'), 'xay' REGEXP 'A', regexp('a', NULL)"
        const { rows, elapsedMs } = yield* run({
          sql,
          params: { text: "a".repeat(5000) + "b" },
          deadline: "20 seconds"
        })
        assert.deepStrictEqual(rows, [[0, 1, 0, null]])
        assert.isBelow(elapsedMs, 2000)
        const error = yield* Effect.flip(run({ sql: "SELECT 'x' REGEXP '(?=x)'" }))
        assert.include(error.message, `REGEXP: "(?=x)" looks around`)
      })
    )
  )

  it.live("knows percentile()", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const values = "(SELECT column1 AS x FROM (VALUES (1), (4), (NULL), (2), (3)))"
        const { rows } = yield* run({
          sql: `SELECT percentile(x, 50), percentile(x, 0), percentile(x, 100) FROM ${values}`
        })
        assert.deepStrictEqual(rows, [[2.5, 1, 4]])
      })
    )
  )
})

describe("the child", () => {
  it.live("is killed at the deadline, and replaced", () =>
    withEngine(() =>
      Effect.gen(function* () {
        yield* run({ sql: "SELECT 1" })
        const began = performance.now()
        const error = yield* Effect.flip(run({ sql: endless, deadline: "400 millis" }))
        const took = performance.now() - began
        assert.deepStrictEqual(
          [error.reason, error.message],
          ["deadline", "the query was stopped after 400ms, its time limit"]
        )
        // At once, on a machine that has nothing else to do; the statement goes on for ever.
        assert.isBelow(took, 5000)
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1", deadline: "20 seconds" })).rows, [[1]])
      })
    )
  )

  it.live("is killed on interruption", () =>
    withEngine(() =>
      Effect.gen(function* () {
        yield* run({ sql: "SELECT 1" })
        const fiber = yield* Effect.forkChild(run({ sql: endless }))
        yield* Effect.sleep("200 millis")
        assert.strictEqual(children().length, 1)
        const began = performance.now()
        yield* Fiber.interrupt(fiber)
        assert.isBelow(performance.now() - began, 5000)
        yield* until(() => children().length === 0)
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
      })
    )
  )

  it.live("runs one query after the other, also when many are asked at once", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const all = yield* Effect.forEach([1, 2, 3, 4, 5], (n) => run({ sql: `SELECT ${n}` }), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          all.flatMap(({ rows }) => rows.flat()),
          [1, 2, 3, 4, 5]
        )
        assert.strictEqual(children().length, 1)
      })
    )
  )

  it.live("has others beside it when asked to", () =>
    withEngine(
      () =>
        Effect.gen(function* () {
          const slow = yield* Effect.forkChild(run({ sql: endless }))
          assert.deepStrictEqual((yield* run({ sql: "SELECT 1", deadline: "20 seconds" })).rows, [[1]])
          yield* until(() => children().length === 2)
          yield* Fiber.interrupt(slow)
        }),
      { size: 2, warm: 1 }
    )
  )

  it.live("has children by pools, those in the background at low priority, and no more than it may", () =>
    withEngine(
      () =>
        Effect.gen(function* () {
          const ask = (name: string, isBackground = false) => run({ sql: "SELECT 1", pool: { name, isBackground } })
          const priorities = () =>
            children()
              .map(({ nice }) => nice)
              .toSorted((a, b) => a - b)
          const own = getPriority()
          yield* ask("quick")
          yield* ask("quick")
          assert.deepStrictEqual(priorities(), [own])
          yield* ask("slow", true)
          yield* ask("slow", true)
          yield* ask("quick")
          assert.deepStrictEqual(priorities(), [own, 10])
          yield* ask("other")
          yield* until(() => children().length === 2)
          yield* run({ sql: "SELECT 1" })
          assert.isAtMost(children().length, 2)
        }),
      { size: 2 }
    )
  )

  it.live("waits with rows until they are wanted, and ends with the scope", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const taken = yield* Effect.scoped(
          Effect.gen(function* () {
            const { columns, rows } = yield* engine.stream({ sql: numbers(10_000_000) })
            assert.deepStrictEqual(columns, ["x", "text"])
            return yield* rows.pipe(
              Stream.take(3),
              Stream.mapEffect((chunk) => Effect.as(Effect.sleep("20 millis"), chunk[0])),
              Stream.runCollect
            )
          })
        )
        assert.deepStrictEqual(taken, [
          [1, "row 1"],
          [1001, "row 1001"],
          [2001, "row 2001"]
        ])
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
      })
    )
  )

  it.live("streams to the end without losing a row", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const sum = yield* Effect.scoped(
          Effect.flatMap(engine.stream({ sql: numbers(25_003) }), ({ rows }) =>
            Stream.runFold(
              rows,
              () => 0,
              (total, chunk) => chunk.reduce((subtotal, [x]) => subtotal + Number(x), total)
            )
          )
        )
        assert.strictEqual(sum, (25_003 * 25_004) / 2)
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
        assert.strictEqual(children().length, 1)
      })
    )
  )

  it.live("sends chunks that are larger than what a pipe holds", () =>
    withEngine(() =>
      Effect.gen(function* () {
        yield* run({ sql: "SELECT 1" })
        const wide = numbers(20_000).replace("'row ' || x AS text", "printf('%0900d', x) AS text")
        const { rows } = yield* run({ sql: wide })
        assert.strictEqual(rows.length, 20_000)
        assert.strictEqual(rows.at(-1)![1], "20000".padStart(900, "0"))
      })
    )
  )

  it.live("says how the rows ended when all are consumed", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const engine = yield* QueryEngine
        const ended = yield* Effect.scoped(
          Effect.gen(function* () {
            const { end, rows } = yield* engine.stream({ sql: numbers(5000), maxRows: 1200 })
            yield* Stream.runDrain(rows)
            return yield* end
          })
        )
        assert.deepInclude(ended, { complete: false, total: 5000, usedSelected: false })
      })
    )
  )

  it.live("steps back after a second when asked to, and is not used again", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(run({ sql: endless, yields: true }))
        yield* until(() => children()[0]?.nice === 0)
        const [first] = children()
        yield* until(() => children()[0]?.nice === 10)
        yield* Fiber.interrupt(fiber)
        yield* run({ sql: numbers(1_500_000), yields: true, maxRows: 1 })
        assert.notStrictEqual(children()[0]?.pid, first!.pid)
        yield* run({ sql: "SELECT 1" })
        assert.deepStrictEqual(
          children().map(({ nice }) => nice),
          [0]
        )
      })
    )
  )

  it.live("waits also for a parent that is busy with other things", () =>
    withEngine(() =>
      Effect.gen(function* () {
        yield* run({ sql: "SELECT 1" })
        const wide = `SELECT x, printf('%.1000c', 'a') AS text FROM (${numbers(5000)})`
        const answer = yield* Effect.forkChild(run({ sql: wide }), { startImmediately: true })
        // The first rows are on their way, and nobody reads them.
        yield* Effect.sync(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000))
        assert.strictEqual((yield* Fiber.join(answer)).rows.length, 5000)
      })
    )
  )

  it.live("does not outlive the engine", () =>
    Effect.gen(function* () {
      yield* withEngine(() => run({ sql: "SELECT 1" }))
      yield* until(() => children().length === 0)
    })
  )

  it.live("ends when its parent is killed, also in the middle of a statement", () =>
    withEngine((file) =>
      Effect.gen(function* () {
        const script = `
          import { Effect } from "effect"
          import { QueryEngine } from ${JSON.stringify(new URL("./QueryEngine.ts", import.meta.url).href)}
          const [file, sql] = process.argv.slice(1)
          const query = QueryEngine.use((engine) => engine.run({ sql }))
          Effect.runFork(Effect.provide(query, QueryEngine.layer(file)))`
        const parent = spawn(process.execPath, ["--input-type=module", "-e", script, file, endless], {
          cwd: import.meta.dirname,
          stdio: "inherit"
        })
        const orphans = () => queryChildren().filter(({ args }) => args.includes(`query.child.js ${file}`))
        yield* until(() => orphans().length === 1)
        yield* Effect.sleep("500 millis")
        parent.kill("SIGKILL")
        yield* until(() => orphans().length === 0)
      })
    )
  )

  it.live("is told when it crashes", () =>
    withEngine(() =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.flip(run({ sql: endless })))
        yield* Effect.sleep("400 millis")
        process.kill(children()[0]!.pid, "SIGABRT")
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error.reason, "crashed")
        assert.include(error.message, "SIGABRT")
        assert.deepStrictEqual((yield* run({ sql: "SELECT 1" })).rows, [[1]])
      })
    )
  )
})

describe("this process", () => {
  it.live("never loads the SQLite of Node, which would break the locks of the other copy", () =>
    withEngine(() =>
      Effect.gen(function* () {
        yield* run({ sql: "SELECT 1" })
        const { moduleLoadList } = process as unknown as { readonly moduleLoadList: ReadonlyArray<string> }
        assert.notInclude(moduleLoadList, "NativeModule sqlite")
        assert.include(moduleLoadList, "NativeModule child_process")
      })
    )
  )
})
