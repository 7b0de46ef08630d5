/** Of a log whose server got another format while it was written, all fields are stored. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { FormatDefinition } from "@logmill/workers/format/definition"

import { makeLab } from "../testing/lab.ts"

const agent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
const lines = (count: number, behind = ""): string =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 23 "https://example.org/" "${agent}"${behind}\n`.repeat(
    count
  )
const timed = " 0.123 0.100"
const unknown = ' "two" words'

const timedFormat: FormatDefinition = {
  name: "timed",
  title: "combined with the time of the request",
  pattern:
    '{client} - {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}" {duration:s.ms} {upstream:s.ms}',
  samples: []
}

const labWithFormat = Effect.tap(makeLab, (lab) => Effect.sync(() => (lab.formats = [timedFormat])))

interface Stored {
  readonly format: string
  readonly detail: string | null
  readonly timed: number
}

const stored = "SELECT format, detail, (SELECT count(duration_us) FROM entry) AS timed FROM source"

describe("a log that changes its format", () => {
  it.live("before it is read has all fields, if a format is known", () =>
    Effect.gen(function* () {
      const lab = yield* labWithFormat
      lab.write("a.log", lines(150) + lines(400, timed))
      const { outcomes } = yield* lab.ingest(["a.log"])
      assert.match(String(outcomes[0]!.detail), /^has lines of several formats: timed \+ combined$/)
      assert.deepStrictEqual(lab.query<Stored>(stored), [{ format: "timed + combined", detail: null, timed: 400 }])
    })
  )

  it.live("after it was read has them from then on, and is said once to have them", () =>
    Effect.gen(function* () {
      const lab = yield* labWithFormat
      lab.write("a.log", lines(150))
      yield* lab.ingest(["a.log"])
      lab.write("a.log", lines(150) + lines(100, timed))
      assert.match(String((yield* lab.ingest(["a.log"])).outcomes[0]!.detail), /^has lines of several formats/)
      lab.write("a.log", lines(150) + lines(200, timed))
      assert.isNull((yield* lab.ingest(["a.log"])).outcomes[0]!.detail)
      assert.deepStrictEqual(lab.query<Stored>(stored), [{ format: "timed + combined", detail: null, timed: 200 }])
    })
  )

  it.live("to one that nobody knows is said to have more, and goes on to be", () =>
    Effect.gen(function* () {
      const lab = yield* labWithFormat
      lab.write("a.log", lines(150))
      yield* lab.ingest(["a.log"])
      lab.write("a.log", lines(150) + lines(100, unknown))
      const { outcomes } = yield* lab.ingest(["a.log"])
      assert.match(String(outcomes[0]!.detail), /^has more in its lines than the combined format: "two" words/)
      const [{ format, detail }] = lab.query<Stored>(stored) as [Stored]
      assert.strictEqual(format, "combined")
      assert.match(String(detail), /^has more in its lines/)
    })
  )

  it.live("by a line or two stays what it is", () =>
    Effect.gen(function* () {
      const lab = yield* labWithFormat
      lab.write("a.log", `${lines(150)}garbage\n${lines(1, timed)}`)
      yield* lab.ingest(["a.log"])
      assert.strictEqual(lab.query<Stored>(stored)[0]!.format, "combined")
    })
  )
})
