import { describe, expect, it } from "vitest"

import { readAnalysis } from "./file.ts"
import { ContractError } from "./header.ts"

const read = (text: string) => readAnalysis(text, { file: "/x/a.sql", origin: "user" })

const whole = `/* logmill
id = "slow-paths"            # a comment
title = "Slow paths"
description = "By 95th percentile"
topic = "performance"
cost = "sort"
chart = "bar"
empty = "No durations"
counts = "some"
also = ["slow", "p95"]
[params.min_hits]
type = "int"
default = 10
min = 1
[params.people]
type = "bool"
[columns.path]
kind = "path"
filter = "path"
pattern = "{},{}/*"
key = true
[columns.people]
kind = "count"
when = "people"
*/
SELECT path, percentile(duration_ms, 95) AS p95_ms
FROM entries GROUP BY path HAVING count(*) >= :min_hits; -- first

/* when people */
SELECT path, 1 AS p95_ms, approx_distinct(client) AS people FROM entries;
`

/** A file with one line of the header, or the statement, changed. */
const file = (header: string, sql = "SELECT path FROM entries"): string =>
  `/* logmill\nid = "a"\ntitle = "A"\n${header}\n*/\n${sql}`

describe("an analysis file", () => {
  it.each<[string, string, number, string]>([
    ["no header", "SELECT 1", 1, 'an analysis begins with a comment that begins with "/* logmill"'],
    ["another comment", "/* logmilled\n*/ SELECT 1", 1, 'begins with "/* logmill"'],
    ["an open header", '/* logmill\nid = "a"', 1, "the header is not closed"],
    ["bad TOML", file("cost = scan"), 4, "the header is not TOML"],
    ["no id", '/* logmill\ntitle = "A"\n*/ SELECT 1 AS a', 1, 'id is missing; write id = "a"'],
    ["other encodings", file('description = "Gr\uFFFD\uFFFDe"'), 4, "not UTF-8; save the file as UTF-8"],
    [
      "two columns of one name",
      file("", "SELECT path AS a,\n  count(*) AS a\nFROM entries"),
      7,
      "two columns are called a; give one another name"
    ],
    [
      "bounds the wrong way round",
      file('[params.n]\ntype = "int"\nmin = 10\nmax = 5\ndefault = 7'),
      7,
      "max is less than min"
    ],
    ["a bound of a text", file('[params.n]\ntype = "text"\nmin = 10'), 6, "min is for int, float, duration"],
    ["a bad id", '/* logmill\n\nid = "Slow Paths"\n*/ SELECT 1 AS a', 3, "id must be lower-case letters"],
    ["no title", '/* logmill\nid = "a"\n*/ SELECT 1 AS a', 1, "title is missing"],
    ["a mistyped key", file('descripton = "x"'), 4, 'the header has no key "descripton"; did you mean description?'],
    ["a strange key", file("author = 1"), 4, "the header may have id, title"],
    ["a mistyped value", file('chart = "bars"'), 4, 'chart can\'t be "bars"; did you mean "bar"?'],
    ["a value of another type", file("chart = 5"), 4, "chart must be a text"],
    ["replaces as a text", file('replaces = "yes"'), 4, "replaces must be true or false"],
    ["a key as a text", file('[columns.path]\nkind = "path"\nkey = "yes"'), 6, "key must be true or false"],
    ["params as a list", file("params = []"), 4, "params is a table; write [params]"],
    ["a bad name", file('[params."min hits"]\ntype = "int"'), 4, 'the name "min hits" must be lower-case'],
    ["a param without type", file("\n[params.n]\ndefault = 1", "SELECT :n AS n"), 5, "the parameter n has no type"],
    [
      "an unknown type",
      file('[params.n]\n\ntype = "integer"', "SELECT :n AS n"),
      6,
      'type can\'t be "integer"; there are int, float'
    ],
    [
      "a bad default",
      file('[params.n]\ntype = "int"\ndefault = "x"', "SELECT :n AS n"),
      6,
      'the default of n can\'t be "x"; it is a whole number'
    ],
    [
      "a default of no type",
      file('[params.n]\ntype = "int"\ndefault = [1]', "SELECT :n AS n"),
      6,
      "the default of n must be a text, a number"
    ],
    [
      "a default out of bounds",
      file('[params.n]\ntype = "int"\nmax = 5\ndefault = 9', "SELECT :n AS n"),
      7,
      "it is a whole number up to 5"
    ],
    [
      "a bound that is no duration",
      file('[params.n]\ntype = "duration"\nmax = "soon"', "SELECT :n AS n"),
      6,
      'max must be a duration, as in max = "30m"'
    ],
    [
      "a default beyond a duration",
      file('[params.n]\ntype = "duration"\nmax = "1h"\ndefault = "2h"', "SELECT :n AS n"),
      7,
      "up to 1h"
    ],
    ["a choice of nothing", file('[params.n]\ntype = "choice"', "SELECT :n AS n"), 4, "choices is a list of texts"],
    [
      "choices of an int",
      file('[params.n]\ntype = "int"\nchoices = ["a"]', "SELECT :n AS n"),
      6,
      "choices is a list of texts"
    ],
    [
      "a mistyped param key",
      file('[params.n]\ntype = "int"\ndefualt = 1', "SELECT :n AS n"),
      6,
      "did you mean default?"
    ],
    ["an unused param", file('\n[params.n]\ntype = "int"'), 5, "the parameter n is not used: the statement has no :n"],
    [
      "an undeclared param",
      file("", "SELECT path\nFROM entries\nWHERE status = :n"),
      8,
      "the parameter :n is not declared; add [params.n]"
    ],
    ["a param without name", file("", "SELECT ? AS a"), 6, 'the parameter "?" has no name'],
    ["a column without kind", file('[columns.path]\nfilter = "path"'), 4, "the column path has no kind"],
    ["an unknown kind", file('[columns.path]\nkind = "paht"'), 5, 'did you mean "path"?'],
    ["an unknown filter", file('[columns.path]\nkind = "path"\nfilter = "pth"'), 6, 'did you mean "path"?'],
    ["an unknown topic", file('topic = "visit"'), 4, 'topic can\'t be "visit"; did you mean "visits"?'],
    [
      "a pattern of no filter",
      file('[columns.path]\nkind = "path"\npattern = "{}/*"'),
      6,
      "a pattern is what a filter is"
    ],
    [
      "a pattern without a cell",
      file('[columns.path]\nkind = "path"\nfilter = "path"\npattern = "/*"'),
      7,
      'the pattern has no {}, where the cell goes, as in pattern = "{},{}/*"'
    ],
    [
      "a pattern that is none",
      file('[columns.path]\nkind = "path"\nfilter = "path"\npattern = "~({}"'),
      7,
      'the pattern "~(x" is no regular expression'
    ],
    ["a column that is not there", file('[columns.hits]\nkind = "count"'), 4, "the SELECT has no column hits"],
    [
      "a column that is misspelt",
      file('[columns.hitz]\nkind = "count"', "SELECT 1 AS hits"),
      4,
      "the SELECT has no column hitz; did you mean hits?"
    ],
    ["a comma too many", file("", "SELECT 1 AS a, FROM entries"), 6, "a column is missing here: the comma before it"],
    [
      "a column without name",
      file("", "SELECT path,\n count(*) FROM entries"),
      7,
      "column 2 has no name; write ... AS name"
    ],
    ["no statement", file("", "-- nothing"), 5, "there is no SELECT after the header"],
    ["a write", file("", "\nDELETE FROM entry"), 7, `"DELETE" can't begin`],
    [
      "two statements",
      file("", "SELECT 1 AS a;\nDROP TABLE entry"),
      7,
      "a second statement begins here; it needs a comment /* when NAME */"
    ],
    [
      "a variant for nothing",
      file("", "SELECT 1 AS a; /* when b */\nSELECT 2 AS a"),
      7,
      "/* when b */ names no bool parameter"
    ],
    [
      "a variant for an int",
      file('[params.b]\ntype="int"', "SELECT 1 AS a;/* when b */ SELECT 2 AS a"),
      7,
      "names no bool parameter"
    ],
    [
      "a column of no variant",
      file('[params.b]\ntype="bool"\n[columns.a]\nkind="text"\nwhen = "b"', "SELECT 1 AS c, :b AS d"),
      8,
      "there is no statement after a comment /* when b */"
    ],
    [
      "a column of a variant in the first",
      file(
        '[params.b]\ntype="bool"\n[columns.a]\nkind="text"\nwhen = "b"',
        "SELECT 1 AS a; /* when b */ SELECT 1 AS a"
      ),
      8,
      "the SELECT has the column a, which is for b only"
    ],
    [
      "a column the variant lacks",
      file('[params.b]\ntype="bool"\n[columns.a]\nkind="text"', "SELECT 1 AS a; /* when b */ SELECT 1 AS c"),
      6,
      "the SELECT for b has no column a"
    ],
    ["an open quote", file("", "SELECT path,\n'"), 7, "a quote is not closed"],
    ["a schema's name", file("", "SELECT path\nFROM main.entries"), 7, '"main.entries" names a schema'],
    ["a view's name", file("", "WITH\nhits AS (SELECT 1) SELECT 1 AS a"), 7, '"hits" is a view of logmill'],
    ["a bad macro", file("", "SELECT\nbucket(time, 'dya') AS d FROM entries"), 7, "did you mean 'day'?"]
  ])("with %s is refused", (_what, text, line, reason) => {
    const error = catchError(() => read(text))
    expect(error).toBeInstanceOf(ContractError)
    expect(error.message).toContain(reason)
    expect([error.message, error.line]).toEqual([error.message, line])
  })

  it("is read whole", () => {
    expect(read(whole)).toEqual({
      id: "slow-paths",
      title: "Slow paths",
      description: "By 95th percentile",
      topic: "performance",
      cost: "sort",
      chart: "bar",
      empty: "No durations",
      counts: "some",
      replaces: false,
      also: ["slow", "p95"],
      params: [
        { name: "min_hits", type: "int", default: 10, description: null, choices: [], min: 1, max: null },
        { name: "people", type: "bool", default: false, description: null, choices: [], min: null, max: null }
      ],
      columns: [
        {
          name: "path",
          kind: "path",
          filter: "path",
          pattern: "{},{}/*",
          status: null,
          description: null,
          when: null,
          key: true
        },
        {
          name: "people",
          kind: "count",
          filter: null,
          pattern: null,
          status: null,
          description: null,
          when: "people",
          key: null
        }
      ],
      sql: "SELECT path, percentile(duration_ms, 95) AS p95_ms\nFROM entries GROUP BY path HAVING count(*) >= :min_hits",
      variants: [{ when: "people", sql: "SELECT path, 1 AS p95_ms, approx_distinct(client) AS people FROM entries" }],
      file: "/x/a.sql",
      origin: "user"
    })
  })

  it("needs no more than an id, a title and a SELECT, behind a byte order mark and with CRLF too", () => {
    const { cost, chart, description, params, sql } = read(`\uFEFF\r\n${file("").replaceAll("\n", "\r\n")}`)
    expect({ cost, chart, description, params, sql }).toEqual({
      cost: "sort",
      chart: "table",
      description: "",
      params: [],
      sql: "SELECT path FROM entries"
    })
  })
})

const catchError = (act: () => unknown): ContractError => {
  try {
    act()
  } catch (error) {
    return error as ContractError
  }
  throw new Error("nothing was thrown")
}
