import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "../testing/lab.ts"

const local = '{client} [{time:%Y-%m-%d %H:%M:%S}] "{request}" {status}'
const line = (second: number) => `192.0.2.1 [2026-11-10 13:55:0${second}] "GET /${second} HTTP/1.1" 200\n`
const combined = (second: number, rest = "") =>
  `192.0.2.1 - - [10/Nov/2026:13:55:0${second} +0000] "GET /${second} HTTP/1.1" 200 5 "-" "-"${rest}\n`

describe("logs that are given with other settings than they were read with", () => {
  it.live("are told, where new lines follow another zone", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", line(1))
      yield* lab.ingest(["a.log"], { logFormat: local, logZone: "Europe/Berlin" })
      lab.write("a.log", line(1) + line(2))
      const { notices } = yield* lab.ingest(["a.log"])
      assert.lengthOf(notices, 1)
      assert.match(
        notices[0]!,
        /new lines of .*a\.log: .* those of UTC, before for those of Europe\/Berlin; .*forget 1 and/
      )
      assert.deepStrictEqual((yield* lab.ingest(["a.log"])).notices, [])
      // Times of the Common Log Format name their zone.
      lab.write("b.log", combined(1))
      yield* lab.ingest(["b.log"], { logZone: "Europe/Berlin" })
      lab.write("b.log", combined(1) + combined(2))
      assert.deepStrictEqual((yield* lab.ingest(["b.log"])).notices, [])
    })
  )

  it.live("are told, where new lines lack the site of those before", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const names = ["a.log", "b.log"]
      for (const [index, name] of names.entries()) lab.write(name, combined(index))
      yield* lab.ingest(names, { siteFrom: "([a-z])[.]log$" })
      for (const [index, name] of names.entries()) lab.write(name, combined(index) + combined(5))
      const { notices } = yield* lab.ingest(names)
      assert.lengthOf(notices, 1)
      assert.match(notices[0]!, /new lines of .*a\.log are without a site, those before have a; .*1 more/)
    })
  )

  it.live("are told, where what is stored does not follow the format that is given", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const logFormat =
        '{client} {-} {user} [{time:clf}] "{request}" {status} {bytes} "{referrer}" "{agent}" {duration:s}'
      lab.write("a.log", combined(1, " 0.5"))
      yield* lab.ingest(["a.log"], { logFormat: "combined" })
      const told =
        /lines of .*a\.log that were stored before stay as combined has them; .*forget 1 and ingest the file again/
      const { notices } = yield* lab.ingest(["a.log"], { logFormat })
      assert.lengthOf(notices, 1)
      assert.match(notices[0]!, told)
      lab.write("a.log", combined(1, " 0.5") + combined(2, " 0.5"))
      assert.match((yield* lab.ingest(["a.log"], { logFormat })).notices.join(), told)
    })
  )
})
