import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Answer } from "@logmill/core/analysis/runner"

import { noteAnswers } from "./answers.ts"
import { Shell } from "./Shell.ts"
import { testShell } from "./testShell.ts"

const paths: Answer = {
  id: "paths",
  title: "Paths",
  chart: "bar",
  columns: [{ name: "hits", kind: "count", filter: null }],
  rows: [[1], [2]],
  complete: true,
  total: 2,
  elapsedMs: 1,
  dataVersion: 1,
  zone: "Europe/Berlin",
  sql: "SELECT 1",
  cached: false,
  empty: null
}
const summary = (bots: number): Answer => ({
  ...paths,
  id: "summary",
  columns: ["entries", "bot_hits"].map((name) => ({ name, kind: "count", filter: null })),
  rows: [[1000, bots]]
})

describe("what is said beside the rows", () => {
  const cases: ReadonlyArray<readonly [what: string, answer: Answer, notes: ReadonlyArray<string>]> = [
    ["nothing, when the rows say it all", paths, []],
    ["a cut", { ...paths, complete: false, total: 834 }, ["paths: 2 of 834 rows; --limit 0 shows all"]],
    [
      "a cut of who knows how many",
      { ...paths, complete: false, total: null },
      ["paths: the first 2 rows; --limit 0 shows all"]
    ],
    ["nothing found", { ...paths, rows: [] }, ["paths: no rows"]],
    [
      "the zone of days",
      { ...paths, columns: [{ name: "day", kind: "date", filter: null }] },
      ["days and times are in Europe/Berlin"]
    ],
    ["that all are bots", summary(1000), ["all 1000 entries are bots'; --class people leaves them out"]],
    ["the bots", summary(423), ["423 of 1000 entries (42.3 %) are bots'; --class people leaves them out"]],
    ["no bots", summary(0), []],
    // It is 1970 in a test.
    [
      "entries that nobody can have logged yet",
      { ...paths, id: "summary", columns: [{ name: "last_time", kind: "time", filter: null }], rows: [[3_600_001]] },
      [
        "some entries are later than now, up to 1970-01-01T02:00:00.001+01:00: a clock is wrong, or the time zone they were read in; --to now leaves them out",
        "days and times are in Europe/Berlin"
      ]
    ]
  ]
  for (const [what, answer, notes] of cases) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const { err, shell } = testShell()
        yield* noteAnswers([answer]).pipe(Effect.provideService(Shell, shell))
        assert.strictEqual(err(), notes.map((note) => `${note}\n`).join(""))
      })
    )
  }
})
