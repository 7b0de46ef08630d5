/** The installed command, started from a temporary folder as a user would. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"

import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"
import { vi } from "vitest"

import { buildCommand, command, logmill as run, type Place, start as startProcess } from "./testProcess.ts"

beforeAll(() => {
  // Each test starts several processes.
  vi.setConfig({ testTimeout: 60_000 })
  buildCommand()
})

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-main-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const write = (name: string, content: string | Buffer) => writeFileSync(at(name), content)

const start = (...words: ReadonlyArray<string>) => startProcess(words, { folder })

const logmill = (words: string | ReadonlyArray<string>, more: Omit<Partial<Place>, "folder"> = {}) =>
  run(typeof words === "string" ? words.split(" ") : words, { folder, ...more })

const rowsOf = async (words: string) => {
  const { code, out } = await logmill(`${words} --json`)
  assert.strictEqual(code, 0)
  return (JSON.parse(out) as { readonly rows: ReadonlyArray<Record<string, unknown>> }).rows
}

const line = (path: string, status = 200, more = "") =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" ${status} 10 "-" "Mozilla/5.0"${more}\n`
const log = line("/") + line("/") + line("/a", 404)
const manyLines = (count: number) => Array.from({ length: count }, (_, i) => line(`/page/${i % 5000}`)).join("")

const appears = async (file: string) => {
  for (let i = 0; i < 1000 && !existsSync(file); i++) await sleep(5)
  assert.isTrue(existsSync(file), `${file} did not appear`)
}

describe("a database that may only be read", () => {
  // Root may write everywhere.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const questions = ["analyze paths --csv", "status --csv", "rejects --csv"]

  it.each([
    ["in a folder that may not be written to", 0o444, 0o555],
    ["in a folder that may be written to", 0o444, 0o777]
  ])("%s is answered from, and nothing is left beside it", async (_, fileMode, folderMode) => {
    write("access.log", log)
    await logmill("ingest -q access.log")
    mkdirSync(at("logs"))
    renameSync(at("logmill.db"), at("logs/logmill.db"))
    chmodSync(at("logs/logmill.db"), fileMode)
    chmodSync(at("logs"), folderMode)
    chmodSync(folder, 0o755)
    for (const question of questions) {
      const { code, err } = await logmill(`${question} -q --db logs/logmill.db`, asNobody)
      assert.deepStrictEqual([question, code, err], [question, 0, ""])
      assert.deepStrictEqual(readdirSync(at("logs")), ["logmill.db"])
    }
    const { err, out } = await logmill("doctor --csv --db logs/logmill.db", asNobody)
    assert.notInclude(err, "integrity")
    assert.match(out, /^integrity,warning,"?not checked: .*logmill doctor --db COPY/m)
    assert.deepStrictEqual(readdirSync(at("logs")), ["logmill.db"])
    chmodSync(at("logs"), 0o755)
  })

  it("has nothing left beside it by a command that was mistyped", async () => {
    write("access.log", log)
    await logmill("ingest -q access.log")
    for (const mistyped of ["analyze nosuch", "analyze paths --bogus", "export", "sql --limit x"]) {
      const { code } = await logmill(mistyped)
      assert.deepStrictEqual([mistyped, code], [mistyped, 2])
      assert.deepStrictEqual(readdirSync(folder).toSorted(), ["access.log", "logmill.db"])
    }
  })

  it("is answered from with what its write-ahead log holds", async () => {
    write("access.log", log)
    await logmill("ingest -q access.log")
    const writer = new Database(at("logmill.db"))
    writer.exec("UPDATE reject SET text = text; UPDATE source SET site = 'example.com'")
    const { out } = await logmill("status --csv -q")
    writer.close()
    assert.include(out, "example.com")
  })
})

describe("the bot share", () => {
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
  const people = log.replaceAll("Mozilla/5.0", firefox)
  const bot = (path: string) => line(path).replace("Mozilla/5.0", "Googlebot/2.1")

  it("is said beside every answer that does not tell itself, of the entries selected", async () => {
    write("access.log", people + bot("/a") + bot("/b").repeat(2))
    await logmill("ingest -q access.log")
    const said = async (words: string) => (await logmill(`analyze ${words} --csv`)).err.match(/bots.*$/m)?.[0] ?? null
    assert.strictEqual(await said("paths"), "bots made 50 % of the hits; --class people leaves them out")
    assert.strictEqual(
      await said("status status-over-time --path /b"),
      "bots made 100 % of the hits that the filter lets through; --class people leaves them out"
    )
    assert.match((await said("summary paths"))!, /^bots'; --class people/)
    for (const words of [
      "agent-classes",
      "bots scanners",
      "paths -q",
      "paths --class search",
      "paths --path /",
      "paths --path /nothing"
    ]) {
      assert.strictEqual(await said(words), null)
    }
  })
})

describe("a database of one's own", () => {
  it("is left alone by questions, with nothing beside it", async () => {
    write("access.log", log)
    await logmill("ingest -q access.log")
    for (const question of ["analyze", "status", "rejects"]) assert.strictEqual((await logmill(question)).code, 0)
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["access.log", "logmill.db"])
  })
})

describe("without a command", () => {
  it("help goes to stdout, an unknown word to stderr", async () => {
    const help = await logmill([])
    assert.strictEqual(help.code, 0)
    assert.match(help.out, /^Examples:$/m)
    assert.strictEqual(help.err, "")
    const typo = await logmill("stauts")
    assert.deepStrictEqual(typo, {
      code: 2,
      signal: null,
      out: "",
      err: `logmill: "stauts" is neither a command nor a file here; did you mean "logmill status"?\n`
    })
    assert.match((await logmill("--version")).out, /^logmill \d+\.\d+\.\d+\n$/)
  })

  it("files are read and answered for", async () => {
    write("access.log", log)
    const { code, err, out } = await logmill("access.log")
    assert.strictEqual(code, 0)
    assert.strictEqual(
      out.slice(out.indexOf("Paths\n")),
      `Paths
path  hits   share  bytes  hits_2xx  hits_3xx  hits_4xx  hits_5xx  hits_other
/        2  0.6667     20         2         0         0         0           0
/a       1  0.3333     10         0         0         1         0           0
`
    )
    assert.match(out, /^entries +3$/m)
    assert.match(err, /3 lines = 3 stored \+ 0 filtered \+ 0 rejected \+ 0 skipped/)
    assert.match(err, /^next: logmill analyze/m)
    const again = await logmill("access.log")
    assert.strictEqual(again.out, out)
    assert.match(again.err, /nothing new in access\.log/)
  })

  it("the answer is for the files given, and says what else there is", async () => {
    write("a.log", log)
    write("b.log", line("/b"))
    await logmill("ingest a.log")
    const { err, out } = await logmill("b.log --csv")
    assert.match(out, /\n\npath,hits.*\n\/b,1,1,10,1,0,0,0,0\n$/)
    assert.match(err, /the database holds 1 other source too \(3 entries\)/)
  })

  it("a file named like a command needs ./", async () => {
    write("status", log)
    assert.match((await logmill("./status")).out, /^entries +3$/m)
    assert.strictEqual((await rowsOf("status")).length, 1)
  })
})

describe("what cannot be read", () => {
  it("is named, the others are read, the status is 1", async () => {
    write("good.log", log)
    write("empty.log", "")
    write("picture.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 10, 200, 201, 10]))
    write("cut.log.gz", gzipSync(manyLines(5000)).subarray(0, 9000))
    const { code, err } = await logmill("ingest good.log empty.log missing.log picture.png cut.log.gz")
    assert.strictEqual(code, 1)
    for (const name of ["empty.log", "missing.log", "picture.png", "cut.log.gz"]) {
      assert.match(err, new RegExp(`^${name}: \\w+`, "m"))
    }
    const sources = await rowsOf("status")
    assert.include(
      sources.map((row) => row["path"]),
      at("good.log")
    )
  })

  it("nothing but that is wrong usage, and leaves no database", async () => {
    const { code, out } = await logmill("ingest missing.log")
    assert.deepStrictEqual([code, out], [2, ""])
    assert.isFalse(existsSync(at("logmill.db")))
  })

  it("too many rejected lines set the status", async () => {
    write("access.log", log + "no log line\n")
    assert.strictEqual((await logmill("ingest access.log")).code, 1)
    assert.strictEqual((await logmill("ingest access.log --again --max-rejects 50%")).code, 0)
    const [first] = await rowsOf("rejects")
    assert.deepInclude(first, { source: at("access.log"), line: 4, text: "no log line" })
  })

  it("a file that is no database of ours stays as it is", async () => {
    write("access.log", log)
    write("notes.txt", "my notes")
    const { code, err } = await logmill("ingest access.log --db notes.txt")
    assert.strictEqual(code, 2)
    assert.include(err, "notes.txt is not a logmill database")
    assert.strictEqual(readFileSync(at("notes.txt"), "utf8"), "my notes")
    assert.strictEqual((await logmill("status")).code, 2)
  })
})

describe("what was read", () => {
  it("answers when the logs are gone, for analyses of the user's too", async () => {
    write("access.log", log)
    await logmill("ingest access.log")
    rmSync(at("access.log"))
    mkdirSync(at("sql"))
    write("sql/broken.sql", `/* logmill\nid = "broken"\nnonsense\n*/\nSELECT 1\n`)
    assert.strictEqual((await logmill("analyses new mine --plugins sql")).code, 0)
    const { code, err, out } = await logmill("analyze mine --plugins sql --csv")
    assert.strictEqual(code, 0)
    assert.strictEqual(out, "path,hits,errors,error_share\n/,2,0,0\n/a,1,1,1\n")
    assert.match(err, /sql\/broken\.sql:3: /)
  })

  it("can be filtered", async () => {
    write("access.log", log)
    await logmill("ingest access.log")
    assert.deepStrictEqual(
      (await rowsOf("analyze paths --status 404")).map((row) => row["path"]),
      ["/a"]
    )
    assert.deepStrictEqual(await rowsOf("analyze paths --from 2026-11-11"), [])
    assert.strictEqual((await logmill("analyze paths --status 4o4")).code, 2)
    assert.strictEqual(
      (await logmill("analyze pths")).err,
      `logmill: there is no analysis "pths"; did you mean paths?\n`
    )
  })

  it("can be forgotten and read again", async () => {
    write("access.log", log)
    await logmill("ingest access.log")
    assert.strictEqual((await logmill("forget other.log")).code, 2)
    assert.match((await logmill("forget access.log")).err, /forgot access\.log \(source 1\): 3 entries/)
    assert.deepStrictEqual(await rowsOf("analyze paths"), [])
    assert.match((await logmill("ingest access.log")).err, /3 lines = 3 stored/)
  })

  it("comes from standard input, too", async () => {
    const { child, ended } = start("ingest", "-")
    child.stdin.end(log)
    assert.strictEqual((await ended).code, 0)
    assert.deepInclude((await rowsOf("status"))[0], { lines: 3, stored: 3 })
  })

  it("comes from a pipe that the shell opened, too", async () => {
    write("access.log", log)
    const script = `exec ${command} ingest <(cat access.log) <(head -1 access.log)`
    const [code] = await once(spawn("bash", ["-c", script], { cwd: folder, stdio: "ignore" }), "close")
    assert.strictEqual(code, 0)
    assert.deepStrictEqual(
      (await rowsOf("status")).map(({ path, stored }) => [path, stored]),
      [
        ["stdin", 3],
        ["stdin", 1]
      ]
    )
  })

  it("is where npm's user stands", async () => {
    mkdirSync(at("logs"))
    write("logs/access.log", log)
    const npm = { npm_lifecycle_event: "start", npm_package_json: at("package.json"), INIT_CWD: at("logs") }
    assert.strictEqual((await logmill("ingest access.log", { env: npm })).code, 0)
    assert.isTrue(existsSync(at("logs/logmill.db")))
  })

  it("hostile text reaches neither a table nor a message", async () => {
    write("access.log", line("/\\x1b]0;owned\\x07\u009b2J\u202e"))
    const { out } = await logmill("access.log")
    assert.notMatch(out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u)
    const { err } = await logmill(["\u001b[2J.log"])
    assert.notMatch(err.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u)
  })
})

describe("the process", () => {
  it("a reader who goes away is no failure", async () => {
    write("access.log", manyLines(5000))
    await logmill("ingest access.log")
    const { child, ended } = start("analyze", "paths", "--limit", "0", "--csv")
    child.stdout.once("data", () => child.stdout.destroy())
    const { code, err } = await ended
    assert.strictEqual(code, 0)
    assert.strictEqual(err, "")
  })

  it.runIf(existsSync("/dev/full"))("a full disk under the output is status 4", async () => {
    write("access.log", log)
    await logmill("ingest access.log")
    const shell = spawn("/bin/sh", ["-c", `"$0" analyze >/dev/full`, command], { cwd: folder })
    const [code] = (await once(shell, "close")) as [number]
    assert.strictEqual(code, 4)
  })

  const signals: ReadonlyArray<readonly [signal: NodeJS.Signals, code: number]> = [
    ["SIGINT", 130],
    ["SIGTERM", 143]
  ]
  it.each(signals)("%s commits what is finished, and running again goes on", async (signal, status) => {
    const count = 400_000
    write("access.log", manyLines(count))
    const { child, ended } = start("ingest", "access.log")
    await appears(at("logmill.db-wal"))
    child.kill(signal)
    const { code, err } = await ended
    assert.strictEqual(code, status)
    assert.match(err, /^stopped; /m)
    assert.strictEqual((await logmill("ingest access.log")).code, 0)
    assert.deepInclude((await rowsOf("status"))[0], { lines: count, stored: count, state: "complete" })
  })

  it("a second Ctrl-C ends it at once", async () => {
    const { child, ended } = start("ingest", "-")
    await appears(at("logmill.db-wal"))
    child.kill("SIGINT")
    // Of two that come before the process has its turn there is only one.
    const again = setInterval(() => child.kill("SIGINT"), 200)
    const { code, signal } = await ended
    clearInterval(again)
    assert.isTrue(code === 130 || signal === "SIGINT", `${code} ${signal}`)
  })

  it("two ingests at once: the second waits, or says who holds the database", async () => {
    write("access.log", log)
    const first = start("ingest", "-")
    await appears(at("logmill.db-wal"))
    const refused = await logmill("ingest access.log --wait 200ms")
    assert.strictEqual(refused.code, 3)
    assert.include(refused.err, `process ${first.child.pid}`)
    const second = start("ingest", "access.log")
    first.child.stdin.end(line("/first"))
    assert.deepStrictEqual([(await first.ended).code, (await second.ended).code], [0, 0])
    assert.strictEqual((await rowsOf("status")).length, 2)
  })

  it("doctor finds nothing, and says so when a database is none", async () => {
    write("access.log", log)
    await logmill("ingest access.log")
    const checks = await rowsOf("doctor")
    assert.deepStrictEqual(
      checks.filter((row) => row["state"] === "error"),
      []
    )
    assert.isAbove(checks.length, 8)
    const { code, out } = await logmill("doctor --db access.log --csv")
    assert.strictEqual(code, 1)
    assert.match(out, /^database,error,/m)
  })
})
