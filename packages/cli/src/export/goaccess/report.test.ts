/** The report over a few entries that are counted by hand. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import type { FilterInput } from "@logmill/core/analysis/filter"
import { Snapshot } from "@logmill/core/export/Snapshot"
import type { TestEntry } from "@logmill/core/testing/database"
import { engineLayer } from "@logmill/core/testing/services"

import { writeReport } from "./report.ts"

interface Figure {
  readonly count: number
  readonly percent: string
}
interface Row {
  readonly data: string
  readonly hits: Figure
  readonly visitors: Figure
  readonly bytes: Figure
  readonly method?: string
  readonly items?: ReadonlyArray<Row>
}
interface Panel {
  readonly metadata: Record<string, Record<string, { readonly value: number; readonly percent?: string }>>
  readonly data: ReadonlyArray<Row>
}
type ReportJson = Record<string, Panel> & { readonly general: Record<string, unknown> }

const first = Date.UTC(2026, 10, 5)
const at = (day: number, hour: number, minute = 0): number => first + ((day * 24 + hour) * 60 + minute) * 60_000

/** Three visitors: a person and a robot at one address, and somebody who does not say who asks. */
const person = { client: "192.0.2.1", agent: "Mozilla/5.0 (test)" }
const robot = { client: "192.0.2.1", agent: "Googlebot/2.1" }
const somebody = { client: "192.0.2.2", agent: null }
const search = "https://www.google.com/search?q=red+r%C3%B6ses&hl=en"

const entries: ReadonlyArray<TestEntry> = [
  { ...person, time: at(0, 10), path: "/", bytes: 10 },
  { ...person, time: at(0, 10, 59), path: "/", query: "q=1", bytes: 20, site: "example.com" },
  { ...robot, time: at(0, 11), path: "/", bytes: 30 },
  { ...person, time: at(1, 10), path: "/", status: 304, bytes: 0 },
  { ...person, time: at(1, 10), path: "/a.css", query: "v=1", bytes: 5, user: "ada" },
  { ...robot, time: at(1, 12), path: "/a.css", status: 404, bytes: 1 },
  { ...person, time: at(1, 12, 30), method: null, path: "-", status: null, bytes: null },
  { ...somebody, time: at(1, 23, 59), path: "/missing", status: 404, bytes: 7, referrer: search },
  {
    ...somebody,
    time: at(1, 23, 59),
    method: "POST",
    path: "/",
    status: 500,
    bytes: null,
    referrer: "https://example.org/"
  }
]

const reportOf = (filter: FilterInput = {}, of = entries): Effect.Effect<ReportJson> =>
  Effect.gen(function* () {
    const pieces: Array<Buffer> = []
    const write = (piece: string | Uint8Array) => Effect.sync(() => void pieces.push(Buffer.from(piece as string)))
    yield* writeReport({ path: null, size: () => 0, write })
    return JSON.parse(Buffer.concat(pieces).toString()) as ReportJson
  }).pipe(
    Effect.provide(
      Snapshot.layer(filter).pipe(
        Layer.provideMerge(engineLayer([{ path: "a.log", entries: of, filtered: 2, blank: 1, rejects: ["broken"] }]))
      )
    ),
    Effect.orDie
  )

/** `[data, hits, visitors, bytes]`, and the rows below. */
const figures = (panel: Panel | undefined): ReadonlyArray<unknown> =>
  panel?.data.map(({ bytes, data, hits, items, visitors }) => [
    data,
    hits.count,
    visitors.count,
    bytes.count,
    ...(items === undefined
      ? []
      : [items.map((item) => [item.data, item.hits.count, item.visitors.count, item.bytes.count])])
  ]) ?? []

