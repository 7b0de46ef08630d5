import { describe, expect, it } from "vitest"

import { applyEdits, SqlTextError, tokenize } from "./tokenizer.ts"

const kinds = (sql: string): ReadonlyArray<string> => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`)

describe("tokenize", () => {
  it.each([
    ["SELECT 'a", 7, "a quote is not closed: ' is missing"],
    ['SELECT "a', 7, 'a quote is not closed: " is missing'],
    ["SELECT [a", 7, "a quote is not closed: ] is missing"],
    ["SELECT `a", 7, "a quote is not closed: ` is missing"],
    ["SELECT 1 /* x", 9, "a comment is not closed: */ is missing"],
    ["SELECT {", 7, 'the character "{" does not belong in SQL'],
    ["SELECT \u0000", 7, 'the character "\\u0000" does not belong in SQL']
  ])("refuses %j", (sql, at, message) => {
    expect(() => tokenize(sql)).toThrow(new SqlTextError(at, message))
    expect(() => tokenize(sql)).toThrow(expect.objectContaining({ at }))
  })

  it.each<[string, ReadonlyArray<string>]>([
    ["", []],
    ["-- all comment\n/* and\n this */ ", []],
    ["a/*'*/b--'\nc", ["word a", "word b", "word c"]],
    ["'it''s' 'a--b' '/*'", ["string 'it''s'", "string 'a--b'", "string '/*'"]],
    [`"a""b" \`c\`\`d\` [e'f]`, [`quoted "a""b"`, "quoted `c``d`", "quoted [e'f]"]],
    ["x'00ff' X''", ["blob x'00ff'", "blob X''"]],
    ["1 .5 1.e3 0x1F 1_000", ["number 1", "number .5", "number 1.e3", "number 0x1F", "number 1_000"]],
    [":a @b $c ? ?12", ["param :a", "param @b", "param $c", "param ?", "param ?12"]],
    ["a->>'$.b'||c<>d", ["word a", "symbol ->>", "string '$.b'", "symbol ||", "word c", "symbol <>", "word d"]],
    ["größe_1$ 😀", ["word größe_1$", "word 😀"]],
    ["a - -1--1", ["word a", "symbol -", "symbol -", "number 1"]],
    ["x-y;z", ["word x", "symbol -", "word y", "symbol ;", "word z"]]
  ])("%j", (sql, tokens) => expect(kinds(sql)).toEqual(tokens))

  it("knows what a name names, and where it stands", () => {
    expect(tokenize(` Entries "My ""Path" 'It''s'`)).toEqual([
      { kind: "word", text: "Entries", value: "entries", start: 1, end: 8 },
      { kind: "quoted", text: '"My ""Path"', value: 'my "path', start: 9, end: 20 },
      { kind: "string", text: "'It''s'", value: "It's", start: 21, end: 28 }
    ])
  })

  it("loses nothing but blanks and comments", () => {
    const sql = "WITH a AS (SELECT 'x;y' AS \"b;\") -- c\nSELECT :p, x'0a' FROM a /* d */ WHERE b >= 1.5e-3"
    let at = 0
    for (const { start, end, text } of tokenize(sql)) {
      expect(sql.slice(start, end)).toBe(text)
      expect(sql.slice(at, start)).toMatch(/^(\s|--[^\n]*\n|\/\*.*?\*\/)*$/)
      at = end
    }
    expect(at).toBe(sql.length)
  })

  it("puts edits in where they belong, in any order", () => {
    const edits = [
      { start: 4, end: 5, text: "C" },
      { start: 0, end: 1, text: "AAA" },
      { start: 2, end: 2, text: "+" }
    ]
    expect(applyEdits("a b c d", edits)).toBe("AAA +b C d")
  })
})
