/** What the manual says of the database, compared with the database. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { publicViews } from "./query/protocol.ts"
import { makeLab } from "./testing/lab.ts"
import { distinctLines } from "./testing/logs.ts"

const manual = readFileSync(join(import.meta.dirname, "../../../docs/database.md"), "utf8")

interface Documented {
  readonly name: string
  readonly type: string
  readonly isFilled: boolean
}

/** The tables of columns, by the view that is their heading. */
const documented: ReadonlyMap<string, ReadonlyArray<Documented>> = new Map(
  manual
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.slice(0, section.indexOf("\n")),
      [...section.matchAll(/^\| `(\w+)` +\| (integer|real|text) +\| (.*)$/gm)].map(([, name, type, text]) => ({
        name: name!,
        type: type!,
        isFilled: !text!.startsWith("not filled yet")
      }))
    ])
)

/** Lines that between them fill every column that can be. */
const log = [
  `www.example.com:443 192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET http://example.com/a.css?b HTTP/1.1" 200 5 "https://www.example.org/x" "Googlebot/2.1"`,
  `www.example.com:443 192.0.2.1 - ada [11/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "Googlebot/2.1"`,
  "no log line",
  ""
].join("\n")

/** Of a format that has what those of the Common Log Format have not. */
const timed = {
  logFormat:
    '{client} [{time}] "{request}" {status} {bytes} {duration:ms} {upstream:ms} {bytes_in} {tls} {cache} {mime} {scheme}',
  line: '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 12.5 11.5 40 TLSv1.3 HIT text/html https'
}

describe("docs/database.md", () => {
  it("has a section for each view", () => {
    assert.includeMembers([...documented.keys()], [...publicViews])
  })

  it.live("lists every column of every view, in order, with its type, and tells which are never filled", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", log)
      lab.write("cut.gz", gzipSync(distinctLines("b", 5000)).subarray(0, 50_000))
      yield* lab.ingest(["a.log"])
      yield* lab.ingest(["cut.gz"], { site: "shop" })
      lab.write("timed.log", `${timed.line}\n`)
      yield* lab.ingest(["timed.log"], { logFormat: timed.logFormat })
      for (const view of publicViews) {
        const columns = lab.query<{ name: string }>(`SELECT name FROM pragma_table_info('${view}')`)
        const listed = documented.get(view)!
        assert.deepStrictEqual(
          listed.map(({ name }) => name),
          columns.map(({ name }) => name),
          view
        )
        for (const { isFilled, name, type } of listed) {
          const values = lab.query<{ type: string }>(
            `SELECT DISTINCT typeof("${name}") AS type FROM ${view} WHERE "${name}" IS NOT NULL`
          )
          const types = values.map((value) => value.type)
          assert.deepStrictEqual(types, isFilled ? [type] : [], `${view}.${name}`)
        }
      }
    })
  )
})
