/** What is recognised, by where: each statement is run with its faster form in several zones and behind filters. */
import { assert, describe, it } from "@effect/vitest"
import { randomFrom } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import type { FilterInput } from "../analysis/filter.ts"
import { awkwardSources, compare, pose } from "../testing/sameRows.ts"
import { engineLayer } from "../testing/services.ts"

/** In databases of all zones, of those whose hours are those of UTC, of UTC. */
type Where = "everywhere" | "hours" | "days"

const table: Readonly<Record<Where, ReadonlyArray<string>>> = {
  everywhere: [
    "SELECT weekday(time) AS w, count(*) FROM entries GROUP BY w ORDER BY 1, 2",
    "SELECT weekday(e.time) >= 6 AS weekend, path, sum(status = 404) FROM entries e GROUP BY 1, 2 ORDER BY 1, 2, 3",
    "SELECT hour_of_day(time), count(*), sum(duration_ms) FROM entries GROUP BY 1",
    "SELECT hour_of_day(time) AS hour, method, count(*) FROM entries WHERE hour_of_day(time) BETWEEN 8 AND 17 GROUP BY hour, method",
    "SELECT count(*) FILTER (WHERE hour_of_day(time) < 6) * 1.0 / count(*), sum(weekday(time) > 5) FROM entries",
    "SELECT bucket(e.time, 'day') AS day, count(*) FROM entries e GROUP BY day ORDER BY 1, 2",
    // Shares.
    "SELECT status, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM entries GROUP BY status ORDER BY 1, 2",
    "SELECT status, round(100.0 * count(*) / SUM(count(*)) OVER (), 1) FROM entries GROUP BY status ORDER BY count(*) DESC",
    "SELECT path, status, count(*), sum(count(*)) OVER (PARTITION BY path ORDER BY status) FROM entries GROUP BY 1, 2",
    "SELECT path, rank() OVER (ORDER BY count(*) DESC), count(*) OVER () FROM entries GROUP BY path ORDER BY 1, 2, 3",
    "SELECT method, sum(bytes) * 1.0 / sum(sum(bytes)) OVER () FROM entries GROUP BY method",
    "SELECT path, count(*) * 1.0 / (SELECT count(*) FROM entries) FROM entries GROUP BY path ORDER BY 1, 2 LIMIT 3",
    "SELECT client, count(*) * 1.0 / (SELECT count(*) FROM entries e WHERE e.bot IS NULL) FROM entries GROUP BY client",
    "SELECT (SELECT count(*) FROM entries WHERE status = 404) * 1.0 / (SELECT count(*) FROM entries)",
    "SELECT path, count(*) FROM entries WHERE path IN (SELECT path FROM entries WHERE status = 404 GROUP BY 1) GROUP BY path",
    "SELECT path, count(*) FROM entries GROUP BY path HAVING count(*) > (SELECT count(*) / 10 FROM entries)",
    // In WITH, FROM and compounds.
    "WITH p AS (SELECT path, count(*) AS n FROM entries GROUP BY path) SELECT path, n * 1.0 / (SELECT sum(n) FROM p) FROM p ORDER BY 1, 2",
    'WITH p AS (SELECT path, count(*) FROM entries GROUP BY path) SELECT max("count(*)"), avg("count(*)"), count(*) FROM p',
    "SELECT * FROM (SELECT path, count(*), avg(duration_ms) FROM entries GROUP BY path)",
    "SELECT n, count(*) FROM (SELECT client, count(*) AS n FROM entries GROUP BY client) GROUP BY n",
    "SELECT s.site, n, count(path) FROM (SELECT site, coalesce(sum(bytes), 0) n FROM entries GROUP BY site) s LEFT JOIN sources x ON x.site = s.site GROUP BY 1, 2",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5), c AS (SELECT status / 100 AS k, count(*) AS h FROM entries GROUP BY 1) SELECT n, h FROM r LEFT JOIN c ON k = n ORDER BY 1, 2",
    "SELECT 'all', count(*) FROM entries UNION ALL SELECT method, count(*) FROM entries GROUP BY method",
    "SELECT path AS what, count(*) AS n FROM entries GROUP BY path UNION SELECT method, count(*) FROM entries GROUP BY 1 ORDER BY n DESC, what LIMIT 4",
    "SELECT path, sum(bytes) FROM entries GROUP BY path UNION ALL SELECT method, sum(bytes) FROM entries GROUP BY 1",
    "SELECT path FROM entries GROUP BY path EXCEPT SELECT path FROM entries WHERE status = 404 GROUP BY path",
    // What visits has.
    ...["browser", "browser_version", "os", "os_version", "device", "country", "city", "network", "bot", "agent"].map(
      (column) => `SELECT ${column}, count(*), sum(bytes) FROM entries GROUP BY ${column}`
    ),
    "SELECT os, browser, count(DISTINCT client) FROM entries WHERE country = 'NL' GROUP BY os, browser ORDER BY 1, 2, 3",
    "SELECT client, count(*) FROM entries WHERE matches(client, '192.0.2.2/31') GROUP BY client",
    // Cut.
    "SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY 1, 2 LIMIT 2 OFFSET 1",
    "SELECT path, count(*) AS n FROM entries GROUP BY path ORDER BY 1, 2 LIMIT 1, 3",
    "SELECT path, sum(bytes) AS b FROM entries GROUP BY path ORDER BY b DESC LIMIT 2",
    // access_log.
    "SELECT cs_uri_stem, sc_status, count(*), sum(sc_bytes) FROM access_log GROUP BY cs_uri_stem, sc_status",
    "SELECT C_IP, count(*) AS hits FROM access_log AS a WHERE a.cs_user_agent LIKE 'Moz%' GROUP BY a.c_ip HAVING hits > 1",
    "SELECT lower(cs_uri_stem) AS path, count(*) FROM access_log GROUP BY path ORDER BY 1, 2",
    "SELECT lower(cs_uri_stem) AS path, cs_uri_stem, count(*) AS n FROM access_log GROUP BY 2 ORDER BY cs_uri_stem",
    "SELECT DISTINCT access_log.cs_method FROM access_log",
    // Affinity.
    "SELECT count(*) FROM entries WHERE status IN (404, 500) OR status BETWEEN 300 AND 399 OR status IS NULL",
    "SELECT CASE status WHEN 404 THEN 'gone' ELSE 'fine' END, count(*) FROM entries WHERE method = 'GET' GROUP BY 1",
    "SELECT count(*) FROM entries WHERE status NOT IN (SELECT status FROM entries WHERE path = '/' GROUP BY 1)",
    "SELECT status AS s, count(*) AS n FROM entries GROUP BY 1 HAVING s > 300 AND n > '0' ORDER BY 1, 2"
  ],
  hours: [
    "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-10-24 06:00') * 1000",
    "SELECT status, count(*) FROM entries WHERE unixepoch('2026-10-24T06:00+02:00') * 1000 <= time GROUP BY status",
    "SELECT count(*) FROM entries WHERE time > 1792807199999 AND NOT time >= 1000 * (unixepoch('2026-10-26') + 3600)",
    "SELECT count(*) FROM entries WHERE time BETWEEN unixepoch('2026-10-24 01:00') * 1000 AND unixepoch('2026-10-25 05:00') * 1000 - 1",
    "SELECT count(*) FROM entries WHERE iso_time NOT BETWEEN '2026-10-24T01' AND '2026-10-25T05:00'",
    "SELECT method, count(*) FROM entries WHERE iso_time > '2026-10-25T04' AND iso_time <= '2026-10-26T22:00:00' GROUP BY 1",
    "SELECT count(*) FROM entries WHERE iso_time LIKE '2026-10-25T0%' OR iso_time GLOB '2026-10-26T*'",
    "SELECT substr(iso_time, 1, 13) AS hour, count(*) FROM entries GROUP BY hour ORDER BY 1, 2",
    "SELECT substr(e.iso_time, 12, 2), count(*) FROM entries e GROUP BY 1 ORDER BY 1, 2",
    "SELECT strftime('%Y-%m-%d %H', time / 1000, 'unixepoch') AS h, count(*) FROM entries GROUP BY h",
    "SELECT strftime('%H', iso_time), count(*) FROM entries GROUP BY strftime('%H', iso_time)",
    "SELECT CAST(strftime('%H', time/1000, 'unixepoch') AS INTEGER) AS h, count(*) FROM entries GROUP BY h ORDER BY h",
    "SELECT substr(log_time, 1, 13), count(*) FROM access_log WHERE log_time >= '2026-10-24T12' GROUP BY 1",
    // Days of UTC are hours of other zones.
    "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-10-24') * 1000 AND time < unixepoch('2026-10-26') * 1000",
    "SELECT substr(iso_time, 1, 10) AS day, count(*) FROM entries GROUP BY day ORDER BY day",
    "SELECT strftime('%w', time / 1000, 'unixepoch') AS w, method, count(*) FROM entries GROUP BY 1, 2 ORDER BY 1, 2, 3",
    "SELECT date(time / 1000, 'unixepoch', 'weekday 0', '-6 days') AS week, count(*) FROM entries GROUP BY week",
    "SELECT count(*) FROM entries WHERE iso_time LIKE '2026-10-24%'",
    "SELECT iso_time LIKE '2026-10-2_%' AS x, count(*) FROM entries GROUP BY 1"
  ],
  days: [
    "SELECT path, count(*) FROM entries WHERE time >= unixepoch('2026-10-24')*1000 AND time < unixepoch('2026-10-25')*1000 GROUP BY path",
    "SELECT path, count(*) FROM entries WHERE time BETWEEN unixepoch('2026-10-24')*1000 AND unixepoch('2026-10-26')*1000-1 GROUP BY 1",
    "SELECT client, count(*) FROM entries WHERE iso_time LIKE '2026-10-24%' AND 1792886400000 > time GROUP BY client",
    "SELECT client, count(*) FROM entries WHERE iso_time BETWEEN '2026-10-24' AND '2026-10-26' GROUP BY client",
    "SELECT browser, count(*) FROM entries WHERE iso_time >= date('2026-10-26', '-2 days') GROUP BY 1",
    "SELECT path, strftime('%Y-%m', iso_time) AS month, count(*) FROM entries GROUP BY 1, 2 ORDER BY 1, 2, 3",
    "SELECT substr(iso_time, 1, 7), client, count(*) FROM entries GROUP BY 1, 2",
    "SELECT path, count(DISTINCT date(iso_time)) FROM entries GROUP BY path",
    "SELECT bucket(time, 'week') AS day, path, count(*) FROM entries GROUP BY 1, 2, date(iso_time) ORDER BY date(iso_time)",
    "SELECT os, strftime('%Y-%m-%d', time/1000, 'unixepoch', 'start of month'), count(*) FROM entries GROUP BY 1, 2",
    "SELECT cs_uri_stem, count(*) FROM access_log WHERE log_time >= '2026-10-24' AND log_time < '2026-10-26' GROUP BY 1",
    "SELECT avg(n) FROM (SELECT date(time / 1000, 'unixepoch') AS d, count(DISTINCT client) AS n FROM entries GROUP BY d)"
  ]
}

