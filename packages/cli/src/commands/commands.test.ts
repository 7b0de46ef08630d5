/** Commands that need no database, run in this process. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"

import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-cli-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (words: ReadonlyArray<string>, options: TestShellOptions = {}) =>
  runWords(words, testShell({ cwd: folder, configFolder: join(folder, "own"), ...options }))

const json = async (words: ReadonlyArray<string>, options: TestShellOptions = {}) => {
  const { out, status } = await run([...words, "--json"], options)
  assert.strictEqual(status, "done")
  return (JSON.parse(out) as { readonly rows: ReadonlyArray<Record<string, unknown>> }).rows
}

describe("logmill analyze", () => {
  it("says once that there is no database", async () => {
    const { err, status } = await run(["analyze", "summary", "paths", "status"])
    assert.strictEqual(status, "usage")
    assert.match(err, /^logmill: there is no database \S+ yet; make one with: logmill ingest FILE\.\.\.\n$/)
  })
})

describe("a mistake that is told in words", () => {
  it.each([
    [["formats", "nosuch"], 'logmill: there is no format "nosuch"; logmill formats lists those there are'],
    [["formats", "--log-format", "nosuch"], 'logmill: --log-format: there is no format "nosuch"']
  ])("%j", async (words, beginning) => {
    const { err, status } = await run(words)
    assert.strictEqual(status, "usage")
    assert.include(err, beginning)
  })
})

describe("logmill config", () => {
  it("shows each value and its origin", async () => {
    writeFileSync(join(folder, "logmill.toml"), `drop = ["static", "ext:map"]\nmax_rejects = "2%"\n`)
    const rows = await json(["config", "--wait", "1m"], { env: { LOGMILL_JOBS: "3" } })
    const shown = Object.fromEntries(rows.map((row) => [row["setting"], [row["value"], row["origin"]]]))
    assert.deepStrictEqual(shown, {
      db: [join(folder, "logmill.db"), "default"],
      wait: ["60s", "--wait"],
      timeout: ["300s", "default"],
      limit: ["20", "default"],
      jobs: ["3", "LOGMILL_JOBS"],
      log_format: ["auto", "default"],
      keep: [null, "default"],
      drop: ["static ext:map", "logmill.toml:1"],
      site: [null, "default"],
      site_from: [null, "default"],
      trusted_proxy: [null, "default"],
      keep_extra: [null, "default"],
      geoip: [null, "default"],
      rules: [null, "default"],
      anonymize: ["false", "default"],
      tz: [null, "default"],
      log_tz: ["UTC", "default"],
      durability: ["normal", "default"],
      max_rejects: ["2%", "logmill.toml:2"],
      "plugins.paths": [null, "default"]
    })
  })

  it("refuses an unknown key with file, line and the one that was meant", async () => {
    writeFileSync(join(folder, "logmill.toml"), `\ndropp = "static"\n`)
    const { err, status } = await run(["config"])
    assert.strictEqual(status, "usage")
    assert.strictEqual(err, "logmill: logmill.toml:2: there is no setting dropp; did you mean drop?\n")
  })

  it("does without a home, and refuses a settings file that can't be read", async () => {
    assert.strictEqual((await run(["config"], { configFolder: "/dev/null/logmill" })).status, "done")
    mkdirSync(join(folder, "logmill.toml"))
    const { err, status } = await run(["config"])
    assert.strictEqual(status, "io")
    assert.strictEqual(err, "logmill: logmill.toml can't be read: it is a folder\n")
  })

  it("warns of a variable that is no setting", async () => {
    const { err } = await run(["config"], { env: { LOGMILL_WAITT: "1m" } })
    assert.strictEqual(err, "LOGMILL_WAITT is not a setting; did you mean LOGMILL_WAIT?\n")
  })
})

describe("logmill formats", () => {
  it("lists the formats, each with a line that is read as it", async () => {
    const rows = await json(["formats"])
    assert.isAtLeast(rows.length, 30)
    // Those that the parser has by itself; plugins' tests ask the others.
    for (const { name, sample } of rows.slice(0, 5)) {
      const fields = await json(["formats", "explain", String(sample)])
      assert.deepStrictEqual(fields[0], { field: "format", value: name, from: null })
    }
  })

  it("explain shows every field as it would be stored", async () => {
    const line = `192.0.2.1 - ada [10/Nov/2026:13:55:36 +0100] "GET /a%20b.JS?q=\\x22 HTTP/1.1" 304 - "-" "say \\"hi\\""`
    const rows = await json(["formats", "explain", line])
    assert.deepStrictEqual(Object.fromEntries(rows.map((row) => [row["field"], row["value"]])), {
      format: "combined",
      time: "2026-11-10T12:55:36.000Z",
      client: "192.0.2.1",
      site: null,
      user: "ada",
      method: "GET",
      origin: null,
      path: "/a%20b.JS",
      query: 'q="',
      protocol: "HTTP/1.1",
      status: 304,
      bytes: null,
      referrer: null,
      agent: 'say "hi"'
    })
  })

  it("explain chooses the client as an ingest does, and shows what it would keep", async () => {
    const line =
      '{"time_iso8601":"2026-11-10T13:55:36Z","remote_addr":"10.0.0.1","request":"GET / HTTP/2.0","status":200,' +
      '"http_x_forwarded_for":"203.0.113.9, 192.0.2.1","request_id":"7f3a"}'
    const shown = async (...words: ReadonlyArray<string>) => {
      const rows = await json(["formats", "explain", line, ...words])
      const names = ["client", "forwarded_for", "remote_address", "request_id"]
      return rows.flatMap(({ field, from, value }) => (names.includes(String(field)) ? [[field, value, from]] : []))
    }
    const list = "203.0.113.9, 192.0.2.1"
    assert.deepStrictEqual(await shown(), [
      ["client", "10.0.0.1", "10.0.0.1"],
      ["forwarded_for", list, list]
    ])
    assert.deepStrictEqual(await shown("--trusted-proxy", "private", "--keep-extra", "request_id"), [
      ["client", "192.0.2.1", list],
      ["forwarded_for", list, list],
      ["remote_address", "10.0.0.1", "10.0.0.1"],
      ["request_id", "7f3a", "7f3a"]
    ])
  })

  it("shows of one what is stored of which word, and what writes it", async () => {
    const { out, status } = await run(["formats", '%h %t "%r" %>s %{pool}e', "--csv"])
    assert.strictEqual(status, "done")
    assert.deepStrictEqual(out.split("\n").slice(-6, -1), [
      "%h,client,client",
      "%t,time:clf,time",
      '%r,request,"method, path, query, protocol"',
      "%>s,status,status",
      "%{pool}e,extra.pool,extra ->> 'pool'"
    ])
    const { out: named } = await run(["formats", "combined"])
    assert.match(
      named,
      /^Combined Log Format .*\nfound by itself\nwhat writes it:\n {2}nginx: access_log PATH combined;\n/
    )
    assert.match((await run(["formats", "combind"])).err, /did you mean combined\?/)
  })

  it("shows all formats of a configuration file, and explains a line by the one that fits", async () => {
    const path = join(folder, "nginx.conf")
    writeFileSync(
      path,
      `http { log_format a '$remote_addr [$time_local] $uri'; log_format b '$remote_addr $msec $uri'; }`
    )
    const { out } = await run(["formats", path])
    assert.deepStrictEqual(out.match(/^nginx log_format \w+$/gm), [
      "nginx log_format a",
      "nginx log_format b",
      "nginx log_format combined"
    ])
    const read = await run(["formats", "explain", "192.0.2.1 1794318936.5 /x", "--log-format", path, "--csv"])
    assert.match(read.out, /^format,log_format b '\$remote_addr \$msec \$uri';,$/m)
    const stopped = await run(["formats", "explain", "192.0.2.1 [10/Nov/2026:13:55:36 +0000", "--log-format", path])
    assert.strictEqual(stopped.status, "partly")
    assert.match(stopped.err, /at byte \d+ .*where the format has .*\(nearest: a\)$/m)
  })

  it("explain says where and why reading stops", async () => {
    const line = `192.0.2.1 - - [31/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1`
    assert.deepStrictEqual(await run(["formats", "explain", line]), {
      status: "partly",
      out: "",
      err: `${line}\n               ^\nlogmill: bad-time: the time is not a time that exists, or is before 1970: at byte 15\n`
    })
    assert.match((await run(["formats", "explain", "hello world"])).err, / \(no format is near\)\n$/)
  })

  it("explain refuses an unknown format and several lines", async () => {
    const unknown = await run(["formats", "explain", "x", "--log-format", "combine"])
    assert.deepStrictEqual(unknown, {
      status: "usage",
      out: "",
      err: `logmill: --log-format: there is no format "combine"; did you mean combined?\n`
    })
    const several = await run(["formats", "explain", "a\nb"])
    assert.strictEqual(several.err, "logmill: formats explain takes one line; quote it as it stands in the log\n")
  })
})

describe("logmill analyses", () => {
  it("shows all statements of one, also that of a parameter", async () => {
    const { out } = await run(["analyses", "paths"])
    assert.match(out, /\nSELECT\n[^;]*;\n\n\/\* when visitors \*\/\n(?:WITH|SELECT)\b[^;]*\n$/)
  })
})

describe("logmill analyses new", () => {
  it("writes an analysis beside the user's configuration, and never over one", async () => {
    const file = join(folder, "own/analyses/slow-pages.sql")
    assert.deepStrictEqual(await run(["analyses", "new", "slow-pages"]), {
      status: "done",
      out: `${file}\n`,
      err: "try it: logmill analyze slow-pages\n"
    })
    assert.match(readFileSync(file, "utf8"), /^\/\* logmill\nid = "slow-pages"\ntitle = "Slow pages"\n/)
    const again = await run(["analyses", "new", "slow-pages"])
    assert.strictEqual(again.status, "usage")
    assert.strictEqual(again.err, `logmill: ${file} is there already; take another name, or edit it\n`)
  })

  it("writes into the folder given", async () => {
    const { err, out } = await run(["analyses", "new", "mine", "--plugins", "sql"])
    assert.strictEqual(out, `${join(folder, "sql/mine.sql")}\n`)
    assert.strictEqual(err, "try it: logmill analyze mine --plugins sql\n")
  })

  it("refuses a name that can't be an id", async () => {
    const { err, status } = await run(["analyses", "new", "../evil"])
    assert.strictEqual(status, "usage")
    assert.include(err, `"../evil" can't be an analysis's id`)
  })
})

describe("without a database", () => {
  const missing = (more: string) =>
    `logmill: there is no database ${join(folder, more === "" ? "logmill.db" : "a b.db")} yet; make one with: logmill ingest FILE...${more}\n`

  it.each(["analyze", "analyze paths traffic", "status", "rejects"])("%s says how to make one, once", async (words) => {
    assert.deepStrictEqual(await run(words.split(" ")), { status: "usage", out: "", err: missing("") })
    const elsewhere = await run([...words.split(" "), "--db", "a b.db"])
    assert.strictEqual(elsewhere.err, missing(" --db 'a b.db'"))
  })

  it.each(["analyze", "sql x", "status", "report -o x.html", "enrich", "ingest a.log"])(
    "%s says what is wrong with a path, and waits for nobody",
    async (words) => {
      writeFileSync(join(folder, "a.log"), "")
      symlinkSync("loop", join(folder, "loop"))
      execFileSync("mkfifo", [join(folder, "pipe")])
      for (const [path, said] of [
        ["loop", /loop is or goes through a link that leads back to itself; choose another file with --db PATH\n$/],
        ["pipe", /, but a pipe, a socket or a device; choose a file with --db PATH\n$/],
        ["x".repeat(300), /longer than the system allows .*; choose a shorter name with --db PATH\n$/]
      ] as const) {
        const { err, status } = await run([...words.split(" "), "--db", path])
        assert.deepStrictEqual([status, err.split("\n").length], ["usage", 2])
        assert.match(err, said)
      }
    }
  )
})

describe("commands that read", () => {
  it.each(["ingest", ""])("logmill %s without files says what to type", async (command) => {
    const { out, status } = await run(command === "" ? [] : [command])
    assert.strictEqual(status, "usage")
    assert.strictEqual(out, "")
  })

  it("read no folder for a name that is empty", async () => {
    writeFileSync(join(folder, "access.log"), "")
    for (const words of [["ingest", ""], [""], ["access.log", ""]]) {
      const { err, status } = await run(words)
      assert.strictEqual(status, "usage")
      assert.include(err, "an empty name is no file; is a variable not set?")
    }
  })

  it("say why there is nothing to read", async () => {
    mkdirSync(join(folder, "logs"))
    writeFileSync(join(folder, "empty.log"), "")
    writeFileSync(join(folder, "notes.txt"), "dear diary\n")
    const reasons: ReadonlyArray<readonly [word: string, reason: string]> = [
      ["missing.log", "there is no such file"],
      ["*.lgo", "the pattern matches no file"],
      ["logs", "the folder is empty"],
      ["empty.log", "the file is empty"],
      ["notes.txt", "the file is no access log"]
    ]
    for (const [word, reason] of reasons) {
      for (const words of [["ingest", word], [word]]) {
        const { err, status } = await run(words)
        assert.strictEqual(status, "usage")
        assert.match(err, new RegExp(`^logmill: nothing to read: ${reason}\n$`, "m"))
      }
    }
  })
})
