import { assert, layer } from "@effect/vitest"
import type { ZoneRule } from "@logmill/workers/zone"
import { Effect } from "effect"

import { QueryEngine } from "../query/QueryEngine.ts"
import { engineLayer } from "../testing/services.ts"
import { instantOf, offsetsOf, zoneRule } from "../zone.ts"
import { expandMacros } from "./macros.ts"
import {
  bucketSql,
  type BucketUnit,
  bucketUnits,
  dayNumberSql,
  daySql,
  dayStartSql,
  hourSql,
  longestBucketMs,
  type TimeSpan
} from "./bucket.ts"

const hour = 3_600_000
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe"]
const [from, to] = [Date.UTC(2017, 9, 1), Date.UTC(2019, 3, 30)]

const span: TimeSpan = { from, to }
const ruleOf = (zone: string): ZoneRule => zoneRule(zone, from - longestBucketMs, to)

/** Every 7 h and a bit, and each half hour around the changes of the clock. */
const timesFor = (zone: string): ReadonlyArray<number> => {
  const times: Array<number> = []
  for (let time = from; time < to; time += 7 * hour + 123_457) times.push(time)
  for (const [change] of zoneRule(zone, from, to).slice(1)) {
    for (let time = change - 30 * hour; time < change + 30 * hour; time += hour / 2) times.push(time - 1, time)
  }
  return times
}

/** The bucket's start by the wall clock, independently of the SQL. */
const startOf = (time: number, unit: BucketUnit, zone: string): number => {
  const offsetAt = offsetsOf(zone)
  const local = new Date(time + offsetAt(time))
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  if (unit === "year") return instantOf(Date.UTC(year, 0, 1), offsetAt)
  if (unit === "month") return instantOf(Date.UTC(year, month, 1), offsetAt)
  if (unit === "week") return instantOf(Date.UTC(year, month, day - ((local.getUTCDay() + 6) % 7)), offsetAt)
  return instantOf(Date.UTC(year, month, day), offsetAt)
}

const iso = (time: unknown): string => new Date(Number(time)).toISOString()

layer(engineLayer([]))("bucket", (it) => {
  const ask = (zone: string, expression: string) =>
    Effect.gen(function* () {
      const engine = yield* QueryEngine
      const list = timesFor(zone)
        .map((time) => `(${time})`)
        .join(", ")
      return (yield* engine.run({ sql: `WITH t(x) AS (VALUES ${list}) SELECT x, ${expression} FROM t` })).rows
    })

  it.effect.each(zones)("begins days, weeks, months and years in %s with the wall clock", (zone) =>
    Effect.gen(function* () {
      const rule = ruleOf(zone)
      for (const unit of ["day", "week", "month", "year"] as const) {
        const rows = yield* ask(zone, bucketSql("x", unit, rule, span))
        for (const [x, start] of rows) {
          assert.strictEqual(iso(start), iso(startOf(Number(x), unit, zone)), `${unit} of ${iso(x)}`)
        }
      }
    })
  )

  it.effect.each(zones.slice(0, 5))("keeps the two hours apart that the clock shows twice in %s", (zone) =>
    Effect.gen(function* () {
      const rule = ruleOf(zone)
      const offset = offsetsOf(zone)
      for (const [x, start] of yield* ask(zone, bucketSql("x", "hour", rule, span))) {
        const local = Number(x) + offset(Number(x))
        assert.strictEqual(Number(start), Number(x) - (local % hour), iso(x))
      }
    })
  )

  it.effect.each(zones)("writes days of %s as dates", (zone) =>
    Effect.gen(function* () {
      const offset = offsetsOf(zone)
      for (const [x, day] of yield* ask(zone, daySql("x", ruleOf(zone), span))) {
        assert.strictEqual(day, iso(Number(x) + offset(Number(x))).slice(0, 10))
      }
    })
  )

  it.effect.each(zones)("tells hour and weekday of the wall clock in %s", (zone) =>
    Effect.gen(function* () {
      const offset = offsetsOf(zone)
      const context = { zone: ruleOf(zone), span, params: {} }
      for (const [x, hourOfDay, weekday] of yield* ask(zone, expandMacros("hour_of_day(x), weekday(x)", context))) {
        const local = new Date(Number(x) + offset(Number(x)))
        assert.deepStrictEqual([hourOfDay, weekday], [local.getUTCHours(), local.getUTCDay() || 7], iso(x))
      }
    })
  )

  it.effect("finds its way among the changes of a century", () =>
    Effect.gen(function* () {
      const zone = "Australia/Lord_Howe"
      const century = { from: 0, to: Date.UTC(2099, 11, 31) }
      const rule = zoneRule(zone, century.from - longestBucketMs, century.to)
      const offset = offsetsOf(zone)
      const changes = rule.slice(1).map(([change]) => change)
      assert.isAbove(changes.length, 200)
      const times = changes
        .flatMap((change) => [change - 1, change, change + 40 * 24 * hour])
        .filter((time) => time > 0)
      const units = ["day", "week", "month", "year"] as const
      const columns = [
        ...units.map((unit) => bucketSql("x", unit, rule, century)),
        daySql("x", rule, century),
        `(${hourSql("x", rule, century)})`,
        `(SELECT ${dayStartSql("d", rule, century)} FROM (SELECT ${dayNumberSql("x", rule, century)} AS d LIMIT 1))`
      ]
      const engine = yield* QueryEngine
      for (const column of columns.keys()) {
        const list = times.map((time) => `(${time})`).join(", ")
        const { rows } = yield* engine.run({ sql: `WITH t(x) AS (VALUES ${list}) SELECT x, ${columns[column]} FROM t` })
        assert.lengthOf(rows, times.length)
        for (const [time, found] of rows) {
          const x = Number(time)
          const local = x + offset(x)
          const expected = [
            ...units.map((unit) => startOf(x, unit, zone)),
            iso(local).slice(0, 10),
            Math.max(x - (local % hour), ...changes.filter((change) => change <= x && change > x - hour)),
            startOf(x, "day", zone)
          ][column]
          assert.strictEqual(
            typeof found === "bigint" ? Number(found) : found,
            expected,
            `${columns[column]!.slice(0, 40)}: ${iso(x)}`
          )
        }
      }
    })
  )

  it.effect("goes on before 1970, where a clock that was never set may be in a zone", () =>
    Effect.gen(function* () {
      const epoch = { zone: ruleOf("UTC"), span: { from: -hour, to: hour }, params: {} }
      const units = ["minute", "hour", "day", "week"].map((unit) => `bucket(x, '${unit}')`)
      const sql = `WITH t(x) AS (VALUES (-1)) SELECT ${units.join()}, hour_of_day(x), weekday(x) FROM t`
      const { rows } = yield* (yield* QueryEngine).run({ sql: expandMacros(sql, epoch) })
      assert.deepStrictEqual(rows, [[-60_000, -hour, -24 * hour, -72 * hour, 23, 3]])
    })
  )

  it.effect("puts each bucket's start into itself", () =>
    Effect.gen(function* () {
      for (const zone of zones) {
        for (const unit of bucketUnits) {
          const sql = bucketSql("x", unit, ruleOf(zone), span)
          const rows = yield* ask(zone, `${sql}, (SELECT ${sql} FROM (SELECT ${sql} AS x))`)
          for (const [x, start, again] of rows) assert.strictEqual(again, start, `${unit} of ${iso(x)} in ${zone}`)
        }
      }
    })
  )
})