const filters: ReadonlyArray<FilterInput> = [
  { path: ["/shop/*,/b"] },
  { status: ["4xx"], method: ["GET"] },
  { from: "2026-10-24T06:30", to: "2026-10-26" },
  { client: ["192.0.2.1,192.0.2.2"] },
  { tz: "America/New_York" },
  { tz: "UTC" },
  { tz: "Asia/Kathmandu", class: ["human"] }
]

describe("what is recognised", () => {
  it.live.each([
    ["UTC", ["everywhere", "hours", "days"]],
    ["Europe/Berlin", ["everywhere", "hours"]],
    ["Asia/Kathmandu", ["everywhere"]]
  ] as const)("says the same in %s", ([zone, places]) =>
    Effect.gen(function* () {
      for (const place of ["everywhere", "hours", "days"] as const) {
        for (const [index, sql] of table[place].entries()) {
          const isTold = yield* compare(sql)
          assert.strictEqual(isTold, (places as ReadonlyArray<Where>).includes(place), sql)
          yield* compare(sql, filters[index % filters.length])
          yield* compare(sql, filters[(index + 3) % filters.length])
        }
      }
    }).pipe(Effect.provide(engineLayer(awkwardSources(randomFrom(zone.length)), zone, {}, { behind: 2 })))
  )
})

