/** `logmill sql` over a small database, run in this process; the statements run in their own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-sql-"))
const runIn = (options: TestShellOptions, ...words: ReadonlyArray<string>) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own"), ...options }))
const run = (...words: ReadonlyArray<string>) => runIn({}, ...words)
const sql = (...words: ReadonlyArray<string>) => run("sql", ...words)

const line = (path: string, status = 200, bytes = "10") =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" ${status} ${bytes} "-" "Mozilla/5.0 (X11) Firefox/130.0"\n`

beforeAll(async () => {
  writeFileSync(join(folder, "access.log"), line("/") + line("/") + line("/a", 404) + line("=1+1", 304, "-"))
  assert.strictEqual((await run("ingest", "access.log", "-q")).status, "done")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const byPath = "SELECT path, count(*) AS n, sum(bytes) AS b FROM entries GROUP BY path ORDER BY path"
const numbers = (count: number) =>
  `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT ${count}) SELECT x FROM t`

describe("where the statement comes from", () => {
  it("is the command line, with or without a semicolon", async () => {
    assert.deepStrictEqual(await sql("SELECT 1 AS one;"), { status: "done", out: "one\n  1\n", err: "" })
    assert.strictEqual((await sql("--csv", "--", "-- a comment first\nSELECT 1 AS one")).out, "one\n1\n")
  })

  it("is standard input, by - or when nobody types there", async () => {
    const input = "\uFEFFSELECT\r\n  2 AS two -- the end\r\n"
    assert.strictEqual((await runIn({ input }, "sql", "-")).out, "two\n  2\n")
    assert.strictEqual((await runIn({ input }, "sql", "--csv")).out, "two\n2\n")
    assert.strictEqual((await runIn({ input }, "sql", "SELECT 3 AS three", "--csv")).out, "three\n3\n")
    const { err, status } = await runIn({ input: "" }, "sql")
    assert.deepStrictEqual([status, err], ["usage", "\n^\nlogmill: line 1, column 1: there is no SQL statement\n"])
  })

  it("is not a file's name, nor a prompt without a terminal to show it on", async () => {
    writeFileSync(join(folder, "report.sql"), "SELECT 1")
    assert.strictEqual(
      (await sql("report.sql")).err,
      "logmill: report.sql is a file; standard input takes it: logmill sql - < report.sql\n"
    )
    assert.strictEqual(
      (await sql()).err,
      `logmill: a prompt needs a terminal to write to; give the statement: logmill sql "SELECT ..."\n`
    )
  })

  it("is asked of a database that is there", async () => {
    const { err, status } = await sql("SELECT 1", "--db", "other.db")
    assert.strictEqual(status, "usage")
    assert.match(
      err,
      /^logmill: there is no database \S+other\.db yet; make one with: logmill ingest FILE\.\.\. --db other\.db\n$/
    )
  })
})

describe("matches()", () => {
  it("knows networks as --client does", async () => {
    const count = "SELECT count(*) AS n FROM entries"
    const both = (network: string) => [
      sql(`${count} WHERE matches(client, '${network}')`, "-q"),
      sql(count, "--client", network, "-q")
    ]
    const counts = await Promise.all(["192.0.2.0/24", "::ffff:192.0.2.1", "!192.0.2.0/24"].flatMap(both))
    assert.deepStrictEqual(
      counts.map(({ out }) => out),
      ["n\n4\n", "n\n4\n", "n\n4\n", "n\n4\n", "n\n0\n", "n\n0\n"]
    )
  })
})

describe("rows", () => {
  const goldens: Readonly<Record<string, string>> = {
    "": `path  n   b\n/     2  20\n/a    1  10\n=1+1  1\n`,
    "--csv": `path,n,b\n/,2,20\n/a,1,10\n'=1+1,1,\n`,
    "--csv --csv-raw": `path,n,b\n/,2,20\n/a,1,10\n=1+1,1,\n`,
    "--tsv": `path\tn\tb\n/\t2\t20\n/a\t1\t10\n'=1+1\t1\t\n`,
    "--ndjson": `{"path":"/","n":2,"b":20}\n{"path":"/a","n":1,"b":10}\n{"path":"=1+1","n":1,"b":null}\n`,
    "--md": `| path | n | b |\n| --- | --: | --: |\n| / | 2 | 20 |\n| /a | 1 | 10 |\n| =1+1 | 1 |  |\n`
  }
  it.each(Object.entries(goldens))("in the mode %s", async (mode, golden) => {
    assert.deepStrictEqual(await sql(byPath, ...mode.split(" ").filter(Boolean)), {
      status: "done",
      out: golden,
      err: ""
    })
  })

  it("as a document, with what ran", async () => {
    const { out } = await sql("SELECT path, time FROM entries WHERE path = :p", "--param", "p=/a", "--json")
    const { elapsed_ms, ...document } = JSON.parse(out) as Record<string, unknown>
    assert.isAbove(Number(elapsed_ms), 0)
    assert.deepStrictEqual(document, {
      columns: [
        { name: "path", kind: "path" },
        { name: "time", kind: "time" }
      ],
      rows: [{ path: "/a", time: "2026-11-10T13:55:36+00:00" }],
      complete: true,
      data_version: document["data_version"],
      zone: "UTC",
      sql: "SELECT path, time FROM entries WHERE path = '/a'"
    })
    assert.deepInclude(JSON.parse((await sql("SELECT 1 AS a WHERE 0", "--json")).out), { rows: [], complete: true })
  })

  it("have times where a time is known to be one, in the zone asked for, and numbers elsewhere", async () => {
    const { err, out } = await sql(
      "SELECT time, max(time) AS last, bucket(time, 'day') AS day, time + 0 AS ms, max(time) - min(time) AS span FROM entries GROUP BY time",
      "--csv",
      "--tz",
      "Asia/Kolkata"
    )
    assert.strictEqual(
      out.split("\n")[1],
      "2026-11-10T19:25:36+05:30,2026-11-10T19:25:36+05:30,2026-11-10T00:00:00+05:30,1794318936000,0"
    )
    assert.strictEqual(err, "days and times are in Asia/Kolkata\n")
  })

  it("are all there are for programs, and a thousand in a table", async () => {
    assert.strictEqual((await sql(numbers(1001), "--csv")).out.split("\n").length, 1003)
    const table = await sql(numbers(1001))
    assert.strictEqual(table.out.split("\n").length, 1002)
    assert.strictEqual(table.err, "1000 of 1001 rows; --limit 0 shows all\n")
    assert.strictEqual((await sql(numbers(25_000), "--limit", "0")).out.split("\n").length, 25_002)
    assert.deepStrictEqual(await sql(numbers(50_000), "--csv", "--limit", "2"), {
      status: "done",
      out: "x\n1\n2\n",
      err: "the first 2 rows; --limit 0 shows all\n"
    })
    assert.strictEqual((await runIn({ env: { LOGMILL_LIMIT: "1" } }, "sql", numbers(3), "--csv")).out, "x\n1\n")
  })

  it("of an answer of any length keep the columns of its beginning", async () => {
    const { err, out } = await sql(
      `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT 12000) SELECT x % 10 AS x, iif(x = 11500, printf('%.200c', 'y'), 'y') AS y FROM t`,
      "--limit",
      "0"
    )
    const lines = out.split("\n")
    assert.deepStrictEqual([lines[0], lines[1]], ["x  y", "1  y"])
    assert.match(lines[11_500]!, /^0 {2}y{60}…y{59}$/)
    assert.strictEqual(err, "1 long cell is cut (…); --tsv and --json have them whole\n")
  })

  it("whose columns have one name are told apart in JSON", async () => {
    const { err, out } = await sql("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a", "--ndjson")
    assert.strictEqual(out, '{"a":1,"a_3":2,"a_2":3,"a_4":4}\n')
    assert.strictEqual(
      err,
      "two columns are called a, and told apart by a number; give one another name: ... AS name\n"
    )
    assert.include((await sql("SELECT 1 AS a, 2 AS a", "--json")).out, '{"a":1,"a_2":2}')
  })
})

describe("a filter", () => {
  it("narrows what is asked, whatever the statement is like", async () => {
    const count = async (statement: string, ...words: ReadonlyArray<string>) =>
      (await sql(statement, "--csv", "-q", ...words)).out.split("\n")[1]
    assert.strictEqual(await count("SELECT count(*) FROM entries"), "4")
    assert.strictEqual(await count("SELECT count(*) FROM entries", "--path", "/"), "2")
    assert.strictEqual(await count("SELECT sum(hits) FROM hits", "--status", "404"), "1")
    assert.strictEqual(await count("WITH t AS (SELECT * FROM entries) SELECT count(*) FROM t", "--path", "/a"), "1")
    assert.strictEqual(
      await count("SELECT count(*) FROM entries WHERE status = :s", "--path", "/", "--param", "s=200"),
      "2"
    )
  })

  it("reaches the views only, so that the tables are refused", async () => {
    assert.strictEqual((await sql("SELECT count(*) AS n FROM entry", "--csv")).out, "n\n4\n")
    const { err, status } = await sql("SELECT count(*) FROM entry", "--path", "/")
    assert.strictEqual(status, "usage")
    assert.match(err, /no filter reaches; write entries\n$/)
  })

  it("that lets nothing through says why", async () => {
    assert.strictEqual(
      (await sql("SELECT * FROM entries", "--method", "get", "--csv")).err,
      `no rows\n--method: nothing stored is "get"; try --method GET\n`
    )
  })

  it("that is none is refused", async () => {
    const { err, status } = await sql("SELECT 1", "--status", "4o4")
    assert.deepStrictEqual([status, err.startsWith("logmill: --status: ")], ["usage", true])
  })
})

describe("parameters", () => {
  it("are numbers, null or texts", async () => {
    const { out } = await sql(
      "SELECT typeof(:a), typeof(:b), typeof(:c), typeof(:d), typeof(:e), :a / 2 || ''",
      ...["a=5", "b=0.5", "c=null", "d='5'", "e=a=b"].flatMap((param) => ["--param", param]),
      "--csv"
    )
    assert.strictEqual(out.split("\n")[1], "integer,real,null,text,text,2")
  })

  it("are refused when they are missing, unknown or without a name", async () => {
    assert.strictEqual(
      (await sql("SELECT :a")).err,
      "SELECT :a\n       ^\nlogmill: line 1, column 8: the parameter :a has no value; give one with --param a=VALUE\n"
    )
    assert.strictEqual(
      (await sql("SELECT :a", "--param", "a=1", "--param", "b=1")).err,
      "logmill: --param b: the statement has no parameter :b; it has :a\n"
    )
    assert.match((await sql("SELECT ?")).err, /a parameter needs a name: write :name in place of \?/)
  })

  it("may be a macro's pattern, hostile or not", async () => {
    const matching = "SELECT count(*) AS n FROM entries WHERE matches(path, :p)"
    assert.strictEqual((await sql(matching, "--param", "p=/*", "--csv", "-q")).out, "n\n3\n")
    assert.strictEqual((await sql(matching, "--param", "p=') OR 1 --", "--csv", "-q")).out, "n\n0\n")
  })
})

describe("a statement that is wrong", () => {
  it("is shown with the place", async () => {
    assert.deepStrictEqual(await sql("SELECT path,\n\tpth FROM entries"), {
      status: "usage",
      out: "",
      err: " pth FROM entries\n ^\nlogmill: line 2, column 2: there is no column pth in entries; did you mean path?\n"
    })
    const long = await sql(`SELECT '${"x".repeat(200)}', pth, '${"y".repeat(200)}' FROM entries`)
    const [shown, mark] = long.err.split("\n")
    assert.strictEqual(shown!.indexOf("pth"), mark!.indexOf("^"))
    assert.isBelow(shown!.length, 110)
    const wide = await sql("SELECT '漢字', pth FROM entries")
    assert.strictEqual(wide.err.split("\n")[1], `${" ".repeat(15)}^`)
  })

  it("does nothing to the terminal", async () => {
    const { err } = await sql("SELECT '\u001b[2J\u009b\u202e', pth FROM entries")
    assert.notMatch(err.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u)
    const { err: named } = await sql('SELECT "\u001b]0;x\u0007" FROM entries')
    assert.notMatch(named.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u)
  })

  it("that runs too long is stopped, and so is one that fails half-way", async () => {
    const endless = numbers(1e15).replace("SELECT x FROM", "SELECT count(*) FROM")
    assert.deepStrictEqual(await sql(endless, "--timeout", "300ms"), {
      status: "deadline",
      out: "",
      err: "logmill: the statement was stopped after 300ms, its time limit; ask for less, or give it longer: --timeout 5m, or 0 for none\n"
    })
    const half = await sql(`${numbers(5000)} WHERE abs(iif(x = 4500, -9223372036854775808, x)) > 0`, "--csv")
    assert.deepStrictEqual([half.status, half.err], ["usage", "logmill: integer overflow\n"])
  })
})

describe("--explain", () => {
  it("shows the SQL that would run, and the plan, and runs nothing", async () => {
    const { out } = await sql(
      "SELECT path FROM entries WHERE matches(path, '/a*') AND status = :s",
      "--param",
      "s=404",
      "--explain"
    )
    assert.match(out, /^sql\nSELECT path FROM entries WHERE .* GLOB '\/a\*'.* AND status = 404\n\nplan\nSCAN entry\n/)
    const runaway = await sql(numbers(1e15), "--explain")
    assert.strictEqual(runaway.status, "done")
  })

  it("has rows for programs", async () => {
    const { out } = await sql("SELECT count(*) FROM entries", "--path", "/", "--explain", "--json")
    const { columns, rows, sql: ran } = JSON.parse(out) as Record<string, unknown>
    assert.deepStrictEqual(columns, [
      { name: "id", kind: "count" },
      { name: "parent", kind: "count" },
      { name: "detail", kind: "text" }
    ])
    assert.match(JSON.stringify(rows), /"detail":"(SCAN|SEARCH) /)
    assert.match(String(ran), /^WITH entries AS NOT MATERIALIZED \(/)
  })

  it("is not needed for SQLite's own words", async () => {
    assert.match((await sql("EXPLAIN QUERY PLAN SELECT path FROM entries", "--csv")).out, /^id,parent,notused,detail\n/)
  })
})

describe("advice", () => {
  it("tells of columns that are not grouped", async () => {
    assert.strictEqual(
      (await sql("SELECT path, status, count(*) AS n FROM entries GROUP BY path", "--csv")).err,
      "status is neither in GROUP BY nor in an aggregate: SQLite takes the value of some row of each group; group by it, too, or write max(status)\n"
    )
  })

  it("tells of times that are taken for texts, and of rows that stand for many requests", async () => {
    const { err } = await sql("SELECT count(*) FROM hits WHERE time > '2026-11-10'", "--csv")
    assert.match(err, /^time is a number, milliseconds since 1970, .*\ncount\(\*\) counts rows of hits, .*\n$/)
  })

  it("says nothing of small databases, nor to whom it is not for", async () => {
    assert.strictEqual((await sql(byPath)).err, "")
    assert.strictEqual((await sql("SELECT path, status, count(*) FROM entries GROUP BY path", "-q")).err, "")
  })
})
