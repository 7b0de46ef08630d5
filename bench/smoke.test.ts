/**
 * The bench itself, small: every operation that writes a database runs once, and what it stored is what awk counts.
 * Checks results, never times. Needs the built command.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { afterAll, beforeEach, describe, expect, it } from "vitest"

import { enrich } from "./enrich.ts"
import { checkPaths, readyDatabase } from "./ingesting.ts"
import { benchLog } from "./logs.ts"
import { measure } from "./operation.ts"
import type { Place } from "./operation.ts"
import { ingests } from "./operations.ts"
import { rerun } from "./rerun.ts"

const LINES = 6_000

const dir = mkdtempSync(join(tmpdir(), "logmill-smoke-"))
const logmill = join(import.meta.dirname, "../packages/cli/bin/logmill")
const place: Place = { dir, work: join(dir, "work"), logmill, lines: LINES }
beforeEach(() => {
  rmSync(place.work, { recursive: true, force: true })
  mkdirSync(place.work)
})
afterAll(() => rmSync(dir, { recursive: true }))

describe("the bench", () => {
  it("refuses counts that are not awk's", { timeout: 120_000 }, async () => {
    const log = await benchLog(dir, { lines: LINES })
    const db = await readyDatabase(place, log)
    const other = await benchLog(dir, { lines: LINES - 1 })
    await expect(checkPaths(place, db, other)).rejects.toThrow(/path counts \(>\) are not awk's \(<\)/)
    expect(await checkPaths(place, db, log)).toBeGreaterThan(1000)
  })

  it("keeps its logs, and the compressed ones hold the plain ones", async () => {
    const plain = await benchLog(dir, { lines: LINES, files: 20 })
    const packed = await benchLog(dir, { lines: LINES, files: 20, gzip: true })
    expect(await benchLog(dir, { lines: LINES, files: 20 })).toEqual(plain)
    expect(packed.bytes).toBe(plain.bytes)
    expect(packed.files.map((path) => gunzipSync(readFileSync(path)).toString("latin1"))).toEqual(
      plain.files.map((path) => readFileSync(path, "latin1"))
    )
  })

  it("changes in enrich what is to be changed", { timeout: 120_000 }, async () => {
    const { results } = await measure(enrich, place, 1, () => {})
    expect(results.map(({ name }) => name)).toHaveLength(3)
  })

  it.each([...ingests, rerun])("counts in $name what awk counts", { timeout: 300_000 }, async (operation) => {
    const { results } = await measure(operation, place, 1, () => {})
    const logmills = results.filter(({ name }) => !/^(?:awk|DuckDB|GoAccess|logmill --version)/.test(name))
    expect(logmills.length).toBeGreaterThan(0)
    const counted = logmills.map(({ checkedPaths }) => checkedPaths ?? 0)
    expect(Math.min(...counted)).toBeGreaterThan(operation.name === "ingest-unique" ? LINES / 3 - 1 : 1000)
  })
})
