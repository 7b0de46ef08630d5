import { assert, describe, it } from "@effect/vitest"

import { type IngestReport, noCounts, type SourceOutcome } from "@logmill/core/ingest/report"

import type { ExitName } from "./exit.ts"
import { remarksOn, shownPath, statusOfIngest, whyNothing } from "./ingestReport.ts"
import type { MaxRejects } from "./values.ts"

type Result = SourceOutcome["result"]

const outcome = (result: Result, detail: string | null = null, path = `/logs/${result}.log`): SourceOutcome => ({
  path,
  sourceId: 1,
  result,
  detail,
  format: "combined",
  counts: result === "read" ? { ...noCounts, lines: 100, stored: 100 } : noCounts
})
const report = (results: ReadonlyArray<Result | SourceOutcome>, more: Partial<IngestReport> = {}): IngestReport => ({
  runId: 1,
  outcomes: results.map((result) => (typeof result === "string" ? outcome(result) : result)),
  counts: noCounts,
  bytes: 0,
  nulBytes: 0,
  elapsedMs: 1000,
  filteredBy: [],
  rejectedBy: [],
  notices: [],
  hadSources: false,
  interrupted: false,
  ...more
})
const rejecting = (rejected: number) => report(["read"], { counts: { ...noCounts, lines: 1000, rejected } })

it("tells a line whose end is missing from lines that are wrong", () => {
  const told = (rejected: number) => {
    const counts = { ...noCounts, lines: 9, stored: 9 - rejected, rejected }
    const cut = { ...outcome("read"), isUnfinished: true }
    const rejectedBy = [{ lines: rejected, reason: "no-time" as const }]
    return remarksOn(report([cut], { counts, rejectedBy }), { cwd: "/logs", maxRejects: { lines: 5 } }).notes.at(-1)
  }
  assert.strictEqual(told(1), "counted as rejected until the rest is there: 1 line")
  assert.strictEqual(told(3), "rejected: 3 no-time (with 1 line not whole yet); logmill rejects shows them")
})

describe("the status of an ingest", () => {
  const onePercent: MaxRejects = { share: 0.01 }
  const cases: ReadonlyArray<readonly [what: string, report: IngestReport, maxRejects: MaxRejects, status: ExitName]> =
    [
      ["nothing found", report([]), onePercent, "usage"],
      ["nothing usable", report(["missing", "refused", "empty", "unreadable"]), onePercent, "usage"],
      ["one of two missing", report(["read", "missing"]), onePercent, "partly"],
      ["refused", report(["unchanged", "refused"]), onePercent, "partly"],
      ["empty", report(["alreadyRead", "empty"]), onePercent, "done"],
      ["nothing but empty, at first", report(["empty", "empty"]), onePercent, "usage"],
      ["nothing but empty, later", report(["empty", "empty"], { hadSources: true }), onePercent, "done"],
      [
        "a last line without its end",
        report([{ ...outcome("read"), isUnfinished: true }], { counts: { ...noCounts, lines: 5, rejected: 1 } }),
        onePercent,
        "done"
      ],
      ["unreadable", report(["continued", "unreadable"]), onePercent, "partly"],
      ["damaged", report(["damaged"]), onePercent, "partly"],
      ["a mistake of ours, and a missing file", report(["read", "missing", "crashed"]), onePercent, "bug"],
      ["all read", report(["read", "continued", "unchanged", "alreadyRead"]), onePercent, "done"],
      ["just as many rejects as allowed", rejecting(10), onePercent, "done"],
      ["a reject too many", rejecting(11), onePercent, "partly"],
      ["a number of rejects allowed", rejecting(11), { lines: 11 }, "done"],
      ["none allowed", rejecting(1), { lines: 0 }, "partly"]
    ]
  it.each(cases)("%s", (_, report, maxRejects, status) => {
    assert.strictEqual(statusOfIngest(report, maxRejects), status)
  })
})

describe("why nothing was read", () => {
  const noFile = "there is no such file"
  const noMatch = outcome("missing", "matches no file", "*.lgo")
  const noFiles = outcome("unreadable", "is an empty folder", "/logs")
  const cases: ReadonlyArray<readonly [ReadonlyArray<Result | SourceOutcome>, string]> = [
    [[outcome("missing", noFile)], "there is no such file"],
    [[noMatch], "the pattern matches no file"],
    [[noFiles], "the folder is empty"],
    [["empty"], "the file is empty"],
    [["refused"], "the file is no access log"],
    [["refused", "refused"], "none of 2 files is an access log"],
    [["unreadable", "empty", "empty"], "the file can't be read, 2 files are empty"],
    [[], "no file was found"]
  ]
  it.each(cases)("%j", (outcomes, why) => {
    assert.strictEqual(whyNothing(report(outcomes)), why)
  })
})

