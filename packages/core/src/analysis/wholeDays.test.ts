import { describe, expect, it } from "vitest"

import { wholeDaySql } from "./wholeDays.ts"

const at = (text: string): number => Date.parse(text)
const berlin = [
  [-Infinity, 7_200_000],
  [at("2026-10-25T01:00Z"), 3_600_000]
] as const

describe("days that are not whole", () => {
  it.each([
    ["2026-10-24T00:00+02:00", "2026-10-25T23:59:59+01:00", "((day) IS NOT NULL)"],
    ["2026-10-24T00:59+02:00", "2026-10-26T00:00+01:00", "((day) NOT IN ('2026-10-26'))"],
    ["2026-10-24T01:00+02:00", "2026-10-25T23:00+01:00", "((day) NOT IN ('2026-10-24'))"],
    ["2026-10-24T06:25+02:00", "2026-10-26T00:05+01:00", "((day) NOT IN ('2026-10-24', '2026-10-26'))"],
    ["2026-10-24T06:25+02:00", "2026-10-24T08:00+02:00", "((day) NOT IN ('2026-10-24'))"]
  ])("of %s to %s", (from, to, sql) => expect(wholeDaySql("day", berlin, { from: at(from), to: at(to) })).toBe(sql))
})