/** As they would not say the same, or still read entries. */
const others = [
  "SELECT count(*) FROM entries WHERE status = '404'",
  "SELECT count(*) FROM entries WHERE (status) IN ('404', 500)",
  "SELECT count(*) FROM entries WHERE '404' = status",
  "SELECT count(*) FROM entries WHERE status BETWEEN 200 + 1 AND '499'",
  "SELECT sum(CASE '404' WHEN status THEN 1 ELSE 0 END) FROM entries",
  "SELECT count(*) FROM entries WHERE (status, method) = ('404', 'GET')",
  "SELECT count(*) FROM entries WHERE (method, status) >= ('GET', '404')",
  "SELECT status, count(*) AS n FROM entries GROUP BY status HAVING (status, 1) = ('404', 1)",
  "SELECT count(*) FROM entries WHERE status COLLATE BINARY = '404'",
  "SELECT n FROM (SELECT status AS s, count(*) AS n FROM entries GROUP BY status) WHERE s = printf('%d', 404)",
  "WITH a(s, n) AS (SELECT status, count(*) FROM entries GROUP BY status) SELECT n FROM a WHERE s = substr('x404', 2)",
  "SELECT CASE status WHEN '404' THEN 1 END, count(*) FROM entries GROUP BY 1",
  "SELECT status AS s, count(*) FROM entries GROUP BY s HAVING s > '300'",
  "SELECT status, count(*) AS n FROM entries GROUP BY status HAVING status = :s",
  "WITH x AS (SELECT status, count(*) AS n FROM entries GROUP BY 1) SELECT n FROM x WHERE status = '404'",
  "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-10-24') * 1000 + 1",
  "SELECT count(*) FROM entries WHERE time > unixepoch('2026-10-24') * 1000",
  "SELECT count(*) FROM entries WHERE time BETWEEN unixepoch('2026-10-24') * 1000 AND unixepoch('2026-10-25') * 1000",
  "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-10-24', '+1 minute') * 1000",
  "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-02-31') * 1000",
  "SELECT count(*) FROM entries WHERE time >= unixepoch('2026-10-24') * 1000 / 2",
  "SELECT count(*) FROM entries WHERE status < time >= unixepoch('2026-10-24') * 1000",
  "SELECT count(*) FROM entries WHERE status = time BETWEEN 1792800000000 AND 1792886399999",
  "SELECT count(*) FROM entries WHERE status BETWEEN 1 AND time BETWEEN 1792800000000 AND 1792886399999",
  "SELECT count(*) FROM entries WHERE iso_time >= '2026-10-24T00:00:00.000Z'",
  "SELECT count(*) FROM entries WHERE iso_time >= '2026-10-24 12:00'",
  "SELECT count(*) FROM entries WHERE iso_time = '2026-10-24'",
  "SELECT count(*) FROM entries WHERE iso_time LIKE '%-24T%'",
  "SELECT count(*) FROM entries WHERE iso_time LIKE '2026-10-24'",
  "SELECT count(*) FROM entries WHERE iso_time LIKE '2026-10-24T12:3%'",
  "SELECT substr(iso_time, 1, 16), count(*) FROM entries GROUP BY 1",
  "SELECT strftime('%H:%M', iso_time), count(*) FROM entries GROUP BY 1",
  "SELECT strftime('%H', time, 'unixepoch'), count(*) FROM entries GROUP BY 1",
  "SELECT date(time / 1000, 'unixepoch', 'localtime'), count(*) FROM entries GROUP BY 1",
  "SELECT date(time / 1000, 'unixepoch', '+3 hours'), count(*) FROM entries GROUP BY 1",
  "SELECT bucket(-time, 'day'), count(*) FROM entries GROUP BY 1",
  "SELECT weekday(time / 2), count(*) FROM entries GROUP BY 1",
  "SELECT hour_of_day(time), path, count(*) FROM entries GROUP BY 1, 2",
  "SELECT path, row_number() OVER (ORDER BY count(*)) FROM entries GROUP BY path",
  "SELECT path, sum(count(*)) OVER (ORDER BY count(*) ROWS UNBOUNDED PRECEDING) FROM entries GROUP BY path",
  "SELECT path, rank() OVER (ORDER BY sum(bytes)) FROM entries GROUP BY path",
  "SELECT path, sum(bytes) + 1 FROM entries GROUP BY path",
  "SELECT path, sum(bytes) IS NULL FROM entries GROUP BY path",
  "SELECT path, sum(bytes) AS b FROM entries GROUP BY path ORDER BY b LIMIT 3",
  "SELECT avg(b) FROM (SELECT path, sum(bytes) AS b FROM entries GROUP BY path)",
  "SELECT path, sum(bytes) FROM entries GROUP BY path UNION SELECT path, 0 FROM entries GROUP BY path",
  "SELECT path, count(*) OVER () FROM entries",
  "SELECT path, max(n) FROM (SELECT path, count(*) AS n FROM entries GROUP BY path)",
  "SELECT group_concat(path) FROM (SELECT path FROM entries GROUP BY path)",
  "SELECT * FROM (SELECT path, count(*) AS n FROM entries GROUP BY path) LIMIT 3",
  "SELECT path, lag(n) OVER (ORDER BY n) FROM (SELECT path, count(*) AS n FROM entries GROUP BY path)",
  "SELECT path, count(*) FROM entries e GROUP BY path HAVING (SELECT count(*) FROM entries x WHERE x.path = e.path) > 3",
  "SELECT path, (SELECT count(*) FROM sources) FROM entries GROUP BY path",
  "SELECT path, (SELECT count(*) FROM entries x WHERE x.path = s.path) FROM sources s",
  "WITH p AS (SELECT path, count(*) FROM entries GROUP BY path) SELECT * FROM p JOIN entries USING (path)",
  "WITH hits AS (SELECT path, count(*) AS n FROM entries GROUP BY path) SELECT * FROM hits",
  "SELECT * FROM entries WHERE path IN (SELECT path FROM entries GROUP BY path HAVING count(*) > 9)",
  "SELECT count(*) FROM entries UNION ALL SELECT count(*) FROM main.entries",
  "SELECT count(*) FROM entries UNION ALL SELECT count(*) FROM hits",
  "SELECT count(*) FROM entries UNION ALL SELECT count(*) FROM sessions('30m')",
  "SELECT count(*) FROM access_log WHERE matches(c_ip, '2001:DB8::1')",
  "SELECT cs_uri_stem, avg(time_taken) FROM access_log GROUP BY 1",
  "SELECT path, browser, count(*) FROM entries GROUP BY 1, 2",
  "SELECT count(*) FROM entries WHERE '404' IN (SELECT status FROM entries GROUP BY 1)",
  "SELECT (SELECT status FROM entries GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) = '404'",
  "SELECT n FROM (SELECT status, count(*) AS n FROM entries GROUP BY 1) WHERE status = :s",
  "SELECT path, count(*) FROM entries GROUP BY 1 UNION ALL SELECT 'x', 1 ORDER BY count(*)",
  "SELECT count(*) FROM entries UNION ALL SELECT count(*) FROM entry",
  "SELECT * FROM (SELECT sum(weekday(time) > 5) FROM entries)",
  "SELECT count(*) FROM entries WHERE random() > 0"
]

it.live("what is not has no faster form", () =>
  Effect.gen(function* () {
    for (const sql of others) {
      const { faster } = yield* pose(sql, {}, sql.includes(":s") ? { s: "'404'" } : {})
      assert.isNull(faster, sql)
    }
  }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries: [{}] }])))
)
