import { describe, expect, it } from "vitest"

import {
  parameterNames,
  readSingle,
  readStatement,
  refuseOwnRelations,
  refuseSchemaNames,
  relationsNamed,
  resultColumns,
  spliceCtes,
  splitStatements,
  withLimit
} from "./statement.ts"

const views = ["entries", "hits", "visits"]

describe("readStatement", () => {
  it.each([
    ["", "there is no SQL statement"],
    ["-- nothing", "there is no SQL statement"],
    [";", "there is no SQL statement"],
    ["SELECT 1; DROP TABLE entry", 'a second statement begins at "DROP"'],
    ["SELECT 1;;/* x */; SELECT 2", 'a second statement begins at "SELECT"'],
    ["SELECT 1;\n/* when tree */\nSELECT 2", "it is the form that an analysis has for tree: run one of them"],
    ["DELETE FROM entry", `"DELETE" can't begin a statement that only reads`],
    ["EXPLAIN SELECT 1", `"EXPLAIN" can't begin`],
    ["'select' 1", `"'select'" can't begin`],
    ['"with" x', "can't begin"],
    ["PRAGMA user_version", `"PRAGMA" can't begin`],
    [`SELECT ${"(".repeat(90_000)}1${")".repeat(90_000)}`, "parentheses are nested more than 300 deep here"]
  ])("refuses %j", (sql, reason) => expect(() => readStatement(sql)).toThrow(reason))

  it.each([
    "SELECT ';'",
    "SELECT 1;",
    "SELECT 1 ; -- the end;\n;",
    "values (1)",
    "/* ; */ WITH a AS (SELECT 1) SELECT * FROM a"
  ])("takes %j", (sql) =>
    expect(readStatement(sql).sql).toBe(sql.replace(/;[^']*$/, (rest) => (sql.startsWith("/*") ? rest : "")))
  )

  it("tells parameters with names, each once", () => {
    expect(parameterNames(readSingle("SELECT :b, :a, ':no', \":no\", :b -- :no"))).toEqual(["b", "a"])
    expect(() => parameterNames(readSingle("SELECT ?1"))).toThrow('the parameter "?1" has no name; write :name')
    expect(() => parameterNames(readSingle("SELECT @x"))).toThrow('the parameter "@x" has no name')
  })
})

describe("relations", () => {
  it.each([
    "SELECT * FROM main.entries",
    "SELECT * FROM Main . entries",
    'SELECT * FROM "main".entries',
    "SELECT * FROM 'main'.'entries'",
    "SELECT * FROM [temp].x",
    "SELECT main.entries.path FROM entries"
  ])("refuses the schema's name in %j", (sql) => {
    expect(() => refuseSchemaNames(readSingle(sql))).toThrow("gets around the filter")
  })

  it("takes main where it is no schema", () => {
    refuseSchemaNames(readSingle("SELECT e.path AS main, 'main.entries' FROM entries AS e"))
    expect(() => refuseSchemaNames(readSingle("SELECT main"))).not.toThrow()
  })

  it.each([
    "WITH entries AS (SELECT 1) SELECT 1",
    "WITH RECURSIVE Entries(a) AS (SELECT 1) SELECT 1",
    'WITH a AS (SELECT 1), "hits" AS NOT MATERIALIZED (SELECT 1) SELECT 1',
    "WITH 'hits' (x, y) AS MATERIALIZED (SELECT 1, 2) SELECT 1",
    "SELECT * FROM (WITH visits AS (SELECT 1) SELECT * FROM visits)"
  ])("refuses a view's name for an own relation in %j", (sql) => {
    expect(() => refuseOwnRelations(readSingle(sql), views)).toThrow(
      "is a view of logmill; give this part of the WITH list another name"
    )
  })

  it("takes a view's name for a column", () => {
    expect(() =>
      refuseOwnRelations(readSingle("SELECT count(*), sum(hits) AS hits, hits AS visits FROM hits"), views)
    ).not.toThrow()
  })

  it.each<[string, ReadonlyArray<string>]>([
    ["SELECT 1", []],
    ["SELECT sum(hits) AS hits FROM entries ORDER BY hits", ["entries"]],
    ["SELECT 'FROM entries' FROM x -- FROM hits", []],
    ['SELECT 1 FROM "Entries", hits h', ["entries", "hits"]],
    ["SELECT 1 FROM 'entries'", ["entries"]],
    ["SELECT 1 FROM ((hits) CROSS JOIN visits)", ["hits", "visits"]],
    ["SELECT 1 WHERE 1 IN entries", ["entries"]],
    ["SELECT (SELECT 1 FROM [hits] LIMIT 1)", ["hits"]],
    ["WITH a AS (SELECT 1 FROM visits) SELECT 1 FROM a NATURAL LEFT JOIN entries", ["entries", "visits"]]
  ])("%j reads %j", (sql, named) => expect(relationsNamed(readSingle(sql), views)).toEqual(named))
})

describe("spliceCtes", () => {
  it.each<[string, string]>([
    ["SELECT 1", "WITH x AS (1),\ny AS (2)\nSELECT 1"],
    ["-- why\nSELECT 1", "-- why\nWITH x AS (1),\ny AS (2)\nSELECT 1"],
    ["VALUES (1)", "WITH x AS (1),\ny AS (2)\nVALUES (1)"],
    ["WITH a AS (SELECT 1) SELECT 1", "WITH x AS (1),\ny AS (2),\na AS (SELECT 1) SELECT 1"],
    ["with recursive a(n) AS (SELECT 1) SELECT 1", "with recursive x AS (1),\ny AS (2),\na(n) AS (SELECT 1) SELECT 1"],
    ['WITH "recursive" AS (SELECT 1) SELECT 1', 'WITH x AS (1),\ny AS (2),\n"recursive" AS (SELECT 1) SELECT 1']
  ])("%j", (sql, spliced) => expect(spliceCtes(readStatement(sql), ["x AS (1)", "y AS (2)"])).toBe(spliced))

  it("changes nothing when there is nothing to put in", () => {
    expect(spliceCtes(readStatement("WITH a AS (SELECT 1) SELECT 1"), [])).toBe("WITH a AS (SELECT 1) SELECT 1")
  })
})

describe("resultColumns", () => {
  it.each<[string, ReadonlyArray<string | null>]>([
    ["SELECT path, e.Status, count(*) AS hits FROM entries e", ["path", "status", "hits"]],
    ["SELECT DISTINCT 'a,b' AS x, (SELECT 1, 2) y, f(1, 2) FROM t", ["x", "y", null]],
    ["WITH a AS (SELECT 1 AS no FROM b) SELECT z FROM a UNION SELECT 2 AS no", ["z"]],
    ["SELECT *, a.* FROM a", [null, null]],
    ["SELECT 1 AS 'Quoted', CASE WHEN 1 THEN 2 END, NULL, 'text'", ["quoted", null, null, null]],
    ["SELECT count(*) FILTER (WHERE x) OVER (ORDER BY y) AS n ORDER BY n", ["n"]],
    ["VALUES (1, 2)", []]
  ])("of %s are %j", (sql, names) => {
    expect(resultColumns(readStatement(sql)).map(({ name }) => name)).toEqual(names)
  })
})

describe("withLimit", () => {
  const sorted = "WITH c AS (SELECT 1 AS a ORDER BY a LIMIT 5) SELECT a FROM c ORDER BY a"

  it("ends a statement that sorts its result", () => {
    expect(withLimit(`${sorted};`, 7)).toBe(`${sorted}\nLIMIT 7`)
    expect(withLimit(`${sorted} -- "LIMIT 5"`, 7)).toBe(`${sorted} -- "LIMIT 5"\nLIMIT 7`)
  })

  it.each([`${sorted} LIMIT 20`, "SELECT a, row_number() OVER (ORDER BY a) FROM t", "SELECT 1", "VALUES (1)"])(
    "leaves as it is: %s",
    (sql) => expect(withLimit(sql, 7)).toBe(sql)
  )
})

describe("splitStatements", () => {
  it("cuts at semicolons, and tells what stands before", () => {
    expect(splitStatements(" SELECT ';' ;; /* when x */ SELECT 2 -- end\n")).toEqual([
      { sql: "SELECT ';'", start: 1, before: " " },
      { sql: "SELECT 2", start: 28, before: " /* when x */ " }
    ])
    expect(splitStatements("-- nothing\n;")).toEqual([])
  })
})
