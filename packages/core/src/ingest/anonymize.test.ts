/** Clients are stored without what tells them apart, and what was left out is nowhere. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"

import { type Lab, makeLab } from "../testing/lab.ts"
import { clfTime, logLines } from "../testing/logs.ts"

const anonymize = true

const line = (number: number, client: string, rest = ""): string =>
  `${client} - - [${clfTime(number)}] "GET /${number} HTTP/1.1" 200 5 "-" "Mozilla/5.0"${rest}\n`

const clientsOf = (lab: Lab) =>
  lab.query<{ client: string }>("SELECT DISTINCT client FROM entries ORDER BY client").map(({ client }) => client)

/** None of the texts is in any file that there is of the database. */
const holdsNone = (lab: Lab, texts: ReadonlyArray<string>): void => {
  const files = readdirSync(lab.folder).filter((name) => name.startsWith("logs.db") && name !== "logs.db-key")
  assert.isAtLeast(files.length, 1)
  for (const file of files) {
    const content = readFileSync(lab.path(file))
    for (const text of texts) assert.isFalse(content.includes(text, 0, "latin1"), `${file} holds ${text}`)
  }
}

describe("ingest --anonymize", () => {
  it.live("stores neighbours as one client, and whole addresses nowhere", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const bad = `203.0.113.99 - - [not a time] "GET /bad HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`
      const whole = ["192.0.2.17", "192.0.2.18", "2001:db8:7:1::17", "::ffff:198.51.100.77", "p17.pool.example.net"]
      lab.write("a.log", whole.map((client, number) => line(number, client)).join("") + bad + line(9, "-"))
      const report = yield* lab.ingest(["a.log"], { anonymize })
      assert.strictEqual(report.counts.rejected, 1)
      assert.deepStrictEqual(clientsOf(lab), ["*.example.net", "-", "192.0.2.0", "2001:db8:7::", "::ffff:198.51.100.0"])
      assert.deepStrictEqual(lab.query("SELECT line, reason, text FROM rejects"), [
        { line: 6, reason: "bad-time", text: null }
      ])
      assert.deepStrictEqual(lab.query("SELECT hex(ip) AS ip FROM client WHERE value = '192.0.2.0'"), [
        { ip: "00000000000000000000FFFFC0000200" }
      ])
      holdsNone(lab, [...whole, "203.0.113.99"])
      // The visitors of an agent behind one masked address are one.
      assert.deepStrictEqual(lab.query("SELECT hits FROM visits WHERE client = '192.0.2.0'"), [{ hits: 2 }])
    }).pipe(Effect.scoped)
  )

  it.live("masks lists of addresses and texts that are kept, and lets rules see the client", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const logFormat = '$remote_addr $http_x_forwarded_for [$time_local] "$request" $status $upstream_addr $request_id'
      const rest = '[11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 10.9.9.9:80'
      lab.write("a.log", `10.0.0.17 192.0.2.7, 198.51.100.7 ${rest} id-203.0.113.7\n10.0.0.17 192.0.2.8 ${rest} 7f3a\n`)
      yield* lab.ingest(["a.log"], {
        anonymize,
        logFormat,
        trustedProxies: ["private"],
        keepExtra: ["request_id"],
        drop: ["client:192.0.2.8"]
      })
      assert.deepStrictEqual(
        lab.query(
          "SELECT client, forwarded_for, remote_address, upstream_address, extra->>'$.request_id' AS id FROM entries"
        ),
        [
          {
            client: "198.51.100.0",
            forwarded_for: "192.0.2.0, 198.51.100.0",
            remote_address: "10.0.0.0",
            upstream_address: "10.9.9.9:80",
            id: "id-203.0.113.0"
          }
        ]
      )
      holdsNone(lab, ["10.0.0.17", "192.0.2.7", "198.51.100.7", "203.0.113.7"])
    }).pipe(Effect.scoped)
  )

  it.live(
    "is decided by the first ingest: it goes on by itself, and begins in no database that has whole clients",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", line(1, "192.0.2.17"))
        lab.write("b.log", line(2, "192.0.2.99"))
        yield* lab.ingest(["a.log"], { anonymize })
        const { notices } = yield* lab.ingest(["b.log"])
        assert.match(notices.join(), /stored anonymously/)
        assert.deepStrictEqual(clientsOf(lab), ["192.0.2.0"])
        holdsNone(lab, ["192.0.2.17", "192.0.2.99"])

        const other = yield* makeLab
        other.write("a.log", line(1, "192.0.2.17"))
        other.write("b.log", line(2, "192.0.2.99"))
        yield* other.ingest(["a.log"])
        const before = other.dump()
        const error = yield* Effect.flip(other.ingest(["b.log"], { anonymize }))
        assert.strictEqual(error.reason, "notAnonymous")
        assert.include(error.message, "--db PATH")
        assert.deepStrictEqual(other.dump(), before)
        yield* other.forget("a.log")
        assert.strictEqual((yield* Effect.flip(other.ingest(["b.log"], { anonymize }))).reason, "notAnonymous")
      }).pipe(Effect.scoped)
  )

  it.live("knows its logs again: grown, rewritten, cut inside a line, compressed", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const lines = (from: number, count: number): string =>
        Array.from({ length: count }, (_, index) => line(from + index, `192.0.2.${(from + index) % 250}`)).join("")
      lab.write("a.log", lines(0, 40))
      yield* lab.ingest(["a.log"], { anonymize })
      lab.append("a.log", `${lines(40, 10)}${line(50, "192.0.2.50").slice(0, -20)}`)
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 10)
      // The unfinished line is finished.
      lab.write("a.log", lines(0, 51))
      yield* lab.ingest(["a.log"])
      lab.gzip("a.log", "a.log.1.gz")
      const [again] = (yield* lab.ingest(["a.log.1.gz"])).outcomes
      assert.strictEqual(again!.result, "alreadyRead")
      // Rewritten after line 20.
      lab.write("a.log", lines(0, 20) + logLines("x", 100, 5))
      const [rewritten] = (yield* lab.ingest(["a.log"])).outcomes
      assert.match(rewritten!.detail!, /after line 20/)
      assert.deepStrictEqual(lab.query("SELECT count(*) AS entries FROM entries"), [{ entries: 51 + 5 }])
    }).pipe(Effect.scoped)
  )

  it.live("tries rejects again from the file alone, and stores them masked", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${line(1, "192.0.2.1")}|192.0.2.17|2026-11-05T12:00:00Z|GET /late HTTP/1.1|200\n`)
      yield* lab.ingest(["a.log"], { anonymize, logFormat: "combined" })
      holdsNone(lab, ["192.0.2.17"])
      const report = yield* lab.retry([], { logFormat: "|{client}|{time:iso}|{request}|{status}" })
      assert.strictEqual(report.sources[0]!.stored, 1, JSON.stringify(report.sources[0]))
      assert.deepStrictEqual(clientsOf(lab), ["192.0.2.0"])
      holdsNone(lab, ["192.0.2.17"])
    }).pipe(Effect.scoped)
  )

  it.live("has nothing in the database by which an address could be tried", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const text = line(1, "192.0.2.17")
      lab.write("a.log", text)
      yield* lab.ingest(["a.log"], { anonymize })
      const [row] = lab.query<{ head: Buffer; digest: Buffer; key: Buffer }>(
        "SELECT head_digest AS head, digest, digest_key AS key FROM source, source_range, meta"
      )
      assert.strictEqual(row!.key.length, 0)
      const plain = createHash("sha256").update(text.trimEnd()).digest().subarray(0, 8)
      assert.isFalse(row!.head.equals(plain))
      const key = lab.read("logs.db-key")
      assert.strictEqual(statSync(lab.path("logs.db-key")).mode & 0o777, 0o600)
      holdsNone(lab, [key.toString("latin1")])

      lab.rename("logs.db-key", "elsewhere")
      lab.append("a.log", line(2, "192.0.2.18"))
      const error = yield* Effect.flip(lab.ingest(["a.log"]))
      assert.strictEqual(error.reason, "missing")
      assert.match(error.message, /the key \S+logs\.db-key is not there.*put it back/)
      lab.rename("elsewhere", "logs.db-key")
      assert.strictEqual((yield* lab.ingest(["a.log"])).counts.stored, 1)
    }).pipe(Effect.scoped)
  )

  it.live("leaves no key beside a database that was made for nothing, and reads none as a log", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("empty.log", "")
      yield* lab.ingest(["empty.log"], { anonymize })
      assert.deepStrictEqual(readdirSync(lab.folder), ["empty.log"])
      lab.write("a.log", line(1, "192.0.2.17"))
      yield* lab.ingest([lab.folder], { anonymize })
      const { outcomes } = yield* lab.ingest([lab.folder])
      assert.deepStrictEqual(
        outcomes.map(({ path }) => path),
        [lab.path("a.log"), lab.path("empty.log")]
      )
      const { counts } = yield* lab.ingest(["a.log"], { anonymize, dryRun: true, again: true })
      assert.strictEqual(counts.stored, 1)
    }).pipe(Effect.scoped)
  )
})
