import { assert, describe, it } from "@effect/vitest"

import type { SqlValue } from "../query/protocol.ts"
import { offsetsOf } from "../zone.ts"
import type { AnalysisColumn, ColumnKind } from "./contract.ts"
import { compareRows, type ComparisonInput } from "./comparison.ts"

type Rows = ReadonlyArray<ReadonlyArray<SqlValue>>

interface Case {
  /** Names with kinds; null: no header declares it. */
  readonly columns: Readonly<Record<string, ColumnKind | null>>
  readonly rows: Rows
  readonly before: Rows
  readonly keys?: Readonly<Record<string, boolean>>
  readonly chart?: "table" | "figure"
  readonly period?: readonly [from: string, to: string]
  readonly periodBefore?: readonly [from: string, to: string]
  readonly unit?: ComparisonInput["unit"]
  readonly zone?: string
}

const time = (text: string): number => Date.parse(`${text}Z`)

const compare = (one: Case) => {
  const periodOf = ([from, to]: readonly [string, string]) => ({ from: time(from), to: time(to) })
  const { columns, rows } = compareRows({
    analysis: {
      chart: one.chart ?? "table",
      columns: Object.entries(one.columns).flatMap(([name, kind]): ReadonlyArray<AnalysisColumn> =>
        kind === null
          ? []
          : [
              {
                name,
                kind,
                filter: null,
                pattern: null,
                status: null,
                description: null,
                when: null,
                key: one.keys?.[name] ?? null
              }
            ]
      )
    },
    columns: Object.entries(one.columns).map(([name, kind]) => ({ name, kind: kind ?? "text", filter: null })),
    rows: one.rows,
    rowsBefore: one.before,
    periods: {
      period: periodOf(one.period ?? ["2026-11-09T00:00", "2026-11-16T00:00"]),
      before: periodOf(one.periodBefore ?? ["2026-11-02T00:00", "2026-11-09T00:00"])
    },
    unit: one.unit ?? null,
    offsetAt: offsetsOf(one.zone ?? "UTC")
  })
  return { names: columns.map(({ name }) => name).join(), kinds: columns.map(({ kind }) => kind), rows }
}

