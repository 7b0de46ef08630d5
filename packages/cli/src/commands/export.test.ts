/** `logmill export` over a small database, run in this process; the queries run in their own. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

const folder = realpathSync(mkdtempSync(join(tmpdir(), "logmill-export-")))
const at = (name: string) => join(folder, name)
const read = (name: string) => readFileSync(at(name), "utf8")
const run = (words: string, options: TestShellOptions = {}) =>
  runWords(words.split(" "), testShell({ cwd: folder, configFolder: join(folder, "own"), ...options }))

const log = [
  `192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET /a?q=1 HTTP/1.1" 200 10 "-" "Mozilla/5.0"`,
  `192.0.2.2 - - [10/Nov/2026:23:55:36 +0100] "GET / HTTP/1.1" 404 - "=HYPERLINK(1)" "say \\"hi\\", \\xe2\\x80\\xae"`,
  ""
].join("\n")

beforeAll(async () => {
  writeFileSync(at("access.log"), log)
  assert.strictEqual((await run("ingest access.log -q")).status, "done")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("wrong usage", () => {
  const refused: ReadonlyArray<readonly [words: string, sentence: string]> = [
    ["", "logmill export needs FORMAT, such as logmill export csv --from -7d -o week.csv"],
    ["cvs", `logmill: there is no format "cvs" to export; did you mean csv?`],
    ["xlsx", `logmill: there is no format "xlsx" to export; there are csv, ndjson, parquet, goaccess-json`],
    ["csv --columns stauts", `logmill: --columns: there is no column "stauts"; did you mean status?`],
    ["csv --columns status,path,status", "logmill: --columns: the column status is named twice; name it once"],
    ["csv --status 4", `logmill: --status: "4" is no status; did you mean 4xx? (4-4 asks for this very number)`],
    [
      "csv --db none.db",
      `logmill: there is no database ${at("none.db")} yet; make one with: logmill ingest FILE... --db none.db`
    ],
    ["ndjson --csv-raw", "logmill: --csv-raw goes with csv"],
    ["goaccess-json --columns path", "logmill: --columns goes with csv, ndjson and parquet"],
    ["parquet", "logmill: Parquet is no text for a terminal or a pipe; name a file: -o FILE.parquet"],
    ["parquet -o -", "logmill: Parquet is no text for a terminal or a pipe; name a file: -o FILE.parquet"],
    ["csv -o no/such/x.csv", `logmill: no/such/x.csv can't be written: there is no folder ${at("no/such")}`],
    ["csv -o .", "logmill: . is a folder; name a file in it"],
    ["csv -o logmill.db", "logmill: logmill.db belongs to the database; name another file"],
    ["csv -o logmill.db-wal", "logmill: logmill.db-wal belongs to the database; name another file"],
    ["csv -o access.log", "logmill: access.log is a log that was read; name another file"]
  ]
  it.each(refused)("logmill export %s", async (words, sentence) => {
    const before = readdirSync(folder)
    assert.deepStrictEqual(await run(`export ${words}`.trim()), { status: "usage", out: "", err: `${sentence}\n` })
    assert.deepStrictEqual(readdirSync(folder), before)
    assert.strictEqual(read("access.log"), log)
  })

  it.runIf(existsSync("/dev/full"))("says that a disk is full", async () => {
    const { err, status } = await run("export csv -o /dev/full")
    assert.strictEqual(status, "io")
    assert.strictEqual(
      err,
      "logmill: /dev/full can't be written: the disk is full; make room, or give another place: -o OTHER/FILE\n"
    )
  })

  it.runIf(existsSync("/sys/kernel"))("says that one may not write there", async () => {
    const { err, status } = await run("export csv -o /sys/kernel/x.csv")
    assert.strictEqual(status, "io")
    assert.match(
      err,
      /^logmill: \/sys\/kernel\/x\.csv can't be written: (?:permission denied|its file system may only be read); look at the rights of \/sys\/kernel, or/
    )
  })

  it("does not replace a log that was never read, but exports and whatever else is there", async () => {
    writeFileSync(at("other.log"), log)
    const { err, status } = await run("export csv -o other.log")
    assert.strictEqual(status, "usage")
    assert.match(
      err,
      /^logmill: other\.log looks like an access log \(combined\); name another file, or remove it first/
    )
    assert.strictEqual(read("other.log"), log)
    for (const words of [
      "csv",
      "ndjson",
      "goaccess-json",
      "csv --columns path",
      "ndjson --columns client,time,path,status"
    ]) {
      for (const turn of ["first", "second"]) {
        assert.strictEqual((await run(`export ${words} -o again.out`)).status, "done", `${words}, ${turn}`)
      }
    }
    writeFileSync(at("again.out"), "whatever")
    assert.strictEqual((await run("export csv -o again.out")).status, "done")
  })

  it("does not get at the database or a log by another name, either", async () => {
    symlinkSync("logmill.db", at("db-link"))
    symlinkSync("access.log", at("log-link"))
    assert.match((await run("export csv -o db-link")).err, /belongs to the database/)
    assert.match((await run("export csv -o log-link")).err, /is a log that was read/)
    rmSync(at("db-link"))
    rmSync(at("log-link"))
  })
})

describe("text", () => {
  const columns = "--columns time,client,user,path,query,status,bytes,referrer,agent,line"

  it("as CSV: times in the zone, null empty, formulas harmless", async () => {
    assert.deepStrictEqual(await run(`export csv ${columns} --tz +01:00`), {
      status: "done",
      out:
        "time,client,user,path,query,status,bytes,referrer,agent,line\n" +
        "2026-11-10T14:55:36+01:00,192.0.2.1,ada,/a,q=1,200,10,,Mozilla/5.0,1\n" +
        `2026-11-10T23:55:36+01:00,192.0.2.2,,/,,404,,'=HYPERLINK(1),"say ""hi"", \u202e",2\n`,
      err: ""
    })
    assert.match((await run(`export csv ${columns} --csv-raw`)).out, /,404,,=HYPERLINK\(1\),/)
  })

  it("as NDJSON, one object a line", async () => {
    const { out } = await run(`export ndjson ${columns} --status 404`)
    assert.deepStrictEqual(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
      [
        {
          time: "2026-11-10T22:55:36+00:00",
          client: "192.0.2.2",
          user: null,
          path: "/",
          query: null,
          status: 404,
          bytes: null,
          referrer: "=HYPERLINK(1)",
          agent: `say "hi", \u202e`,
          line: 2
        }
      ]
    )
  })

  it("on a terminal moves nothing", async () => {
    for (const format of ["csv", "ndjson"]) {
      const { out } = await run(`export ${format}`, { columns: 80 })
      assert.notMatch(out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }
  })

  it("has all columns of the entries but iso_time", async () => {
    const [header] = (await run("export csv")).out.split("\n")
    assert.match(header!, /^time,client,country,city,network,site,user,method,path,query,/)
    assert.notInclude(header!.split(","), "iso_time")
  })

  it("of nothing is a header line, and why there is no more", async () => {
    assert.deepStrictEqual(await run("export csv --columns path,status --method get"), {
      status: "done",
      out: "path,status\n",
      err: `no entries\n--method: nothing stored is "get"; try --method GET\n`
    })
  })
})

describe("a file", () => {
  it("is named with what is in it, and quiet with -q", async () => {
    assert.deepStrictEqual(await run("export csv -o a.csv --columns path"), {
      status: "done",
      out: "",
      err: "a.csv: 2 entries, 10 B\n"
    })
    assert.strictEqual(read("a.csv"), "path\n/a\n/\n")
    assert.strictEqual(statSync(at("a.csv")).mode & 0o777, 0o600, "nobody else's, as the database")
    assert.strictEqual((await run("export ndjson -o b.ndjson -q")).err, "")
    assert.strictEqual(read("b.ndjson").split("\n").length, 3)
    assert.strictEqual((await run("export csv -o - --columns path")).out, read("a.csv"))
  })

  it("takes the place of one that is there, with its mode, also behind a link", async () => {
    mkdirSync(at("data"))
    writeFileSync(at("data/old.csv"), "old")
    chmodSync(at("data/old.csv"), 0o640)
    symlinkSync("data/old.csv", at("link.csv"))
    await run("export csv -o link.csv --columns path -q")
    assert.strictEqual(read("data/old.csv"), "path\n/a\n/\n")
    assert.strictEqual(read("link.csv"), read("data/old.csv"))
    assert.strictEqual(statSync(at("data/old.csv")).mode & 0o777, 0o640)
    assert.deepStrictEqual(readdirSync(at("data")), ["old.csv"])
  })

  it("stays as it was when the export fails", async () => {
    writeFileSync(at("kept.csv"), "old")
    assert.strictEqual((await run("export csv -o kept.csv --columns path,nothing")).status, "usage")
    assert.strictEqual(read("kept.csv"), "old")
    assert.deepStrictEqual(
      readdirSync(folder).filter((name) => name.endsWith(".part")),
      []
    )
  })

  it("that is a device is written to, not replaced", async () => {
    assert.strictEqual((await run("export csv -o /dev/null -q")).status, "done")
    assert.isTrue(statSync("/dev/null").isCharacterDevice())
  })

  it("of Parquet begins and ends as one", async () => {
    await run("export parquet -o log.parquet -q")
    const bytes = readFileSync(at("log.parquet"))
    assert.deepStrictEqual(
      [bytes.toString("latin1", 0, 4), bytes.toString("latin1", bytes.length - 4)],
      ["PAR1", "PAR1"]
    )
    assert.isTrue(existsSync(at("log.parquet")))
  })
})

describe("a report for readers of GoAccess'", () => {
  const format = '%h %^ %e [%d:%t %^] "%r" %s %b "%R" "%u" %D %C %K %k %M %v'
  const line = (rest: string, status = 200, times = "1500 HIT TLSv1.3 ECDHE-RSA text/html www.example.com") =>
    `192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "${rest}" ${status} 10 "https://www.google.com/search?q=red" "Mozilla/5.0" ${times}`

  /** Paths through the document, each with the type of what stands there. */
  const shapeOf = (value: unknown, path = ""): ReadonlyArray<string> => {
    if (Array.isArray(value)) return [...new Set(value.flatMap((one) => shapeOf(one, `${path}[]`)))]
    if (typeof value !== "object" || value === null) return [`${path}: ${typeof value}`]
    return Object.entries(value).flatMap(([key, one]) => shapeOf(one, path === "" ? key : `${path}.${key}`))
  }

  it("has its members, in its order, with its types", async () => {
    writeFileSync(
      at("all.log"),
      `${[line("GET / HTTP/1.1"), line("GET /a.css HTTP/1.1"), line("GET /x HTTP/1.1", 404)].join("\n")}\n`
    )
    const words = ["ingest", "all.log", "--db", "all.db", "-q", "--log-format", format]
    assert.strictEqual((await runWords(words, testShell({ cwd: folder }))).status, "done")
    const { out, status } = await run("export goaccess-json --db all.db")
    assert.strictEqual(status, "done")
    const figure = (name: string) => [`${name}.count: number`, `${name}.percent: string`]
    const row = (path: string, more: ReadonlyArray<string> = []) => [
      ...["hits", "visitors", "bytes"].flatMap((name) => figure(`${path}.${name}`)),
      ...["avgts", "cumts", "maxts"].map((name) => `${path}.${name}: number`),
      ...[...more, "data"].map((name) => `${path}.${name}: string`)
    ]
    const spread = (path: string, shared: boolean) => [
      `${path}.total.value: number`,
      ...["avg", "max", "min"].flatMap((name) => [
        `${path}.${name}.value: number`,
        ...(shared ? [`${path}.${name}.percent: string`] : [])
      ])
    ]
    const panel = (
      name: string,
      { more = [], nested = false }: { more?: ReadonlyArray<string>; nested?: boolean } = {}
    ) => [
      `${name}.metadata.avgts.avg.value: number`,
      ...["cumts", "maxts"].flatMap((one) => spread(`${name}.metadata.${one}`, false)),
      ...["bytes", "visitors", "hits"].flatMap((one) => spread(`${name}.metadata.${one}`, true)),
      `${name}.metadata.data.total.value: number`,
      ...row(`${name}.data[]`, more),
      ...(nested ? row(`${name}.data[].items[]`) : [])
    ]
    const request = { more: ["method", "protocol"] }
    const nested = { nested: true }
    // As GoAccess 1.7 and 1.11 have them.
    assert.deepStrictEqual(shapeOf(JSON.parse(out)), [
      ...["start_date: string", "end_date: string", "date_time: string"].map((one) => `general.${one}`),
      ...["total_requests", "valid_requests", "failed_requests", "generation_time"].map(
        (one) => `general.${one}: number`
      ),
      ...["unique_visitors", "unique_files", "excluded_hits"].map((one) => `general.${one}: number`),
      ...["unique_referrers", "unique_not_found", "unique_static_files"].map((one) => `general.${one}: number`),
      ...["log_size: number", "bandwidth: number", "log_path[]: string"].map((one) => `general.${one}`),
      ...panel("visitors"),
      ...panel("requests", request),
      ...panel("static_requests", request),
      ...panel("not_found", request),
      ...panel("hosts"),
      ...panel("os", nested),
      ...panel("browsers", nested),
      ...panel("visit_time"),
      ...panel("vhosts"),
      ...panel("referrers"),
      ...panel("referring_sites"),
      ...panel("keyphrases"),
      ...panel("status_codes", nested),
      ...panel("remote_user"),
      ...panel("cache_status"),
      ...panel("mime_type", nested),
      ...panel("tls_type", nested)
    ])
  })

  it("has TLS, cache and media types as GoAccess writes them", async () => {
    const report = JSON.parse((await run("export goaccess-json --db all.db")).out) as Record<
      string,
      { data: ReadonlyArray<{ data: string; items?: ReadonlyArray<{ data: string }> }> }
    >
    const rows = (name: string) =>
      report[name]!.data.map(({ data, items = [] }) => [data, ...items.map((item) => item.data)])
    assert.deepStrictEqual(rows("tls_type"), [["TLSv1.3", "TLSv1.3/ECDHE-RSA"]])
    assert.deepStrictEqual(rows("mime_type"), [["text", "text/html"]])
    assert.deepStrictEqual(rows("cache_status"), [["HIT"]])
    assert.deepStrictEqual(rows("status_codes"), [
      ["2xx Success", "200 - OK"],
      ["4xx Client Errors", "404 - Not Found"]
    ])
  })
})
