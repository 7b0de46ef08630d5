/** Random statements that views of sums can mostly tell: each says the same, over them and over entries. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { below, oneOf, type Random, randomFrom } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import type { FilterInput } from "../analysis/filter.ts"
import { awkwardSources, compare, start } from "../testing/sameRows.ts"
import { engineLayer } from "../testing/services.ts"

const day = 86_400_000

const groups = [
  "path",
  "path_id",
  "status",
  "method",
  "site",
  "agent_class",
  "extension",
  "lower(path)",
  "status / 100",
  "coalesce(site, '-')",
  "CASE WHEN status >= 400 THEN 'bad' ELSE 'fine' END",
  "matches(path, '/shop/*')",
  "client",
  "client_id",
  "agent",
  "bot",
  "bucket(time, 'hour')",
  "bucket(time, 'day')",
  "bucket(time, 'week')",
  "bucket(time, 'auto')",
  "date(iso_time)",
  "weekday(time)",
  "hour_of_day(time)",
  "substr(iso_time, 1, 13)",
  "strftime('%Y-%m', iso_time)",
  "strftime('%H', time / 1000, 'unixepoch')",
  "browser",
  "country",
  "os"
]
const counts = [
  "count(*)",
  "count(1)",
  "count(status)",
  "count(site)",
  "count(DISTINCT path)",
  "count(DISTINCT client)",
  "count(DISTINCT method)",
  "approx_distinct(path)",
  "sum(status = 404)",
  "sum(status >= 400 AND method = 'GET')",
  "sum(CASE WHEN status >= 500 THEN 1 END)",
  "sum(iif(method = 'GET', 2, 0))",
  "count(*) FILTER (WHERE status = 404)",
  "count(DISTINCT path) FILTER (WHERE status = 200)",
  "100 * count(*) FILTER (WHERE status >= 400) / count(*)",
  "min(status)",
  "max(path)",
  "avg(duration_ms)",
  "max(duration_ms)",
  "sum(duration_ms)",
  "count(duration_ms)",
  "total(duration_ms)",
  "count(*) * 1.0 / sum(count(*)) OVER ()",
  "count(*) * 1.0 / (SELECT count(*) FROM entries WHERE status = 200)",
  "sum(hour_of_day(time) < 9)",
  "rank() OVER (ORDER BY count(*))"
]
const sumsOfBytes = ["sum(bytes)", "total(bytes)", "coalesce(sum(bytes), 0)", "sum(bytes) FILTER (WHERE status = 200)"]
const conditions = [
  "status = 404",
  "status >= 400 AND method = 'GET'",
  "path LIKE '/%b'",
  "site IS NULL",
  "NOT matches(path, '*.css')",
  "agent_class IN ('human', 'search')",
  "bot IS NOT NULL",
  "client = '192.0.2.1'",
  `time >= ${start + 2 * day} AND time < ${start + 4 * day}`,
  "iso_time < '2026-10-25'",
  "time >= unixepoch('2026-10-25 06:00') * 1000",
  "time BETWEEN unixepoch('2026-10-24') * 1000 AND unixepoch('2026-10-26') * 1000 - 1",
  "iso_time LIKE '2026-10-24%'",
  "NOT iso_time > '2026-10-25T23'",
  "hour_of_day(time) BETWEEN 8 AND 17 AND weekday(time) < 6",
  "browser = 'Firefox'",
  "status = '404'",
  "status > 1000"
]
const names = [null, null, "day", "hits", "n", "timed", "status", "x"]

/** By itself, or where a statement has others in it. */
const statementOf = (random: Random): string => {
  const select = selectOf(random)
  const around = oneOf(random, [
    "",
    "",
    "",
    "WITH x AS (S) SELECT * FROM x",
    "SELECT count(*) FROM (S)",
    "S UNION ALL S"
  ])
  const arm = select.replace(/ ORDER BY [\d, ]+( LIMIT [\w ]+)?$/, "")
  return around === "" ? select : around.replaceAll(/\bS\b/g, () => (around.includes("UNION") ? arm : select))
}

const selectOf = (random: Random): string => {
  const grouped = Array.from({ length: below(random, 3) }, () => oneOf(random, groups))
  const hasBytes = random() < 0.3
  const aggregates = Array.from({ length: 1 + below(random, 2) }, () =>
    oneOf(random, hasBytes && random() < 0.6 ? sumsOfBytes : counts)
  )
  const used = new Set<string>()
  const items = [...grouped, ...aggregates].map((expression) => {
    const alias = oneOf(random, names)
    if (alias === null || used.has(alias)) return { expression, alias: null }
    used.add(alias)
    return { expression, alias }
  })
  const select = items.map(({ alias, expression }) => `${expression}${alias === null ? "" : ` AS ${alias}`}`)
  const terms = grouped.map((expression, index) => {
    const { alias } = items[index]!
    return oneOf(random, [expression, String(index + 1), alias ?? expression])
  })
  const named = items.slice(grouped.length).find(({ alias, expression }) => alias !== null && expression === "count(*)")
  const having = oneOf(random, [
    "",
    "",
    " HAVING count(*) > 1",
    named === undefined ? "" : ` HAVING ${named.alias} > 2`
  ])
  const all = items.map((_, index) => `${index + 1}`).join(", ")
  const order = oneOf(random, [
    "",
    ` ORDER BY ${all}`,
    hasBytes ? "" : ` ORDER BY ${all} LIMIT 4`,
    hasBytes ? "" : ` ORDER BY ${all} LIMIT 3 OFFSET 1`
  ])
  const where = random() < 0.5 ? ` WHERE ${oneOf(random, conditions)}` : ""
  const groupBy = terms.length === 0 ? "" : ` GROUP BY ${terms.join(", ")}`
  return `SELECT ${select.join(", ")} FROM entries${where}${groupBy}${terms.length === 0 ? "" : having}${order}`
}

const filters: ReadonlyArray<FilterInput> = [
  {},
  {},
  { path: ["/shop/*,/b"] },
  { status: ["4xx"], method: ["GET"] },
  { from: "2026-10-24T06:30", to: "2026-10-26" },
  { client: ["192.0.2.1,192.0.2.2"] },
  { tz: "America/New_York" }
]

it.live.each(["UTC", "Europe/Berlin", "Asia/Kathmandu"])("random statements have the same answer in %s", (zone) =>
  Effect.gen(function* () {
    const seed = Number(process.env["LOGMILL_SEED"] ?? 5) + zone.length
    const random = randomFrom(seed)
    yield* Effect.gen(function* () {
      let rewritten = 0
      for (let count = 0; count < 250; count++) {
        if (yield* compare(statementOf(random), oneOf(random, filters))) rewritten++
      }
      // They are made so that most can be.
      assert.isAbove(rewritten, 60)
    }).pipe(Effect.provide(engineLayer(awkwardSources(random), zone)))
  }).pipe(Effect.provide(NodeServices.layer))
)