describe("rows", () => {
  it("are matched by their keys; what is in one period only has zeros and nulls", () => {
    const { kinds, names, rows } = compare({
      columns: { path: "path", hits: "count", bytes: "bytes", p95_ms: "duration_ms" },
      rows: [
        ["/a", 6, 10, 5],
        ["/new", 2, 0, null],
        ["/b", 1, 4, 2.5]
      ],
      before: [
        ["/gone", 9, 1, 7],
        ["/b", 4, 0, 2],
        ["/a", 3, 20, null]
      ]
    })
    assert.strictEqual(
      names,
      "path,hits,hits_before,hits_change,bytes,bytes_before,bytes_change,p95_ms,p95_ms_before,p95_ms_change"
    )
    assert.deepStrictEqual(kinds.slice(0, 4), ["path", "count", "count", "change"])
    assert.deepStrictEqual(kinds.slice(7), ["duration_ms", "duration_ms", "change"])
    assert.deepStrictEqual(rows, [
      ["/a", 6, 3, 1, 10, 20, -0.5, 5, null, null],
      ["/new", 2, 0, null, 0, 0, null, null, null, null],
      ["/b", 1, 4, -0.75, 4, 0, null, 2.5, 2, 0.25],
      ["/gone", 0, 9, -1, 0, 1, -1, null, 7, null]
    ])
  })

  it("of days that no header declares by where they stand, where they are of the periods", () => {
    const days = (before: string) =>
      compare({
        columns: { d: null, n: null },
        rows: [
          ["2026-11-09", 4],
          ["2026-11-15", 6]
        ],
        before: [[before, 2]]
      })
    const { kinds, names, rows } = days("2026-11-08")
    assert.deepStrictEqual([names, kinds[0], kinds[1]], ["d,d_before,n,n_before,n_change", "date", "date"])
    assert.deepStrictEqual(rows, [
      ["2026-11-09", "2026-11-02", 4, null, null],
      ["2026-11-15", "2026-11-08", 6, 2, 2]
    ])
    assert.strictEqual(days("2026-11-09").names, "d,n,n_before,n_change")
  })

  it("of several keys, unknown and odd ones", () => {
    const huge = 2n ** 60n
    const { names, rows } = compare({
      columns: { client: "client", status: "status", hits: "count" },
      rows: [
        ["a", null, 1],
        ["a", 200, 2],
        ["a\nnull", 0, huge],
        [null, 0, 3],
        [new Uint8Array([1]), 0, 4]
      ],
      before: [
        [new Uint8Array([1]), 0, 1],
        ["null", 0, 1],
        ["a", 200, 4],
        ["a\nnull", 0, huge / 2n]
      ]
    })
    assert.strictEqual(names, "client,status,hits,hits_before,hits_change")
    assert.deepStrictEqual(
      rows.map((row) => row.slice(2)),
      [
        [1, 0, null],
        [2, 4, -0.5],
        [huge, huge / 2n, 1],
        [3, 0, null],
        [4, 1, 3],
        [0, 1, -1]
      ]
    )
  })

  it("of figures are one, whatever its texts", () => {
    const { names, rows } = compare({
      columns: { entries: "count", first_time: "time", top: "path" },
      chart: "figure",
      rows: [[4, 100, "/a"]],
      before: [[2, 50, "/b"]]
    })
    assert.strictEqual(names, "entries,entries_before,entries_change,first_time,first_time_before,top,top_before")
    assert.deepStrictEqual(rows, [[4, 2, 1, 100, 50, "/a", "/b"]])
    const gone = compare({
      columns: { entries: "count", first_time: "time" },
      chart: "figure",
      rows: [],
      before: [[2, 50]]
    })
    assert.deepStrictEqual(gone.rows, [[0, 2, -1, null, 50]])
  })

  it.each<readonly [string, Case, string]>([
    [
      "those before the first measure",
      { columns: { path: "path", hits: "count", last: "time", top: "client" }, rows: [["/", 1, 5, "a"]], before: [] },
      "path,hits,hits_before,hits_change,last,last_before,top,top_before"
    ],
    [
      "every text, where a measure is the first",
      { columns: { hits: "count", path: "path", last: "time" }, rows: [[1, "/", 5]], before: [] },
      "hits,hits_before,hits_change,path,last,last_before"
    ],
    [
      "the other texts, too, where rows would be alike",
      {
        columns: { path: "path", hits: "count", site: "text" },
        rows: [
          ["/", 1, "a"],
          ["/", 1, "b"]
        ],
        before: []
      },
      "path,hits,hits_before,hits_change,site"
    ],
    [
      "all without a measure",
      { columns: { path: "path", last: "time" }, rows: [["/", 1]], before: [] },
      "path,last,last_before"
    ],
    [
      "a measure that is the only thing rows differ by",
      {
        columns: { bytes: "bytes", hits: "count" },
        rows: [
          [0, 1],
          [100, 2]
        ],
        before: []
      },
      "bytes,hits,hits_before,hits_change"
    ],
    [
      "none of a single row of measures",
      { columns: { bytes: "bytes", hits: "count" }, rows: [[0, 1]], before: [[1, 1]] },
      "bytes,bytes_before,bytes_change,hits,hits_before,hits_change"
    ],
    [
      "the first of columns that no header declares, and what holds no numbers",
      {
        columns: { status: null, n: null, name: null, m: null },
        rows: [[200, 1, "x", null]],
        before: [[200, 2, "y", 4]]
      },
      "status,n,n_before,n_change,name,name_before,m,m_before,m_change"
    ],
    ["not the only one", { columns: { n: null }, rows: [[1]], before: [[2]] }, "n,n_before,n_change"],
    [
      "those that the header names",
      {
        columns: { label: "text", hour: "count", hits: "count" },
        keys: { hour: true },
        rows: [["x", 1, 1]],
        before: [["y", 1, 2]]
      },
      "label,label_before,hour,hits,hits_before,hits_change"
    ],
    [
      "none that the header excludes",
      {
        columns: { path: "path", example: "text", hits: "count" },
        keys: { example: false },
        rows: [["/", "x", 1]],
        before: []
      },
      "path,example,example_before,hits,hits_before,hits_change"
    ],
    [
      "whatever a column is called",
      { columns: { path: "path", hits: "count", hits_before: "count" }, rows: [], before: [] },
      "path,hits,hits_before_2,hits_change,hits_before,hits_before_before,hits_before_change"
    ]
  ])("have for keys %s", (_, one, names) => {
    assert.strictEqual(compare(one).names, names)
  })

  it("of hours of the day and of weekdays stay in order, whichever period has them", () => {
    const columns = { hour: "hour", hits: "count" } as const
    const [first, last] = [6n, 22n]
    const { rows } = compare({
      columns,
      rows: [
        [first, 5],
        [last, 1]
      ],
      before: [
        [0n, 2],
        [7n, 4],
        [last, 1]
      ]
    })
    assert.deepStrictEqual(
      rows.map(([hour, hits, before]) => [hour, hits, before]),
      [
        [0n, 0, 2],
        [first, 5, 0],
        [7n, 0, 4],
        [last, 1, 1]
      ]
    )
    const backwards = compare({
      columns: { day: "weekday", hits: "count" },
      rows: [[1, 5]],
      before: [
        [7, 2],
        [3, 1]
      ]
    })
    assert.deepStrictEqual(
      backwards.rows.map(([day]) => day),
      [7, 3, 1]
    )
  })

  it("that keys don't tell apart are taken in their order", () => {
    const columns = { path: "path", hits: "count" } as const
    assert.deepStrictEqual(
      compare({
        columns,
        rows: [
          ["/", 4],
          ["/", 3]
        ],
        before: [
          ["/", 2],
          ["/", 3],
          ["/", 5]
        ]
      }).rows,
      [
        ["/", 4, 2, 1],
        ["/", 3, 3, 0],
        ["/", 0, 5, -1]
      ]
    )
  })
})

