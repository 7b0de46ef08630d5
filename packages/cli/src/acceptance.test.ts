/**
 * What people came to log analyzers for and did not get, or got wrong: of seventeen points those about answers, each asked of
 * the commands as a user would, on a few lines whose answer can be counted by hand.
 */
import { once } from "node:events"
import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs"

import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import { onTestFinished, vi } from "vitest"

import { browser, get, line, makeFolder, type Row } from "./testAcceptance.ts"
import { buildCommand, start } from "./testProcess.ts"
import { otherAddresses, serve, statusAt } from "./testServe.ts"
import { runWords, testShell } from "./testShell.ts"

vi.setConfig({ testTimeout: 120_000 })

let place: ReturnType<typeof makeFolder>
beforeAll(buildCommand)
beforeEach(() => {
  place = makeFolder()
})
afterEach(() => place.remove())

describe("what people ask of a log analyzer", () => {
  it("1. two paths that differ in anything are two rows", async () => {
    const { ingest, paths, write } = place
    write("a.log", get("/p/ab") + get("/p/bA") + get("/p/ab"))
    await ingest("a.log")
    assert.deepStrictEqual(await paths(), [
      ["/p/ab", 2],
      ["/p/bA", 1]
    ])
  })

  it("2. one slow path among 401 is on top of the slowest", async () => {
    const { ingest, rows, write } = place
    const timed = (path: string, seconds: number) =>
      `192.0.2.1 - - [10/Nov/2026:12:00:00 +0000] "GET ${path} HTTP/1.1" 200 10 ${seconds}\n`
    const quick = Array.from({ length: 400 }, (_, index) => timed(`/${index}`, 0.01).repeat(2))
    write("a.log", `${quick.join("")}${timed("/slow", 60)}`)
    await ingest("a.log", "--log-format", '$remote_addr - - [$time_local] "$request" $status $bytes_sent $request_time')
    const [first] = await rows("analyze", "slowest-paths")
    assert.strictEqual(first!["path"], "/slow")
  })

  it("3. who comes on three days is one visitor of each day, and one in all", async () => {
    const { at, ingest, rows } = place
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
    const { ingest, rows, sql, write } = place
    write("a.log", line({ time: "09/Nov/2026:23:30:00 -0500" }) + line({ time: "10/Nov/2026:04:30:00 +0000" }))
    await ingest("a.log")
    const moment = Date.UTC(2026, 10, 10, 4, 30)
    assert.deepStrictEqual(await sql("SELECT DISTINCT time + 0 AS ms FROM entries"), [{ ms: moment }])
    for (const [zone, day, minute] of [
      ["UTC", "2026-11-10", "2026-11-10T04:30:00+00:00"],
      ["America/New_York", "2026-11-09", "2026-11-09T23:30:00-05:00"],
      ["Asia/Tokyo", "2026-11-10", "2026-11-10T13:30:00+09:00"]
    ] as const) {
      const minutes = await rows("analyze", "traffic", "--param", "bucket=minute", "--tz", zone)
      assert.deepStrictEqual(
        minutes.map(({ hits, start }) => [start, hits]),
        [[minute, 2]]
      )
      const days = await sql("SELECT day, sum(hits) AS hits FROM hits GROUP BY day", "--tz", zone)
      assert.deepStrictEqual(days, [{ day, hits: 2 }])
    }
  })

  it("8. programs are told from people, and what gathers for AI from other robots", async () => {
    const { ingest, paths, sql, write } = place
    const agents = ["curl/8.5.0", "python-requests/2.32", "GPTBot/1.2", "ClaudeBot/1.0", "Bytespider", browser]
    write("a.log", agents.map((agent) => get("/", { agent })).join(""))
    await ingest("a.log")
    const classes = await sql("SELECT agent_class, count(*) AS n FROM entries GROUP BY 1 ORDER BY 1")
    assert.deepStrictEqual(classes, [
      { agent_class: "ai-crawler", n: 3 },
      { agent_class: "human", n: 1 },
      { agent_class: "library", n: 2 }
    ])
    for (const programs of ["library,ai-crawler", "bots"]) {
      assert.deepStrictEqual(await paths("--class", programs), [["/", 5]])
    }
    assert.deepStrictEqual(await paths("--class", "human"), [["/", 1]])
  })

  it("10. a filter narrows every analysis, as if only its lines had been read", async () => {
    const { at, ingest, logmill, rows, write } = place
    // Every site has every day, every day every path, every path every status; lines on both edges of the days, too.
    const lines = Array.from({ length: 480 }, (_, index) => {
      const isShop = index % 2 === 0
      const day = 10 + (Math.floor(index / 2) % 4)
      const section = [2, 3, 6][Math.floor(index / 8) % 3]!
      const status = Math.floor(index / 24) % 2 === 0 ? 503 : 200
      const hour = String(Math.floor(index / 48) * 2).padStart(2, "0")
      return {
        text: `${isShop ? "shop" : "blog"}.example.com:80 ${get(`/${section}/${index % 7}?q=${index % 5}`, {
          time: `${day}/Nov/2026:${index < 96 ? "00:00:00" : index < 144 ? "23:59:59" : `${hour}:00:00`} +0000`,
          status,
          client: `192.0.2.${index % 9}`,
          agent: index % 11 === 0 ? "GPTBot/1.2" : browser,
          referrer: index % 13 < 9 ? "https://www.example.org/" : "-"
        })}`,
        isMeant: isShop && (day === 11 || day === 12) && section !== 3 && status === 503
      }
    })
    const meant = lines.filter(({ isMeant }) => isMeant)
    assert.strictEqual(meant.length, 40)
    write("all.log", lines.map(({ text }) => text).join(""))
    write("some.log", meant.map(({ text }) => text).join(""))
    await ingest("all.log")
    await ingest("some.log", "--db", "some.db")
    rmSync(at("all.log"))
    const filter = ["--site", "shop.example.com", "--from", "2026-11-11", "--to", "2026-11-12"]
    filter.push("--path", "~^/[246]/", "--status", "5xx")
    /** Whatever is said of the files themselves aside, and which days they cover. */
    const ids = (await rows("analyses"))
      .map(({ id }) => String(id))
      .filter((id) => !["summary", "data-quality"].includes(id))
    assert.isAbove(ids.length, 40)
    const answers = async (...words: ReadonlyArray<string>) => {
      const { err, out, status } = await logmill("analyze", ...ids, ...words, "--json", "--limit", "0")
      assert.strictEqual(status, "done", err)
      return (JSON.parse(out) as ReadonlyArray<{ readonly rows: ReadonlyArray<Row> }>).map((answer) => answer.rows)
    }
    const [found, expected] = [await answers(...filter), await answers("--db", "some.db")]
    for (const [index, id] of ids.entries()) assert.deepStrictEqual(found[index], expected[index], id)
    assert.isAbove(found.filter((all) => all.length > 0).length, 30)
    const [{ entries, first_time, last_time }] = (await rows("analyze", "summary", ...filter)) as [Row]
    assert.deepStrictEqual(
      [entries, first_time, last_time],
      [40, "2026-11-11T00:00:00+00:00", "2026-11-12T23:59:59+00:00"]
    )
  })

  it("12. what is static is told by the path, not by what stands behind it or how it is spelt", async () => {
    const { ingest, sql, write } = place
    write("a.log", get("/x.js?v=1") + get("/x.JS") + get("/js") + get("/page?v=x.js"))
    await ingest("a.log")
    const kinds = await sql("SELECT path, kind FROM entries ORDER BY entry_id")
    assert.deepStrictEqual(
      kinds.map(({ kind }) => kind),
      ["asset", "asset", "page", "page"]
    )
  })

  it("13. an analysis that is added works on what was there, and a rule for robots that is changed does, too", async () => {
    const { at, ingest, logmill, rows, sql, write } = place
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

  it("15. SQL of a user reads, and nothing else, as long and as much as it may", async () => {
    const { at, folder, ingest, logmill, write } = place
    write("a.log", line().repeat(1200))
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
    const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t)"
    const started = performance.now()
    const late = await logmill("sql", `${endless} SELECT count(*) FROM t`, "--timeout", "1s")
    const took = performance.now() - started
    assert.deepStrictEqual([late.status, late.out], ["deadline", ""])
    assert.include(late.err, "stopped after 1s")
    // Other tests run beside it.
    assert.isTrue(took >= 1000 && took < 6000, `${took} ms`)
    const cut = await logmill("sql", "SELECT path FROM entries")
    assert.strictEqual(cut.out.trim().split("\n").length, 1 + 1000)
    assert.include(cut.err, "1000 of 1200 rows")
    const few = await logmill("sql", "SELECT path FROM entries", "--limit", "7", "--csv")
    assert.strictEqual(few.out.trim().split("\n").length, 1 + 7)
    assert.include(few.err, "7")
    const { child, ended } = start(["sql", `${endless} SELECT x FROM t`, "--csv", "--timeout", "0"], { folder })
    onTestFinished(() => void child.kill("SIGKILL"))
    await once(child.stdout, "data")
    child.kill("SIGINT")
    const cancelled = performance.now()
    assert.strictEqual((await ended).code, 130)
    assert.isBelow(performance.now() - cancelled, 5000)
    assert.deepStrictEqual(readFileSync(at("logmill.db")), before)
  })

  it("16. nothing that a log says reaches a terminal as more than text", async () => {
    const { ingest, write } = place
    const evil = "/\u001b]0;title\u0007\u001b[2J\u202e<script>alert(1)</script>"
    write("a.log", get(encodeURI("/fine")) + line({ request: `GET ${evil} HTTP/1.1`, agent: `\u009b31m${evil}` }))
    await ingest("a.log")
    for (const words of [
      ["analyze", "paths"],
      ["sql", "SELECT path, agent FROM entries"],
      ["sql", "SELECT path, agent FROM entries", "--md"]
    ]) {
      const shell = testShell({ ...place.shell, columns: 120, errColumns: 120 })
      const { err, out } = await runWords(words, shell)
      // oxlint-disable-next-line no-control-regex
      assert.notMatch(out + err, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, words.join(" "))
      assert.include(out, "script")
    }
  })

  it("16. nor is it markup in a report, which is for this machine alone and for who has its token", async () => {
    const { at, folder, ingest, logmill, write } = place
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
})
