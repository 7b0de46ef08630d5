/** The ZIP of all analyses: read again by another library than the one that wrote it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { fromBufferPromise } from "yauzl"

import type { Catalog } from "../api/Api.ts"
import { testServer } from "../testing/testServer.ts"
import { readmeText } from "./archiveReadme.ts"

const unzip = async (bytes: ArrayBuffer): Promise<ReadonlyMap<string, string>> => {
  const zip = await fromBufferPromise(Buffer.from(bytes))
  const files = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    const parts: Array<Buffer> = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer)
    files.set(entry.fileName, Buffer.concat(parts).toString("utf8"))
  }
  return files
}

const broken = `/* logmill
id = "broken"
title = "Broken"
*/
SELECT no_such_column FROM entries`

describe("the ZIP of a report", () => {
  it.live("has each analysis under the filter as the single download has it, and says what it is of", () =>
    Effect.gen(function* () {
      const { ask } = yield* testServer({ analyses: { broken } })
      const json = yield* Effect.promise(async () => (await (await ask("/api/analyses")).json()) as typeof Catalog.Type)
      const params = encodeURIComponent(JSON.stringify({ paths: { visitors: "true" } }))
      const response = yield* Effect.promise(() => ask(`/api/archive?status=404,2xx&from=2026-11-05&params=${params}`))
      assert.strictEqual(response.headers.get("content-type"), "application/zip")
      assert.strictEqual(response.headers.get("content-disposition"), 'attachment; filename="logmill-report.zip"')
      const files = yield* Effect.promise(async () => unzip(await response.arrayBuffer()))
      const ids = json.analyses.map(({ id }) => id).filter((id) => id !== "broken")
      const named = [...files.keys()].filter((name) => name.endsWith(".csv")).map((name) => name.slice(0, -4))
      assert.isAtLeast(named.length, 40)
      assert.includeMembers(ids, named)
      for (const id of ["paths", "agents", "status"]) {
        const own = id === "paths" ? `&params=${encodeURIComponent('{"visitors":"true"}')}` : ""
        const query = `/api/export?form=csv&analysis=${id}&status=404,2xx&from=2026-11-05${own}`
        assert.strictEqual(files.get(`${id}.csv`), yield* Effect.promise(async () => (await ask(query)).text()), id)
      }
      assert.include(files.get("agents.csv"), "'=1+1")
      const readme = files.get("README.txt")!
      assert.match(readme, /^Filter {5}status 404,2xx$/m)
      assert.match(readme, /^Time {7}from 2026-11-05T00:00:00\+00:00$/m)
      assert.match(readme, /^Zone {7}UTC$/m)
      assert.match(readme, /^broken {2,}.*no_such_column/m)
      for (const id of ids) assert.include(readme, id)
    })
  )

  it.live("is refused with a sentence before it begins", () =>
    Effect.gen(function* () {
      const { ask } = yield* testServer()
      for (const [query, message] of [
        ["from=never", /"never" is no time/],
        ["params=x", /params must be JSON/],
        ["params={%22paths%22:1}", /params must be JSON/]
      ] as const) {
        const response = yield* Effect.promise(() => ask(`/api/archive?${query}`))
        assert.strictEqual(response.status, 400, query)
        assert.match(((yield* Effect.promise(() => response.json())) as { message: string }).message, message)
      }
    })
  )

  it.live("that is left half-way ends what it asks, and the next one is whole", () =>
    Effect.gen(function* () {
      const endless = `/* logmill
id = "a-endless"
title = "Endless"
*/
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS number, random() AS noise FROM n`
      const { ask } = yield* testServer({ analyses: { "a-endless": endless }, slowDeadline: 60_000 })
      const left = new AbortController()
      const endlessly = yield* Effect.promise(() => ask("/api/archive", { signal: left.signal }))
      const first = yield* Effect.promise(() => endlessly.body!.getReader().read())
      assert.isAbove(first.value!.length, 0)
      // One download is asked at a time: this one waits for the endless one.
      let isThere = false
      const next = ask("/api/export?form=csv&analysis=paths").then(async (response) => {
        isThere = true
        return response.text()
      })
      yield* Effect.promise(() => ask("/api/analyses/paths"))
      assert.isFalse(isThere)
      left.abort()
      assert.match(yield* Effect.promise(() => next), /^path,hits,/)
    })
  )
})

describe("the README of a ZIP", () => {
  it("says no more than one line of any text", () => {
    const text = readmeText({
      asked: { filter: { path: ["/a\nb", "/\u202Ec"], to: "2026-11-06" }, compare: "previous", params: {} },
      files: [
        { id: "paths", title: "Paths", rows: 1, problem: null },
        { id: "x", title: "X", rows: null, problem: "it can't\nbe answered" }
      ],
      filter: { from: null, to: Date.UTC(2026, 10, 6), zone: "Europe/Berlin" },
      data: { dataVersion: 3, lastEntry: 9 },
      now: Date.UTC(2026, 10, 7),
      databasePath: "/somewhere/logmill.db",
      version: "1.2.3"
    })
    assert.notInclude(text, "\u202E")
    assert.notInclude(text, "/somewhere")
    assert.match(text, /^Filter {5}path \/a\\x0ab or /m)
    assert.match(text, /^Time {7}up to, and without, 2026-11-06T01:00:00\+01:00$/m)
    assert.match(text, /^Compared {3}previous$/m)
    assert.match(text, /^paths\.csv {2}Paths \(1 row\)$/m)
  })
})
