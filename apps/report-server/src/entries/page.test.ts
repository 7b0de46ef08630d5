/** A page of the entries behind a filter. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "@logmill/core/testing/lab"
import { logLines } from "@logmill/core/testing/logs"

import type { EntryPage } from "../api/Api.ts"
import { askJson, labServer } from "../testing/labServer.ts"
import { entriesIn, joined, type Range, takeRanges, touches } from "./places.ts"

describe("entries", () => {
  it.live("come latest first, page by page, each once", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 950))
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      const paths: Array<unknown> = []
      let before = ""
      for (let pages = 0; pages < 10; pages++) {
        const page = yield* askJson<typeof EntryPage.Type>(server, `/api/entries?limit=300${before}`)
        const at = page.columns.findIndex(({ name }) => name === "path")
        paths.push(...page.rows.map((row) => row[at]))
        assert.isFalse(page.cut)
        if (page.next === null) break
        before = `&before=${page.next}`
      }
      assert.deepStrictEqual(
        paths,
        Array.from({ length: 950 }, (_, index) => `/a/${949 - index}`)
      )
    })
  )

  it.live("of several logs come in the order of time, in whichever they were read, and by id alone", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const times: Array<number> = []
      // Hours of one day, three logs in turn, the last one against the clock, and some of one time.
      const line = (name: string, hour: number, second: number) => {
        times.push(Date.UTC(2026, 10, 5, hour, 0, second))
        const clock = [hour, 0, second].map((part) => String(part).padStart(2, "0")).join(":")
        return `192.0.2.1 - - [05/Nov/2026:${clock} +0000] "GET /${name} HTTP/1.1" 200 1 "-" "-"\n`
      }
      const hours = Array.from({ length: 8 }, (_, hour) => hour)
      const textOf = (name: string, some: ReadonlyArray<number>) =>
        some.flatMap((hour) => [0, 7, 7, 59].map((second) => line(name, hour, second))).join("")
      lab.write(
        "late.log",
        textOf(
          "late",
          hours.map((hour) => 3 * hour + 2)
        )
      )
      lab.write(
        "early.log",
        textOf(
          "early",
          hours.map((hour) => 3 * hour)
        )
      )
      lab.write("back.log", textOf("back", hours.map((hour) => 3 * hour + 1).toReversed()))
      for (const name of ["late.log", "early.log", "back.log"]) yield* lab.ingest([name])
      const server = yield* labServer(lab)
      const shown: Array<readonly [time: number, id: number]> = []
      let before = ""
      do {
        const page = yield* askJson<typeof EntryPage.Type>(server, `/api/entries?limit=7${before}`)
        const [time, id] = ["time", "entry_id"].map((name) => page.columns.findIndex((column) => column.name === name))
        shown.push(...page.rows.map((row) => [Number(row[time!]), Number(row[id!])] as const))
        before = page.next === null ? "" : `&before=${page.next}`
      } while (before !== "")
      assert.deepStrictEqual(
        shown.map(([time]) => time),
        times.toSorted((a, b) => b - a)
      )
      assert.deepStrictEqual(
        shown,
        shown.toSorted(([time, id], [otherTime, otherId]) => otherTime - time || otherId - id)
      )
      assert.strictEqual(new Set(shown.map(([, id]) => id)).size, times.length)
      const one = yield* askJson<typeof EntryPage.Type>(server, "/api/entries?id=40")
      assert.deepStrictEqual([one.rows.length, one.rows[0]![0], one.next], [1, 40, null])
      assert.deepStrictEqual((yield* askJson<typeof EntryPage.Type>(server, "/api/entries?id=4000")).rows, [])
    })
  )

  it.live("are those behind the filter: by client, time, path, and together", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      for (const name of ["a", "b", "c"]) lab.write(`${name}.log`, logLines(name, 0, 500))
      yield* lab.ingest(["a.log"])
      yield* lab.ingest(["b.log"])
      yield* lab.ingest(["c.log"])
      const server = yield* labServer(lab)
      const count = (query: string) =>
        Effect.map(
          askJson<typeof EntryPage.Type>(server, `/api/entries?limit=1000&${query}`),
          ({ rows }) => rows.length
        )
      const asked = [
        "client=192.0.2.7",
        "path=/b/*",
        "from=2026-11-05T12:05:00Z",
        "to=2026-11-05T12:05:00Z&path=/a/*&path=/c/*",
        "client=192.0.2.7&path=/c/*",
        "source=*b.log&client=192.0.2.0/30",
        "status=404",
        "from=2030-01-01"
      ]
      const counts: Array<number> = []
      for (const query of asked) counts.push(yield* count(query))
      assert.deepStrictEqual(counts, [9, 500, 600, 600, 3, 12, 0, 0])
    })
  )

  it.live("have all columns of the view", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 1))
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      const { columns } = yield* askJson<typeof EntryPage.Type>(server, "/api/entries")
      const names = lab.query<{ name: string }>("SELECT name FROM pragma_table_info('entries')").map(({ name }) => name)
      assert.sameMembers(
        columns.map(({ name }) => name),
        names.filter((name) => name !== "iso_time")
      )
    })
  )

  it.live("refuse what is no filter, and bear any limit", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("a.log", logLines("a", 0, 3))
      yield* lab.ingest(["a.log"])
      const server = yield* labServer(lab)
      const refused = yield* askJson<{ reason: string; message: string }>(server, "/api/entries?from=soon", {}, 400)
      assert.deepStrictEqual(refused.reason, "filter")
      for (const query of ["limit=-5", "before=3", "before=1:x", "limit=x", "limit=1.5", "id=x"])
        yield* askJson(server, `/api/entries?${query}`, {}, 400)
      for (const query of ["limit=0", "limit=1000000000", "before=0:0", "before=-1:5", "before=999999999999999:1"]) {
        yield* askJson(server, `/api/entries?${query}`)
      }
    })
  )

  it.live("that are rare are found far behind, also where the rollups are behind, and none are told at once", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      const odd = (time: string, path: string, status: number) =>
        `198.51.100.9 - - [${time}] "GET ${path} HTTP/1.1" ${status} 1 "-" "odd"\n`
      const first = odd("05/Nov/2026:12:00:00 +0000", "/old", 418)
      lab.write("a.log", first + logLines("a", 0, 10_000) + odd("05/Nov/2026:18:00:00 +0000", "/old", 502))
      lab.write("b.log", logLines("b", 10_000, 25_000))
      lab.write("c.log", logLines("c", 35_000, 26_000))
      for (const name of ["a.log", "b.log", "c.log"]) yield* lab.ingest([name])
      const server = yield* labServer(lab)
      const linesOf = (query: string) =>
        Effect.map(askJson<typeof EntryPage.Type>(server, `/api/entries?${query}`), ({ columns, cut, next, rows }) => {
          assert.deepStrictEqual([cut, next], [false, null], query)
          const at = columns.findIndex(({ name }) => name === "line")
          return rows.map((row) => row[at])
        })
      const asked = [
        "status=418",
        "path=/old",
        "path=/old&status=502",
        "status=418,502",
        "status=503",
        "path=/no*",
        "class=feed"
      ]
      const expected = [[1], [10_002, 1], [10_002], [10_002, 1], [], [], []]
      for (const [index, query] of asked.entries()) {
        assert.deepStrictEqual(yield* linesOf(query), expected[index], query)
      }
      // As while an ingest is under way: what is beyond the watermark is in no rollup yet.
      lab.change("UPDATE meta SET watermark = 0; DELETE FROM hits_day; DELETE FROM hits_hour; DELETE FROM hits_path")
      for (const [index, query] of asked.entries()) {
        assert.deepStrictEqual(yield* linesOf(query), expected[index], query)
      }
    })
  )
})

describe("the places of entries", () => {
  const range = (first: number, last: number): Range => ({ first, last, from: 0, to: 0, isInRollups: true })

  it("are those that follow each other made one", () => {
    assert.deepStrictEqual(joined([range(81, 90), range(11, 20), range(91, 100)]), [
      { first: 81, last: 100 },
      { first: 11, last: 20 }
    ])
  })

  it("are taken whole, at least one", () => {
    const ranges = [range(91, 100), range(1, 10), range(11, 90)]
    assert.deepStrictEqual(
      [0, 10, 11, 20, 21, 1000].map((entries) => takeRanges(ranges, entries).length),
      [1, 1, 2, 2, 3, 3]
    )
    assert.strictEqual(entriesIn(ranges), 100)
    assert.deepStrictEqual(takeRanges([], 10), [])
  })

  it("are where a range touches a stretch, both its ends within", () => {
    const stretches = [
      { from: 10, to: 20 },
      { from: 30, to: 40 }
    ]
    const told = (from: number, to: number): boolean => touches({ from, to }, stretches)
    assert.deepStrictEqual(
      [told(0, 9), told(0, 10), told(19, 19), told(20, 29), told(20, 30), told(39, 99), told(40, 99)],
      [false, true, true, false, true, true, false]
    )
    assert.isFalse(touches({ from: 0, to: 99 }, []))
  })
})
