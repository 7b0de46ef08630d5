import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"

import type { FilterInput } from "../analysis/filter.ts"
import { engineLayer } from "../testing/services.ts"
import { prepare, withRows } from "./run.ts"

const refusalOf = (sql: string, filter: FilterInput = {}) =>
  prepare({ sql, params: new Map(), typedIn: "flags", filter }).pipe(
    Effect.flatMap((prepared) => withRows(prepared, {}, ({ rows }) => Stream.runDrain(rows))),
    Effect.flip,
    Effect.map((error) => {
      assert.strictEqual(error._tag, "StatementError", sql)
      return { at: "at" in error ? error.at : null, message: error.message }
    })
  )

/** `^` stands before the place; none: no place is told. */
const cases: ReadonlyArray<readonly [sql: string, message: string]> = [
  ["SELECT ^pth FROM entries", "there is no column pth in entries; did you mean path?"],
  ["SELECT path FROM entries\nWHERE ^e.pth = 1", "nothing is called e here; did you mean entries.pth?"],
  ["SELECT status, path, ^pth FROM hits", "there is no column pth in hits; did you mean path?"],
  ["SELECT path FROM entries e WHERE ^e.ip = '192.0.2.1'", "there is no column ip in entries; did you mean client?"],
  ["SELECT ^a.path FROM entries e", "nothing is called a here; did you mean e.path?"],
  ["SELECT ^entries.path FROM entries e", "entries is called e here; write e.path"],
  ["SELECT ^h.path FROM entries e JOIN hits ht ON ht.path = e.path", "nothing is called h here; did you mean ht.path?"],
  ["SELECT ^visits.path FROM entries e, hits AS ht", "nothing is called visits here; there are e and ht"],
  ["SELECT ^user_agent FROM entries", "there is no column user_agent in entries; did you mean agent?"],
  ["SELECT ^day, count(*) FROM entries GROUP BY 1", "there is no column day in entries; write bucket(time, 'day')"],
  ["SELECT ^client FROM hits", "there is no column client in hits; entries and visits have it"],
  [
    'SELECT 1 FROM entries WHERE method = ^"get"',
    `there is no column "get"; a text is written in single quotes: 'get'`
  ],
  [
    "SELECT ^nothing_like_it FROM visits",
    "there is no column nothing_like_it in visits; its columns are day, site, site_id, client, client_id, agent, agent_id, agent_class, bot, browser, browser_version, os, os_version, device, country, city, network, hits, bytes, prev_day"
  ],
  [
    "SELECT path, count(*) AS total FROM entries GROUP BY path ORDER BY ^totl",
    "there is no column totl in entries; did you mean total?"
  ],
  [
    "SELECT h.path FROM hits h, visits v WHERE ^site = 'x'",
    "site is a column of several of the tables here; write which one's: hits.site"
  ],
  ["SELECT 1 FROM ^entires", 'there is no view "entires"; did you mean entries?'],
  ["SELECT 'entires', 1 FROM hits JOIN ^entires", 'there is no view "entires"; did you mean entries?'],
  ["SELECT count(*) FROM ^requests", 'there is no view "requests"; did you mean entries?'],
  ["SELECT count(*) FROM ^visitors", 'there is no view "visitors"; did you mean visits?'],
  ["SELECT count(*) FROM ^hit", 'there is no view "hit"; did you mean hits?'],
  [
    "SELECT count(*) FROM ^clint",
    'there is no view "clint"; there are entries, hits, visits, sources, rejects, access_log, extras'
  ],
  [
    "SELECT count(*) FROM entries WHERE path = ^/shop",
    "syntax error near \"/\"; a text is written in single quotes: '/shop'"
  ],
  [
    "SELECT 1 FROM entries WHERE client = 192.0^.2.1 LIMIT 1",
    "syntax error near \".2\"; a text is written in single quotes: '192.0.2.1'"
  ],
  [
    "SELECT 1 FROM entries WHERE method = ^POST",
    "there is no column POST in entries; a text is written in single quotes: 'POST'"
  ],
  ["SELECT path ^FORM entries", '"FORM" is no word of SQL here; did you mean FROM?'],
  ["SELECT path FROM entries ^WERE status = 404", '"WERE" is no word of SQL here; did you mean WHERE?'],
  ["SELECT path FROM entries ^GRUOP BY path", '"GRUOP" is no word of SQL here; did you mean GROUP?'],
  ["SELECT path, ^FROM entries", 'syntax error near "FROM"; there is a comma too many before it'],
  [
    "SELECT max(status, ^) FROM entries WHERE (path) = (1)",
    'syntax error near ")"; there is a comma too many before it'
  ],
  ["SELECT ')', (1) FROM entries WHERE (status = 1)^)", 'syntax error near ")"'],
  ["SELECT count(*^", "the statement ends too early: ) is missing"],
  ["SELECT path FROM entries WHERE^", "the statement ends too early"],
  ["SELECT ^'abc", "a quote is not closed: ' is missing"],
  ["SELECT 1 ^/* abc", "a comment is not closed: */ is missing"],
  ["SELECT 1 ^# 2", 'the character "#" does not belong in SQL'],
  ["SELECT ^date_trunc('day', time) FROM entries", "there is no function date_trunc(); write bucket(time, 'day')"],
  ["SELECT ^lenght(path) FROM entries", "there is no function lenght(); did you mean length()?"],
  [
    "SELECT bytes FROM entries WHERE ^count(*) > 1",
    "count() can't be used in this place; what groups must fulfil comes after GROUP BY: HAVING count(...) > 10"
  ],
  [
    "SELECT length(path), ^substr() FROM entries",
    "wrong number of arguments to function substr(), as in substr(path, 1, 5)"
  ],
  ["SELECT ^length() FROM entries", "wrong number of arguments to function length()"],
  [
    "SELECT ^percentile(bytes) FROM entries",
    "wrong number of arguments to function percentile(), as in percentile(duration_ms, 95)"
  ],
  ["SELECT ^sessions('30m')", "sessions() stands in place of a view: SELECT ... FROM sessions('30m')"],
  [
    "SELECT (SELECT path, query FROM entries)",
    "sub-select returns 2 columns - expected 1: one that stands for a value gives one column"
  ],
  [
    Array.from({ length: 101 }, () => "SELECT 1").join(" UNION "),
    "more than 100 SELECTs are joined by UNION; write values as VALUES (1), (2), ..., or ask twice"
  ],
  ["SELECT ^foo() FROM entries", "there is no function foo()"],
  ["SELECT ^mim(bytes) FROM entries", "there is no function mim(); did you mean min()?"],
  [
    "SELECT ^to_char(time, 'YYYY-MM') FROM entries",
    "there is no function to_char(); write strftime('%Y-%m', time / 1000, 'unixepoch')"
  ],
  ["SELECT TOP ^10 path FROM entries", 'syntax error near "10"; there is no TOP; write LIMIT 10 at the end'],
  [
    "SELECT 1 FROM entries WHERE agent ^ILIKE '%bot%'",
    'syntax error near "ILIKE"; there is no ILIKE; LIKE does not tell a from A either'
  ],
  [
    "SELECT 1 FROM entries WHERE time > 1 - interval ^'7 days'",
    "syntax error near \"'7 days'\"; there is no INTERVAL; times are milliseconds: write unixepoch('now', '-7 days') * 1000, or take the filter's --from -7d"
  ],
  [
    "SELECT extract(hour ^FROM time) FROM entries",
    `syntax error near "FROM"; there is no EXTRACT; write hour_of_day(time), weekday(time), or strftime('%Y-%m', time / 1000, 'unixepoch')`
  ],
  ["SELECT time^::date FROM entries", ":: does not belong in SQLite's SQL; a type is given by cast(x AS integer)"],
  ["SELECT path FROM entries FETCH ^FIRST 5 ROWS ONLY", 'syntax error near "FIRST"; there is no FETCH; write LIMIT 10'],
  ["SELECT ^bucket(time, 'dya') FROM entries", "bucket() knows no unit 'dya'; did you mean 'day'?"],
  ["SELECT path FROM entries WHERE ^matches(path)", "matches() takes 2 arguments, as in matches(path, '/shop/*')"],
  ["EXPLAIN SELECT ^pth FROM entries", "there is no column pth in entries; did you mean path?"],
  ["EXPLAIN QUERY PLAN SELECT ^bucket(time) FROM entries", "bucket() takes 2 arguments, as in bucket(time, 'day')"],
  ["EXPLAIN SELECT path, ^FROM entries", 'syntax error near "FROM"; there is a comma too many before it'],
  ["SELECT 1; ^SELECT 2", 'a second statement begins at "SELECT"; only one can run at a time'],
  ["SELECT path FROM entries GROUP BY 5", "1st GROUP BY term out of range - should be between 1 and 1"],
  ["SELECT abs(-9223372036854775808)", "integer overflow"],
  ["^", "there is no SQL statement"],
  ["^-- nothing", "there is no SQL statement"],
  ["^SELCT 1", `"SELCT" can't begin a statement here, because statements only read; did you mean SELECT?`],
  [
    "^DELETE FROM entries",
    `"DELETE" can't begin a statement here, because statements only read; entries come with logmill ingest, and go with logmill forget`
  ],
  [
    "^pragma table_info(entries)",
    `"pragma" can't begin a statement here, because statements only read; a PRAGMA that tells of the schema is a table here: write SELECT name FROM pragma_table_info('entries') for the columns of a view`
  ],
  [
    "^ATTACH 'x' AS y",
    `"ATTACH" can't begin a statement here, because statements only read; one database is read at a time, that of --db PATH; ingest the other logs into it, too`
  ],
  [
    "^.tables",
    ".tables is a command of a prompt; logmill sql on a terminal has one, and .help there lists its commands"
  ],
  ["WITH x AS (SELECT 1) DELETE FROM entry", "the statement wants to write, but it may only read"],
  [
    "EXPLAIN ^DELETE FROM entry",
    `"DELETE" can't begin a statement here, because statements only read; entries come with logmill ingest, and go with logmill forget`
  ],
  ["SELECT load_extension('x')", "the statement wants to call load_extension(), but it may only read"],
  [
    "SELECT * FROM dbstat",
    "the statement wants to read dbstat, but it may only read entries, hits, visits, sources, rejects, access_log, extras"
  ]
]

