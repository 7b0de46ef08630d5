/** Ingests with trusted proxies: whom the stored lines, the rules and a file that was cut speak of. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type Lab, makeLab, outcomeOf, resultsOf } from "../testing/lab.ts"
import { clfTime } from "../testing/logs.ts"

const listed = (number: number, client = "198.51.100.7"): string =>
  `203.0.113.9, ${client}, 10.0.0.${number % 200} - - [${clfTime(number)}] "GET /${number} HTTP/1.1" 200 5 "-" "-"\n`

const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => listed(from + index)).join("")

const clients = (lab: Lab) =>
  lab.query<{ client: string; hits: number }>("SELECT client, count(*) AS hits FROM entries GROUP BY client ORDER BY 1")

const docker = (line: string): string =>
  `${JSON.stringify({ log: line, stream: "stdout", time: "2026-11-10T13:55:36Z" })}\n`

const nginx =
  '{"ip":"$remote_addr","xff":"$http_x_forwarded_for","at":"$time_iso8601","uri":"$request_uri","status":"$status"}'
const nginxLine = (ip: string, xff: string): string =>
  `${JSON.stringify({ ip, xff, at: "2026-11-10T13:55:36Z", uri: "/", status: "200" })}\n`

describe("trusted proxies", () => {
  it.live("choose the client that is stored, with the list and the connection beside it", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", nginxLine("10.0.0.1", "203.0.113.9, 198.51.100.7") + nginxLine("192.0.2.1", "203.0.113.9"))
      yield* lab.ingest(["a.log"], { logFormat: nginx, trustedProxies: ["private"] })
      assert.deepStrictEqual(lab.query("SELECT client, extra FROM entries ORDER BY line"), [
        { client: "198.51.100.7", extra: '{"forwarded_for":"203.0.113.9, 198.51.100.7","remote_address":"10.0.0.1"}' },
        { client: "192.0.2.1", extra: '{"forwarded_for":"203.0.113.9"}' }
      ])
    })
  )

  it.live("decide which lines a rule on clients drops, whatever is around them", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const sited = `www.example.com:443 ${listed(3)}`
      lab.write("a.log", listed(1) + listed(2, "198.51.100.8"))
      lab.write(
        "d.log",
        docker(listed(1)) + docker(listed(2, "198.51.100.8")) + docker(sited.replace("100.7", "100.9"))
      )
      const report = yield* lab.ingest(["a.log", "d.log"], {
        trustedProxies: ["10.0.0.0/8"],
        drop: ["client:198.51.100.7", "client:203.0.113.9"]
      })
      assert.deepStrictEqual(report.filteredBy, [{ rule: "client:198.51.100.7", lines: 2 }])
      assert.deepStrictEqual(clients(lab), [
        { client: "198.51.100.8", hits: 2 },
        { client: "198.51.100.9", hits: 1 }
      ])
      assert.deepStrictEqual(lab.query("SELECT extra FROM entries WHERE site IS NOT NULL"), [
        { extra: '{"port":443,"forwarded_for":"203.0.113.9, 198.51.100.9, 10.0.0.3"}' }
      ])
    })
  )

  it.live(
    "are remembered: of a file that was cut inside a line nothing is counted again, whoever is trusted then",
    () =>
      Effect.gen(function* () {
        const lab = yield* makeLab
        lab.write("a.log", lines(1, 10))
        const first = yield* lab.ingest(["a.log"], { trustedProxies: ["private"] })
        assert.deepStrictEqual(first.notices, [])
        assert.deepStrictEqual(clients(lab), [{ client: "198.51.100.7", hits: 10 }])
        lab.truncate("a.log", lab.read("a.log").length - 40)
        const cut = yield* lab.ingest(["a.log"])
        assert.deepStrictEqual(resultsOf(cut), { "a.log": "unchanged" })
        assert.include(outcomeOf(cut, "a.log").detail, "shorter")
        lab.write("a.log", lines(1, 12))
        const grown = yield* lab.ingest(["a.log"])
        assert.strictEqual(grown.counts.stored, 2)
        assert.deepStrictEqual(clients(lab), [
          { client: "198.51.100.7", hits: 10 },
          { client: "203.0.113.9", hits: 2 }
        ])
      })
  )

  it.live("that are others than before are told not to change what is stored, once", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", lines(1, 3))
      assert.deepStrictEqual((yield* lab.ingest(["a.log"], { trustedProxies: ["private"] })).notices, [])
      const changed = yield* lab.ingest(["a.log"])
      assert.deepStrictEqual(changed.notices, [
        "clients that are stored stay as they were chosen with --trusted-proxy private; to choose them with no --trusted-proxy, logmill forget SOURCE and ingest the file again"
      ])
      assert.deepStrictEqual((yield* lab.ingest(["a.log"])).notices, [])
    })
  )
})
