/**
 * What people came to log analyzers for and did not get, or got wrong: seventeen points, each asked of the commands as a
 * user would, on a few lines whose answer can be counted by hand.
 */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { buildCommand } from "./testProcess.ts"
import { otherAddresses, serve, statusAt } from "./testServe.ts"
import { runWords, testShell } from "./testShell.ts"

vi.setConfig({ testTimeout: 120_000 })

let folder = ""
beforeAll(buildCommand)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-acceptance-"))
  mkdirSync(join(folder, "config"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const write = (name: string, content: string | Buffer) => writeFileSync(at(name), content)
const logmill = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: at("config") }))

type Row = Readonly<Record<string, unknown>>

const rows = async (...words: ReadonlyArray<string>): Promise<ReadonlyArray<Row>> => {
  const limit = words[0] === "analyses" ? [] : ["--limit", "0"]
  const { err, out, status } = await logmill(...words, "--json", ...limit)
  assert.strictEqual(status, "done", err)
  return (JSON.parse(out) as { readonly rows: ReadonlyArray<Row> }).rows
}
const sql = (query: string, ...words: ReadonlyArray<string>) => rows("sql", query, ...words)
const ingest = async (...words: ReadonlyArray<string>) => {
  const { err, status } = await logmill("ingest", ...words)
  assert.strictEqual(status, "done", err)
}
const paths = async (...words: ReadonlyArray<string>) =>
  (await rows("analyze", "paths", ...words)).map(({ path, hits }) => [path, hits])

interface Line {
  readonly client?: string
  readonly time?: string
  readonly request?: string
  readonly status?: string | number
  readonly referrer?: string
  readonly agent?: string
}

const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

/** Of the combined log format. */
const line = ({
  agent = browser,
  client = "192.0.2.1",
  referrer = "-",
  request = "GET / HTTP/1.1",
  ...of
}: Line = {}) =>
  `${client} - - [${of.time ?? "10/Nov/2026:12:00:00 +0000"}] "${request}" ${of.status ?? 200} 10 "${referrer}" "${agent}"\n`
const get = (path: string, of: Line = {}) => line({ ...of, request: `GET ${path} HTTP/1.1` })