it.live("what is wrong with a statement is said with its place, and what was probably meant", () =>
  Effect.gen(function* () {
    for (const [marked, message] of cases) {
      const at = marked.indexOf("^")
      const refusal = yield* refusalOf(marked.replace("^", ""))
      assert.deepStrictEqual(refusal, { at: at < 0 ? null : at, message }, marked)
    }
  }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries: [{}] }])))
)

/** Behind a filter. */
const narrowed: ReadonlyArray<readonly [sql: string, message: string]> = [
  [
    "SELECT * FROM ^path",
    '"path" is a table of the database\'s inside, which no filter reaches; write entries or hits (columns path, path_id)'
  ],
  ["SELECT * FROM ^main.entries", '"main.entries" names a schema, which gets around the filter; write entries'],
  [
    'SELECT * FROM ^"main"."path"',
    '"main.path" names a schema, which gets around the filter; write entries or hits (columns path, path_id)'
  ],
  [
    "WITH ^entries AS (SELECT 1 AS x) SELECT x FROM entries",
    '"entries" is a view of logmill; give this part of the WITH list another name'
  ],
  ["SELECT ^pth FROM entries", "there is no column pth in entries; did you mean path?"],
  ["SELECT * FROM ^entires", 'there is no view "entires"; did you mean entries?'],
  [
    "SELECT name FROM sqlite_schema",
    "the statement wants to read sqlite_master, but it may only read entries, hits, visits, sources, rejects, access_log, extras"
  ]
]

it.live("behind a filter, what it does not reach is refused", () =>
  Effect.gen(function* () {
    for (const [marked, message] of narrowed) {
      const at = marked.indexOf("^")
      const refusal = yield* refusalOf(marked.replace("^", ""), { status: ["200"] })
      assert.deepStrictEqual(refusal, { at: at < 0 ? null : at, message }, marked)
    }
  }).pipe(Effect.provide(engineLayer([{ path: "a.log", entries: [{}] }])))
)
