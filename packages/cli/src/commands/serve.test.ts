/** `logmill serve` as a process: the address it prints, the browser it opens, how it ends, and what it says when it can't begin. */
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { queryChildren } from "@logmill/core/testing/queryChildren"

import { buildCommand, logmill } from "../testProcess.ts"
import { noDisplay, otherAddresses, serve as serveIn, statusAt } from "../testServe.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-"))
const line = `192.0.2.1 - - [05/Oct/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1 "-" "curl/8"\n`

beforeAll(async () => {
  buildCommand()
  writeFileSync(join(folder, "a.log"), line)
  assert.strictEqual((await logmill(["ingest", "a.log", "-q"], { folder })).code, 0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const serve = (words: ReadonlyArray<string> = [], env?: NodeJS.ProcessEnv) =>
  serveIn(words, env === undefined ? { folder } : { folder, env })

describe("logmill serve", () => {
  it("prints an address that opens the page, and a token for programs", async () => {
    const { address, child, ended, token } = await serve()
    assert.match(address.href, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/)
    const page = await fetch(address)
    assert.include(await page.text(), "<!doctype html>")
    const asked = await fetch(`${address.origin}/api/overview`, {
      headers: { authorization: `Bearer ${await token()}` }
    })
    const { database, entries } = (await asked.json()) as { database: string; entries: number }
    assert.deepStrictEqual([database, entries], ["logmill.db", 1])
    const exchanged = await fetch(`${address.origin}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: address.hash.replace("#token=", "") })
    })
    assert.strictEqual(exchanged.status, 200)
    child.kill("SIGTERM")
    const { code, out } = await ended
    assert.strictEqual(code, 143)
    assert.strictEqual(out.trimEnd().split("\n").length, 1)
  })

  it("listens to this machine only, under both of its addresses", async () => {
    const { address, child, ended } = await serve()
    assert.strictEqual((await fetch(`http://localhost:${address.port}/`)).status, 200)
    for (const other of otherAddresses()) {
      assert.strictEqual(await statusAt(`http://${other}:${address.port}/`), "nobody there", other)
    }
    // The system takes it for 127.0.0.1, and a page of another site could ask for it.
    assert.strictEqual(await statusAt(`http://0.0.0.0:${address.port}/`), 421)
    child.kill("SIGINT")
    assert.strictEqual((await ended).code, 130)
  })

  it("ends within a second at Ctrl-C, whatever is open, and leaves nothing behind", async () => {
    const { address, child, ended, token } = await serve()
    const headers = { authorization: `Bearer ${await token()}` }
    const live = await fetch(`${address.origin}/api/live`, { headers })
    const endless = `WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t`
    const asked = fetch(`${address.origin}/api/sql`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ sql: endless })
    }).catch(() => null)
    const children = () => queryChildren().filter(({ parent }) => parent === child.pid).length
    while (children() < 1) await sleep(20)
    const began = Date.now()
    child.kill("SIGINT")
    assert.strictEqual((await ended).code, 130)
    assert.isBelow(Date.now() - began, 5_000, "a second, on a machine that has nothing else to do")
    assert.strictEqual(children(), 0)
    // It is cut off, or told that the server goes.
    assert.include([undefined, 503], (await asked)?.status)
    await live.text().catch(() => null)
    assert.deepStrictEqual(
      readdirSync(folder).filter((name) => name.startsWith("logmill.db")),
      ["logmill.db"]
    )
  })

  it("opens a browser where there is a display, with an address of its own, and none with --no-open", async () => {
    const opened = join(folder, "opened")
    const opener = join(folder, process.platform === "darwin" ? "open" : "xdg-open")
    writeFileSync(opener, `#!/bin/sh\necho "$1" >> ${opened}\n`)
    chmodSync(opener, 0o755)
    const env = { DISPLAY: ":0", PATH: `${folder}:${process.env["PATH"]}` }
    const one = await serve([], env)
    const read = () => {
      try {
        return readFileSync(opened, "utf8")
      } catch {
        return ""
      }
    }
    while (!read().endsWith("\n")) await sleep(20)
    const address = new URL(read().trim())
    assert.strictEqual(address.origin, one.address.origin)
    assert.notStrictEqual(address.hash, one.address.hash)
    const other = await serve(["--no-open"], env)
    await other.token()
    for (const { child, ended } of [one, other]) {
      child.kill("SIGINT")
      await ended
    }
    assert.strictEqual(read().trim(), address.href)
  })

  it("says what to type when it can't begin", async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve))
    const { port } = taken.address() as AddressInfo
    const cases: ReadonlyArray<readonly [words: ReadonlyArray<string>, says: RegExp]> = [
      [["--port", String(port)], new RegExp(`port ${port} .* is taken .*; choose another: .*serve --port ${port + 1}`)],
      [["--port", "70000"], /--port is "70000"; it must be a port, 1-65535, or 0 for any that is free/],
      [["--host", "203.0.113.77", "--port", "0"], /--host: 203\.0\.113\.77 is no address of this machine/],
      [["--db", "none.db"], /there is no database .*none\.db yet; make one with: .*logmill ingest/]
    ]
    for (const [words, says] of cases) {
      const { code, err, out } = await logmill(["serve", ...words], { folder, env: noDisplay })
      assert.deepStrictEqual([code, out], [2, ""], words.join(" "))
      assert.match(err, says)
    }
    taken.close()
  })

  it("serves other machines who ask for it by its address and have the token, and warns that nothing is encrypted", async () => {
    const { address, child, ended, token } = await serve(["--host", "0.0.0.0"])
    const headers = { authorization: `Bearer ${await token()}` }
    const own = [address.hostname, ...otherAddresses().filter((other) => !/^\[|^127\./.test(other))]
    for (const host of own) {
      const asked = `http://${host}:${address.port}/api/overview`
      assert.deepStrictEqual([await statusAt(asked), await statusAt(asked, { headers })], [401, 200], host)
    }
    // A name that leads here and is none of its own.
    assert.strictEqual(await statusAt(`http://127.0.0.2:${address.port}/api/overview`, { headers }), 421)
    child.kill("SIGINT")
    assert.match((await ended).err, /not encrypted/)
  })

  it("says in each answer that there is no database to be read, and goes on when there is one again", async () => {
    copyFileSync(join(folder, "logmill.db"), join(folder, "b.db"))
    const { address, token } = await serve(["--db", "b.db"])
    rmSync(join(folder, "b.db"))
    writeFileSync(join(folder, "b.db"), "a text".repeat(1000))
    const headers = { authorization: `Bearer ${await token()}` }
    const ask = async () => {
      const response = await fetch(`${address.origin}/api/overview`, { headers })
      return [response.status, ((await response.json()) as { message?: string }).message ?? ""]
    }
    assert.deepStrictEqual(await ask(), [
      503,
      `${join(folder, "b.db")} is not a logmill database; choose another file with --db PATH`
    ])
    rmSync(join(folder, "b.db"))
    assert.deepStrictEqual((await ask())[0], 503)
    copyFileSync(join(folder, "logmill.db"), join(folder, "b.db"))
    assert.deepStrictEqual(await ask(), [200, ""])
  })

  it("does not begin with what is no database", async () => {
    writeFileSync(join(folder, "text.db"), "a text".repeat(1000))
    for (const [db, message] of [
      ["text.db", "is not a logmill database"],
      [".", "is a folder"],
      ["none.db", "there is no database"]
    ] as const) {
      const { code, err, out } = await logmill(["serve", "--no-open", "--port", "0", "--db", db], { folder })
      assert.deepStrictEqual([code, out], [2, ""], db)
      assert.include(err, message)
    }
  })
})
