import { offsetAtUtc } from "@logmill/workers/zone"
import { describe, expect, it } from "vitest"

import { instantOf, offsetsOf, zoneName, zoneRule } from "./zone.ts"

const hour = 3_600_000
const at = (text: string): number => Date.parse(text)

describe("zones", () => {
  it("knows the host's names and offsets, and no others", () => {
    expect(zoneName("Europe/Berlin")).toBe("Europe/Berlin")
    expect(zoneName("+02:00")).toBe("+02:00")
    expect(zoneName("+0200")).toBe("+02:00")
    expect(zoneName("utc")).toBe("UTC")
    expect(zoneName("europe/BERLIN")).toBe("Europe/Berlin")
    expect(["Asia/Kolkata", "Asia/Calcutta", "Etc/UTC"].map(zoneName)).toEqual([
      "Asia/Kolkata",
      "Asia/Calcutta",
      "Etc/UTC"
    ])
    expect(zoneName("Europe/Nowhere")).toBeNull()
    expect(zoneName("")).toBeNull()
  })

  it.each<[string, string, number]>([
    ["UTC", "2026-07-01T00:00Z", 0],
    ["Europe/Berlin", "2026-07-01T00:00Z", 2],
    ["Europe/Berlin", "2026-12-01T00:00Z", 1],
    ["America/New_York", "2026-12-01T00:00Z", -5],
    ["Asia/Kathmandu", "2026-12-01T00:00Z", 5.75],
    ["America/St_Johns", "2026-12-01T00:00Z", -3.5],
    ["+02:00", "2026-12-01T00:00Z", 2]
  ])("%s at %s is %d hours off", (zone, time, hours) => {
    expect(offsetsOf(zone)(at(time))).toBe(hours * hour)
  })

  it("finds each change to the millisecond", () => {
    expect(zoneRule("Europe/Berlin", at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z"))).toEqual([
      [-Infinity, hour],
      [at("2026-03-29T01:00Z"), 2 * hour],
      [at("2026-10-25T01:00Z"), hour]
    ])
    expect(zoneRule("UTC", 0, at("2100-01-01T00:00Z"))).toEqual([[-Infinity, 0]])
  })

  it.each([
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Pacific/Apia",
    "Europe/Dublin"
  ])("agrees with the host on %s, hour by hour, for 35 years", (zone) => {
    const offsetAt = offsetsOf(zone)
    const [from, to] = [at("1990-01-01T00:00Z"), at("2026-01-01T00:00Z")]
    const rule = zoneRule(zone, from, to)
    const wrong: Array<number> = []
    for (let time = from; time < to; time += 17 * hour) if (offsetAt(time) !== offsetAtUtc(rule, time)) wrong.push(time)
    expect(wrong).toEqual([])
  })

  it.each<[string, string, string, string]>([
    ["Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z", "before a gap"],
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30Z", "in a gap: moved on by it"],
    ["Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z", "after a gap"],
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z", "twice: the first"],
    ["Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z", "after both"],
    ["America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00Z", "a day without midnight begins with the change"],
    ["America/Sao_Paulo", "2018-02-18T00:00", "2018-02-18T03:00Z", "a midnight put back is the later one"],
    ["Asia/Kathmandu", "2026-11-05T00:00", "2026-11-04T18:15Z", "odd offset"]
  ])("%s %s is %s (%s)", (zone, local, utc) => {
    expect(new Date(instantOf(at(`${local}Z`), offsetsOf(zone))).toISOString()).toBe(new Date(utc).toISOString())
  })
})
