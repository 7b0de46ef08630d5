/** `logmill sql` as a process among others: long answers, readers that go away, Ctrl-C, and an ingest beside it. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { buildCommand, type Ended, environment, logmill, start } from "../testProcess.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-sqlp-"))
const place = { folder }
const at = (name: string) => join(folder, name)
const sql = (...words: ReadonlyArray<string>): Promise<Ended> => logmill(["sql", ...words], place)

const log = (count: number, minute: number): string =>
  Array.from(
    { length: count },
    (_, n) =>
      `192.0.2.${n % 250} - - [10/Nov/2026:13:${10 + minute}:${10 + (n % 50)} +0000] "GET /page/${n % 700} HTTP/1.1" 200 ${n} "-" "Mozilla/5.0"\n`
  ).join("")
const count = 60_000

beforeAll(async () => {
  buildCommand()
  writeFileSync(at("access.log"), log(count, 0))
  assert.strictEqual((await logmill(["ingest", "-q", "access.log"], place)).code, 0)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const numbers = (most: number) =>
  `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t LIMIT ${most}) SELECT x, 'row number ' || x AS text FROM t`
/** It has begun to read the database, so that its snapshot is taken. */
const endless = "SELECT count(*) FROM entries a, entries b, entries c, entries d"

/** Query children of this test's database. */
const children = (database: string): ReadonlyArray<number> =>
  execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(`query.child.js ${at(database)}`))
    .map((line) => Number(line.trim().split(" ", 1)[0]))

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo() && tries < 1000; tries++) await sleep(20)
  assert.isTrue(isSo())
}

describe("rows", { timeout: 240_000 }, () => {
  it.runIf(process.platform === "linux")("by the million take no memory", async () => {
    const mostOf = async (rows: number, mode: string): Promise<number> => {
      const { child, ended } = start(["sql", numbers(rows), mode], place)
      let bytes = 0
      child.stdout.removeAllListeners("data").on("data", (text: string) => (bytes += text.length))
      let most = 0
      const watch = setInterval(() => {
        try {
          most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? most)
        } catch {
          // It has ended.
        }
      }, 20)
      const { code } = await ended
      clearInterval(watch)
      assert.strictEqual(code, 0)
      assert.isAbove(bytes, rows * 20)
      return most / 1024
    }
    for (const mode of ["--csv", "--ndjson"]) {
      const few = await mostOf(100_000, mode)
      const many = await mostOf(1_000_000, mode)
      assert.isBelow(many, 220)
      // Of rows that are kept each takes more than 100 bytes.
      assert.isBelow(many, few + 70)
    }
  })

  it("end quietly when their reader has gone", async () => {
    for (const mode of ["--csv", "--json", "--md"]) {
      const { child, ended } = start(["sql", numbers(100_000_000), mode], place)
      child.stdout.once("data", () => child.stdout.destroy())
      const { code, err } = await ended
      assert.deepStrictEqual([mode, code, err], [mode, 0, ""])
    }
    assert.deepStrictEqual(children("logmill.db"), [])
  })

  it("are as they were before: nothing of the database changes", async () => {
    const digest = () =>
      createHash("sha256")
        .update(readFileSync(at("logmill.db")))
        .digest("hex")
    const before = [digest(), readdirSync(folder).toSorted()]
    assert.strictEqual((await sql("SELECT count(*) FROM entries", "-q")).out, "count(*)\n   60000\n")
    assert.strictEqual((await sql("DELETE FROM entry")).code, 2)
    assert.deepStrictEqual([digest(), readdirSync(folder).toSorted()], before)
  })
})