describe("times", () => {
  const hits = { columns: { at: "time", hits: "count" }, unit: "day" } as const

  it("are matched by their place in the period, and stay in order", () => {
    const { names, rows } = compare({
      columns: { day: "date", hits: "count" },
      rows: [
        ["2026-11-09", 4],
        ["2026-11-12", 2]
      ],
      before: [
        ["2026-11-02", 2],
        ["2026-11-03", 5],
        ["2026-11-08", 1]
      ]
    })
    assert.strictEqual(names, "day,day_before,hits,hits_before,hits_change")
    assert.deepStrictEqual(rows, [
      ["2026-11-09", "2026-11-02", 4, 2, 1],
      ["2026-11-10", "2026-11-03", 0, 5, -1],
      ["2026-11-12", "2026-11-05", 2, 0, null],
      ["2026-11-15", "2026-11-08", 0, 1, -1]
    ])
  })

  it("stay in order backwards, too, and as they are where they are in none", () => {
    const backwards = compare({
      ...hits,
      rows: [
        [time("2026-11-12T00:00"), 1],
        [time("2026-11-10T00:00"), 1]
      ],
      before: [[time("2026-11-04T00:00"), 1]]
    })
    assert.deepStrictEqual(
      backwards.rows.map(([at]) => new Date(Number(at)).toISOString().slice(8, 10)),
      ["12", "11", "10"]
    )
    const byHits = compare({
      ...hits,
      rows: [
        [time("2026-11-10T00:00"), 3],
        [time("2026-11-12T00:00"), 2],
        [time("2026-11-11T00:00"), 1]
      ],
      before: [[time("2026-11-02T00:00"), 1]]
    })
    assert.deepStrictEqual(
      byHits.rows.map(([at]) => new Date(Number(at)).toISOString().slice(8, 10)),
      ["10", "12", "11", "09"]
    )
  })

  it("with another key beside them", () => {
    const { rows } = compare({
      columns: { at: "time", status: "status", hits: "count" },
      unit: "day",
      rows: [
        [time("2026-11-09T00:00"), 200, 1],
        [time("2026-11-09T00:00"), 404, 2],
        [time("2026-11-10T00:00"), 200, 3]
      ],
      before: [
        [time("2026-11-02T00:00"), 404, 4],
        [time("2026-11-02T00:00"), 500, 5],
        [time("2026-11-03T00:00"), 200, 6]
      ]
    })
    assert.deepStrictEqual(
      rows.map(([at, , status, now, before]) => [new Date(Number(at)).getUTCDate(), status, now, before]),
      [
        [9, 200, 1, 0],
        [9, 404, 2, 4],
        [9, 500, 0, 5],
        [10, 200, 3, 6]
      ]
    )
  })

  const matched = (one: Omit<Case, "columns">) =>
    compare({ ...one, columns: { at: "time", hits: "count" } }).rows.map(([at, before, now, was]) =>
      [at, before]
        .map((value) => (value === null ? "-" : new Date(Number(value)).toISOString().slice(5, 16)))
        .concat(`${String(now)}:${String(was)}`)
        .join(" ")
    )

  it("are hours by the wall clock: of a day that has one twice the second has no like, nor has one that another day skips", () => {
    // Berlin's clock went back at 01:00 UTC.
    assert.deepStrictEqual(
      matched({
        zone: "Europe/Berlin",
        unit: "hour",
        period: ["2026-10-24T22:00", "2026-10-25T23:00"],
        periodBefore: ["2026-10-23T22:00", "2026-10-24T22:00"],
        rows: ["00", "01", "02"].map((hour) => [time(`2026-10-25T${hour}:00`), 1]),
        before: [
          [time("2026-10-24T00:00"), 2],
          [time("2026-10-24T01:00"), 3]
        ]
      }),
      ["10-25T00:00 10-24T00:00 1:2", "10-25T01:00 - 1:0", "10-25T02:00 10-24T01:00 1:3"]
    )
    assert.deepStrictEqual(
      matched({
        zone: "Europe/Berlin",
        unit: "hour",
        period: ["2026-03-28T23:00", "2026-03-29T22:00"],
        periodBefore: ["2026-03-27T23:00", "2026-03-28T23:00"],
        rows: [
          [time("2026-03-29T00:00"), 1],
          [time("2026-03-29T01:00"), 1]
        ],
        before: ["00", "01", "02"].map((hour) => [time(`2026-03-28T${hour}:00`), 2])
      }),
      ["03-29T00:00 03-28T00:00 1:2", "- 03-28T01:00 0:2", "03-29T01:00 03-28T02:00 1:2"]
    )
  })

  it("are months and weeks by their number, however long and wherever they begin", () => {
    assert.deepStrictEqual(
      matched({
        unit: "month",
        period: ["2026-10-01T00:00", "2027-01-01T00:00"],
        periodBefore: ["2026-07-01T00:00", "2026-10-01T00:00"],
        rows: [
          [time("2026-10-01T00:00"), 1],
          [time("2026-11-01T00:00"), 1]
        ],
        before: [
          [time("2026-08-01T00:00"), 2],
          [time("2026-09-01T00:00"), 3]
        ]
      }),
      ["10-01T00:00 07-01T00:00 1:0", "11-01T00:00 08-01T00:00 1:2", "12-01T00:00 09-01T00:00 0:3"]
    )
    // From a Wednesday, ten days, and the ten days before from a Sunday.
    assert.deepStrictEqual(
      matched({
        unit: "week",
        period: ["2026-11-11T00:00", "2026-11-21T00:00"],
        periodBefore: ["2026-11-01T00:00", "2026-11-11T00:00"],
        rows: [
          [time("2026-11-09T00:00"), 1],
          [time("2026-11-16T00:00"), 1]
        ],
        before: [
          [time("2026-10-26T00:00"), 2],
          [time("2026-11-02T00:00"), 3],
          [time("2026-11-09T00:00"), 4]
        ]
      }),
      ["11-09T00:00 10-26T00:00 1:2", "11-16T00:00 11-02T00:00 1:3", "11-23T00:00 11-09T00:00 0:4"]
    )
  })

  it("of no known unit by how far they are from the beginning", () => {
    assert.deepStrictEqual(
      matched({
        period: ["2026-11-09T00:00", "2026-11-10T00:00"],
        periodBefore: ["2026-11-08T00:00", "2026-11-09T00:00"],
        rows: [
          [time("2026-11-09T00:00"), 1],
          [time("2026-11-09T00:45"), 1]
        ],
        before: [[time("2026-11-08T00:45"), 2]]
      }),
      ["11-09T00:00 11-08T00:00 1:0", "11-09T00:45 11-08T00:45 1:2"]
    )
  })

  it("that are no times are texts", () => {
    const { rows } = compare({
      columns: { day: "date", hits: "count" },
      rows: [
        [null, 1],
        ["some day", 2]
      ],
      before: [
        ["some day", 1],
        [null, 4]
      ]
    })
    assert.deepStrictEqual(rows, [
      [null, null, 1, 4, -0.75],
      ["some day", "some day", 2, 1, 1]
    ])
  })
})
