/** What the manual says of the database and of what is stored in it, compared with both. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { publicViews } from "./query/protocol.ts"
import { maskClient } from "./store/anonymize.ts"
import { fullEnrichment } from "./testing/enrichment.ts"
import { makeLab } from "./testing/lab.ts"
import { distinctLines } from "./testing/logs.ts"

const docs = join(import.meta.dirname, "../../../docs")
const manual = readFileSync(join(docs, "database.md"), "utf8")

interface Documented {
  readonly name: string
  readonly type: string
}

/** The tables of columns, by the view that is their heading. */
const documented: ReadonlyMap<string, ReadonlyArray<Documented>> = new Map(
  manual
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.slice(0, section.indexOf("\n")),
      [...section.matchAll(/^\| `(\w+)` +\| (integer|real|text) +\|/gm)].map(([, name, type]) => ({
        name: name!,
        type: type!
      }))
    ])
)

/** Lines that between them fill every column that can be. */
const log = [
  `www.example.com:443 192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET http://example.com/a.css?b HTTP/1.1" 200 5 "https://www.example.org/x" "Googlebot/2.1"`,
  `www.example.com:443 192.0.2.1 - ada [11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "Googlebot/2.1"`,
  `www.example.com:443 192.0.2.100 - ada [11/Nov/2026:13:55:37 +0000] "GET /5 HTTP/1.1" 200 5 "-" "Mozilla/5.0"`,
  "no log line",
  ""
].join("\n")

/** The rest, in the words of nginx. */
const logFormat =
  '$remote_addr $http_x_forwarded_for [$time_local] "$request" $status $request_time $upstream_response_time ' +
  "$request_length $ssl_protocol $ssl_cipher $upstream_cache_status $sent_http_content_type $scheme $server_port " +
  "$upstream_addr $request_id"
const proxied =
  '10.0.0.1 192.0.2.7, 198.51.100.7 [11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 0.012 0.010 77 ' +
  "TLSv1.3 TLS_AES_128_GCM_SHA256 HIT text/html https 443 203.0.113.1:80 7f3a\n"

describe("docs/database.md", () => {
  it("has a section for each view", () => {
    assert.includeMembers([...documented.keys()], [...publicViews])
  })

  it.live("lists every column of every view, in order, with its type; and all of them can be filled", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.enrichment = fullEnrichment("x")
      lab.write("a.log", log)
      lab.write("cut.gz", gzipSync(distinctLines("b", 5000)).subarray(0, 50_000))
      yield* lab.ingest(["a.log"])
      yield* lab.ingest(["cut.gz"], { site: "shop" })
      lab.write("proxied.log", proxied)
      yield* lab.ingest(["proxied.log"], { logFormat, trustedProxies: ["private"], keepExtra: ["request_id"] })
      for (const view of publicViews) {
        const columns = lab.query<{ name: string }>(`SELECT name FROM pragma_table_info('${view}')`)
        const listed = documented.get(view)!
        assert.deepStrictEqual(
          listed.map(({ name }) => name),
          columns.map(({ name }) => name),
          view
        )
        for (const { name, type } of listed) {
          const values = lab.query<{ type: string }>(
            `SELECT DISTINCT typeof("${name}") AS type FROM ${view} WHERE "${name}" IS NOT NULL`
          )
          const types = values.map((value) => value.type)
          assert.deepStrictEqual(types, [type], `${view}.${name}`)
        }
      }
    })
  )
})

describe("docs/enrichment.md", () => {
  it("says of clients what is stored in place of them", () => {
    const [, section = ""] = readFileSync(join(docs, "enrichment.md"), "utf8").split("## Anonymous clients")
    const examples = [...section.matchAll(/`([^`]+)` is `([^`]+)`/g)]
    assert.isAtLeast(examples.length, 3)
    for (const [, client, stored] of examples) assert.strictEqual(maskClient(client!), stored)
  })
})
