/** Times mean on the page what they mean to the server. */
import { assert, describe, it } from "@effect/vitest"
import { readTime as readTimeOfCore } from "@logmill/core/analysis/time"
import { offsetsOf as offsetsOfCore } from "@logmill/core/zone"
import { Schema } from "effect"

import { offsetsOf } from "../format/zone.ts"
import { readTime } from "./time.ts"

const now = Date.UTC(2026, 10, 16, 12)

describe("times of a filter", () => {
  const digits = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 61 }))
  const parts = Schema.Struct({
    year: Schema.Int.check(Schema.isBetween({ minimum: 1990, maximum: 2040 })),
    month: digits,
    day: digits,
    hours: digits,
    minutes: digits,
    zone: Schema.Literals(["", "Z", "+05:30", "-0800", "+24:00", "+0160"]),
    unit: Schema.Literals(["s", "m", "h", "d", "w", "y"]),
    edge: Schema.Literals(["start", "end"]),
    place: Schema.Literals(["UTC", "Europe/Berlin", "America/St_Johns"])
  })
  it.prop(
    "are read as the server reads them",
    [parts],
    ([{ day, edge, hours, minutes, month, place, unit, year, zone }]) => {
      const two = (value: number, most: number): string => String(value % (most + 2)).padStart(2, "0")
      const date = `${year}-${two(month, 12)}-${two(day, 31)}`
      const time = `${two(hours, 23)}:${two(minutes, 59)}`
      const texts = [
        `${year}`,
        `${year}-${two(month, 12)}`,
        date,
        `${date}T${two(hours, 23)}`,
        `${date}T${time}${zone}`,
        `${date} ${time}:07.5${zone}`,
        `${date}T${time}:07.999999${zone}`,
        `${two(day, 31)}/Feb/${year}`,
        `${two(day, 31)}/Nov/${year}:${time}:07 ${zone}`,
        `-${day}${unit}`,
        "now",
        "",
        "today",
        "yesterday",
        "Yesterday",
        "this-month",
        "last-month",
        "2026-1-1"
      ]
      for (const text of texts) {
        const own = readTime(text, edge, { now, offsetAt: offsetsOf(place) })
        assert.strictEqual(own, readTimeOfCore(text, edge, { now, offsetAt: offsetsOfCore(place) }), text)
      }
    }
  )
})
