import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"
import { sayOffsets, writtenOffsets } from "./writtenOffsets.ts"

const offsetsOf = (text: string): ReadonlyArray<string> => [...writtenOffsets(Buffer.from(text))]

describe("the offsets of a log's times", () => {
  it.each([
    ["combined", '192.0.2.1 - - [10/Nov/2026:13:55:36 +0100] "GET /a HTTP/1.1" 200 1 "-" "-"', ["+01:00"]],
    ["ISO 8601", '{"time":"2026-11-10T13:55:36.123-05:30"}', ["-05:30"]],
    ["over a change of the clock", "[25/Oct/2026:02:59:59 +0200]\n[25/Oct/2026:02:00:00 +0100]", ["+02:00", "+01:00"]],
    ["UTC", "13:55:36 -0000 13:55:36 +0000", ["+00:00"]],
    ["Z, or no zone", "2026-11-10T13:55:36Z 2026-11-10 13:55:36 10/Nov/2026:13:55:36", []],
    ["of what is no time", "/a?x=+0100 1:1:1 +0100", []]
  ])("%s", (_, text, offsets) => assert.deepStrictEqual(offsetsOf(text), offsets))

  it("are told where none is UTC", () => {
    assert.match(
      sayOffsets(new Set(["+02:00", "+01:00"])).join(),
      /^times in these logs are of \+01:00 and \+02:00, .*--tz/
    )
    assert.deepStrictEqual(sayOffsets(new Set()), [])
    assert.deepStrictEqual(sayOffsets(new Set(["+01:00", "+00:00"])), [])
  })

  it.live("are told once, by the first ingest, if no zone was chosen", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const chosen = yield* makeLab
      const log = logLines("a", 1, 3).replaceAll("+0000", "+0100")
      lab.write("a.log", log)
      chosen.write("a.log", log)
      assert.match((yield* lab.ingest(["a.log"])).notices.join(), /^times in these logs are of \+01:00, /)
      lab.write("a.log", log + logLines("a", 4, 1).replaceAll("+0000", "+0100"))
      assert.deepStrictEqual((yield* lab.ingest(["a.log"])).notices, [])
      assert.deepStrictEqual((yield* chosen.ingest(["a.log"], { reportZone: "UTC" })).notices, [])
    })
  )
})
