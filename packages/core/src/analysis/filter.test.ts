import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { type FilterInput, isOfSourcesOnly, parseFilter, selectsEverything } from "./filter.ts"

const now = Date.parse("2026-11-20T10:00:00Z")
const parse = (input: FilterInput, zone = "UTC") => parseFilter(input, { now, zone })
const span = ({ from, to }: { readonly from: number | null; readonly to: number | null }): string =>
  [from, to].map((time) => (time === null ? "" : new Date(time).toISOString().slice(0, 16))).join(" ")

describe("the filter", () => {
  it.effect.each<readonly [FilterInput, string, string]>([
    [{ from: "soon" }, "--from", '--from: "soon" is no time; write 2026-11-05, 2026-11'],
    [{ from: "Yesterday" }, "--from", '"Yesterday" is no time; write yesterday'],
    [{ from: "Last month" }, "--from", '"Last month" is no time; write last-month'],
    [{ from: "30d" }, "--from", '"30d" is no time; for so long ago write -30d'],
    [{ from: "14:00" }, "--from", '"14:00" is no time; write its day, too: 2026-11-20T14:00'],
    [{ from: "10/11/2026" }, "--from", "write the year first: 2026-11-10 or 2026-10-11"],
    [{ from: "13.11.2026" }, "--from", "write the year first: 2026-11-13"],
    [{ to: "2026-13-01" }, "--to", '--to: "2026-13-01" is no time; a month is 01 to 12'],
    [{ to: "2026-02-30" }, "--to", '--to: "2026-02-30" is no time; February 2026 has 28 days'],
    [{ from: "31/Nov/2026:14:03:00" }, "--from", '"31/Nov/2026:14:03:00" is no time; November 2026 has 30 days'],
    [{ class: ["bot"] }, "--class", `there is no class "bot"; did you mean bots?`],
    [{ from: "2026-11-06", to: "2026-11-05" }, "--from", "nothing lies between --from 2026-11-06 and --to 2026-11-05"],
    [{ from: "now", to: "now" }, "--from", "nothing lies between"],
    [{ tz: "Berlin" }, "--tz", '--tz: "Berlin" is no time zone; write one such as Europe/Berlin'],
    [{ status: ["4x4"] }, "--status", '--status: "4x4" is no status; write 404, 5xx'],
    [{ client: ["192.0.2.0/40"] }, "--client", '--client: "192.0.2.0/40" is no network'],
    [{ path: ["/a", ""] }, "--path", "--path: a pattern is empty"],
    [{ agent: ["~(?=x)"] }, "--agent", "looks around"],
    [{ browser: ["~["] }, "--browser", "is no regular expression"],
    [{ user: ["ada", ""] }, "--user", "--user: a pattern is empty"],
    [{ country: ["DE | "] }, "--country", "nothing follows the |"],
    [{ network: [Array.from({ length: 1001 }, (_, n) => `AS${n}*`).join()] }, "--network", "there are 1001 patterns"],
    [{ referrer: ["~["] }, "--referrer", "is no regular expression"],
    [{ agent: ["*Firefox* &"] }, "--agent", `--agent: nothing follows the & in "*Firefox* &"; write a pattern there`],
    [{ path: [Array.from({ length: 1001 }, (_, n) => `/${n}*`).join()] }, "--path", "--path: there are 1001 patterns"],
    [{ client: ["192.0.2.0/24,".repeat(1000) + "::/8"] }, "--client", "--client: there are 1001 patterns"],
    [{ class: ["human & !serach"] }, "--class", `there is no class "serach"; did you mean search?`],
    [{ class: ["serach"] }, "--class", '--class: there is no class "serach"; did you mean search?'],
    [{ class: ["!martian"] }, "--class", "there are human, search, ai-crawler"]
  ])("refuses %j", ([input, option, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(parse(input))
      assert.strictEqual(error._tag, "FilterError")
      assert.strictEqual(error.option, option)
      assert.include(error.message, reason)
    })
  )

  it.effect.each([
    ["people", "human,unknown"],
    ["bots", "search,ai-crawler,monitor,feed,scanner,library,other-bot"],
    ["!people", "!human,!unknown"],
    ["search,!( people | feed )", "search,!( human | unknown | feed )"],
    ["!bots & !human", "!( search | ai-crawler | monitor | feed | scanner | library | other-bot ) & !human"]
  ])("reads the class %s as %s", ([words, classes]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* parse({ class: [words!] })).class, (yield* parse({ class: [classes!] })).class)
    })
  )

  it.effect.each<readonly [FilterInput, string, string]>([
    [{}, "UTC", " "],
    [{ from: "2026-11-05" }, "UTC", "2026-11-05T00:00 "],
    [{ to: "2026-11-05" }, "UTC", " 2026-11-06T00:00"],
    [{ from: "2026-11", to: "2026-11" }, "UTC", "2026-11-01T00:00 2026-12-01T00:00"],
    [{ from: "2026-10-25", to: "2026-10-25" }, "Europe/Berlin", "2026-10-24T22:00 2026-10-25T23:00"],
    [{ from: "2026-10-25", tz: "UTC" }, "Europe/Berlin", "2026-10-25T00:00 "],
    [{ from: "2026-11-05T10:00", to: "2026-11-05T11:00" }, "Europe/Berlin", "2026-11-05T09:00 2026-11-05T10:00"],
    [{ from: "-7d", to: "now" }, "Europe/Berlin", "2026-11-13T10:00 2026-11-20T10:00"],
    [{ from: "-90m", to: "-30m" }, "UTC", "2026-11-20T08:30 2026-11-20T09:30"],
    [{ from: "2026", to: "2026" }, "Asia/Kolkata", "2025-12-31T18:30 2026-12-31T18:30"],
    [{ from: "2026-11-05T10:00+01:00", to: "2026-11-05 10" }, "UTC", "2026-11-05T09:00 2026-11-05T10:00"],
    // Clocks go on: a day of 23 hours, and an hour that there is not.
    [{ from: "2026-03-29", to: "2026-03-29" }, "Europe/Berlin", "2026-03-28T23:00 2026-03-29T22:00"],
    [{ from: "2026-03-29T02:30", to: "2026-03-29T04:00" }, "Europe/Berlin", "2026-03-29T01:30 2026-03-29T02:00"],
    // They go on at midnight, which there is not; they go back to it, and there are two.
    [{ from: "2026-03-08", to: "2026-03-08" }, "America/Havana", "2026-03-08T05:00 2026-03-09T04:00"],
    [{ from: "2026-11-01", to: "2026-11-01" }, "America/Havana", "2026-11-01T04:00 2026-11-02T05:00"],
    // By half an hour.
    [{ from: "2026-10", to: "2026-10" }, "Australia/Lord_Howe", "2026-09-30T13:30 2026-10-31T13:00"]
  ])("%j in %s is %s", ([input, zone, expected]) =>
    Effect.gen(function* () {
      assert.strictEqual(span(yield* parse(input, zone)), expected)
    })
  )

  it.effect("answers in the zone asked for, else in the database's", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* parse({}, "Europe/Berlin")).zone, "Europe/Berlin")
      assert.strictEqual((yield* parse({ tz: "utc" }, "Europe/Berlin")).zone, "UTC")
    })
  )

  it.effect("knows what it leaves alone", () =>
    Effect.gen(function* () {
      const kind = Effect.map(
        Effect.all([
          parse({}),
          parse({ tz: "UTC" }),
          parse({ source: ["x"] }),
          parse({ sourceIds: [] }),
          parse({ path: ["x"] }),
          parse({ user: ["-"] }),
          parse({ to: "now" })
        ]),
        (all) => all.map((filter) => [selectsEverything(filter), isOfSourcesOnly(filter)])
      )
      assert.deepStrictEqual(yield* kind, [
        [true, true],
        [true, true],
        [false, true],
        [false, true],
        [false, false],
        [false, false],
        [false, false]
      ])
    })
  )

  it.effect("is plain data", () =>
    Effect.gen(function* () {
      const filter = yield* parse({
        from: "-7d",
        path: ["/a*,!~b,c"],
        status: ["4xx,!-"],
        client: ["2001:db8::/32"],
        sourceIds: [3]
      })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(filter)), filter)
    })
  )
})