describe("a report in GoAccess' shape", () => {
  it.live("counts what is stored, and says what was not", () =>
    Effect.gen(function* () {
      const { general } = yield* reportOf()
      const { date_time: date, generation_time: seconds, ...counts } = general
      assert.match(String(date), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/)
      assert.isNumber(seconds)
      assert.deepStrictEqual(counts, {
        start_date: "05/Nov/2026",
        end_date: "06/Nov/2026",
        // Twelve lines, one of them blank.
        total_requests: 12,
        valid_requests: 9,
        failed_requests: 1,
        unique_visitors: 3,
        unique_files: 4,
        excluded_hits: 2,
        unique_referrers: 2,
        unique_not_found: 2,
        unique_static_files: 1,
        log_size: 1300,
        bandwidth: 73,
        log_path: ["a.log"]
      })
    })
  )

  it.live("has every panel's rows, visitors distinct in each over all of the time", () =>
    Effect.gen(function* () {
      const report = yield* reportOf()
      const panels = Object.fromEntries(
        Object.keys(report)
          .slice(1)
          .map((name) => [name, figures(report[name])])
      )
      assert.deepStrictEqual(panels, {
        visitors: [
          ["20261106", 6, 3, 13],
          ["20261105", 3, 2, 60]
        ],
        requests: [
          ["/", 3, 2, 40],
          ["-", 1, 1, 0],
          ["/", 1, 1, 0],
          ["/?q=1", 1, 1, 20]
        ],
        static_requests: [["/a.css?v=1", 1, 1, 5]],
        not_found: [
          ["/a.css", 1, 1, 1],
          ["/missing", 1, 1, 7]
        ],
        hosts: [
          ["192.0.2.1", 7, 2, 66],
          ["192.0.2.2", 2, 1, 7]
        ],
        os: [
          ["Unknown", 7, 2, 42, [["Unknown", 7, 2, 42]]],
          ["Crawlers", 2, 1, 31, [["Googlebot", 2, 1, 31]]]
        ],
        browsers: [
          ["Unknown", 7, 2, 42, [["Unknown", 7, 2, 42]]],
          ["Crawlers", 2, 1, 31, [["Googlebot", 2, 1, 31]]]
        ],
        visit_time: [
          ["10", 4, 1, 35],
          ["11", 1, 1, 30],
          ["12", 2, 2, 1],
          ["23", 2, 1, 7]
        ],
        vhosts: [["example.com", 1, 1, 20]],
        referrers: [
          ["https://example.org/", 1, 1, 0],
          [search, 1, 1, 7]
        ],
        referring_sites: [
          ["example.org", 1, 1, 0],
          ["google.com", 1, 1, 7]
        ],
        keyphrases: [["red röses", 1, 1, 7]],
        status_codes: [
          ["2xx Success", 4, 2, 65, [["200 - OK", 4, 2, 65]]],
          ["4xx Client Errors", 2, 2, 8, [["404 - Not Found", 2, 2, 8]]],
          ["Others", 1, 1, 0, [["-", 1, 1, 0]]],
          ["3xx Redirection", 1, 1, 0, [["304 - Not Modified", 1, 1, 0]]],
          ["5xx Server Errors", 1, 1, 0, [["500 - Internal Server Error", 1, 1, 0]]]
        ],
        remote_user: [["ada", 1, 1, 5]]
      })
      assert.deepStrictEqual(
        report["requests"]!.data.map(({ method }) => method),
        ["GET", "---", "POST", "GET"]
      )
    })
  )

  it.live("has shares of all that was selected in rows, and of the panel in what is said of it", () =>
    Effect.gen(function* () {
      const { hosts } = yield* reportOf()
      assert.deepStrictEqual(hosts!.data[1], {
        hits: { count: 2, percent: "22.22" },
        visitors: { count: 1, percent: "33.33" },
        bytes: { count: 7, percent: "09.59" },
        data: "192.0.2.2"
      })
      assert.deepStrictEqual(hosts!.metadata, {
        bytes: {
          total: { value: 73 },
          avg: { value: 36, percent: "49.32" },
          max: { value: 66, percent: "90.41" },
          min: { value: 7, percent: "09.59" }
        },
        visitors: {
          total: { value: 3 },
          avg: { value: 1, percent: "33.33" },
          max: { value: 2, percent: "66.67" },
          min: { value: 1, percent: "33.33" }
        },
        hits: {
          total: { value: 9 },
          avg: { value: 4, percent: "44.44" },
          max: { value: 7, percent: "77.78" },
          min: { value: 2, percent: "22.22" }
        },
        data: { total: { value: 2 } }
      })
    })
  )

  it.live("has shares of visitors by day that add up, and others of all visitors", () =>
    Effect.gen(function* () {
      const { general, hosts, visitors } = yield* reportOf()
      const shares = (panel: Panel) =>
        panel.data.map(({ data, visitors: { count, percent } }) => [data, count, percent])
      assert.deepStrictEqual(shares(visitors!), [
        ["20261106", 3, "60.00"],
        ["20261105", 2, "40.00"]
      ])
      assert.deepStrictEqual(visitors!.metadata["visitors"]!["max"], { value: 3, percent: "60.00" })
      assert.strictEqual(general["unique_visitors"], 3)
      assert.deepStrictEqual(shares(hosts!), [
        ["192.0.2.1", 2, "66.67"],
        ["192.0.2.2", 1, "33.33"]
      ])
    })
  )

  it.live("has times taken where they are logged, in µs", () =>
    Effect.gen(function* () {
      const timed = entries.map((entry, n) => (n < 3 ? { ...entry, durationMs: [1.5, 2.25, 600][n]! } : entry))
      const report = yield* reportOf({}, timed)
      const times = (panel: string, row: number) => {
        const { avgts, cumts, maxts } = report[panel]!.data[row] as unknown as Record<string, number>
        return [avgts, cumts, maxts]
      }
      // Three hits, of which two have a time.
      assert.deepStrictEqual(times("requests", 0), [300_750, 601_500, 600_000])
      assert.deepStrictEqual(times("visitors", 0), [0, 0, 0])
      assert.deepStrictEqual(times("visitors", 1), [201_250, 603_750, 600_000])
      assert.deepStrictEqual(times("hosts", 0), [201_250, 603_750, 600_000])
      assert.deepStrictEqual(times("browsers", 1), [600_000, 600_000, 600_000])
      assert.deepStrictEqual(times("visit_time", 0), [1875, 3750, 2250])
      assert.deepStrictEqual(times("status_codes", 0), [201_250, 603_750, 600_000])
      assert.deepStrictEqual(report["hosts"]!.metadata["avgts"], { avg: { value: 201_250 } })
      assert.deepStrictEqual(report["hosts"]!.metadata["maxts"], {
        total: { value: 603_750 },
        avg: { value: 301_875 },
        max: { value: 600_000 },
        min: { value: 0 }
      })
      const plain = yield* reportOf()
      for (const name of ["requests", "hosts", "status_codes", "keyphrases"]) {
        assert.deepStrictEqual(figures(report[name]), figures(plain[name]), name)
      }
    })
  )

  it.live("is of what the filter selects, of which no line failed", () =>
    Effect.gen(function* () {
      const report = yield* reportOf({ status: ["404"] })
      assert.deepInclude(report.general, {
        total_requests: 2,
        valid_requests: 2,
        failed_requests: 0,
        excluded_hits: 0,
        unique_visitors: 2,
        unique_files: 0,
        log_size: 0,
        start_date: "06/Nov/2026"
      })
      assert.deepStrictEqual(figures(report["requests"]), [])
      assert.deepStrictEqual(figures(report["visit_time"]), [
        ["12", 1, 1, 1],
        ["23", 1, 1, 7]
      ])
      assert.notProperty(report, "remote_user")
      assert.notProperty(report, "vhosts")
    })
  )

  it.live("has its days and hours in the zone that is asked for", () =>
    Effect.gen(function* () {
      const report = yield* reportOf({ tz: "+02:00" })
      assert.strictEqual(report.general["end_date"], "07/Nov/2026")
      assert.deepStrictEqual(figures(report["visitors"]), [
        ["20261107", 2, 1, 7],
        ["20261106", 4, 2, 6],
        ["20261105", 3, 2, 60]
      ])
      assert.deepStrictEqual(
        report["visit_time"]!.data.map(({ data }) => data),
        ["01", "12", "13", "14"]
      )
    })
  )

  it.live("of nothing has its panels, empty", () =>
    Effect.gen(function* () {
      const report = yield* reportOf({ path: ["/nothing"] })
      assert.deepInclude(report.general, { valid_requests: 0, start_date: "", bandwidth: 0, unique_visitors: 0 })
      assert.deepStrictEqual(Object.keys(report), [
        "general",
        "visitors",
        "requests",
        "static_requests",
        "not_found",
        "hosts",
        "os",
        "browsers",
        "visit_time",
        "referrers",
        "referring_sites",
        "keyphrases",
        "status_codes"
      ])
      assert.deepStrictEqual(report["hosts"]!.metadata["hits"], {
        total: { value: 0 },
        avg: { value: 0, percent: "00.00" },
        max: { value: 0, percent: "00.00" },
        min: { value: 0, percent: "00.00" }
      })
    })
  )

  it.live("of log text is JSON, whatever the text", () =>
    Effect.gen(function* () {
      const evil = `/"},{"data":"\u202e</script>\u2028\\x1b`
      const report = yield* reportOf({}, [{ path: evil, referrer: "https://www.google.com/?q=%ff%", agent: "\u0085" }])
      assert.strictEqual(report["requests"]!.data[0]!.data, evil)
      assert.strictEqual(report["keyphrases"]!.data[0]!.data, "%ff%")
    })
  )
})
