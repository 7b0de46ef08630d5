import { assert, describe, it } from "@effect/vitest"

import type { StatementAnswer } from "./ask.ts"
import { wordAt } from "./mistake.ts"
import { answerOf, chartOf, otherThan, otherWords } from "./outcome.ts"

const told = (columns: StatementAnswer["columns"], rows: StatementAnswer["rows"]): StatementAnswer => ({
  columns,
  rows,
  complete: true,
  total: rows.length,
  elapsed_ms: 1,
  data_version: 1,
  zone: "UTC",
  sql: "",
  notes: [],
  faster: null
})

const column = (name: string, kind: StatementAnswer["columns"][number]["kind"]) => ({ name, kind, filter: null })

describe("the answer to a statement", () => {
  it("is of another one, of other values, of another filter, or of what would be asked now", () => {
    const asked = { sql: "SELECT :a", params: { a: "1" }, filter: { class: ["person"] } }
    assert.isNull(otherThan(asked, { ...asked, sql: "SELECT :a\n" }))
    assert.strictEqual(otherThan(asked, { ...asked, sql: "SELECT :a + 1" }), "statement")
    assert.strictEqual(otherThan(asked, { ...asked, params: { a: "2" } }), "values")
    assert.strictEqual(otherThan(asked, { sql: asked.sql, params: asked.params }), "filter")
    assert.strictEqual(otherWords("plan", "filter"), "This is the plan of another filter.")
    assert.isNull(otherWords("mistake", null))
  })

  it("has numbers where all values are, though nothing tells so", () => {
    const columns = [column("a", "text"), column("b", "text"), column("c", "text"), column("d", "time")]
    const answer = answerOf(
      told(columns, [
        [1, "1", null, 1],
        [null, 2, null, 2]
      ])
    )
    assert.deepStrictEqual(
      answer.columns.map(({ kind }) => kind),
      ["number", "text", "text", "time"]
    )
  })

  it("is drawn over time, by its texts, or not at all", () => {
    const charts = [
      [column("t", "time"), column("n", "count")],
      [column("d", "date"), column("x", "text"), column("n", "bytes")],
      [column("p", "path"), column("n", "count")],
      [column("n", "count"), column("m", "count")],
      [column("p", "path")],
      [column("t", "time")],
      []
    ].map(chartOf)
    assert.deepStrictEqual(charts, ["line", "line", "bar", "table", "table", "table", "table"])
  })
})

describe("the place of a mistake", () => {
  it("is a word, a text or a sign; at the end the last letter", () => {
    const marked = (text: string, at: number): string | null => {
      const found = wordAt(text, at)
      return found === null ? null : text.slice(...found)
    }
    assert.deepStrictEqual(
      [
        marked("SELECT pth FROM x", 7),
        marked("a 'it is' b", 2),
        marked("x = :p", 4),
        marked("a , b", 2),
        marked("(1", 2),
        marked("(1 \n", 99),
        marked("ab", -5),
        marked("  \n", 1)
      ],
      ["pth", "'it is'", ":p", ",", "1", "1", "ab", null]
    )
  })
})
