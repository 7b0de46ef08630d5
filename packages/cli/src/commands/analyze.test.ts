/** `logmill analyze` over a small database, run in this process; the queries run in their own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { runWords, testShell } from "../testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-analyze-"))
const run = (...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own") }))

const line = (request: string, status = 200, agent = "Mozilla/5.0 (X11) Firefox/130.0") =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "${request}" ${status} 10 "https://example.org/a" "${agent}"\n`

beforeAll(async () => {
  const log = line("GET / HTTP/1.1") + line("GET /a?q=1 HTTP/1.1", 404) + line("POST /b HTTP/1.1", 999)
  writeFileSync(join(folder, "access.log"), log)
  assert.strictEqual((await run("ingest", "access.log", "-q")).status, "done")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("no rows", () => {
  const explained: ReadonlyArray<readonly [words: string, why: string | null]> = [
    ["--from 2027", "--from, --to: the data goes from 2026-11-10T13:55:36+00:00 to 2026-11-10T13:55:36+00:00"],
    [
      "--to 2026-11-09 --tz +01:00",
      "--from, --to: the data goes from 2026-11-10T14:55:36+01:00 to 2026-11-10T14:55:36+01:00"
    ],
    ["--method get", `--method: nothing stored is "get"; try --method GET`],
    ["--method PURGE", `--method: nothing stored is "PURGE"`],
    ["--agent firefox", `--agent: nothing stored is "firefox"; try --agent '*Firefox*'`],
    ["--source access.log", `--source: nothing stored is "access.log"; try --source '*access.log*'`],
    ["--referrer example.org", `--referrer: nothing stored is "example.org"; try --referrer '*example.org*'`],
    ["--path /a?q=1", `--path: "/a?q=1" has a query, which is no part of the path; try --path /a`],
    ["--path /a?*", `--path: "/a?*" has a query, which is no part of the path; try --path /a`],
    ["--path /a & /b", null],
    [
      "--path /a | /c*,/d --method PUT",
      `--path: nothing stored is "/c*"\n--path: nothing stored is "/d"\n--method: nothing stored is "PUT"`
    ],
    ["--path /B*", `--path: nothing stored is "/B*"; try --path '/b*'`],
    ["--path b*", `--path: nothing stored is "b*"; try --path '/b*'`],
    ["--path x*", `--path: nothing stored is "x*"`],
    ["--agent *FIREfox*", `--agent: nothing stored is "*FIREfox*"; try --agent '*Firefox*'`],
    ["--path /* AND !/c", `--path: "AND" is part of the pattern; between patterns, write &`],
    ["--agent Firefox || curl", `--agent: "||" is part of the pattern; between patterns, write |`],
    [
      "--site example.com",
      `--site: nothing stored is "example.com"; no entry has a site; ask for them by file (--source PATTERN), or for all of them: --site -`
    ],
    ["--client host.example.com", `--client: nothing stored is "host.example.com"`],
    ["--path ^/a", `--path: nothing stored is "^/a"; a regular expression begins with ~: --path '~^/a'`],
    [
      "--path *.{css,js}",
      `--path: nothing stored is "*.{css,js}"; braces are no alternatives; commas are, between whole patterns: --path '*.css,*.js'`
    ],
    [
      "--path https://www.example.com/a",
      `--path: nothing stored is "https://www.example.com/a"; a path is without its host: --path /a`
    ],
    [
      "--path ~/A/i",
      `--path: nothing stored is "~/A/i"; slashes around it, and letters behind them, are a part of the expression: --path '~[aA]'`
    ],
    [
      "--agent ~(fire|x)FOX",
      `--agent: nothing stored is "~(fire|x)FOX"; try --agent '~([fF][iI][rR][eE]|[xX])[fF][oO][xX]'`
    ],
    ["--agent ~chrome", `--agent: nothing stored is "~chrome"`],
    ["--browser firefox", `--browser: nothing stored is "firefox"; try --browser Firefox`],
    [
      "--country DE --browser Firefx",
      `--browser: nothing stored is "Firefx"; try --browser Firefox\n--country: nothing stored is "DE"; no client has a country: that takes a database of addresses (logmill enrich --geoip FILE.mmdb)`
    ],
    [
      "--path -",
      `--path: nothing stored is "-"; it stands for what is unknown, and no entry is without a path; the text itself is: --path '\\-'`
    ],
    ["--client 192.0.2.9", `--client: nothing stored is "192.0.2.9"`],
    ["--client 2001:DB8::/32", `--client: nothing stored is "2001:db8::/32"`],
    ["--client 192.0.2.0/24 --path /c", `--path: nothing stored is "/c"`],
    ["--status 418,5xx", "--status: no entry has 418,500-599; there are 200, 404, 999"],
    ["--status 998", "--status: 998 is none of HTTP's statuses, 100-599"],
    ["--path /a --method POST", null]
  ]
  it.each(explained)("under %s is explained", async (words, why) => {
    const reasons = why === null ? "" : `${why}\n`
    assert.deepStrictEqual(await run("analyze", "paths", "--csv", ...words.split(/ (?=--)|(?<=^--\w+|--\w+) /)), {
      status: "done",
      out: "path,hits,share,bytes,hits_2xx,hits_3xx,hits_4xx,hits_5xx,hits_other\n",
      err: `paths: no rows\n${reasons}`
    })
  })

  const untold: ReadonlyArray<readonly [words: string, rows: number, why: string]> = [
    ["latency", 0, "latency: no rows. No selected entry has a duration: add $request_time (nginx) or %D (Apache)"],
    [
      "cache",
      1,
      "cache: No selected entry has a cache status: nothing went through a cache, or the log does not say. If it does not, add $upstream_cache_status (nginx)"
    ],
    [
      "slowest-paths --compare previous",
      0,
      "slowest-paths: no rows. No selected entry has a duration: add $request_time"
    ],
    ["latency --method get", 0, "latency: no rows\n--method: nothing stored"]
  ]
  it.each(untold)("of %s is explained by what the analysis knows of its field", async (words, rows, why) => {
    const { err, out } = await run("analyze", "--csv", ...words.split(" "))
    assert.strictEqual(out.trimEnd().split("\n").length - 1, rows)
    assert.include(err, why)
  })

  it("is told that a comma behind a regular expression is a part of it, whatever is found", async () => {
    const { err } = await run("analyze", "paths", "--csv", "--path", "!~css$,!*.png")
    assert.include(err, "for a list: --path '!~css$' --path '!*.png'")
    assert.notInclude((await run("analyze", "paths", "--csv", "--path", "~a{1,3}|css$")).err, "for a list")
  })

  it("of a summary is a row of zeros, and explained", async () => {
    const { err, out } = await run("analyze", "summary", "--json", "--method", "get")
    assert.strictEqual(JSON.parse(out).rows[0].entries, 0)
    assert.include(err, `--method: nothing stored is "get"; try --method GET`)
  })

  it("is explained once for several analyses", async () => {
    const { err } = await run("analyze", "--method", "get")
    assert.strictEqual(err.split("nothing stored").length, 2)
  })

  it("is no answer to what can't be meant", async () => {
    const refused = async (...words: ReadonlyArray<string>) => {
      const { err, status } = await run("analyze", "paths", ...words)
      return [status, err]
    }
    assert.deepStrictEqual(await refused("--status", "4"), [
      "usage",
      `logmill: --status: "4" is no status; did you mean 4xx? (4-4 asks for this very number)\n`
    ])
    assert.deepStrictEqual(await refused("--client", "300.1.1.1"), [
      "usage",
      `logmill: --client: "300.1.1.1" is no address; write one such as 192.0.2.1, a network such as 192.0.2.0/24, or 192.0.2.*\n`
    ])
  })

  it("is not what an odd status that was logged gets", async () => {
    assert.match((await run("analyze", "paths", "--status", "999", "--csv")).out, /\n\/b,1,/)
  })
})

describe("a zone", () => {
  it("is called what it was called", async () => {
    const { err, out } = await run("analyze", "traffic", "--param", "bucket=hour", "--tz", "Asia/Kolkata", "--csv")
    assert.match(out, /^2026-11-10T19:00:00\+05:30,/m)
    assert.strictEqual(err, "days and times are in Asia/Kolkata\n")
  })
})

describe("a faulty analysis", () => {
  it("is not said to be absent", async () => {
    const file = join(folder, "faulty.sql")
    writeFileSync(file, `/* logmill\nid = "broken"\ncost = 7\n*/\nSELECT 1 AS one`)
    const { err, status } = await run("analyze", "broken", "--plugins", folder)
    assert.strictEqual(status, "usage")
    assert.match(
      err,
      /faulty\.sql:\d+: .+\nlogmill: the analysis "broken" was not loaded, because of .*faulty\.sql:\d+\n$/
    )
    rmSync(file)
  })
})

describe("an analysis that does not end", () => {
  const endless = `/* logmill
id = "endless"
title = "Endless"
*/
WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count)
SELECT count(*) AS n FROM count, entries`

  it("is stopped at its time limit, by name; the others are answered", async () => {
    writeFileSync(join(folder, "endless.sql"), endless)
    const { err, out, status } = await run(
      "analyze",
      "endless",
      "paths",
      "--plugins",
      folder,
      "--timeout",
      "500ms",
      "--json"
    )
    assert.strictEqual(status, "deadline")
    const [endlessly, paths] = JSON.parse(out) as ReadonlyArray<Record<string, unknown>>
    assert.strictEqual(endlessly!["analysis"], "endless")
    assert.match(String(endlessly!["error"]), /^endless was stopped after 500ms/)
    assert.deepStrictEqual([paths!["analysis"], paths!["complete"]], ["paths", true])
    assert.match(err, /^logmill: endless was stopped after 500ms, its time limit; .*--timeout 30m, or 0 for none\n$/m)
  })
})

describe("an answer of more rows than are kept", () => {
  const rows = 120_000
  const long = `/* logmill
id = "long"
title = "Long"
*/
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${rows})
SELECT n, 'row ' || n AS text FROM counted ORDER BY n DESC`

  it("is printed whole with --limit 0, as one that is had at once", async () => {
    writeFileSync(join(folder, "long.sql"), long)
    for (const mode of ["--csv", "--tsv", "--ndjson", "--md", "--json"]) {
      const asked = ["analyze", "long", "--plugins", folder, mode]
      const streamed = await run(...asked, "--limit", "0")
      const atOnce = await run(...asked, "--limit", "999999")
      const timeless = (text: string) => text.replace(/"elapsed_ms": [\d.]+/, "")
      assert.isTrue(timeless(streamed.out) === timeless(atOnce.out), mode)
      assert.deepStrictEqual([streamed.status, streamed.err], [atOnce.status, atOnce.err], mode)
    }
    const table = await run("analyze", "long", "--plugins", folder, "--limit", "0")
    assert.strictEqual(table.out.split("\n").length, rows + 2)
    rmSync(join(folder, "long.sql"))
  }, 60_000)
})
