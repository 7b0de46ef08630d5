/** Of the seventeen points (acceptance.test.ts) those about logs: that no line is lost, counted twice or read wrongly. */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, truncateSync } from "node:fs"
import { gzipSync } from "node:zlib"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { browser, get, line, makeFolder, type Row } from "./testAcceptance.ts"

vi.setConfig({ testTimeout: 120_000 })

let place: ReturnType<typeof makeFolder>
beforeEach(() => {
  place = makeFolder()
})
afterEach(() => place.remove())

describe("what people ask of a log analyzer, of their logs", () => {
  it("5. a path of 5,000 bytes is one row", async () => {
    const { ingest, paths, write } = place
    const long = `/${"x".repeat(4999)}`
    write("a.log", get(long) + get("/"))
    await ingest("a.log")
    assert.deepStrictEqual(await paths(), [
      ["/", 1],
      [long, 1]
    ])
  })

  it("6. statuses that nobody has heard of are kept, and so is none", async () => {
    const { ingest, rows, write } = place
    write("a.log", [299, 600, 999, "-"].map((status) => line({ status })).join(""))
    await ingest("a.log")
    const found = (await rows("analyze", "status")).map(({ status }) => status)
    assert.sameMembers(found as Array<number>, [299, 600, 999, null] as Array<number>)
  })

  it("7. a host name is a client", async () => {
    const { ingest, sql, write } = place
    write("a.log", line({ client: "host-1.example.net" }))
    await ingest("a.log")
    assert.deepStrictEqual(await sql("SELECT client FROM entries"), [{ client: "host-1.example.net" }])
  })

  it("9. nothing is lost and nothing counted twice, whatever happens to the files", async () => {
    const { at, ingest, logmill, sql, write } = place
    const count = async () => Number((await sql("SELECT count(*) AS n FROM entries"))[0]!["n"])
    const part = (name: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => get(`/${name}/${from + index}`)).join("")
    write("a.log", part("a", 0, 10))
    await ingest("a.log", "a.log")
    await ingest("a.log")
    assert.strictEqual(await count(), 10, "twice")
    write("a.log.gz", gzipSync(readFileSync(at("a.log"))))
    await ingest("a.log.gz")
    assert.strictEqual(await count(), 10, "as a copy, compressed")
    renameSync(at("a.log"), at("a.log.1"))
    write("a.log", part("b", 0, 5))
    await ingest("a.log", "a.log.1")
    assert.strictEqual(await count(), 15, "renamed, with a new one in its place")
    copyFileSync(at("a.log"), at("a.log.2"))
    truncateSync(at("a.log"))
    appendFileSync(at("a.log"), part("c", 0, 5))
    await ingest("a.log", "a.log.2")
    assert.strictEqual(await count(), 20, "copied and truncated")
    appendFileSync(at("a.log"), part("d", 0, 5))
    await ingest("a.log")
    assert.strictEqual(await count(), 25, "appended in the same second")
    const last = get("/last/and/unfinished")
    appendFileSync(at("a.log"), last.slice(0, 40))
    await logmill("ingest", "a.log")
    appendFileSync(at("a.log"), last.slice(40))
    await ingest("a.log")
    assert.strictEqual(await count(), 26, "a last line that was finished later")
    assert.deepStrictEqual(await sql("SELECT path FROM hits GROUP BY path HAVING sum(hits) > 1"), [])
  })

  it("11. a line that did not parse is there with file, line, reason and text, and the sum holds", async () => {
    const { at, logmill, rows, sql, write } = place
    write("a.log", `${line()}\n# a comment\nno log line\n${line()}`)
    await logmill("ingest", "a.log")
    const [reject] = await rows("rejects")
    const { line: number, reason, source, text } = reject!
    assert.deepStrictEqual([source, number, reason, text], [at("a.log"), 4, "no-time", "no log line"])
    const [{ lines, rejected, skipped, stored }] = (await sql("SELECT * FROM sources")) as [Row]
    assert.deepStrictEqual([lines, stored, rejected, skipped], [5, 2, 1, 2])
  })

  it("14. every kind of line that servers write is read, field by field", async () => {
    const { at, logmill, sql, write } = place
    const usual = {
      time: "2026-11-10T12:00:00.000Z",
      site: null,
      client: "192.0.2.1",
      method: "GET",
      path: "/a",
      protocol: "HTTP/1.1",
      status: 200,
      bytes: 10,
      referrer: null,
      agent: browser
    }
    const common = '192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 10\n'
    const timeFirst = (path: string) => `2026-11-10T12:00:00+0000 192.0.2.1 - GET ${path} -1 200 10\n`
    const variants: Readonly<
      Record<string, readonly [text: string, differs?: Partial<Record<keyof typeof usual, unknown>>]>
    > = {
      common: [common, { agent: null }],
      combined: [get("/a", { referrer: "https://example.org/" }), { referrer: "https://example.org/" }],
      "virtual host": [`www.example.com ${get("/a")}`, { site: "www.example.com" }],
      "virtual host with a port": [`www.example.com:443 ${get("/a")}`, { site: "www.example.com" }],
      "no request": [line({ request: "-", status: 408 }), { method: null, path: "-", protocol: null, status: 408 }],
      "no protocol": [common.replace(" HTTP/1.1", ""), { protocol: null, agent: null }],
      "empty referrer": [get("/a").replace('"-"', '""'), { referrer: "" }],
      "no bytes": [get("/a", { status: 304 }).replace(" 10 ", " - "), { status: 304, bytes: null }],
      "two spaces": [get("/a").replace("- - [", "-  - [").replace(" 200 ", "  200 ")],
      "more fields": [get("/a").replace(/\n$/, " 293\n")],
      "a dash more": [get("/a").replace(/\n$/, " -\n")],
      "time first": [timeFirst("/a"), { protocol: null, agent: null }],
      "time first, with quotes": [timeFirst('"/a"'), { protocol: null, agent: null }],
      "Python's http.server": [
        common.replace(":12:00:00 +0000", " 12:00:00").replace(" 10\n", " -\n"),
        { bytes: null, agent: null }
      ]
    }
    mkdirSync(at("logs"))
    const names = Object.keys(variants)
    for (const name of names) write(`logs/${name}.log`, variants[name]![0].repeat(3))
    const { err, status } = await logmill("ingest", "logs")
    assert.strictEqual(status, "done", err)
    assert.match(err, /more fields\.log: has more in its lines than the combined format: 293/)
    const found = await sql(
      `SELECT source, count(*) AS n, iso_time AS time, site, client, method, path, protocol, status, bytes, referrer, agent
      FROM entries GROUP BY source, site, client, method, path, protocol, status, bytes, referrer, agent, time`
    )
    assert.deepStrictEqual(
      Object.fromEntries(found.map(({ source, ...of }) => [source, of])),
      Object.fromEntries(names.map((name) => [at(`logs/${name}.log`), { n: 3, ...usual, ...variants[name]![1] }]))
    )
  })

  it("14. a file of several formats is told of, and each line read by its own", async () => {
    const { logmill, sql, write } = place
    write("mixed.log", `${get("/a").repeat(20)}${`www.example.com:443 ${get("/b")}`.repeat(10)}`)
    const { err, status } = await logmill("ingest", "mixed.log")
    assert.strictEqual(status, "done", err)
    assert.include(err, "mixed.log: has lines of several formats: combined + vhost-combined\n")
    assert.deepStrictEqual(await sql("SELECT site, path, sum(hits) AS n FROM hits GROUP BY path ORDER BY path"), [
      { site: null, path: "/a", n: 20 },
      { site: "www.example.com", path: "/b", n: 10 }
    ])
  })

  it("17. whatever stands between the lines, the others are read, and each oddity is counted", async () => {
    const { at, logmill, rows, sql, write } = place
    write(
      "a.log",
      Buffer.concat([
        Buffer.from(get("/1")),
        Buffer.from(get("/caf\u00e9"), "latin1"),
        Buffer.from(`${"\0".repeat(4096)}${get("/2")}`),
        Buffer.from(get("/3").replace("\n", "\r\n")),
        Buffer.from(`${"x".repeat(10 * 1024 * 1024)}\n\r\n`),
        Buffer.from(get("/a\rb\0c")),
        Buffer.from(get("/4")),
        Buffer.from(get("/5").slice(0, 50))
      ])
    )
    write("empty.log", "")
    const { err, status } = await logmill("ingest", "a.log", "empty.log")
    assert.strictEqual(status, "partly")
    for (const said of ["empty.log: is empty", "a.log: ends inside a line", "4,096 bytes of NULs"])
      assert.include(err, said)
    assert.deepStrictEqual(
      (
        await sql("SELECT path, line FROM entries WHERE agent = :agent ORDER BY line", "--param", `agent=${browser}`)
      ).map(({ line: number, path }) => [number, path]),
      [
        [1, "/1"],
        [2, "/caf\\xE9"],
        [3, "/2"],
        [4, "/3"],
        [7, "/a\\x0Db\\x00c"],
        [8, "/4"]
      ]
    )
    assert.deepStrictEqual(await sql("SELECT lines, stored, rejected, blank, nul_bytes FROM sources WHERE lines > 0"), [
      { lines: 9, stored: 6, rejected: 2, blank: 1, nul_bytes: 4096 }
    ])
    assert.deepStrictEqual(
      (await rows("rejects")).map(({ line: number, reason }) => [number, reason]),
      [
        [5, "too-long"],
        [9, "no-request"]
      ]
    )
    appendFileSync(at("a.log"), get("/5").slice(50))
    await logmill("ingest", "a.log")
    assert.deepStrictEqual(await sql("SELECT path FROM entries WHERE line = 9"), [{ path: "/5" }])
  })
})
