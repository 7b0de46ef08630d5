/** `logmill report` over a small database, run in this process: what it must not write to first, then what it writes. */
import {
  chmodSync,
  existsSync,
  linkSync,
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
import Database from "better-sqlite3"

import { reportMark } from "@logmill/report-server/file/html"

import { buildCommand } from "../testProcess.ts"
import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

const folder = realpathSync(mkdtempSync(join(tmpdir(), "logmill-report-")))
const at = (name: string) => join(folder, name)
const read = (name: string) => readFileSync(at(name), "utf8")
const run = (words: string, options: TestShellOptions = {}) =>
  runWords(words.split(" "), testShell({ cwd: folder, configFolder: at("config"), ...options }))
const parts = () => readdirSync(folder).filter((name) => name.endsWith(".part"))

const lineOf = (path: string, second = 0) =>
  `192.0.2.1 - - [10/Nov/2026:13:55:${10 + (second % 50)} +0000] "GET ${path} HTTP/1.1" 200 10 "-" "Mozilla/5.0"\n`

beforeAll(async () => {
  buildCommand()
  writeFileSync(at("access.log"), lineOf("/a") + lineOf("/b"))
  assert.strictEqual((await run("ingest access.log -q")).status, "done")
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("wrong usage of report", () => {
  const none = `there is no database ${at("none.db")} yet; make one with: logmill ingest FILE... --db none.db`
  const refused: ReadonlyArray<readonly [words: string, sentence: string]> = [
    ["", "name the file to write: logmill report -o report.html"],
    ["-o x.html --db none.db", none],
    ["-o x.html --limit -1", `logmill: --limit is "-1"; it must be a whole number, 0 for all`],
    ["-o x.html --limit many", `logmill: --limit is "many"; it must be a whole number, 0 for all`],
    ["-o x.html --from soon", `--from: "soon" is no time`],
    ["-o x.html --compare sometime", `--compare: "sometime"`],
    ["-o x.html --status 4", `--status: "4" is no status`],
    [
      "-o x.html --path /A",
      'the report would be empty, and is not written (--force writes it); --path: nothing stored is "/A"; try --path /a'
    ],
    ["-o x.html --path /zzz", `(--force writes it); --path: nothing stored is "/zzz"`],
    ["-o x.html --from 2027", "(--force writes it); --from, --to: the data goes from 2026-11-10T13:55:10+00:00"],
    ["-o x.html --path /a --status 404", "(--force writes it); --status: no entry has 404; there are 200"],
    ["-o x.html --site blog", `--site: nothing stored is "blog"; no entry has a site`],
    ["-o no/such/x.html", `no/such/x.html can't be written: there is no folder ${at("no/such")}`],
    ["-o access.log/x.html", `access.log/x.html can't be written: there is no folder ${at("access.log")}`],
    ["-o .", ". is a folder; name a file in it"],
    ["-o .. --force", ".. is a folder; name a file in it"],
    ["-o logmill.db --force", "logmill.db belongs to the database; name another file"],
    ["-o ./logmill.db-wal", "./logmill.db-wal belongs to the database; name another file"],
    ["-o logmill.db-answers", "logmill.db-answers belongs to the database; name another file"],
    ["-o access.log --force", "access.log is a log that was read; name another file"],
    ["-o linked.log --force", "linked.log is a log that was read; name another file"],
    ["-o linked.db --force", "linked.db belongs to the database; name another file"]
  ]
  beforeAll(() => {
    symlinkSync("access.log", at("linked.log"))
    symlinkSync("logmill.db", at("linked.db"))
  })

  it.each(refused)("report %s", async (words, sentence) => {
    const before = [read("access.log"), readFileSync(at("logmill.db"))]
    const { err, out, status } = await run(`report ${words}`.trim())
    assert.deepStrictEqual([status, out], ["usage", ""], err)
    assert.include(err, sentence)
    assert.deepStrictEqual([read("access.log"), readFileSync(at("logmill.db"))], before)
    assert.deepStrictEqual([existsSync(at("x.html")), parts()], [false, []])
  })

  it("leaves a hard link to the database or to a log alone", async () => {
    linkSync(at("logmill.db"), at("other.db"))
    linkSync(at("access.log"), at("other.log"))
    for (const name of ["other.db", "other.log"]) {
      const before = readFileSync(at(name))
      const { err, status } = await run(`report -o ${name}`)
      assert.strictEqual(status, "usage", name)
      assert.include(err, `${name} is there already and is no report; name another file, or replace it with --force`)
      assert.deepStrictEqual(readFileSync(at(name)), before)
    }
    for (const name of ["other.db", "other.log"]) rmSync(at(name))
  })

  it("writes no page to a terminal", async () => {
    const { err, out, status } = await run("report -o -", { columns: 80 })
    assert.deepStrictEqual([status, out], ["usage", ""])
    assert.include(err, "name the file to write: logmill report -o report.html")
  })

  it("replaces what is no report with --force only", async () => {
    for (const text of ["mine", reportMark.slice(0, -1), ` ${reportMark}`, reportMark.toUpperCase()]) {
      writeFileSync(at("mine.txt"), text)
      const { err, status } = await run("report -o mine.txt")
      assert.strictEqual(status, "usage", text)
      assert.include(err, "mine.txt is there already and is no report; name another file, or replace it with --force")
      assert.strictEqual(read("mine.txt"), text)
    }
    const { err, status } = await run("report -o mine.txt --force")
    assert.strictEqual(status, "done")
    assert.include(err, "mine.txt is HTML; a browser shows it as a page when its name ends in .html")
    assert.isTrue(read("mine.txt").startsWith(reportMark))
  })
})

describe("a report", () => {
  it("replaces an empty file and an older report, with its mode and where its link leads", async () => {
    writeFileSync(at("real.html"), "")
    chmodSync(at("real.html"), 0o604)
    symlinkSync("real.html", at("link.html"))
    const first = await run("report -o link.html")
    assert.strictEqual(first.status, "done", first.err)
    assert.match(first.err, /^link\.html: 2 entries, \d+(\.\d)? KiB\n$/)
    const size = statSync(at("real.html")).size
    writeFileSync(at("real.html"), `${reportMark}older`)
    assert.strictEqual((await run("report -o link.html")).status, "done")
    const { mode, size: again } = statSync(at("real.html"))
    assert.deepStrictEqual([mode & 0o777, again], [0o604, size])
    assert.deepStrictEqual(parts(), [])
  })

  it("goes to standard output when that is its name, and nothing else does", async () => {
    const { err, out, status } = await run("report -o -")
    assert.strictEqual(status, "done")
    assert.isTrue(out.startsWith(reportMark) && out.endsWith("</html>\n"))
    assert.match(err, /^report: 2 entries, /)
    assert.isFalse(existsSync(at("-")))
  })

  it("lacks an analysis that fails, and says so, as it says why there is nothing in it", async () => {
    mkdirSync(at("config/analyses"), { recursive: true })
    const sql = `/* logmill\nid = "wrong"\ntitle = "Wrong"\n*/\nSELECT nosuch FROM entries\n`
    writeFileSync(at("config/analyses/wrong.sql"), sql)
    const { err, status } = await run("report -o partly.html --path /zzz --force")
    rmSync(at("config/analyses"), { recursive: true })
    assert.strictEqual(status, "done")
    assert.match(err, /wrong is missing in the report: .*wrong\.sql:5: there is no column nosuch/)
    assert.match(err, /partly\.html: 0 entries/)
    assert.include(err, `--path: nothing stored is "/zzz"`)
    assert.include(read("partly.html"), '"id":"paths"')
    const quiet = await run("report -q -o partly.html --to 2025 --force")
    assert.deepStrictEqual([quiet.status, quiet.err.split(" the data goes from ")[0]], ["done", "--from, --to:"])
  })

  it.runIf(existsSync("/dev/full"))("says that a disk is full, and leaves what was there", async () => {
    const { err, status } = await run("report -o /dev/full")
    assert.strictEqual(status, "io")
    assert.include(err, "/dev/full can't be written: the disk is full; make room, or give another place: -o OTHER/FILE")
  })

  it("says that its database is busy, damaged or none", async () => {
    const busy = new Database(at("busy.db"))
    busy.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (x); COMMIT")
    const held = await run("report -o x.html --db busy.db")
    busy.close()
    assert.strictEqual(held.status, "busy", held.err)
    assert.include(held.err, "busy.db is busy: another process keeps it from being read; try again")
    writeFileSync(at("text.db"), "no database, but a text that is longer than a header of one would be".repeat(20))
    const text = await run("report -o x.html --db text.db")
    assert.strictEqual(text.status, "usage", text.err)
    assert.include(text.err, "text.db is not a logmill database; choose another file with --db PATH")
    assert.isFalse(existsSync(at("x.html")))
  })

  it("warns of a file that browsers open slowly, with what makes it smaller", async () => {
    const long = "x".repeat(3_000)
    writeFileSync(at("many.log"), Array.from({ length: 700 }, (_, n) => lineOf(`/${n}/${long}`, n)).join(""))
    assert.strictEqual((await run("ingest many.log -q --db many.db")).status, "done")
    const whole = await run("report -o many.html --limit 0 --db many.db")
    assert.strictEqual(whole.status, "done", whole.err)
    assert.isAbove(statSync(at("many.html")).size, 10 * 1024 * 1024)
    assert.match(whole.err, /slowly; make it smaller with fewer rows \(--limit 20\) or less time \(--from -7d\)/)
  })
})
