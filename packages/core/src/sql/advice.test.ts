import { assert, describe, it } from "@effect/vitest"

import { readSingle } from "../analysis/statement.ts"
import { adviceOn } from "./advice.ts"

const advice = (sql: string, params?: Record<string, string | number>) => adviceOn(readSingle(sql), params).join("\n")

const number = "is a number, milliseconds since 1970, and less than any text it is compared with: write"
const compared: ReadonlyArray<readonly [condition: string, text: string]> = [
  [
    "time >= '2026-11-12' AND time < '2026-11-13'",
    `time ${number} time >= unixepoch('2026-11-12') * 1000, iso_time >= '2026-11-12' or the filter's --from 2026-11-12`
  ],
  ["e.time BETWEEN '2026-11-12' AND '2026-11-13'", `e.time ${number} e.time >= unixepoch('2026-11-12') * 1000`],
  ["'2026-11-12 14:00' <= time", `time ${number} time >= unixepoch('2026-11-12 14:00') * 1000`],
  [
    "time > '2026-11-12T14:00:00Z'",
    "* 1000, iso_time >= '2026-11-12T14:00:00' or the filter's --from 2026-11-12T14:00:00Z"
  ],
  [
    "time > '2026-11-12T14:00+01:00'",
    "unixepoch('2026-11-12T14:00+01:00') * 1000 or the filter's --from 2026-11-12T14:00+01:00"
  ],
  ["time NOT IN ('2026-11-12', 3)", `time ${number} time >= unixepoch('2026-11-12') * 1000`],
  ["time LIKE '2026-11-12%'", `time ${number} time >= unixepoch('2026-11-12') * 1000`],
  ["time > date('now', '-7 days')", `time ${number} time >= unixepoch('now', '-7 days') * 1000`],
  ["date('now') < time", `time ${number} time >= unixepoch('now') * 1000`],
  ["bucket(time, 'day') = '2026-11-12'", `bucket(time, 'day') ${number} bucket(time, 'day') >= unixepoch(`],
  ["time > unixepoch('now')", "time is in milliseconds, and this gives seconds: write time >= unixepoch('now') * 1000"],
  [
    "time > strftime('%s', '2026-11-12', '-1 day')",
    "time is in milliseconds, and this gives seconds: write time >= unixepoch('2026-11-12', '-1 day') * 1000"
  ],
  ["time > strftime('%Y%m%d', 'now')", "time is a number, milliseconds since 1970: write time >= unixepoch("],
  ["time > strftime('%Y-%m-%d', 'now')", `time ${number} time >= unixepoch(`],
  ["time BETWEEN 1794441600 AND 2", "time is in milliseconds: write 1794441600 * 1000 for a time in seconds"],
  ["time >= :from", `time ${number} time >= unixepoch(:from) * 1000`],
  ["date(time) = '2026-11-12'", "which date() does not take: write date(time / 1000, 'unixepoch'), in UTC, or bucket("],
  ["strftime('%H', e.time) = '14'", "strftime() does not take: write strftime('%H', e.time / 1000, 'unixepoch')"],
  ["datetime(time, 'unixepoch') > ''", "datetime() does not take: write datetime(time / 1000, 'unixepoch')"],
  ["substr(time, 1, 10) = '2026-11-12'", "substr() takes its digits: write date(time / 1000, 'unixepoch')"]
]

describe("a time that is taken for a text", () => {
  it.each(compared)("%s", (condition, text) => {
    assert.include(advice(`SELECT 1 FROM entries e WHERE ${condition}`, { from: "2026-11-12" }), text)
  })
  it("is told by the columns that its view has", () => {
    assert.include(
      advice("SELECT 1 FROM hits WHERE time > '2026-11-12 10:00'"),
      ", day >= '2026-11-12' or the filter's"
    )
    const ofSources = advice("SELECT path FROM sources WHERE last_time < '2026-11-12'")
    assert.strictEqual(ofSources, `last_time ${number} last_time >= unixepoch('2026-11-12') * 1000`)
    const named = "SELECT bucket(time, 'day') AS d, count(*) FROM entries GROUP BY 1 HAVING d > '2026-11-12'"
    assert.include(advice(named), `d ${number}`)
  })
})

