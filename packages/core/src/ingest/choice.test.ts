/** Several formats of a server's configuration: each log is read by its own, and on by it when the configuration changes. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab, resultsOf } from "../testing/lab.ts"

const main = `log_format main '$remote_addr [$time_local] "$request" $status';`
const timed = `log_format timed '$remote_addr [$time_local] "$request" $status $request_time';`
const up = `log_format up '$remote_addr [$time_local] "$request" $status $upstream_response_time';`
const json = `log_format json escape=json '{"t":"$time_iso8601","c":"$remote_addr","r":"$request","s":$status}';`

const begin = (path: string) => `192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /${path} HTTP/1.1" 200`
const lines = (path: string, rest = "", count = 3): string =>
  Array.from({ length: count }, (_, index) => `${begin(`${path}/${index + 1}`)}${rest}\n`).join("")
const jsonLine = (path: string): string =>
  `{"t":"2026-11-10T13:55:36+00:00","c":"192.0.2.1","r":"GET /${path} HTTP/1.1","s":200}\n`

describe("formats of a configuration", () => {
  it.live("are told apart by the lines of each file, and stored as what reads them", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines("a"))
      lab.write("b.log", lines("b", " 0.120"))
      lab.write("c.log", jsonLine("c/1") + jsonLine("c/2"))
      yield* lab.ingest(["a.log", "b.log", "c.log"], { logFormat: [main, timed, json].join("\n") })
      assert.deepStrictEqual(lab.query("SELECT format, stored, rejected FROM sources ORDER BY path"), [
        { format: main, stored: 3, rejected: 0 },
        { format: timed, stored: 3, rejected: 0 },
        { format: json, stored: 2, rejected: 0 }
      ])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT duration_ms FROM entries ORDER BY 1"), [
        { duration_ms: null },
        { duration_ms: 120 }
      ])
    })
  )

  it.live("that read the same lines otherwise are told apart by the configuration only", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines("a", " 0.120"))
      lab.write("b.log", lines("b", " 0.120"))
      const logFormat = [timed, up, `access_log '${lab.path("b.log")}' up;`].join("\n")
      const report = yield* lab.ingest(["a.log", "b.log"], { logFormat })
      const [a, b] = report.outcomes.toSorted((one, other) => one.path.localeCompare(other.path))
      assert.strictEqual(a!.result, "refused")
      assert.match(a!.detail!, /could be in timed or up.*--log-format FILE:timed or --log-format FILE:up/)
      assert.strictEqual(b!.format, up)
      assert.deepStrictEqual(lab.query("SELECT DISTINCT duration_ms, upstream_ms FROM entries"), [
        { duration_ms: null, upstream_ms: 120 }
      ])
    })
  )

  it.live("may stand in one file, and lines that are in none are rejects", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", `${lines("a")}${jsonLine("b")}nothing\n${lines("c")}`)
      const report = yield* lab.ingest(["a.log"], { logFormat: [main, timed, json].join("\n") })
      assert.strictEqual(report.outcomes[0]!.format, `${main}\n${json}`)
      assert.match(report.outcomes[0]!.detail!, /lines of several formats: main \+ json/)
      assert.deepStrictEqual(lab.query("SELECT line, reason FROM rejects"), [{ line: 5, reason: "no-match" }])
    })
  )

  it.live("none of which fits are tried on every line, and it is said which there are", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", "nothing\nnor this\n")
      const other = yield* lab.ingest(["a.log"], { logFormat: [main, json].join("\n") })
      assert.deepStrictEqual(resultsOf(other), { "a.log": "refused" })
      assert.match(other.outcomes[0]!.detail!, /in no format of the configuration \(main, json\), which does not name/)
      const logFormat = [main, json, `access_log '${lab.path("a.log")}' main;`].join("\n")
      const report = yield* lab.ingest(["a.log"], { logFormat })
      assert.match(report.outcomes[0]!.detail!, /in no format of the configuration \(main, json\)/)
      lab.append("a.log", jsonLine("b"))
      yield* lab.ingest(["a.log"], { logFormat })
      assert.deepStrictEqual(lab.query("SELECT stored, rejected FROM sources"), [{ stored: 1, rejected: 2 }])
    })
  )

  it.live("are kept, so that a log is read on without the configuration, and with another one", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines("a"))
      yield* lab.ingest(["a.log"], { logFormat: [main, json].join("\n") })
      lab.append("a.log", lines("gone"))
      yield* lab.ingest(["a.log"])
      // nginx was told to log more, and wrote a line before it heard of it.
      lab.append("a.log", lines("before", "", 1) + lines("after", " 0.120"))
      const changed = [timed.replace("timed", "main"), json].join("\n")
      yield* lab.ingest(["a.log"], { logFormat: changed })
      assert.deepStrictEqual(lab.query("SELECT stored, rejected FROM sources"), [{ stored: 10, rejected: 0 }])
      assert.deepStrictEqual(lab.query("SELECT count(*) AS entries FROM entries WHERE duration_ms = 120"), [
        { entries: 3 }
      ])
      // Nor does a file that was cut lose or double anything.
      lab.keepLines("a.log", 4)
      lab.append("a.log", lines("new"))
      yield* lab.ingest(["a.log"], { logFormat: changed })
      assert.deepStrictEqual(lab.query("SELECT stored, rejected FROM sources"), [{ stored: 13, rejected: 0 }])
    })
  )

  it.live("are found within what is around lines", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write(
        "a.log",
        lines("a")
          .replaceAll(/^/gm, "Nov 10 13:55:36 web nginx: ")
          .replace(/Nov 10 13:55:36 web nginx: $/, "")
      )
      const report = yield* lab.ingest(["a.log"], { logFormat: [main, json].join("\n") })
      assert.strictEqual(report.outcomes[0]!.format, `syslog/${main}`)
      lab.append("a.log", `Nov 10 13:55:37 web nginx: ${begin("b")}\n`)
      yield* lab.ingest(["a.log"], { logFormat: [main, json].join("\n") })
      assert.deepStrictEqual(lab.query("SELECT stored, rejected FROM sources"), [{ stored: 4, rejected: 0 }])
    })
  )
})

describe("what lines have and no format reads", () => {
  it.live("is said with a format that does, and stays known of a log that goes on", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const known = `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0"`
      const line = `${known} rt=0.045 urt="0.040"\n`
      lab.write("a.log", line)
      const first = yield* lab.ingest(["a.log"])
      const said = first.outcomes[0]!.detail!
      assert.match(said, /than the combined format: rt=0\.045 urt="0\.040"; .*rt=\{duration:s\} urt="\{upstream:s\}"'$/)
      lab.write("a.log", line.repeat(2))
      const second = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual([second.outcomes[0]!.detail, second.counts.stored], [null, 1])
      assert.deepStrictEqual(lab.query("SELECT state, detail FROM sources"), [{ state: "complete", detail: said }])
      assert.deepStrictEqual(lab.query("SELECT DISTINCT agent FROM entries"), [{ agent: "Mozilla/5.0" }])
    })
  )
})
