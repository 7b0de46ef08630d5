import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, it } from "vitest"

import { measure, median, medianRatio } from "./operation.ts"
import type { Contender, Operation, Place } from "./operation.ts"
import { output, run } from "./trial.ts"

const work = mkdtempSync(join(tmpdir(), "logmill-operation-"))
const place: Place = { dir: work, work, logmill: "", lines: 100 }
const trace = join(work, "trace")
beforeEach(() => rmSync(trace, { force: true }))
afterAll(() => rmSync(work, { recursive: true }))

const script = (text: string): Contender["command"] => ({ script: text, args: [] })

const operation = (contenders: ReadonlyArray<Contender>, asked = contenders[0]?.name ?? ""): Operation => ({
  name: "example",
  title: "",
  lines: 200,
  prepare: async () => ({
    input: "",
    contenders,
    ...(contenders[0] && { baseline: contenders[0].name }),
    goals: (results) => [{ what: "time", bound: "at most", limit: 60, unit: "s", measured: results(asked).median }]
  })
})

const told: Array<string> = []
const measured = (contenders: ReadonlyArray<Contender>, rounds: number, asked?: string) =>
  measure(operation(contenders, asked), place, rounds, (progress) => told.push(progress))

describe("a trial", () => {
  it("that fails says which command, how it ended and what it said", async () => {
    await expect(run(script("echo no such log >&2; exit 3"), work)).rejects.toThrow(/exit 3\nended with 3.*no such log/)
    await expect(run(script("kill -9 $$"), work)).rejects.toThrow(/ended with SIGKILL/)
    await expect(run({ argv: ["/nonexistent/logmill"] }, work)).rejects.toThrow(/ENOENT/)
    await expect(output(script("exit 1"), work)).rejects.toThrow(/ended with 1/)
  })

  it("sees nobody's settings", async () => {
    process.env["LOGMILL_DB"] = "other.db"
    const seen = await output({ argv: ["env"] }, work)
    delete process.env["LOGMILL_DB"]
    expect(seen).not.toContain("LOGMILL_DB")
    expect(seen).toContain("LC_ALL=C")
  })

  it.runIf(process.platform === "linux")("knows the memory of one process, not of a pipeline", async () => {
    const allocate = "const b = Buffer.alloc(200e6, 1); setTimeout(() => b.length, 200)"
    const { peakBytes, seconds } = await run({ argv: [process.execPath, "-e", allocate] }, work)
    expect(peakBytes).toBeGreaterThan(200e6)
    expect(peakBytes).toBeLessThan(400e6)
    expect(seconds).toBeGreaterThan(0.2)
    expect((await run(script("true | true"), work)).peakBytes).toBe(null)
  })
})

describe("an operation", () => {
  it("fails when a contender's result is wrong", async () => {
    const wrong = { name: "wrong", command: script("true"), check: () => Promise.reject(new Error("miscounted")) }
    await expect(measured([wrong], 1)).rejects.toThrow("miscounted")
  })

  it("fails when a goal asks for a contender that isn't there", async () => {
    const only = { name: "only", command: script("true") }
    await expect(measured([only], 1, "other")).rejects.toThrow("no contender is called other")
  })

  it("runs every contender once a round, in turns, and clears before and after", async () => {
    const contender = (name: string): Contender => ({
      name,
      lines: 100,
      command: script(`printf ${name} >> trace`),
      clear: () => rmSync(join(work, `${name}.db`), { force: true }),
      databaseShare: () => 0.5,
      check: () => Promise.resolve(7)
    })
    const { atGoalScale, goals, results } = await measured([contender("a"), contender("b")], 3)
    expect(readFileSync(trace, "utf8")).toBe("abbaab")
    expect(results.map(({ name }) => name)).toEqual(["a", "b"])
    expect(results[0]).toMatchObject({ ratio: 1, databaseShare: 0.5, checkedPaths: 7 })
    expect(results[1]?.seconds).toHaveLength(3)
    expect(results[1]?.rate).toBeCloseTo(100 / (results[1]?.median ?? 0))
    expect(goals).toMatchObject([{ measured: results[0]?.median }])
    expect(atGoalScale).toBe(false)
    expect(told).toContain("round 3 of 3: b")
  })
})

describe("the middle", () => {
  it("of nothing is a mistake", () => {
    expect(() => median([])).toThrow("the median of nothing")
  })

  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 10], 3]
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it("of ratios is taken round by round", () => {
    expect(medianRatio([2, 20, 6], [1, 10, 2])).toBe(2)
  })
})
