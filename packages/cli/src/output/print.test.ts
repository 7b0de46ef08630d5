import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { Shell } from "../Shell.ts"
import { type Recorded, testShell } from "../testShell.ts"
import { chooseOutput, type OutputFlags, type OutputMode, printRows } from "./print.ts"
import type { NoRows, Rows } from "@logmill/core/output/rows"

const paths: Rows = {
  title: "Paths",
  columns: [
    { name: "path", kind: "path" },
    { name: "hits", kind: "count" },
    { name: "share", kind: "share" },
    { name: "first_time", kind: "time" },
    { name: "referrer", kind: "url" }
  ],
  rows: [
    ["/a,b", 1234567, 0.75, Date.parse("2026-11-03T08:00:00Z"), null],
    ["=1+1", -3, 0.25, null, "https://example.org/<b>|*x*"]
  ],
  isRecord: false,
  complete: false,
  elapsedMs: 1.5,
  dataVersion: 7,
  zone: "Europe/Berlin",
  sql: "SELECT path FROM entries"
}
const bare: Rows = {
  ...paths,
  title: "Status",
  columns: paths.columns.slice(1, 2),
  rows: [[42]],
  sql: null,
  complete: true
}

const print = (results: ReadonlyArray<Rows | NoRows>, mode: OutputMode, recorded: Recorded = testShell()) =>
  printRows(results, { mode, csvSafe: true, escape: true }).pipe(
    Effect.provideService(Shell, recorded.shell),
    Effect.map(() => recorded.out())
  )

const goldens: Readonly<Record<OutputMode, string>> = {
  table: `path     hits   share  first_time                 referrer
/a,b  1234567  0.7500  2026-11-03T09:00:00+01:00
=1+1       -3  0.2500                             https://example.org/<b>|*x*
`,
  csv: `path,hits,share,first_time,referrer
"/a,b",1234567,0.75,2026-11-03T09:00:00+01:00,
'=1+1,-3,0.25,,https://example.org/<b>|*x*
`,
  tsv: `path\thits\tshare\tfirst_time\treferrer
/a,b\t1234567\t0.75\t2026-11-03T09:00:00+01:00\t
'=1+1\t-3\t0.25\t\thttps://example.org/<b>|*x*
`,
  ndjson: `{"path":"/a,b","hits":1234567,"share":0.75,"first_time":"2026-11-03T09:00:00+01:00","referrer":null}
{"path":"=1+1","hits":-3,"share":0.25,"first_time":null,"referrer":"https://example.org/<b>|*x*"}
`,
  json: `{
"columns": [{"name": "path", "kind": "path"}, {"name": "hits", "kind": "count"}, {"name": "share", "kind": "share"}, {"name": "first_time", "kind": "time"}, {"name": "referrer", "kind": "url"}],
"rows": [
{"path":"/a,b","hits":1234567,"share":0.75,"first_time":"2026-11-03T09:00:00+01:00","referrer":null},
{"path":"=1+1","hits":-3,"share":0.25,"first_time":null,"referrer":"https://example.org/<b>|*x*"}
],
"complete": false,
"elapsed_ms": 1.5,
"data_version": 7,
"zone": "Europe/Berlin",
"sql": "SELECT path FROM entries"
}
`,
  md: `| path | hits | share | first_time | referrer |
| --- | --: | --: | --- | --- |
| /a,b | 1234567 | 0.75 | 2026-11-03T09:00:00+01:00 |  |
| =1+1 | -3 | 0.25 |  | https://example.org/\\<b\\>\\|\\*x\\* |
`
}
const modes = Object.keys(goldens) as ReadonlyArray<OutputMode>

describe("every mode prints the same rows", () => {
  for (const mode of modes) {
    it.effect(mode, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* print([paths], mode), goldens[mode])
      })
    )
    it.effect(`${mode}, the same bytes on a wide terminal`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* print([paths], mode, testShell({ columns: 200 })), goldens[mode])
      })
    )
  }
})

describe("a very long cell", () => {
  const long = { ...bare, columns: paths.columns.slice(0, 2), rows: [["/x".repeat(500), 1]] }
  it.effect("is cut in a table, which is said once; every other mode has it whole", () =>
    Effect.gen(function* () {
      for (const mode of modes) {
        const recorded = testShell()
        const out = yield* print([long, long], mode, recorded)
        const isCut = mode === "table"
        assert.strictEqual(out.includes("/x".repeat(500)), !isCut)
        assert.strictEqual(recorded.err(), isCut ? "2 long cells are cut (…); --tsv and --json have them whole\n" : "")
      }
    })
  )
})

