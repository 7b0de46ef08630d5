import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"

import { assignment, durability, duration, integer, maxRejects, positiveInteger, text, zone } from "./values.ts"

const readers = { assignment, durability, duration, integer, maxRejects, positiveInteger, text, zone }

describe("readers of values", () => {
  const refused: ReadonlyArray<readonly [reader: keyof typeof readers, text: string, expected: string]> = [
    ["text", "", "something, not an empty text"],
    ["integer", "-1", "a whole number, 0 for all"],
    ["integer", "1.5", "a whole number, 0 for all"],
    ["integer", "", "a whole number, 0 for all"],
    ["integer", "99999999999999999999", "a whole number, 0 for all"],
    ["positiveInteger", "0", "a whole number from 1 on"],
    ["duration", "30", "a duration such as 500ms, 30s or 2m"],
    ["duration", "-30s", "a duration such as 500ms, 30s or 2m"],
    ["durability", "Full", "normal or full"],
    ["maxRejects", "101%", "a number of lines such as 100, or a share such as 1%"],
    ["maxRejects", "few", "a number of lines such as 100, or a share such as 1%"],
    ["zone", "Mars/Olympus", "a time zone such as Europe/Berlin, UTC or +02:00"],
    ["zone", "", "a time zone such as Europe/Berlin, UTC or +02:00"],
    ["assignment", "min_hits", "name=value, such as min_hits=10"],
    ["assignment", "=10", "name=value, such as min_hits=10"]
  ]
  it.each(refused)("%s refuses %j", (reader, text, expected) => {
    const result: Result.Result<unknown, string> = readers[reader](text)
    assert.strictEqual(Result.isFailure(result) ? result.failure : "accepted", expected)
  })

  const read: ReadonlyArray<readonly [reader: keyof typeof readers, text: string, value: unknown]> = [
    ["text", " ", " "],
    ["integer", "0", 0],
    ["positiveInteger", "16", 16],
    ["duration", "500ms", 500],
    ["duration", "30s", 30_000],
    ["duration", "1.5m", 90_000],
    ["duration", "0", 0],
    ["durability", "full", "full"],
    ["maxRejects", "0", { lines: 0 }],
    ["maxRejects", "2.5%", { share: 0.025 }],
    ["zone", "Europe/Berlin", "Europe/Berlin"],
    ["zone", "utc", "UTC"],
    ["zone", "+02:00", "+02:00"],
    ["assignment", "a=b=c", ["a", "b=c"]],
    ["assignment", "a=", ["a", ""]]
  ]
  it.each(read)("%s reads %j", (reader, text, value) => {
    assert.deepStrictEqual(Result.getOrThrow<unknown, unknown>(readers[reader](text)), value)
  })
})
