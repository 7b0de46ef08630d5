import { assert, describe, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import { latencyFigure, selectionOf, summaryFigure } from "./read.ts"

const day = 86_400_000
const answerOf = (cells: Readonly<Record<string, number | string>>): Answer =>
  ({ columns: Object.keys(cells).map((name) => ({ name })), rows: [Object.values(cells)] }) as unknown as Answer

describe("figures of the summary", () => {
  const answer = answerOf({ entries: 1001, days: 11, bytes: "18014398509481982" })
  const centuries = 8000 * 365 * day

  it("are by the days that there are logs of, not by those to a broken clock's", () => {
    assert.strictEqual(summaryFigure("hits", answer, selectionOf(answer, centuries, true)).caption, "91 a day")
    assert.strictEqual(summaryFigure("hits", answer, selectionOf(answer, 10 * day, true)).caption, "100.1 a day")
  })

  it("are by all days under a filter, which some have nothing for", () => {
    assert.strictEqual(summaryFigure("hits", answer, selectionOf(answer, 100 * day, false)).caption, "10.0 a day")
  })

  it.each([
    [1014, 1, "1,014 hits each"],
    [444, 2, "222 hits each"],
    [2222, 10, "222.2 hits each"],
    [1004, 1000, "1.00 hits each"],
    [7, 7, "1 hit each"],
    [20_786, 2, "10.4\u202Fk hits each"]
  ])("say of %d hits of %d visitors: %s", (entries, visitors, caption) => {
    assert.strictEqual(
      summaryFigure("visitors", answerOf({ entries, visitors }), { ms: day, within: day }).caption,
      caption
    )
  })

  it("are told of sums beyond what JSON has numbers for", () => {
    assert.strictEqual(summaryFigure("bytes", answer, selectionOf(answer, 10 * day, true)).value, "16.0\u202FPiB")
  })
})

describe("the figure of response times", () => {
  it("is the one that its line and its change are of, with its own unit", () => {
    const { caption, change, value } = latencyFigure(
      answerOf({ timed: 9, p50_ms: 50, p95_ms: 1200, p95_ms_before: 600 })
    )
    assert.deepStrictEqual([value, caption, change], ["1.2\u202Fs", "p95 · p50 50\u202Fms", 1])
  })
})
