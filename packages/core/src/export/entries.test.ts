/** What an export reads, held against the view itself. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"

import type { FilterInput } from "../analysis/filter.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import { type Lab, makeLab } from "../testing/lab.ts"
import { distinctLines } from "../testing/logs.ts"
import { type EntryColumn, readEntries } from "./entries.ts"
import { Snapshot } from "./Snapshot.ts"

const odd = [
  `www.example.com:443 192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET http://example.com/a.css?b HTTP/1.1" 200 5 "https://www.example.org/x" "Googlebot/2.1"`,
  `www.example.com:443 192.0.2.1 - - [11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" - - "-" "-"`,
  `shop.example.com:80 2001:db8::1 - - [11/Nov/2026:13:55:37 +0000] "\\x16\\x03" 999 0 "" ""`,
  `shop.example.com:80 host.example.net - ada [11/Nov/2026:13:55:37 +0000] "GET /\\xc3\\xa9?=%22 HTTP/1.1" 404 12 "-" "=1+1"`,
  // Without a line end: it may still be undone.
  `shop.example.com:80 192.0.2.9 - - [12/Nov/2026:00:00:00 +0000] "GET /last HTTP/1.1" 200 1 "-" "Mozilla/5.0"`
].join("\n")

const logFormat =
  '$remote_addr $http_x_forwarded_for [$time_local] "$request" $status $request_time $upstream_response_time ' +
  "$request_length $ssl_protocol $ssl_cipher $upstream_cache_status $sent_http_content_type $scheme $server_port " +
  "$upstream_addr $request_id"
const proxied = (id: string, cache: string) =>
  `10.0.0.1 192.0.2.7, 198.51.100.7 [11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 0.012 0.010 77 ` +
  `TLSv1.3 TLS_AES_128_GCM_SHA256 ${cache} text/html https 443 203.0.113.1:80 ${id}\n`

const makeDatabase = Effect.gen(function* () {
  const lab = yield* makeLab
  lab.write("odd.log", odd)
  yield* lab.ingest(["odd.log"])
  lab.write("proxied.log", proxied("7f3a", "HIT") + proxied("7f3b", "MISS") + proxied("7f3c", "HIT"))
  yield* lab.ingest(["proxied.log"], { logFormat, trustedProxies: ["private"] })
  // Several chunks.
  lab.write("many.log", distinctLines("many", 5_000))
  yield* lab.ingest(["many.log"])
  return lab
})

const exported = (lab: Lab, filter: FilterInput, columns: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const entries = yield* readEntries(columns)
    const chunks = yield* Stream.runCollect(entries.chunks)
    const rows = chunks.flatMap(({ found, rows }) =>
      rows.map((row): ReadonlyArray<SqlValue> =>
        entries.columns.map(({ lookup, place }) =>
          lookup === null ? row[place]! : found[lookup]![row[entries.keys[lookup]!] as number]![place]!
        )
      )
    )
    return { columns: entries.columns, rows }
  }).pipe(
    Effect.scoped,
    Effect.provide(Snapshot.layer(filter).pipe(Layer.provideMerge(QueryEngine.layer(lab.databasePath))))
  )

/** The same by one statement over the view. */
const ofView = (lab: Lab, columns: ReadonlyArray<EntryColumn>, condition = "1") =>
  lab
    .query<Record<string, SqlValue>>(
      `SELECT ${columns.map(({ name }) => `"${name}"`).join(", ")} FROM entries WHERE ${condition} ORDER BY entry_id`
    )
    .map((row) => columns.map(({ name }) => row[name]!))

describe("the entries", () => {
  it.live("are those of the view, in every column, under any filter", () =>
    Effect.gen(function* () {
      const lab = yield* makeDatabase
      const all = yield* exported(lab, {})
      assert.strictEqual(all.rows.length, 5_008)
      assert.deepStrictEqual(all.rows, ofView(lab, all.columns))
      const filters: ReadonlyArray<readonly [FilterInput, string]> = [
        [{ status: ["404,-"] }, "status = 404 OR status IS NULL"],
        [{ client: ["192.0.2.1", "2001:db8::a"] }, "client IN ('192.0.2.1', '2001:db8::a')"],
        [{ from: "2026-11-11", to: "2026-11-11" }, "iso_time LIKE '2026-11-11%'"],
        [{ path: ["*1*"], class: ["human"] }, "path GLOB '*1*' AND agent_class = 'human'"],
        [{ source: ["*/proxied.log"] }, "source LIKE '%/proxied.log'"],
        [{ path: ["/nothing"] }, "0"]
      ]
      for (const [filter, condition] of filters) {
        const some = yield* exported(lab, filter)
        assert.deepStrictEqual(some.rows, ofView(lab, some.columns, condition), JSON.stringify(filter))
      }
    })
  )

  it.live("have the columns of the view but iso_time, each of its type", () =>
    Effect.gen(function* () {
      const lab = yield* makeDatabase
      const { columns, rows } = yield* exported(lab, {})
      const ofTheView = lab.query<{ name: string }>("SELECT name FROM pragma_table_info('entries')")
      assert.deepStrictEqual(
        columns.map(({ name }) => name),
        ofTheView.map(({ name }) => name).filter((name) => name !== "iso_time")
      )
      const types = { time: "number", integer: "number", real: "number", text: "string" } as const
      for (const [at, { name, type }] of columns.entries()) {
        for (const row of rows) if (row[at] !== null) assert.strictEqual(typeof row[at], types[type], name)
      }
    })
  )

  it.live("are the view's with texts that were kept, too", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("proxied.log", proxied("7f3a", "HIT") + proxied("7f3b", "HIT"))
      yield* lab.ingest(["proxied.log"], { logFormat, keepExtra: ["*"] })
      const all = yield* exported(lab, {})
      assert.deepStrictEqual(all.rows, ofView(lab, all.columns))
      const extra = all.columns.findIndex(({ name }) => name === "extra")
      assert.match(String(all.rows[1]![extra]), /"request_id":"7f3b"/)
    })
  )

  it.live("have the columns that are asked for, each once, in that order", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("odd.log", odd)
      yield* lab.ingest(["odd.log"])
      const { columns, rows } = yield* exported(lab, {}, ["status", "agent_class", "iso_time", "path", "status"])
      assert.deepStrictEqual(
        columns.map(({ name, type }) => [name, type]),
        [
          ["status", "integer"],
          ["agent_class", "text"],
          ["iso_time", "text"],
          ["path", "text"]
        ]
      )
      assert.deepStrictEqual(rows.slice(0, 3), [
        [200, "search", "2026-11-10T13:55:36.000Z", "/a.css"],
        [null, "unknown", "2026-11-11T13:55:36.000Z", "/"],
        [999, "unknown", "2026-11-11T13:55:37.000Z", "\\x16\\x03"]
      ])
    })
  )

  it.live("have no columns that the view has not", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("odd.log", odd)
      yield* lab.ingest(["odd.log"])
      const refused = (name: string) =>
        Effect.map(Effect.flip(exported(lab, {}, ["path", name])), ({ message }) => message)
      assert.strictEqual(yield* refused("stauts"), `there is no column "stauts"; did you mean status?`)
      assert.match(yield* refused("password"), /^there is no column "password"; there are time, iso_time, client,/)
    })
  )
})
