import { assert, describe, it } from "@effect/vitest"

import { type Api, ApiError } from "../api/Api.ts"
import type { FilterQuery } from "../api/types.ts"
import { backwardsTimes, refusedParts } from "./refused.ts"

const clock = { now: Date.UTC(2026, 10, 16), first: null, last: null, offsetAt: () => 0 }

/** Refuses statuses with an x at the end, as the server would. */
const api = {
  whyEmpty: ({ status = [] }: FilterQuery) =>
    status.some((text) => /\dx$/.test(text))
      ? Promise.reject(new ApiError("Refused", `Status: "${status.join(",")}" is no status`))
      : Promise.resolve({ reasons: [] })
} as unknown as Api

describe("what of a filter is refused", () => {
  const { signal } = new AbortController()

  it("is told value by value, and taken away alone", async () => {
    const filter = { from: "2026-11-09", status: ["404", "40x"], path: ["/"] }
    const parts = await refusedParts(api, filter, clock, signal)
    assert.deepStrictEqual(
      parts.map(({ message, title }) => [title, message]),
      [["Status is 40x", 'Status: "40x" is no status']]
    )
    assert.deepStrictEqual(parts[0]!.without(filter), { from: "2026-11-09", status: ["404"], path: ["/"] })
  })

  it("is the time where each end is one, but not both together", async () => {
    const filter = { from: "2026-05-20", to: "2026-05-17", path: ["/"] }
    const [part] = await refusedParts(api, filter, clock, signal)
    assert.deepStrictEqual(part!.without(filter), { path: ["/"] })
  })
})

describe("times that end before they begin", () => {
  it.each([
    [{ from: "2026-05-20", to: "2026-05-17" }, "The last day, 17 May 2026, is before the first, 20 May 2026."],
    [{ from: "2026-05-20T10:00", to: "2026-05-20" }, null],
    [{ from: "-1h", to: "-2h" }, "The time ends (-2h) before it begins (-1h)."],
    [{ from: "2026-05-20", to: "2026-05-20" }, null],
    [{ from: "2026-05-20" }, null]
  ])("%j", (times, expected) => assert.strictEqual(backwardsTimes(times, clock), expected))
})
