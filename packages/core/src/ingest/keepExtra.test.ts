/** Texts of many values that an ingest is asked to keep: each is its entry's, comes with it and goes with it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab } from "../testing/lab.ts"
import { clfTime } from "../testing/logs.ts"

const nginx = '$remote_addr [$time_local] "$request" $status $request_id $trace $host'
const idOf = (number: number): string => number.toString(16).padStart(32, "0")

/** Every third line has no trace; the id of every seventh has to be escaped. */
const line = (number: number): string => {
  const id = number % 7 === 0 ? `${idOf(number)}\\x22\\x5C` : idOf(number)
  return `192.0.2.1 [${clfTime(number)}] "GET /${number} HTTP/1.1" 200 ${id} ${number % 3 === 0 ? "-" : `t${number}`} example.com\n`
}
const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => line(from + index)).join("")

interface KeptOf {
  readonly number: number
  readonly request: string | null
  readonly trace: string | null
}

/** By the numbers in their paths. */
const keptOf = (lab: Lab): ReadonlyArray<KeptOf> =>
  lab.query(
    `SELECT cast(substr(path, 2) AS integer) AS number, json_extract(extra, '$.request_id') AS request,
            json_extract(extra, '$.trace') AS trace FROM entries ORDER BY number`
  )

const expected = (from: number, count: number): ReadonlyArray<KeptOf> =>
  Array.from({ length: count }, (_, index) => from + index).map((number) => ({
    number,
    request: number % 7 === 0 ? `${idOf(number)}"\\\\` : idOf(number),
    trace: number % 3 === 0 ? null : `t${number}`
  }))

const both = { logFormat: nginx, keepExtra: ["request_id", "trace"] }

describe("texts of many values", () => {
  it.live("are dropped unless they are asked for, by name or all", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 5))
      yield* lab.ingest(["a.log"], { logFormat: nginx })
      assert.deepStrictEqual(lab.query("SELECT DISTINCT extra FROM entries"), [{ extra: null }])
      assert.deepStrictEqual(lab.query("SELECT * FROM extras"), [])
      const asked: ReadonlyArray<readonly [keepExtra: ReadonlyArray<string>, names: string]> = [
        [["trace"], "trace"],
        [["*"], "request_id,trace"],
        [["request_id", "nothing"], "request_id"]
      ]
      for (const [keepExtra, names] of asked) {
        lab.write("a.log", lines(1, 5))
        yield* lab.forget("a.log")
        yield* lab.ingest(["a.log"], { logFormat: nginx, keepExtra })
        const [kept] = lab.query<{ names: string }>("SELECT group_concat(DISTINCT name) AS names FROM extras")
        assert.strictEqual(kept?.names, names)
      }
    })
  )

  it.live("are each entry's own, over many batches and between lines that are not stored", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const count = 20_000
      lab.write("a.log", lines(1, 10_000) + "no line\n\n" + lines(10_001, 10_000))
      const report = yield* lab.ingest(["a.log"], { ...both, drop: ["path:*5"] })
      assert.strictEqual(report.counts.stored, count - count / 10)
      assert.deepStrictEqual(
        keptOf(lab),
        expected(1, count).filter(({ number }) => number % 10 !== 5)
      )
      assert.deepStrictEqual(lab.query("SELECT name, value FROM extras WHERE entry_id = 2 ORDER BY name"), [
        { name: "request_id", value: idOf(2) },
        { name: "trace", value: "t2" }
      ])
      assert.deepStrictEqual(
        lab.query("SELECT count(*) AS lost FROM extras WHERE entry_id NOT IN (SELECT id FROM entry)"),
        [{ lost: 0 }]
      )
    })
  )

  it.live("of a last line are undone with it, and read again with what follows", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 3).slice(0, -"t2 example.com\n".length))
      yield* lab.ingest(["a.log"], both)
      const whole = lines(1, 9)
      lab.write("a.log", whole.slice(0, -"x.com\n".length))
      yield* lab.ingest(["a.log"], both)
      lab.write("a.log", whole)
      yield* lab.ingest(["a.log"], both)
      assert.deepStrictEqual(keptOf(lab), expected(1, 9))
      assert.strictEqual(lab.count("logs.db", "entry_extra"), 9 + 6)
    })
  )

  it.live("stay with the lines that a rewritten file has in common with what was read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 6))
      yield* lab.ingest(["a.log"], both)
      lab.write("a.log", lines(1, 4) + lines(100, 3))
      yield* lab.ingest(["a.log"], both)
      assert.deepStrictEqual(keptOf(lab), [...expected(1, 6), ...expected(100, 3)])
    })
  )

  it.live("go when their log is forgotten, and their names with the last of them", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 5))
      lab.write("b.log", lines(10, 5))
      yield* lab.ingest(["a.log"], both)
      yield* lab.ingest(["b.log"], { logFormat: nginx, keepExtra: ["trace"] })
      yield* lab.forget("a.log")
      assert.deepStrictEqual(
        keptOf(lab),
        expected(10, 5).map((kept) => ({ ...kept, request: null }))
      )
      assert.deepStrictEqual(lab.query("SELECT DISTINCT name FROM extras"), [{ name: "trace" }])
      assert.strictEqual(lab.count("logs.db", "extra_name"), 1)
      yield* lab.forget("b.log")
      assert.strictEqual(lab.count("logs.db", "entry_extra"), 0)
      assert.strictEqual(lab.count("logs.db", "extra_name"), 0)
    })
  )

  it.live("are told to be missing in what was stored without them", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 5))
      yield* lab.ingest(["a.log"], { logFormat: nginx, keepExtra: ["trace"] })
      const { notices } = yield* lab.ingest(["a.log"], both)
      assert.deepStrictEqual(notices, [
        "lines that are stored have no request_id, which the ingest before did not keep; to have them, logmill forget SOURCE and ingest the file again"
      ])
      assert.deepStrictEqual((yield* lab.ingest(["a.log"], { logFormat: nginx })).notices, [])
    })
  )

  it.live("may be named twice by a format: the last one counts, and names may be any", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `192.0.2.1 [${clfTime(1)}] "GET / HTTP/1.1" first second {"a":[1]}\n`)
      const logFormat = '{client} [{time}] "{request}" {unique.__proto__} {unique.__proto__} {unique.constructor}'
      yield* lab.ingest(["a.log"], { logFormat, keepExtra: ["*"] })
      assert.deepStrictEqual(lab.query("SELECT extra FROM entries"), [
        { extra: '{"__proto__":"second","constructor":"{\\"a\\":[1]}"}' }
      ])
    })
  )

  it.live("come with lines that are tried again as was asked when they were read", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const logFormat = nginx.replace("$remote_addr", "[$proxy_add_x_forwarded_for]")
      lab.write("b.log", lines(10, 10).replaceAll("192.0.2.1", "[198.51.100.1, 192.0.2.7, 10.0.0.1]"))
      const asked = { logFormat: "common", keepExtra: ["request_id"], trustedProxies: ["private"] }
      assert.strictEqual((yield* lab.ingest(["b.log"], asked)).counts.rejected, 10)
      const stored = (): unknown =>
        lab.query("SELECT DISTINCT client, json_extract(extra, '$.request_id') IS NULL AS without FROM entries")
      yield* lab.retry(["b.log"], { logFormat })
      assert.deepStrictEqual(stored(), [{ client: "192.0.2.7", without: 0 }])
    })
  )
})