describe("remarks", () => {
  const say = (report: IngestReport) => remarksOn(report, { cwd: "/logs", maxRejects: { share: 0.01 } })

  it("name every file that could not be read, with the reason", () => {
    const outcomes = [
      outcome("missing", "there is no such file"),
      outcome("refused", "is no access log", "/elsewhere/x.png")
    ]
    assert.deepStrictEqual(say(report(outcomes)).warnings, [
      "missing.log: there is no such file",
      "/elsewhere/x.png: is no access log"
    ])
  })

  it("give the stack of a mistake of ours line by line", () =>
    assert.deepStrictEqual(say(report([outcome("crashed", "a mistake: Error\n    at x.js:1")])).warnings, [
      "crashed.log: a mistake: Error",
      "    at x.js:1"
    ]))

  it("name what is skipped because it was read before", () => {
    const outcomes = [outcome("alreadyRead", "was read already as /logs/a.log", "/logs/b.log"), outcome("unchanged")]
    assert.deepStrictEqual(say(report(outcomes)).notes, [
      "b.log: was read already as /logs/a.log",
      "nothing new in unchanged.log"
    ])
  })

  it("name what was passed over in a folder, once for each reason, which is no fault", () => {
    const outcomes = [
      outcome("read"),
      ...[".a", ".b"].map((name) => outcome("skipped", "skipped, as hidden", `/logs/${name}`)),
      outcome("skipped", "skipped, as a copy", "/logs/a.log~")
    ]
    assert.strictEqual(statusOfIngest(report(outcomes), { share: 0.01 }), "done")
    assert.deepStrictEqual(say(report(outcomes)).notes, [".a, .b: skipped, as hidden", "a.log~: skipped, as a copy"])
  })

  it("name what was found out about a file that was read", () => {
    const outcomes = [outcome("continued", "was cut or rewritten after line 7: read on from there")]
    assert.deepStrictEqual(say(report(outcomes)).notes, [
      "continued.log: was cut or rewritten after line 7: read on from there"
    ])
  })

  it("warn of standard input that may have come before", () => {
    const { notes, warnings } = say(report([outcome("read", "begins like source 1", "-")]))
    assert.deepStrictEqual([warnings, notes], [["standard input: begins like source 1"], []])
  })

  it("tell of NULs that were passed over", () => {
    const passedOver = (nulBytes: number) => say(report([], { nulBytes })).notes.join()
    assert.match(
      passedOver(4096),
      /^passed over: 4,096 bytes of NULs and what they cut off, in front of lines, .* lines may be missing there$/
    )
    assert.match(passedOver(1), /^passed over: 1 byte of NULs/)
    assert.strictEqual(passedOver(0), "")
  })

  it("count every line, with rules and reasons", () => {
    const counts = { lines: 12345, stored: 12000, filtered: 300, rejected: 40, blank: 3, comment: 2 }
    const filteredBy = [{ rule: "static", lines: 300 }]
    const rejectedBy = [
      { reason: "bad-time", lines: 30 },
      { reason: "no-request", lines: 10 }
    ]
    assert.deepStrictEqual(say(report(["read"], { counts, filteredBy, rejectedBy })), {
      warnings: [],
      notes: [
        "1 source in 1.0 s, 12,345 lines/s: 12345 lines = 12000 stored + 300 filtered + 40 rejected + 5 skipped",
        "filtered: 300 static",
        "rejected: 30 bad-time, 10 no-request; logmill rejects shows them"
      ]
    })
  })

  it("count a line that was finished by a run as one of its lines", () => {
    const counts = { ...noCounts, stored: 1, rejected: -1 }
    const finished = { ...outcome("continued"), isFinished: true }
    const rejectedBy = [{ reason: "no-time", lines: -1 }]
    assert.deepStrictEqual(say(report([finished], { counts, rejectedBy })).notes, [
      "1 source in 1.0 s: 1 line = 1 stored + 0 filtered + 0 rejected + 0 skipped"
    ])
  })

  it("warn of too many rejects", () => {
    assert.deepStrictEqual(say(rejecting(500)).warnings, ["more lines were rejected than --max-rejects allows (1 %)"])
  })

  it("say how to go on after an interruption, and pass notices on", () => {
    assert.deepStrictEqual(say(report(["stopped"], { interrupted: true, notices: ["mind the zone"] })).notes, [
      "mind the zone",
      "stopped; what was finished is stored, and the same command goes on from there"
    ])
  })

  it("do not list hundreds of files", () => {
    const many = Array.from({ length: 100 }, (_, i) => outcome("unchanged", null, `/logs/${i}.log`))
    assert.deepStrictEqual(say(report(many)).notes, [
      "nothing new in 0.log, 1.log, 2.log, 3.log, 4.log, 5.log, 6.log, 7.log and 92 more"
    ])
  })
})

describe("shownPath", () => {
  const cases: ReadonlyArray<readonly [path: string, shown: string]> = [
    ["/logs/a.log", "a.log"],
    ["/logs/2026/a.log", "2026/a.log"],
    ["/other/a.log", "/other/a.log"],
    ["-", "standard input"]
  ]
  it.each(cases)("%s", (path, shown) => {
    assert.strictEqual(shownPath("/logs", path), shown)
  })
})
