/** Rejected lines as a user meets them: in `status`, in `rejects`, and tried again by `ingest --retry-rejects`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"

import { runWords, testShell } from "../testShell.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-cli-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (words: string) => runWords(words.split(" "), testShell({ cwd: folder, configFolder: join(folder, "own") }))

const rowsOf = async (words: string) =>
  (JSON.parse((await run(`${words} --json -q`)).out) as { readonly rows: ReadonlyArray<Record<string, unknown>> }).rows

const clf = (number: number, time = "10/Nov/2026:13:55:36 +0000") =>
  `192.0.2.${number} - - [${time}] "GET /${number} HTTP/1.1" 200 5 "-" "curl/8"\n`
const shop = (number: number) => `2026-11-10T14:00:00Z 192.0.2.1:80 GET /shop/${number} 200 5 12ms "curl/8"\n`
const log =
  Array.from({ length: 20 }, (_, number) => clf(number)).join("") +
  shop(1) +
  shop(2) +
  shop(3) +
  clf(21, "99/Nov/2026:13:55:36 +0000")

const writeLog = async () => {
  writeFileSync(join(folder, "access.log"), log)
  assert.strictEqual((await run("ingest access.log")).status, "partly")
}

const writeFormat = (
  pattern = '{time:iso} {client:port} {method} {uri} {status} {bytes} {duration:ms}ms "{agent}"'
) => {
  mkdirSync(join(folder, "own/formats"), { recursive: true })
  const fields = {
    time: "2026-11-10T14:00:00.000Z",
    client: "192.0.2.1",
    method: "GET",
    path: "/shop/7",
    status: 200,
    bytes: 5,
    duration_us: 12_000,
    agent: "curl/8"
  }
  writeFileSync(
    join(folder, "own/formats/shop.json"),
    JSON.stringify({
      name: "shop",
      title: "The shop's",
      pattern,
      samples: [{ line: shop(7).trim(), fields }]
    })
  )
}

describe("logmill ingest --retry-rejects", () => {
  it("is refused with --again, for standard input, and where there is no database", async () => {
    const cases = [
      ["--again", "choose one"],
      ["-", "standard input can't be read again"],
      ["", "there is no database"],
      ["--log-format nonsense", "there is no format"]
    ] as const
    for (const [words, sentence] of cases) {
      const { err, status } = await run(`ingest --retry-rejects ${words}`.trim())
      assert.strictEqual(status, "usage", words)
      assert.include(err, sentence)
    }
  })

  it("stores what an added format reads, says what not, and has nothing to do after that", async () => {
    await writeLog()
    writeFormat()
    const dry = await run("ingest --retry-rejects --dry-run")
    assert.include(dry.err, "3 of 4 rejected lines of access.log would be stored as shop")
    assert.include(dry.err, "nothing was stored")
    assert.strictEqual((await rowsOf("status"))[0]?.["stored"], 20)
    const first = await run("ingest --retry-rejects")
    assert.strictEqual(first.status, "partly")
    assert.include(
      first.err,
      "3 of 4 rejected lines of access.log are now stored as shop, 1 still does not parse (1 bad-time)\n"
    )
    assert.include(first.err, "more lines are rejected than --max-rejects allows (1 %)")
    assert.deepInclude((await rowsOf("status"))[0], {
      lines: 24,
      stored: 23,
      rejected: 1,
      rejected_by: "bad-time 1",
      format: "combined + shop"
    })
    const [top] = await rowsOf("analyze paths --path /shop/*")
    assert.deepInclude(top, { path: "/shop/1", hits: 1 })
    const second = await run("ingest --retry-rejects access.log --max-rejects 1")
    assert.strictEqual(second.status, "done")
    assert.include(second.err, "0 of 1 rejected line of access.log are now stored")
  })

  it("names files that are no source's", async () => {
    await writeLog()
    writeFormat()
    const none = await run("ingest --retry-rejects other.log")
    assert.strictEqual(none.status, "usage")
    assert.match(none.err, /no source is called "other\.log"; logmill status lists them\n$/)
    const some = await run("ingest --retry-rejects other.log access.log")
    assert.strictEqual(some.status, "partly")
    assert.include(some.err, "3 of 4 rejected lines")
  })
})

describe("logmill status", () => {
  it("counts rejects by source and reason, and says what the reasons mean", async () => {
    await writeLog()
    const { err } = await run("status")
    assert.deepInclude((await rowsOf("status"))[0], { rejected: 4, rejected_by: "no-request 3, bad-time 1" })
    assert.include(err, "3 no-request: there is no quoted request")
    assert.include(err, "1 bad-time: the time is not a time that exists, or is before 1970\n")
    assert.include(err, "logmill rejects shows the rejected lines\n")
    writeFileSync(join(folder, "clean.log"), clf(1))
    await run("ingest clean.log --db clean.db")
    assert.strictEqual((await rowsOf("status --db clean.db"))[0]?.["rejected_by"], null)
    assert.notInclude((await run("status --db clean.db")).err, "logmill rejects")
  })

  it("tells a line that is not whole yet from one that is wrong, as logmill rejects does", async () => {
    writeFileSync(join(folder, "access.log"), clf(1) + clf(2).slice(0, 20))
    await run("ingest access.log")
    const note = "1 of them is a last line without an end, which is read again when the rest is there"
    assert.include((await run("status")).err, note)
    assert.include((await run("rejects")).err, note)
    writeFileSync(join(folder, "access.log"), clf(1) + clf(2) + "no line\n")
    await run("ingest access.log")
    assert.notInclude((await run("status")).err, "without an end")
    assert.notInclude((await run("rejects")).err, "without an end")
  })
})

describe("logmill rejects", () => {
  it("refuses reasons there are none of", async () => {
    await writeLog()
    const { err, status } = await run("rejects --reason bad-tiem")
    assert.strictEqual(status, "usage")
    assert.include(err, '--reason: no line is rejected for "bad-tiem"; did you mean bad-time?')
  })

  it("shows those of some reasons and sources", async () => {
    await writeLog()
    const cases = [
      ["--reason bad-time", 1],
      ["--reason bad-time,no-request", 4],
      ["--reason bad-* --reason no-match", 1],
      ["--reason !bad-time", 3],
      ["--source */access.log", 4],
      ["--source !*.log", 0],
      ["--source *.log --reason no-request", 3]
    ] as const
    for (const [words, count] of cases) assert.strictEqual((await rowsOf(`rejects ${words}`)).length, count, words)
    assert.include((await run("rejects --source none")).err, "without --source and --reason all are shown")
  })

  it("says which format comes nearest, how to look at a line, and how to try it again", async () => {
    await writeLog()
    const { err } = await run("rejects --reason bad-time")
    assert.include(
      err,
      `where reading stops: logmill formats explain '${clf(21, "99/Nov/2026:13:55:36 +0000").trim()}'\n`
    )
    assert.include(err, "when a format is corrected or added: logmill ingest --retry-rejects\n")
    assert.notInclude(err, "nearest", "the source's own format says what is wrong")
    writeFormat()
    assert.include(
      (await run("rejects")).err,
      "3 no-request: there is no quoted request, or its quote is never closed; the first is read as shop now"
    )
  })

  it("is there also while a format is wrong", async () => {
    await writeLog()
    writeFormat("{time:iso} {client} {uri}")
    const { err, out, status } = await run("rejects --limit 0 --csv")
    assert.strictEqual(status, "done")
    assert.include(err, "shop.json")
    assert.strictEqual(out.split("\n").length, 1 + 4 + 1)
  })

  it("never shows a line as a command that could be another", async () => {
    const hostile = ["'; touch x; '", "`touch x`", "$(touch x)", "-x", "\u001b[31mred", "a\\b", "ä", "x".repeat(500)]
    for (const [index, line] of hostile.entries()) writeFileSync(join(folder, `${index}.log`), `${line}\n`)
    await run("ingest . --log-format combined --db logmill.db")
    for (const [index, line] of hostile.entries()) {
      const { err } = await run(`rejects --source */${index}.log`)
      const [, shown] = /formats explain (.*)$/m.exec(err)!
      assert.isTrue(shown === "LINE" || shown === `'${line.replaceAll("'", "'\\''")}'`, `${line}: ${shown}`)
    }
  })
})