describe("what people ask of a log analyzer", () => {
  it("1. two paths that differ in anything are two rows", async () => {
    write("a.log", get("/p/ab") + get("/p/bA") + get("/p/ab"))
    await ingest("a.log")
    assert.deepStrictEqual(await paths(), [
      ["/p/ab", 2],
      ["/p/bA", 1]
    ])
  })

  it("2. one slow path among 401 is on top of the slowest", async () => {
    const timed = (path: string, seconds: number) =>
      `192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET ${path} HTTP/1.1" 200 10 ${seconds}\n`
    const quick = Array.from({ length: 400 }, (_, index) => timed(`/${index}`, 0.01).repeat(2))
    write("a.log", `${quick.join("")}${timed("/slow", 60)}`)
    await ingest("a.log", "--log-format", '$remote_addr - - [$time_local] "$request" $status $bytes_sent $request_time')
    const [first] = await rows("analyze", "slowest-paths")
    assert.strictEqual(first!["path"], "/slow")
  })

  it("3. who comes on three days is one visitor of each day, and one in all", async () => {
    for (const day of ["10", "11", "12"]) appendFileSync(at("a.log"), line({ time: `${day}/Nov/2026:12:00:00 +0000` }))
    await ingest("a.log")
    const days = await rows("analyze", "visitors")
    assert.deepStrictEqual(
      days.map(({ visitors }) => visitors),
      [1, 1, 1]
    )
    assert.strictEqual((await rows("analyze", "summary"))[0]!["visitors"], 1)
  })

  it("4. the same moment in two zones is the same, in the zone that is asked for", async () => {
    write("a.log", line({ time: "09/Nov/2026:23:30:00 -0500" }) + line({ time: "10/Nov/2026:04:30:00 +0000" }))
    await ingest("a.log")
    const query =
      "SELECT bucket(time, 'day') AS day, count(*) AS n, count(DISTINCT time) AS times FROM entries GROUP BY 1"
    for (const zone of ["UTC", "America/New_York", "Asia/Tokyo"]) {
      const found = await sql(query, "--tz", zone)
      assert.deepStrictEqual([found.length, found[0]!["n"], found[0]!["times"]], [1, 2, 1], zone)
    }
  })

  it("5. a path of 5,000 bytes is one row", async () => {
    const long = `/${"x".repeat(4999)}`
    write("a.log", get(long) + get("/"))
    await ingest("a.log")
    assert.deepStrictEqual(await paths(), [
      ["/", 1],
      [long, 1]
    ])
  })

  it("6. statuses that nobody has heard of are kept, and so is none", async () => {
    write("a.log", [299, 600, 999, "-"].map((status) => line({ status })).join(""))
    await ingest("a.log")
    const found = (await rows("analyze", "status")).map(({ status }) => status)
    assert.sameMembers(found as Array<number>, [299, 600, 999, null] as Array<number>)
  })

  it("7. a host name is a client", async () => {
    write("a.log", line({ client: "host-1.example.net" }))
    await ingest("a.log")
    assert.deepStrictEqual(await sql("SELECT client FROM entries"), [{ client: "host-1.example.net" }])
  })

  it("8. programs are told from people, and what gathers for AI from other robots", async () => {
    const agents = ["curl/8.5.0", "python-requests/2.32", "GPTBot/1.2", "ClaudeBot/1.0", "Bytespider", browser]
    write("a.log", agents.map((agent) => get("/", { agent })).join(""))
    await ingest("a.log")
    const classes = await sql("SELECT agent_class, count(*) AS n FROM entries GROUP BY 1 ORDER BY 1")
    assert.deepStrictEqual(classes, [
      { agent_class: "ai-crawler", n: 3 },
      { agent_class: "human", n: 1 },
      { agent_class: "library", n: 2 }
    ])
    assert.deepStrictEqual(await paths("--class", "library,ai-crawler"), [["/", 5]])
    assert.deepStrictEqual(await paths("--class", "human"), [["/", 1]])
  })

  it("9. nothing is lost and nothing counted twice, whatever happens to the files", async () => {
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

  it("10. a filter narrows every analysis, as if only its lines had been read", async () => {
    const lines = Array.from({ length: 200 }, (_, index) => ({
      text: `${index % 3 === 0 ? "shop" : "blog"}.example.com:80 ${get(`/${index % 7}/${index % 5}`, {
        time: `${10 + (index % 4)}/Nov/2026:12:00:${10 + (index % 50)} +0000`,
        status: index % 6 === 0 ? 503 : 200,
        client: `192.0.2.${index % 9}`,
        agent: index % 8 === 0 ? "GPTBot/1.2" : browser
      })}`,
      isMeant: index % 3 === 0 && index % 4 > 0 && index % 4 < 3 && /^[246]$/.test(`${index % 7}`) && index % 6 === 0
    }))
    write("all.log", lines.map(({ text }) => text).join(""))
    write(
      "some.log",
      lines
        .filter(({ isMeant }) => isMeant)
        .map(({ text }) => text)
        .join("")
    )
    await ingest("all.log")
    await ingest("some.log", "--db", "some.db")
    const filter = [
      "--site",
      "shop.example.com",
      "--from",
      "2026-11-11",
      "--to",
      "2026-11-12",
      "--path",
      "~^/[246]/",
      "--status",
      "5xx"
    ]
    /** Whatever is said of the files themselves aside, and which days they cover. */
    const ids = (await rows("analyses"))
      .map(({ id }) => String(id))
      .filter((id) => !["summary", "data-quality"].includes(id))
    assert.isAbove(ids.length, 40)
    const answers = async (...words: ReadonlyArray<string>) => {
      const { err, out, status } = await logmill("analyze", ...ids, ...filter, ...words, "--json", "--limit", "0")
      assert.strictEqual(status, "done", err)
      return (JSON.parse(out) as ReadonlyArray<{ readonly rows: ReadonlyArray<Row> }>).map((answer) => answer.rows)
    }
    const [found, expected] = [await answers(), await answers("--db", "some.db")]
    for (const [index, id] of ids.entries()) assert.deepStrictEqual(found[index], expected[index], id)
    const answered = found.filter((all) => all.length > 0).length
    assert.isAbove(answered, 15)
  })

  it("11. a line that did not parse is there with file, line, reason and text, and the sum holds", async () => {
    write("a.log", `${line()}\nno log line\n${line()}`)
    await logmill("ingest", "a.log")
    const [reject] = await rows("rejects")
    assert.deepStrictEqual([reject!["line"], reject!["text"]], [3, "no log line"])
    assert.strictEqual(reject!["source"], at("a.log"))
    assert.isNotEmpty(String(reject!["reason"]))
    const [{ lines, rejected, skipped, stored }] = (await sql("SELECT * FROM sources")) as [Row]
    assert.deepStrictEqual([lines, stored, rejected, skipped], [4, 2, 1, 1])
  })

  it("12. what is static is told by the path, not by what stands behind it or how it is spelt", async () => {
    write("a.log", get("/x.js?v=1") + get("/x.JS") + get("/js"))
    await ingest("a.log")
    const kinds = await sql("SELECT path, kind FROM entries ORDER BY entry_id")
    assert.deepStrictEqual(
      kinds.map(({ kind }) => kind),
      ["asset", "asset", "page"]
    )
  })

  it("13. an analysis that is added works on what was there, and a rule for robots that is changed does, too", async () => {
    write("a.log", get("/", { agent: "OurProbe/1.0" }) + get("/"))
    await ingest("a.log")
    rmSync(at("a.log"))
    mkdirSync(at("config/analyses"))
    write(
      "config/analyses/mine.sql",
      `/* logmill\nid = "mine"\ntitle = "Mine"\n*/\nSELECT count(*) AS n FROM entries\n`
    )
    assert.deepStrictEqual(await rows("analyze", "mine"), [{ n: 2 }])
    const classOf = async () =>
      (await sql("SELECT agent_class FROM entries WHERE agent LIKE 'Our%'"))[0]!["agent_class"]
    const before = await classOf()
    write("config/rules.toml", '[[agent]]\nmatch = "OurProbe*"\nclass = "monitor"\nbot = "OurProbe"\n')
    assert.strictEqual((await logmill("enrich")).status, "done")
    assert.strictEqual(await classOf(), "monitor")
    rmSync(at("config/rules.toml"))
    assert.strictEqual((await logmill("enrich")).status, "done")
    assert.strictEqual(await classOf(), before)
  })

  it("14. every kind of line that servers write is read, and a file of several kinds is no failure", async () => {
    const variants = {
      common: '192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 10\n',
      combined: get("/a"),
      "virtual host": `www.example.com:443 ${get("/a")}`,
      "no request": line({ request: "-", status: 408 }),
      "no protocol": line({ request: "GET /a" }),
      "empty referrer": get("/a").replace('"-"', '""'),
      "no bytes": get("/a").replace(" 10 ", " - "),
      "two spaces": get("/a").replace("- - [", "-  - ["),
      "more fields": get("/a").replace(/\n$/, " 293\n"),
      "time first": '2026-11-10T12:00:00+0000 192.0.2.1 - GET "/a" -1 200 10\n',
      "Python's http.server": '192.0.2.1 - - [10/Nov/2026 12:00:00] "GET /a HTTP/1.1" 200 -\n'
    }
    for (const [name, text] of Object.entries(variants)) {
      write(`${name}.log`, text.repeat(3))
      await ingest(`${name}.log`, "--db", `${name}.db`)
      const [found] = await rows(
        "sql",
        "SELECT count(*) AS n, min(status) AS status FROM entries",
        "--db",
        `${name}.db`
      )
      assert.strictEqual(found!["n"], 3, name)
    }
    write("mixed.log", variants.combined.repeat(20) + variants["virtual host"].repeat(20))
    const { status } = await logmill("ingest", "mixed.log")
    assert.include(["done", "partly"], status)
    const [{ lines, rejected, stored }] = (await sql("SELECT * FROM sources")) as [Row]
    assert.strictEqual(Number(stored) + Number(rejected), lines)
  })

  it("15. SQL of a user reads, and nothing else, as long and as much as it may", async () => {
    write("a.log", line().repeat(50))
    await ingest("a.log")
    const before = readFileSync(at("logmill.db"))
    for (const query of [
      "DELETE FROM entry",
      "ATTACH 'x.db' AS x",
      "VACUUM INTO 'x.db'",
      "PRAGMA journal_mode = DELETE"
    ]) {
      assert.strictEqual((await logmill("sql", query)).status, "usage", query)
    }
    assert.deepStrictEqual(readFileSync(at("logmill.db")), before)
    const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t"
    const started = performance.now()
    assert.strictEqual((await logmill("sql", endless, "--timeout", "1s")).status, "deadline")
    assert.isBelow(performance.now() - started, 20_000)
    const cut = await logmill("sql", "SELECT path FROM entries", "--limit", "7", "--csv")
    assert.strictEqual(cut.out.trim().split("\n").length, 8)
    assert.include(cut.err, "7")
  })

  it("16. nothing that a log says reaches a terminal as more than text", async () => {
    const evil = "/\u001b]0;title\u0007\u001b[2J\u202e<script>alert(1)</script>"
    write("a.log", get(encodeURI("/fine")) + line({ request: `GET ${evil} HTTP/1.1`, agent: `\u009b31m${evil}` }))
    await ingest("a.log")
    for (const words of [
      ["analyze", "paths"],
      ["sql", "SELECT path, agent FROM entries"],
      ["sql", "SELECT path, agent FROM entries", "--md"]
    ]) {
      const shell = testShell({ cwd: folder, configFolder: at("config"), columns: 120, errColumns: 120 })
      const { err, out } = await runWords(words, shell)
      // oxlint-disable-next-line no-control-regex
      assert.notMatch(out + err, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, words.join(" "))
      assert.include(out, "script")
    }
  })

  it("16. nor is it markup in a report, which is for this machine alone and for who has its token", async () => {
    const evil = "/<script>alert(1)</script></script><!--<img src=x onerror=alert(2)>\u2028&lt;"
    write("a.log", line({ request: `GET ${evil} HTTP/1.1`, referrer: evil, agent: evil }))
    await ingest("a.log")
    assert.strictEqual((await logmill("report", "-o", "report.html")).status, "done")
    const html = readFileSync(at("report.html"), "utf8")
    const [, data] = /<script type="application\/json" id="report">(.*)<\/script>/.exec(html)!
    assert.notMatch(data!, /[<>&\u2028\u2029]/)
    assert.include(JSON.stringify(JSON.parse(data!)), JSON.stringify(evil))
    assert.deepStrictEqual(html.match(/<(?:script|img|!--)[^>]*>/gi), [
      '<script type="application/json" id="report">',
      '<script type="module">'
    ])
    const { address, token } = await serve(["--no-open"], { folder })
    for (const other of otherAddresses()) {
      assert.strictEqual(await statusAt(`http://${other}:${address.port}/`), "nobody there", other)
    }
    const asked = `${address.origin}/api/analyses/paths`
    assert.strictEqual(await statusAt(asked), 401)
    const answer = await fetch(asked, { headers: { authorization: `Bearer ${await token()}` } })
    assert.match(answer.headers.get("content-type")!, /^application\/json/)
    assert.strictEqual(answer.headers.get("x-content-type-options"), "nosniff")
    assert.strictEqual(((await answer.json()) as { rows: [[string]] }).rows[0][0], evil)
  })

  it("17. whatever stands between the lines, the others are read, and each oddity is counted", async () => {
    write(
      "a.log",
      Buffer.concat([
        Buffer.from(get("/1")),
        Buffer.from(get("/caf\u00e9"), "latin1"),
        Buffer.from(`${"\0".repeat(4096)}${get("/2")}`),
        Buffer.from(get("/3").replace("\n", "\r\n")),
        Buffer.from(`${"x".repeat(10 * 1024 * 1024)}\n`),
        Buffer.from(get("/4")),
        Buffer.from(get("/5").slice(0, 50))
      ])
    )
    write("empty.log", "")
    await logmill("ingest", "a.log", "empty.log")
    const found = (await sql("SELECT path FROM entries ORDER BY entry_id")).map(({ path }) => path)
    assert.includeMembers(found, ["/1", "/2", "/3", "/4"])
    assert.strictEqual(found.filter((path) => String(path).startsWith("/caf")).length, 1)
    const [{ lines, rejected, skipped, stored }] = (await sql("SELECT * FROM sources WHERE lines > 0")) as [Row]
    assert.deepStrictEqual([lines, Number(stored) + Number(rejected) + Number(skipped)], [7, 7])
    assert.isAtLeast(Number(rejected), 2)
  })
})