describe("advice", { timeout: 120_000 }, () => {
  const advice = async (...words: ReadonlyArray<string>) =>
    /^this reads every entry; (.*)$/m.exec((await sql(...words)).err)?.[1]

  it("is a command that can be typed, and says the same", async () => {
    const slow = await sql(
      "SELECT path, count(*) AS n FROM entries WHERE path LIKE '%/1%' GROUP BY path ORDER BY n DESC, path LIMIT 3"
    )
    const typed = /hits has the sums: (logmill sql .*)$/m.exec(slow.err)?.[1]
    assert.strictEqual(
      typed,
      `logmill sql "SELECT path, sum(hits) AS n FROM hits WHERE path LIKE '%/1%' GROUP BY path ORDER BY n DESC, path LIMIT 3"`
    )
    const path = `${join(import.meta.dirname, "../../../../node_modules/.bin")}:${process.env["PATH"]}`
    const out = execFileSync("sh", ["-c", typed!], {
      cwd: folder,
      encoding: "utf8",
      env: { ...environment({ folder }), PATH: path }
    })
    assert.strictEqual(out, slow.out)
  })

  it("has the filter, the parameters and the database, too, and quotes for a shell", async () => {
    copyFileSync(at("logmill.db"), at("other.db"))
    assert.strictEqual(
      await advice(
        '-- of one method\nSELECT "method",\n  count(*) FROM entries WHERE status != :s GROUP BY 1',
        "--param",
        "s=404",
        "--path",
        "/page/*",
        "--db",
        "other.db"
      ),
      `hits has the sums: logmill sql --path '/page/*' --param s=404 'SELECT "method", sum(hits) AS "count(*)" FROM hits WHERE status != :s GROUP BY 1' --db other.db`
    )
    assert.strictEqual(
      await advice("SELECT client, sum(bytes) FROM entries GROUP BY client"),
      `visits has the sums (with 0 in place of null where no bytes are logged): logmill sql "SELECT client, sum(bytes) FROM visits GROUP BY client"`
    )
  })

  it("comes at the time limit, too, and not to whom it is of no use", async () => {
    const ask = () => sql("SELECT path, count(*) FROM entries GROUP BY path", "--timeout", "1ms")
    let stopped = await ask()
    // On a busy machine the answer may be there before the timer is looked at.
    for (let tries = 1; stopped.code === 0 && tries < 10; tries++) stopped = await ask()
    assert.strictEqual(stopped.code, 5)
    assert.match(
      stopped.err,
      /^this reads every entry; hits has the sums: .*\nlogmill: the statement was stopped after 1ms/
    )
    assert.isUndefined(await advice("SELECT path, referrer, count(*) FROM entries GROUP BY 1, 2"))
    assert.isUndefined(await advice("SELECT path, count(*) FROM entries GROUP BY path", "-q"))
  })
})

describe("a statement that does not end", { timeout: 240_000 }, () => {
  it("is ended by Ctrl-C, and its process with it", async () => {
    const { child, ended } = start(["sql", endless], place)
    await until(() => children("logmill.db").length > 0)
    await sleep(300)
    child.kill("SIGINT")
    assert.strictEqual((await ended).code, 130)
    await until(() => children("logmill.db").length === 0)
  })

  it("goes with its command, whatever that dies of", async () => {
    const { child, ended } = start(["sql", endless], place)
    await until(() => children("logmill.db").length > 0)
    await sleep(1000)
    child.kill("SIGKILL")
    await until(() => children("logmill.db").length === 0)
    assert.strictEqual((await ended).signal, "SIGKILL")
  })

  it("keeps no other question waiting", async () => {
    const alone = await timed(() => sql("SELECT count(*) FROM entries", "-q"))
    const { child, ended } = start(["sql", endless], place)
    await until(() => children("logmill.db").length > 0)
    await sleep(1500)
    const beside = await timed(() => sql("SELECT count(*) FROM entries", "-q"))
    child.kill("SIGINT")
    await ended
    // Who waits for it waits for a minute.
    assert.isBelow(beside, 3 * alone + 5000)
  })

  it("keeps no ingest waiting, and the write-ahead log is empty when it has gone", async () => {
    writeFileSync(at("more.log"), log(100_000, 5))
    copyFileSync(at("logmill.db"), at("a.db"))
    copyFileSync(at("logmill.db"), at("b.db"))
    const ingest = (database: string) => timed(() => logmill(["ingest", "-q", "more.log", "--db", database], place))
    const alone = await ingest("a.db")
    const { child, ended } = start(["sql", endless, "--db", "b.db", "--timeout", "0"], place)
    await until(() => children("b.db").length > 0)
    await sleep(1500)
    const beside = await ingest("b.db")
    // What was committed is seen at once, while the one who reads still sees the state it began with.
    assert.strictEqual((await sql("SELECT count(*) AS n FROM entries", "--db", "b.db", "-q")).out, "     n\n160000\n")
    assert.isAbove(statSync(at("b.db-wal")).size, 0)
    child.kill("SIGINT")
    assert.strictEqual((await ended).code, 130)
    assert.isBelow(beside, 2.5 * alone + 5000)
    assert.deepStrictEqual(
      readdirSync(folder).filter((name) => name.startsWith("b.db")),
      ["b.db"]
    )
  })

  it("that is killed in the middle leaves a log that the next ingest empties", async () => {
    copyFileSync(at("logmill.db"), at("c.db"))
    writeFileSync(at("more.log"), log(50_000, 7))
    const { ended } = start(["sql", endless, "--db", "c.db"], place)
    await until(() => children("c.db").length > 0)
    await sleep(1000)
    for (const pid of children("c.db")) process.kill(pid, "SIGKILL")
    const { code, err } = await ended
    assert.deepStrictEqual([code, err], [4, "logmill: the query process ended by itself (SIGKILL)\n"])
    assert.strictEqual((await logmill(["ingest", "-q", "more.log", "--db", "c.db"], place)).code, 0)
    assert.deepStrictEqual(
      readdirSync(folder).filter((name) => name.startsWith("c.db")),
      ["c.db"]
    )
  })
})

const timed = async (act: () => Promise<Ended>): Promise<number> => {
  const began = performance.now()
  assert.strictEqual((await act()).code, 0)
  return performance.now() - began
}
