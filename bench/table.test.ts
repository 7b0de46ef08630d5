import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

import type { Result } from "./operation.ts"
import { record } from "./report.ts"
import type { Report } from "./report.ts"
import { isReached, render } from "./table.ts"

const result = (name: string, seconds: ReadonlyArray<number>, more: Partial<Result>): Result => ({
  name,
  seconds,
  median: seconds[0] as number,
  rate: null,
  ratio: 1,
  peakBytes: null,
  databaseShare: null,
  checkedPaths: null,
  ...more
})

const report: Report = {
  date: "2026-11-24T12:00:00Z",
  logmill: { version: "0.1.0", commit: "1234567+" },
  machine: {
    cpu: "Example CPU",
    cores: 2,
    memory_bytes: 16e9,
    os: "Linux 6.1",
    node: "v26.10.0",
    awk: "mawk 1.3.4",
    filesystem: "ext4",
    load: 0.1
  },
  rounds: 2,
  measured: [
    {
      operation: "ingest-plain",
      title: "One plain file",
      input: "2,000,000 lines, 535 MB",
      lines: 2_000_000,
      atGoalScale: false,
      baseline: "awk",
      results: [
        result("logmill", [3, 2.91234567], {
          rate: 666_667,
          ratio: 1.2,
          peakBytes: 201_234_567,
          databaseShare: 0.1254,
          checkedPaths: 9
        }),
        result("awk", [2.5, 0.25], { rate: 800_000 })
      ],
      goals: [
        { what: "rate", bound: "at least", limit: 400_000, unit: "lines/s", measured: 666_667 },
        { what: "time against awk", bound: "at most", limit: 1, unit: "x", measured: 1.2 },
        { what: "peak memory", bound: "at most", limit: 250e6, unit: "bytes", measured: null }
      ]
    }
  ],
  failed: ["rerun"],
  absent: [{ peer: "Example", reason: "not installed" }]
}

describe("the table", () => {
  it("never takes what was not measured for a goal reached", () => {
    expect(isReached({ bound: "at most", limit: 1, measured: null })).toBe(false)
    expect(isReached({ bound: "at least", limit: 1, measured: 1 })).toBe(true)
    expect(isReached({ bound: "at most", limit: 1, measured: 1.01 })).toBe(false)
  })

  it("shows figures, goals, what failed and what was not compared", () => {
    expect(render(report)).toBe(`logmill 0.1.0 (1234567+), 2026-11-24T12:00:00Z
Example CPU, 2 cores, 16 GB; Linux 6.1
Node v26.10.0; mawk 1.3.4; ext4; load before: 0.1

| operation | input |  | median | lowest to highest | lines/s | time against | peak memory | database |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| ingest-plain | 2,000,000 lines, 535 MB | logmill | 3.00 s | 2.91 s to 3.00 s | 666,667 | 1.20 x | 201 MB | 12.5 % |
|  |  | awk | 2.50 s | 250 ms to 2.50 s | 800,000 | 1 |  |  |

| operation | goal | limit | measured | reached |
| --- | --- | --- | --- | --- |
| ingest-plain | rate | at least 400,000 lines/s | 666,667 lines/s | yes |
| ingest-plain | time against awk | at most 1.00 x | 1.20 x | no |
| ingest-plain | peak memory | at most 250 MB | not measured here |  |

At another scale than the goals are meant for: ingest-plain.
Not measured, because they failed: rerun.
Not compared with Example: not installed.
`)
  })

  it("is recorded under its date, with rounded figures", () => {
    const folder = mkdtempSync(join(tmpdir(), "logmill-report-"))
    const path = record(report, join(folder, "results"))
    expect(path).toBe(join(folder, "results/2026-11-24T12-00-00Z.json"))
    const read = JSON.parse(readFileSync(path, "utf8")) as Report
    rmSync(folder, { recursive: true })
    expect(read.machine).toEqual(report.machine)
    expect(read.measured[0]?.results[0]?.seconds).toEqual([3, 2.9123])
  })
})
