import { describe, expect, it } from "vitest"

import { macroNames } from "./macros.ts"
import { resultNames } from "./resultNames.ts"

const named = (sql: string): string => resultNames(sql)((word) => word === "select" || macroNames.includes(word))

describe("columns of a result", () => {
  it.each<[string, string]>([
    [
      "SELECT bucket( time, 'day' ), count(*) FROM entries GROUP BY 1",
      `SELECT bucket( time, 'day' ) AS "bucket( time, 'day' )", count(*) FROM entries GROUP BY 1`
    ],
    [
      "SELECT 1+(SELECT sum(hits) FROM visits) -- all\nFROM hits",
      'SELECT 1+(SELECT sum(hits) FROM visits) AS "1+(SELECT sum(hits) FROM visits)" -- all\nFROM hits'
    ],
    [
      `WITH t AS (SELECT weekday(time) FROM entries) SELECT max(weekday("time")) FROM t UNION SELECT weekday(1)`,
      `WITH t AS (SELECT weekday(time) FROM entries) SELECT max(weekday("time")) AS "max(weekday(""time""))" FROM t UNION SELECT weekday(1)`
    ]
  ])("keep the names that SQLite would give them: %s", (sql, expected) => expect(named(sql)).toBe(expected))

  it.each([
    "SELECT path, sum(hits), x.* FROM hits AS x",
    "SELECT bucket(time, 'day') AS day, (SELECT 1) n FROM entries",
    "SELECT * FROM (SELECT weekday(time) FROM entries)",
    "VALUES (1)"
  ])("have them already: %s", (sql) => expect(named(sql)).toBe(sql))
})
