/** Statements and their faster forms, run over entries with every kind of null: what they say has to be the same. */
import { assert } from "@effect/vitest"
import { below, oneOf, type Random } from "@logmill/workers/testing/mutations"
import { Effect } from "effect"

import { dataContext } from "../analysis/context.ts"
import { type FilterInput, parseFilter } from "../analysis/filter.ts"
import { QueryEngine, type SqlValue } from "../query/QueryEngine.ts"
import { type AdHocQuestion, askAdHoc } from "../sql/adHoc.ts"
import type { TestEntry, TestSource } from "./database.ts"

const day = 86_400_000
/** Two days before the clocks of Europe go back. */
export const start = Date.UTC(2026, 9, 23)

/** Five days of them, the last of which no rollup has yet. */
export const awkwardSources = (random: Random): ReadonlyArray<TestSource> => [
  ...Array.from({ length: 4 }, (_, index) => ({
    path: `${index}.log`,
    entries: Array.from({ length: 60 }, (): TestEntry => entryOf(random)),
    details: {
      agents: {
        "Mozilla/5.0": { browser: "Firefox", browserVersion: "140", os: "Linux", device: "desktop" as const },
        "Mozilla/5.0 (x)": { browser: "Firefox", browserVersion: "141", os: "Windows", osVersion: "11" }
      },
      clients: {
        "192.0.2.1": { country: "NL", city: "Delft", network: "AS64500" },
        "192.0.2.2": { country: "NL", city: null }
      }
    }
  })),
  { path: "tail.log", entries: [{ time: start + 2 * day, status: 404 }], isTail: true }
]

const entryOf = (random: Random): TestEntry => ({
  time: start + below(random, 5 * 24 * 4) * (day / 96) + oneOf(random, [0, 1, 59_999, 899_999]),
  client: `192.0.2.${below(random, 5)}`,
  method: oneOf(random, [null, "GET", "GET", "POST"]),
  path: oneOf(random, ["/", "/a.css", "/b", "/B", "/shop/x", "-", "404"]),
  status: oneOf(random, [null, 200, 200, 304, 404, 500]),
  bytes: oneOf(random, [null, null, 0, 17, 1000]),
  agent: oneOf(random, [null, "Mozilla/5.0", "Mozilla/5.0 (x)", "Googlebot", "curl"]),
  site: oneOf(random, [null, "example.com", "example.net"]),
  durationMs: oneOf(random, [null, 0, 1.5, 250])
})

export const pose = (sql: string, input: FilterInput = {}, params: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const data = yield* dataContext
    const filter = yield* parseFilter(input, { now: start, zone: data.zone })
    const isFiltered = Object.keys(input).length > 0
    return yield* askAdHoc({ sql, params: new Map(Object.entries(params)), typedIn: "flags", filter, isFiltered, data })
  })

const answerOf = ({ request }: Pick<AdHocQuestion, "request">) => QueryEngine.use((engine) => engine.run(request))

/** In any order, but where all columns say which; averages are of sums in another order. */
const comparable = (rows: ReadonlyArray<ReadonlyArray<SqlValue>>, { isOrdered = false, hasZeros = false }) => {
  const texts = rows.map((row) =>
    JSON.stringify(
      row.map((value) =>
        hasZeros && value === null ? 0 : typeof value === "number" ? Number(value.toPrecision(12)) : value
      )
    )
  )
  return isOrdered ? texts : texts.toSorted()
}

/** Runs a statement and its faster form; false: it has none. */
export const compare = (sql: string, input: FilterInput = {}) =>
  Effect.gen(function* () {
    const question = yield* pose(sql, input)
    const { faster } = question
    if (faster === null) return false
    const { columns, rows } = yield* answerOf(question)
    const order = /ORDER BY ([\d, ]+)(?: LIMIT [\w, ]+)?$/.exec(sql)?.[1]
    const shown = {
      isOrdered: order?.split(",").length === columns.length && !faster.hasZeros,
      hasZeros: faster.hasZeros
    }
    const same = yield* answerOf(yield* pose(faster.sql, input))
    const where = `${sql}\n${faster.sql}\n${JSON.stringify(input)}`
    assert.deepStrictEqual(comparable(same.rows, shown), comparable(rows, shown), where)
    assert.deepStrictEqual(same.columns, columns, where)
    // Any program may ask the view itself, where no macro is in the statement.
    if (Object.keys(input).length === 0 && !macros.test(faster.sql)) {
      const ofView = yield* answerOf({ request: { sql: faster.sql } })
      assert.deepStrictEqual(comparable(ofView.rows, shown), comparable(rows, shown), `the view itself: ${where}`)
    }
    return true
  })

const macros = /bucket|matches|approx_distinct|any_value|weekday\(|hour_of_day/
