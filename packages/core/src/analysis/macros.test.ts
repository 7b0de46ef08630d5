import { describe, expect, it } from "vitest"

import { longAgo } from "./bucket.ts"
import { bucketUnitOf, expandMacros, type MacroContext } from "./macros.ts"
import { SqlTextError } from "./tokenizer.ts"

const context: MacroContext = {
  zone: [[-Infinity, 3_600_000]],
  span: { from: 0, to: 86_400_000 },
  params: { by: "day", bad: "dya", empty: null, minutes: "30", paths: "/a,!~b", blank: "" }
}

describe("macros", () => {
  it.each([
    ["SELECT bucket(time)", 7, "bucket() takes 2 arguments, as in bucket(time, 'day')"],
    ["SELECT bucket()", 7, "bucket() takes 2 arguments"],
    ["SELECT bucket(time, day)", 7, "the unit of bucket() is a text or a parameter"],
    ["SELECT bucket(time, :empty)", 7, "the unit of bucket() is a text or a parameter"],
    ["SELECT bucket(time, 'dya')", 7, "bucket() knows no unit 'dya'; did you mean 'day'?"],
    ["SELECT bucket(time, :bad)", 7, "did you mean 'day'?"],
    ["SELECT bucket(time, 'fortnight')", 7, "there are minute, hour, day, week, month, year and auto"],
    ["SELECT hour_of_day()", 7, "hour_of_day() takes one argument, as in hour_of_day(time)"],
    ["SELECT matches(path)", 7, "matches() takes 2 arguments, as in matches(path, '/shop/*')"],
    ["SELECT matches(path, query)", 7, "the pattern of matches() is a text or a parameter"],
    ["SELECT matches(path, '~(')", 7, "matches(): the pattern"],
    ["SELECT matches(path, :blank)", 7, "blank: a pattern is empty; write -"],
    ["SELECT hour_of_day()", 7, "hour_of_day() takes one argument, as in hour_of_day(time)"],
    ["SELECT weekday(time, 1)", 7, "weekday() takes one argument, as in weekday(time)"],
    ["SELECT add_days(day)", 7, "add_days() takes 2 arguments, as in add_days(day, 7)"],
    ["SELECT is_whole_day()", 7, "is_whole_day() takes one argument, as in is_whole_day(day)"],
    ["SELECT approx_distinct(a, b)", 7, "approx_distinct() takes one argument"],
    ["SELECT * FROM sessions()", 14, "sessions() takes one argument, as in sessions('30m')"],
    [
      "SELECT * FROM sessions('soon')",
      14,
      "the timeout of sessions() is a duration or a parameter, as in sessions('30m')"
    ],
    ["SELECT * FROM sessions(:empty)", 14, "the timeout of sessions() is a duration"],
    ["SELECT * FROM sessions('30')", 14, "the timeout of sessions() is a duration"],
    ["SELECT * FROM sessions(:minutes)", 14, "the timeout of sessions() is a duration"],
    [`SELECT ${"bucket(".repeat(30)}time${", 'day')".repeat(30)}`, 112, "stands for more than 1 MB of SQL"],
    [
      `SELECT ${"weekday(".repeat(60)}time${")".repeat(60)}`,
      407,
      "more than 50 functions of logmill's are within each"
    ],
    ["SELECT max(any_value())", 11, "any_value() takes one argument, as in any_value(path)"],
    ["SELECT abs(bucket(matches(a), 'day'))", 18, "matches() takes 2 arguments"]
  ])("refuses %s", (sql, at, reason) => {
    expect(() => expandMacros(sql, context)).toThrow(SqlTextError)
    expect(() => expandMacros(sql, context)).toThrow(reason)
    expect(() => expandMacros(sql, context)).toThrow(expect.objectContaining({ at }))
  })

  it.each<[string, string]>([
    ["SELECT bucket(time, 'hour')", `SELECT (time - (time + ${longAgo}) % 3600000)`],
    ["SELECT bucket( e.time , 'day' ) AS d", `SELECT (e.time - (e.time + ${longAgo + 3600000}) % 86400000) AS d`],
    ["SELECT BUCKET(time, :by)", `SELECT (time - (time + ${longAgo + 3600000}) % 86400000)`],
    ["SELECT bucket(time, 'auto')", `SELECT (time - (time + ${longAgo}) % 3600000)`],
    ["SELECT add_days(day, -:n * 7)", "SELECT date(day, (-:n * 7) || ' days')"],
    ["SELECT approx_distinct(a || f(b, c))", "SELECT count(DISTINCT a || f(b, c))"],
    ["SELECT approx_distinct(bucket(time, 'hour'))", `SELECT count(DISTINCT (time - (time + ${longAgo}) % 3600000))`],
    ["SELECT any_value(path) AS path", "SELECT (path) AS path"],
    ["SELECT percentile(duration_ms, 95)", "SELECT percentile(duration_ms, 95)"],
    ["matches(path, '/a')", "(coalesce((path) = '/a', 0))"],
    ["matches(path, '/it''s*,-')", "(coalesce((path) GLOB '/it''s*' OR (path) IS NULL, 0))"],
    [
      "matches(path, '/a* & !( b,!c ) | -')",
      "(coalesce(((path) IS NULL OR (((path) GLOB '/a*') AND (NOT coalesce(((path) = 'b') AND (NOT coalesce((path) = 'c', 0)), 0)))), 0))"
    ],
    ["matches(path, 'a?[*')", "(coalesce((path) GLOB 'a[?][[]*', 0))"],
    ["matches(path, :paths)", "(coalesce((path) = '/a', 0) AND NOT coalesce(regexp('b', (path)), 0))"]
  ])("%s", (sql, expanded) => expect(expandMacros(sql, context)).toBe(expanded))

  it.each([
    "SELECT 'bucket(time)' -- bucket()",
    'SELECT "bucket"(1), t.bucket(1), bucket, /* matches() */ [matches](1)',
    "SELECT any_value AS x, matches FROM approx_distinct"
  ])("leaves alone %s", (sql) => expect(expandMacros(sql, context)).toBe(sql))

  it.each<[string, string | null]>([
    ["SELECT bucket(time, 'hour'), BUCKET( f(a, b), :by2 )", "hour"],
    ["SELECT bucket(time, 'auto')", "hour"],
    ["SELECT bucket(time, 'hour'), bucket(time, 'day')", null],
    ["SELECT bucket(time, 'hour'), bucket(time, day)", null],
    ["SELECT time, 'bucket(time, 1)', bucket FROM entries", null]
  ])("tell the unit of all times: %s", (sql, unit) => {
    expect(bucketUnitOf(sql, { ...context, params: { by2: "hour" } })).toBe(unit)
  })

  it("choose a unit by another span than that of the data, when asked to", () => {
    const unitSpan = { from: 0, to: 100 * 86_400_000 }
    expect(bucketUnitOf("SELECT bucket(time, 'auto')", { ...context, unitSpan })).toBe("day")
    expect(expandMacros("bucket(time, 'auto')", { ...context, unitSpan })).toBe(
      expandMacros("bucket(time, 'day')", context)
    )
  })
})