describe("a text that is taken for a time", () => {
  const takes = (name: string, text: string) =>
    `${name}() takes a time, milliseconds since 1970, and ${text} is a text: write`
  it.each([
    ["SELECT bucket(iso_time, 'day') AS d FROM entries", `${takes("bucket", "iso_time")} bucket(time, 'day')`],
    ["SELECT bucket(h.day, 'week') FROM hits AS h", `${takes("bucket", "h.day")} bucket(time, 'week')`],
    ["SELECT weekday(day) FROM visits", `${takes("weekday", "day")} weekday(time), or of a day strftime('%u', day)`],
    ["SELECT hour_of_day(log_time) FROM access_log", `${takes("hour_of_day", "log_time")} hour_of_day(time)`],
    [
      "SELECT bucket('2026-11-12', 'day')",
      `${takes("bucket", "'2026-11-12'")} bucket(unixepoch('2026-11-12') * 1000, 'day')`
    ],
    [
      "SELECT is_whole_day(time) FROM hits",
      "is_whole_day() takes a day as a text, YYYY-MM-DD, and time is a number: write is_whole_day(day)"
    ]
  ])("%s", (sql, text) => assert.strictEqual(advice(sql), text))

  it.each([
    "SELECT weekday(day) FROM (SELECT bucket(time, 'day') AS day FROM entries)",
    "WITH t(day) AS (SELECT time FROM entries) SELECT bucket(day, 'hour') FROM t",
    "SELECT bucket(time, 'day'), hour_of_day(e.time), is_whole_day(day), add_days(day, -7) FROM entries AS e"
  ])("is none: %s", (sql) => assert.strictEqual(advice(sql), ""))
})

const classes = "there are human, search, ai-crawler, monitor, feed, scanner, library, other-bot, unknown"
const closed: ReadonlyArray<readonly [sql: string, text: string]> = [
  [
    "SELECT count(*) FROM entries WHERE agent_class = 'bot'",
    "agent_class is never 'bot'; whatever says that it is a program: agent_class NOT IN ('human', 'unknown')"
  ],
  ["SELECT sum(hits) FROM visits v WHERE 'Human' <> v.agent_class", `agent_class is never 'Human'; ${classes}`],
  ["SELECT 1 FROM entries WHERE agent_class NOT IN ('human', 'people')", `agent_class is never 'people'; ${classes}`],
  ["SELECT 1 FROM entries WHERE kind = :from", "kind is never '2026-11-12'; there are page, asset, other"],
  ["SELECT 1 FROM entries WHERE agent_class IN ('human', :none) AND kind = 'page' OR kind = path", ""],
  ["WITH t AS (SELECT 'a' AS kind) SELECT 1 FROM t WHERE kind = 'b'", ""]
]

describe("a text that a column never has", () => {
  it.each(closed)("%s", (sql, text) => assert.strictEqual(advice(sql, { from: "2026-11-12" }), text))
})

const otherwise: ReadonlyArray<readonly [condition: string, text: string]> = [
  [
    "iso_time > '2026-11-12 12:00'",
    "iso_time has a T between day and time, and is compared as a text: write '2026-11-12T12:00'"
  ],
  ["iso_time > '2026-11-12T12:00' AND iso_time < '2026-11-13'", ""],
  ["status = 500 OR 503", "OR 503 is a condition of its own, not of status: write status IN (500, 503)"],
  ["(e.method = 'GET' OR 'POST') AND 1", "not of e.method: write e.method IN ('GET', 'POST')"],
  ["status = 500 OR 503 = status", ""],
  ["bytes = 1 + 500 OR 503", ""],
  ["status = '4xx'", "status is a number: write status BETWEEN 400 AND 499"],
  ["status = '404'", ""],
  ["referrer = '-'", "where a log has - for the referrer, it is null here: write referrer IS NULL, or IS NOT NULL"],
  ["'-' <> e.agent", "where a log has - for the agent, it is null here"],
  ["client = '-' AND path = '-' AND referrer IN ('/', '')", ""],
  ["client = '192.0.2.0/24'", "client is an address, never a network: write matches(client, '192.0.2.0/24')"],
  ["client IN ('2001:db8::/32')", "write matches(client, '2001:db8::/32')"],
  ["client = '192.0.2.1' OR client = 'a/24'", ""],
  ["method = 'get'", "method is compared letter by letter: write 'GET'"],
  ["method IN ('GET', 'get') OR method = 'foo'", ""],
  ["path REGEXP '~^/blog'", "behind REGEXP an expression has no ~ in front: write REGEXP '^/blog'"],
  ["path REGEXP '~ada'", ""],
  ["1 ORDER BY path || 'n', lower('n')", ""],
  ["iso_time = 2026-11-12", "2026-11-12 without quotes is a number, 2003: write '2026-11-12'"],
  ["e.time > 2026-11-12", "2026-11-12 without quotes is a number, 2003: write unixepoch('2026-11-12') * 1000"],
  ["bytes = 2026 - 11 - 12 AND bytes > 5-1", ""]
]

