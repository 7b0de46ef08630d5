/** The installed command at a large export: stopped, killed, its reader gone, and how much memory it takes. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { distinctLines } from "@logmill/core/testing/logs"

import { buildCommand, command, environment } from "../testProcess.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-export-"))
const at = (name: string) => join(folder, name)
const lines = 150_000

beforeAll(async () => {
  vi.setConfig({ testTimeout: 120_000 })
  buildCommand()
  // Each with a path, a referrer and an agent of its own: the most that there can be to remember.
  writeFileSync(at("access.log"), distinctLines("x", lines))
  assert.strictEqual((await start("ingest", "access.log", "-q").ended).code, 0)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...words: ReadonlyArray<string>) => {
  const child = spawn(command, words, { cwd: folder, env: environment({ folder }) })
  let err = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text))
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    err
  }))
  return { child, ended }
}

const partOf = (name: string) =>
  readdirSync(folder).find((file) => file.startsWith(`${name}.`) && file.endsWith(".part"))

/** Until the export has opened its file. */
const begun = async (name: string) => {
  for (let tries = 0; tries < 5000 && partOf(name) === undefined; tries++) await sleep(5)
  assert.isDefined(partOf(name), `${name} was not begun`)
}

describe("an export", () => {
  it("ends quietly when its reader has enough", async () => {
    const { child, ended } = start("export", "csv")
    const [first] = (await once(child.stdout, "data")) as [Buffer]
    child.stdout.destroy()
    assert.match(first.toString(), /^time,client,/)
    assert.deepStrictEqual(await ended, { code: 0, signal: null, err: "" })
  })

  it.each(["csv", "parquet"])("of %s that is stopped leaves what was there", async (format) => {
    writeFileSync(at("kept"), "old")
    const { child, ended } = start("export", format, "-o", "kept")
    await begun("kept")
    child.kill("SIGINT")
    assert.deepStrictEqual(await ended, { code: 130, signal: null, err: "" })
    assert.strictEqual(readFileSync(at("kept"), "utf8"), "old")
    assert.isUndefined(partOf("kept"))
  })

  it("that is killed leaves no file under the name", async () => {
    const { child, ended } = start("export", "csv", "-o", "whole.csv")
    await begun("whole.csv")
    child.kill("SIGKILL")
    assert.strictEqual((await ended).signal, "SIGKILL")
    assert.isFalse(existsSync(at("whole.csv")))
  })

  it.skipIf(process.platform !== "linux").each([
    ["csv", 330],
    ["parquet", 450]
  ])(
    "of %s is whole, killed before or not, takes no more memory than %d MB, and its query no more than 350",
    async (format, most) => {
      const { child, ended } = start("export", format, "-o", `whole.${format}`, "-q")
      const peaks = new Map<number, number>()
      const watch = setInterval(() => {
        for (const pid of [child.pid!, ...childrenOf(child.pid!)]) {
          const peak = peakOf(pid)
          if (peak !== null) peaks.set(pid, peak)
        }
      }, 20)
      assert.strictEqual((await ended).code, 0)
      clearInterval(watch)
      assert.isUndefined(partOf(`whole.${format}`), "nor what the killed one left")
      const [own, query] = [
        peaks.get(child.pid!)!,
        Math.max(...[...peaks].filter(([pid]) => pid !== child.pid).map(([, peak]) => peak))
      ]
      assert.isBelow(own, most)
      assert.isBelow(query, 350)
      if (format !== "csv") return
      const rows = readFileSync(at("whole.csv"), "latin1").split("\n")
      assert.strictEqual(rows.length, lines + 2)
      assert.match(rows[lines]!, new RegExp(`,/x/${lines - 1},`))
    }
  )
})

/** MiB a process has had at most; null when it has gone. */
const peakOf = (pid: number): number | null => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))![1]) / 1024
  } catch {
    return null
  }
}

const childrenOf = (pid: number): ReadonlyArray<number> => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ").filter(Boolean).map(Number)
  } catch {
    return []
  }
}
