/** Every code that the analysis tells has words. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { rejectReasonTexts } from "@logmill/workers/parse/line"

import type { Answer } from "../api/types.ts"
import { issueWords, namesOf, withSentences } from "./words.ts"

describe("what was found, in words", () => {
  it("has words for all reasons and issues", () => {
    for (const reason of Object.keys(rejectReasonTexts)) assert.notInclude(issueWords("rejected", reason), reason)
    const sql = readFileSync(
      join(import.meta.dirname, "../../../../packages/plugins/analyses/data-quality.sql"),
      "utf8"
    )
    const issues = [...sql.matchAll(/^\s+(?:SELECT )?\d+, '([a-z-]+)'/gm), ...sql.matchAll(/1 AS place, '([a-z-]+)'/g)]
    assert.isAbove(issues.length, 12)
    for (const [, issue] of issues) assert.notStrictEqual(issueWords(issue!, null), issue!)
  })

  it("says details where they tell more, and codes it does not know as they are", () => {
    assert.strictEqual(issueWords("clock-jump", "back by up to 300 s"), "The clock jumps: back by up to 300 s")
    assert.strictEqual(issueWords("filtered", "left out by --drop or --keep"), "Lines left out by --drop or --keep")
    assert.strictEqual(issueWords("rejected", "new-reason"), "Lines that did not parse: new-reason")
    assert.strictEqual(issueWords("constructor", null), "constructor")
  })

  it("stand in front of a whole table, whose codes are at its end", () => {
    const table = {
      columns: ["issue", "detail", "count", "source"].map((name) => ({ name, kind: "text", filter: null })),
      rows: [["rejected", "no-time", 7, "/a.log"]]
    }
    const { columns, rows } = withSentences(table as unknown as Answer)
    assert.deepStrictEqual(
      columns.map(({ name }) => name),
      ["finding", "count", "source", "issue", "detail"]
    )
    assert.deepStrictEqual(rows, [
      ["Lines that did not parse: there is no time in brackets", 7, "/a.log", "rejected", "no-time"]
    ])
  })

  it("names logs so that they are told apart", () => {
    const names = namesOf(["/a/access.log.1.gz", "/a/access.log.2.gz", "/a/x.log", "/b/x.log"])
    assert.deepStrictEqual([...names.values()], ["access.log.1.gz", "access.log.2.gz", "/a/x.log", "/b/x.log"])
  })
})