describe("a value that is written otherwise", () => {
  it.each(otherwise)("%s", (condition, text) => {
    const said = advice(`SELECT 1 FROM entries e WHERE ${condition}`)
    if (text === "") assert.strictEqual(said, "")
    else assert.include(said, text)
  })

  it("is told of a name of the result that is sorted by as a text", () => {
    const sorted = (terms: string) => advice(`SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY ${terms}`)
    assert.strictEqual(sorted("'n' DESC, 2"), "ORDER BY 'n' sorts by a text, the same in every row: write ORDER BY n")
    assert.strictEqual(
      sorted("n, 'path'"),
      "ORDER BY 'path' sorts by a text, the same in every row: write ORDER BY path"
    )
    assert.strictEqual(sorted("'x', n = 'n'"), "")
  })

  it("is told of the columns of access_log", () => {
    const said = advice(
      "SELECT 1 FROM access_log WHERE sc_status = '5xx' AND cs_method = 'post' AND c_ip = '192.0.2.0/24'"
    )
    for (const text of ["sc_status BETWEEN 500 AND 599", "write 'POST'", "matches(c_ip, '192.0.2.0/24')"]) {
      assert.include(said, text)
    }
  })

  it("is left alone where the statement has a column of its own of that name", () => {
    assert.strictEqual(advice("WITH t AS (SELECT 'get' AS method) SELECT 1 FROM t WHERE method = 'get'"), "")
  })
})

const rows = "each of which stands for many requests"
const counted: ReadonlyArray<readonly [sql: string, text: string]> = [
  ["SELECT path, count(*) FROM hits GROUP BY path", `count(*) counts rows of hits, ${rows}; write sum(hits) for`],
  ["SELECT count(*) FROM hits", "write sum(hits) for requests"],
  ["SELECT path FROM hits GROUP BY 1 HAVING count(path) > 9", "count(path) counts rows of hits"],
  ["SELECT count(*) FILTER (WHERE status = 404) FROM hits", "write sum(hits) FILTER (WHERE status = 404) for requests"],
  ["SELECT sum(status = 404) FROM hits", "write sum((status = 404) * hits) for requests"],
  ["SELECT avg(h.bytes) FROM hits h", `avg(h.bytes) is the average of rows of hits, ${rows}; write sum(bytes) * 1.0 /`],
  ["SELECT avg(duration_ms) FROM hits", "write sum(duration_ms) / sum(timed) for"],
  ["SELECT percentile(duration_ms, 95) FROM hits", "entries has them one by one"],
  ["SELECT count(*) FROM visits", "count(*) counts rows of visits, one for each day of a visitor; write sum(hits) for"]
]

describe("rows of sums that are taken for requests", () => {
  it.each(counted)("%s", (sql, text) => assert.include(advice(sql), text))
})

describe("nothing is said of", () => {
  it.each([
    "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-11-10') * 1000 AND path < '2026-11-10'",
    "SELECT count(*) FROM entries WHERE iso_time >= '2026-11-10' AND time > 1 AND '2026-11-10' < iso_time",
    "SELECT sum(hits) FROM hits WHERE day = '2026-11-10' AND time BETWEEN 1 AND 2 AND path = '2026-11-10'",
    "SELECT date(time / 1000, 'unixepoch') AS d FROM entries WHERE d > '2026-11-10' AND time IS NOT NULL",
    "SELECT time FROM entries WHERE time > '1762732800000' OR time || '' LIKE '17%' OR time LIKE '17%'",
    "WITH t AS (SELECT iso_time AS time FROM entries) SELECT date(time) FROM t WHERE time > '2026'",
    "WITH t(time) AS (VALUES ('2026-11-10')) SELECT date(time) FROM t WHERE time > '2026'",
    "SELECT bucket(time, 'week') AS day, sum(hits) FROM hits WHERE day > '2026-11-10' GROUP BY 1",
    "SELECT strftime('%Y', time / 1000, 'unixepoch'), CASE WHEN status > 1 THEN 'a' END FROM entries ORDER BY time, 'x'",
    "SELECT time > CAST('17' AS integer), time = (SELECT max(time) FROM entries WHERE path = '/') FROM entries",
    "SELECT path, sum(hits), sum((status = 404) * hits), count(DISTINCT day), max(bytes) FROM hits GROUP BY path",
    "SELECT day, count(*) FROM visits GROUP BY day",
    "SELECT count(*), sum(hits) FROM visits",
    "SELECT count(*) FROM (SELECT path FROM hits GROUP BY path)",
    "WITH hits AS (SELECT 1) SELECT count(*) FROM hits",
    "SELECT path FROM hits WHERE path IN (SELECT path FROM entries GROUP BY path HAVING count(*) > 3)"
  ])("%s", (sql) => assert.strictEqual(advice(sql), ""))
})

it("a table of the inside is said to be one, with the view that has what it holds", () => {
  const said = "is a table of the database's inside, which the next release may have otherwise; write"
  assert.strictEqual(advice("SELECT * FROM entry WHERE id = 1"), `entry ${said} entries`)
  assert.include(advice("SELECT value FROM entries JOIN path p ON p.id = path_id"), `path ${said} entries or hits`)
  assert.strictEqual(advice("WITH path AS (SELECT path AS a FROM entries) SELECT a FROM path"), "")
})
