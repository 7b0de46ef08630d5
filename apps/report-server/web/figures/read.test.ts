import { assert, describe, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import { latencyFigure, loggedTime, summaryFigure } from "./read.ts"

const day = 86_400_000
const answerOf = (cells: Readonly<Record<string, number | string>>): Answer =>
  ({ columns: Object.keys(cells).map((name) => ({ name })), rows: [Object.values(cells)] }) as unknown as Answer

describe("figures of the summary", () => {
  const answer = answerOf({ entries: 1001, days: 11, bytes: "18014398509481982" })

  it.each([
    ["days", 10 * day, "100.1 a day", "1,001 hits in 10 days"],
    // From the second of the first entry to that of the last.
    ["whole days", 11 * day - 40_000, "91 a day", "1,001 hits in 11 days"],
    ["days and a part of one", 2.25 * day, "435.2 a day", "1,001 hits in 2.3 days"],
    ["hours", day, "41.7 an hour", "1,001 hits in 24 hours"],
    ["a minute", 60_000, "1,001 a minute", "1,001 hits in 1 minute"],
    ["less", 59_000, "", "1,001 hits"]
  ])("are told by the time that there are logs of: %s", (_, logged, caption, title) => {
    const figure = summaryFigure("hits", answer, logged)
    assert.deepStrictEqual([figure.caption, figure.title], [caption, title])
  })

  it.each([
    [1014, 1, "1,014 hits each"],
    [444, 2, "222 hits each"],
    [2222, 10, "222.2 hits each"],
    [1004, 1000, "1.00 hits each"],
    [7, 7, "1 hit each"],
    [20_786, 2, "10.4\u202Fk hits each"]
  ])("say of %d hits of %d visitors: %s", (entries, visitors, caption) => {
    assert.strictEqual(summaryFigure("visitors", answerOf({ entries, visitors }), day).caption, caption)
  })

  it("change by points where they are shares, and where the share was nothing before, too", () => {
    const compared = answerOf({
      entries: 1000,
      entries_before: 500,
      hits_4xx: 60,
      hits_4xx_before: 10,
      hits_5xx: 13,
      hits_5xx_before: 6,
      bot_hits: 55,
      bot_hits_before: 0
    })
    const told = (["errors", "bots", "hits"] as const).map((metric) => {
      const { change, isPoints } = summaryFigure(metric, compared, day)
      return [change?.toFixed(3), isPoints]
    })
    assert.deepStrictEqual(told, [
      ["0.041", true],
      ["0.055", true],
      ["1.000", false]
    ])
  })

  it("are told of sums beyond what JSON has numbers for", () => {
    assert.strictEqual(summaryFigure("bytes", answer, 10 * day).value, "16.0\u202FPiB")
  })
})

describe("the time that there are logs of", () => {
  const clock = { first: 10 * day, last: 24 * day, now: 30 * day }
  it.each([
    ["is that of the range within the data", { from: 12 * day, to: 15 * day }, clock, 3],
    ["ends with the data", { from: 0, to: 28 * day }, clock, 14],
    ["is none beside it", { from: 25 * day, to: 28 * day }, clock, 0],
    ["ends now, where a clock was ahead", { from: 0, to: 9000 * day }, { ...clock, last: 8999 * day }, 20],
    ["is that of data which is all later than now", { from: 0, to: 24 * day }, { ...clock, now: 0 }, 14]
  ] as const)("%s", (_, range, clock, days) => assert.strictEqual(loggedTime(range, clock), days * day))
})

describe("the figure of response times", () => {
  it("is the one that its line and its change are of, with its own unit", () => {
    const { caption, change, value } = latencyFigure(
      answerOf({ timed: 9, p50_ms: 50, p95_ms: 1200, p95_ms_before: 600 })
    )
    assert.deepStrictEqual([value, caption, change], ["1.2\u202Fs", "p95 · p50 50\u202Fms", 1])
  })
})
