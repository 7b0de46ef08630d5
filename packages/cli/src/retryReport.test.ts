import { assert, describe, it } from "@effect/vitest"

import type { RetriedSource, RetryReport } from "@logmill/core/ingest/retry/report"

import type { ExitName } from "./exit.ts"
import { remarksOnRetry, statusOfRetry, unknownNames } from "./retryReport.ts"
import type { MaxRejects } from "./values.ts"

const source = (more: Partial<RetriedSource> = {}): RetriedSource => ({
  sourceId: 3,
  path: "/logs/a.log",
  format: "shop",
  conflict: null,
  lines: 1000,
  rejected: 10,
  stored: 10,
  filtered: 0,
  skipped: 0,
  failed: [],
  notRetried: null,
  left: 0,
  ...more
})
const report = (sources: ReadonlyArray<RetriedSource>, more: Partial<RetryReport> = {}): RetryReport => ({
  sources,
  without: [],
  unknown: [],
  filteredBy: [],
  elapsedMs: 5,
  interrupted: false,
  ...more
})
const gone = { lines: 4, reason: "gone", needsHeader: false } as const
const failing = source({ stored: 0, rejected: 11, failed: [{ reason: "bad-time", lines: 11, nearest: null }] })

describe("the status of a retry", () => {
  const onePercent: MaxRejects = { share: 0.01 }
  const cases: ReadonlyArray<readonly [what: string, report: RetryReport, maxRejects: MaxRejects, status: ExitName]> = [
    ["no name is a source's", report([], { unknown: ["x"] }), onePercent, "usage"],
    ["one name is none", report([source()], { unknown: ["x"] }), onePercent, "partly"],
    [
      "a source without rejects, and a name that is none",
      report([], { without: ["/a"], unknown: ["x"] }),
      onePercent,
      "partly"
    ],
    ["lines that could not be tried", report([source({ stored: 6, notRetried: gone })]), onePercent, "partly"],
    ["more left than allowed", report([failing]), onePercent, "partly"],
    ["as many left as allowed", report([failing]), { lines: 11 }, "done"],
    ["all stored", report([source()]), { lines: 0 }, "done"],
    ["all filtered or skipped", report([source({ stored: 0, filtered: 4, skipped: 6 })]), { lines: 0 }, "done"],
    ["nothing to do", report([]), { lines: 0 }, "done"]
  ]
  it.each(cases)("%s", (_, about, maxRejects, status) => assert.strictEqual(statusOfRetry(about, maxRejects), status))
})

describe("the remarks on a retry", () => {
  const say = (about: RetryReport) =>
    remarksOnRetry(about, { cwd: "/logs", maxRejects: { share: 1 }, command: (words) => `logmill ${words}` })

  it("name the sources that there are none of", () => {
    assert.strictEqual(unknownNames(report([], { unknown: ["a.log", "7"] })), 'no source is called "a.log", "7"')
  })

  const summaries: ReadonlyArray<readonly [RetriedSource, string]> = [
    [source(), "10 of 10 rejected lines of a.log are now stored as shop"],
    [source({ rejected: 1, stored: 1 }), "1 of 1 rejected line of a.log is now stored as shop"],
    [
      source({
        rejected: 12,
        stored: 2,
        filtered: 3,
        skipped: 1,
        failed: [
          { reason: "no-match", lines: 5, nearest: "shop" },
          { reason: "bad-time", lines: 1, nearest: null }
        ]
      }),
      "2 of 12 rejected lines of a.log are now stored as shop (3 filtered, 1 blank or comments), 6 still do not parse (5 no-match, nearest: shop; 1 bad-time)"
    ],
    [source({ stored: 4, left: 6 }), "4 of 10 rejected lines of a.log are now stored as shop, 6 were not come to"]
  ]
  it.each(summaries)("sum a source up: %#", (about, sentence) => {
    assert.strictEqual(say(report([about])).notes[0], sentence)
  })

  const reasons = [
    [
      "gone",
      false,
      "their text is not kept, and the file is gone; with what was read, wherever that is: logmill ingest --retry-rejects FILE"
    ],
    [
      "changed",
      true,
      "a header in the file says what they mean, and the file has other lines now; with what was read, wherever that is: logmill ingest --retry-rejects FILE"
    ],
    [
      "unreadable",
      false,
      "their text is not kept, and the file can't be read; make it readable and run the same command again"
    ],
    [
      "standardInput",
      false,
      "their text is not kept, and standard input can't be read again; logmill forget 3 and piping it in again has them"
    ]
  ] as const
  it.each(reasons)("say why lines were not tried: %s", (reason, needsHeader, why) => {
    const about = source({ stored: 6, notRetried: { lines: 4, reason, needsHeader } })
    assert.deepStrictEqual(say(report([about])).warnings, [`a.log: 4 rejected lines could not be tried again: ${why}`])
  })

  it("name formats between which none was chosen", () => {
    const { warnings } = say(report([source({ conflict: ["one", "other"] })]))
    assert.include(warnings[0], "--log-format one or --log-format other")
  })

  it("say what to do next, and that there was nothing to do", () => {
    assert.include(
      say(report([failing])).notes,
      "logmill rejects shows what is left; logmill formats explain LINE says where reading stops"
    )
    assert.deepStrictEqual(say(report([])).notes, ["no line is rejected"])
    assert.deepStrictEqual(say(report([], { without: ["/logs/b.log"] })).notes, ["b.log has no rejected lines"])
  })
})