describe("several results", () => {
  const cases: Readonly<Record<OutputMode, string>> = {
    table: "Status\nhits\n  42\n\nStatus\nhits\n  42\n",
    csv: "hits\n42\n\nhits\n42\n",
    tsv: "hits\n42\n\nhits\n42\n",
    ndjson: '{"analysis":"Status","hits":42}\n{"analysis":"Status","hits":42}\n',
    md: "**Status**\n\n| hits |\n| --: |\n| 42 |\n\n**Status**\n\n| hits |\n| --: |\n| 42 |\n",
    json: ""
  }
  for (const mode of modes.filter((mode) => mode !== "json")) {
    it.effect(mode, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* print([bare, bare], mode), cases[mode])
      })
    )
  }
  it.effect("json is an array of documents", () =>
    Effect.gen(function* () {
      const failed = { id: "visits", error: 'no "such" column' }
      const document = yield* print([{ ...paths, id: "paths" }, failed, bare], "json")
      const [first, second, third] = JSON.parse(document) as ReadonlyArray<Record<string, unknown>>
      assert.deepStrictEqual(Object.keys(first!), [
        "analysis",
        "columns",
        "rows",
        "complete",
        "elapsed_ms",
        "data_version",
        "zone",
        "sql"
      ])
      assert.strictEqual(first!["analysis"], "paths")
      assert.deepStrictEqual(second, { analysis: "visits", error: failed.error })
      assert.deepStrictEqual([third!["analysis"], third!["rows"]], ["Status", [{ hits: 42 }]])
      assert.notInclude(yield* print([{ ...paths, id: "paths" }], "json"), '"analysis"')
    })
  )
})

describe("hostile text", () => {
  const evil = "\u001b]0;owned\u0007\u009b2J\u202e\u2028"
  const rows: Rows = { ...bare, title: evil, columns: [{ name: `h${evil}`, kind: "text" }], rows: [[evil], [evil]] }
  for (const mode of modes) {
    it.effect(`does not reach a terminal as ${mode}`, () =>
      Effect.gen(function* () {
        const shown = yield* print([rows, rows], mode, testShell({ columns: 80 }))
        assert.notMatch(shown.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      })
    )
  }
  it.effect("is data in a CSV file", () =>
    Effect.gen(function* () {
      assert.include(yield* print([rows], "csv"), evil)
    })
  )
  it.effect("numbers beyond 2^53 keep their digits", () =>
    Effect.gen(function* () {
      assert.include(yield* print([{ ...bare, rows: [[2n ** 60n]] }], "json"), `{"hits":1152921504606846976}`)
    })
  )
})

describe("a narrow terminal", () => {
  it.effect("is told which columns had no room", () =>
    Effect.gen(function* () {
      const recorded = testShell({ columns: 30 })
      yield* print([paths], "table", recorded)
      assert.strictEqual(
        recorded.err(),
        "no room for first_time, referrer; a wider terminal or --csv shows all columns\n"
      )
    })
  )
})

describe("chooseOutput", () => {
  const none: OutputFlags = { csv: false, tsv: false, ndjson: false, json: false, md: false, csvRaw: false, raw: false }
  const choose = (flags: Partial<OutputFlags>, columns?: number) =>
    chooseOutput({ ...none, ...flags }).pipe(
      Effect.provideService(Shell, testShell(columns === undefined ? {} : { columns }).shell),
      Effect.match({ onFailure: ({ message }) => message, onSuccess: (choice) => choice })
    )
  const cases: ReadonlyArray<readonly [flags: Partial<OutputFlags>, columns: number | undefined, outcome: unknown]> = [
    [{ csv: true, json: true }, undefined, "--csv and --json exclude one another; choose one"],
    [{ csvRaw: true }, undefined, "--csv-raw goes with --csv or --tsv"],
    [{ raw: true }, 80, "--raw is not for a terminal; send the output to a file or a pipe, such as | less"],
    [{ raw: true }, undefined, { mode: "table", csvSafe: true, escape: false }],
    [{ tsv: true, csvRaw: true }, undefined, { mode: "tsv", csvSafe: false, escape: true }],
    [{}, 80, { mode: "table", csvSafe: true, escape: true }]
  ]
  for (const [flags, columns, outcome] of cases) {
    it.effect(JSON.stringify(flags), () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* choose(flags, columns), outcome)
      })
    )
  }
})
