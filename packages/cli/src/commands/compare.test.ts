/** `logmill analyze --compare` over a small database. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { runWords, testShell } from "../testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-compare-"))
const run = (words: string) => runWords(words.split(" "), testShell({ cwd: folder, configFolder: join(folder, "own") }))

const people = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
const line = (time: string, path: string, agent = people) =>
  `192.0.2.1 - - [${time}:00 +0000] "GET ${path} HTTP/1.1" 200 10 "-" "${agent}"\n`

beforeAll(async () => {
  const log = [
    line("02/Nov/2026:10:00", "/a"),
    line("02/Nov/2026:11:00", "/b"),
    line("03/Nov/2026:10:00", "/gone"),
    line("10/Nov/2026:10:00", "/a"),
    line("10/Nov/2026:12:00", "/a"),
    line("10/Nov/2026:23:59", "/b", "Googlebot/2.1 (+http://www.google.com/bot.html)")
  ]
  writeFileSync(join(folder, "access.log"), log.join(""))
  assert.strictEqual((await run("ingest access.log -q")).status, "done")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const partly =
  "of the period compared with there is a part only: the data goes from 2026-11-02T10:00:00+00:00 to 2026-11-10T23:59:00+00:00"

describe("--compare", () => {
  it("puts another period's figures beside those of the one asked for, and says which they are", async () => {
    assert.deepStrictEqual(
      await run("analyze traffic --param bucket=hour --from 2026-11-10 --compare 2026-11-02..2026-11-02 --csv"),
      {
        status: "done",
        out: [
          "start,start_before,hits,hits_before,hits_change,bytes,bytes_before,bytes_change,hits_4xx,hits_4xx_before,hits_4xx_change,hits_5xx,hits_5xx_before,hits_5xx_change,bot_hits,bot_hits_before,bot_hits_change",
          "2026-11-10T10:00:00+00:00,2026-11-02T10:00:00+00:00,1,1,0,10,10,0,0,0,,0,0,,0,0,",
          "2026-11-10T11:00:00+00:00,2026-11-02T11:00:00+00:00,0,1,-1,0,10,-1,0,0,,0,0,,0,0,",
          "2026-11-10T12:00:00+00:00,2026-11-02T12:00:00+00:00,1,0,,10,0,,0,0,,0,0,,0,0,",
          "2026-11-10T23:00:00+00:00,2026-11-02T23:00:00+00:00,1,0,,10,0,,0,0,,0,0,,1,0,",
          ""
        ].join("\n"),
        err: ["2026-11-10 (UTC), compared with 2026-11-02", partly, "days and times are in UTC", ""].join("\n")
      }
    )
  })

  it("takes the last week without a period, and the filter for both", async () => {
    const { err, out } = await run("analyze paths --compare previous --class !search --csv")
    assert.match(out, /^path,hits,hits_before,hits_change,.*\n\/a,2,1,1,.*\n\/b,0,1,-1,.*\n\/gone,0,1,-1,.*\n$/)
    assert.strictEqual(err, `2026-11-04 to 2026-11-10 (UTC), compared with 2026-10-28 to 2026-11-03\n${partly}\n`)
    const year = await run("analyze paths --compare year --csv")
    assert.include(year.err, partly.replace("a part only", "nothing"))
  })

  it("is cut by --limit after all rows have found their like, in every analysis asked for", async () => {
    const { err, out } = await run("analyze paths status --compare 2026-11-01..2026-11-03 --limit 1 --csv")
    const [paths, status] = out.split("\n\n")
    assert.match(paths!, /\n\/a,2,1,1,/)
    assert.match(status!, /\n200,3,3,0,/)
    assert.match(
      err,
      /^paths: 1 of 3 rows; --limit 0 shows all\n2026-11-04 to 2026-11-10 \(UTC\), compared with 2026-11-01 to 2026-11-03\n/
    )
  })

  it("says in JSON which periods, and what ran", async () => {
    const { out } = await run("analyze paths --from 2026-11-10T10:30 --to 2026-11-10T12:30 --compare previous --json")
    const { before, columns, period, rows, sql, sql_before } = JSON.parse(out)
    assert.deepStrictEqual(
      [period, before],
      [
        { from: "2026-11-10T10:30:00+00:00", to: "2026-11-10T12:30:00+00:00" },
        { from: "2026-11-10T08:30:00+00:00", to: "2026-11-10T10:30:00+00:00" }
      ]
    )
    assert.deepStrictEqual(columns.slice(0, 4), [
      { name: "path", kind: "path" },
      { name: "hits", kind: "count" },
      { name: "hits_before", kind: "count" },
      { name: "hits_change", kind: "change" }
    ])
    assert.deepStrictEqual(
      [rows.length, rows[0].path, rows[0].hits, rows[0].hits_before, rows[0].hits_change],
      [1, "/a", 1, 1, 0]
    )
    assert.notStrictEqual(sql, sql_before)
  })

  it("is in Markdown and as figures like any other columns", async () => {
    assert.match(
      (await run("analyze status --compare previous --md")).out,
      /^\| status \| hits \| hits_before \| hits_change \|/
    )
    const figures = (await run("analyze summary --compare 2026-11-02..2026-11-03")).out
    assert.match(figures, /^entries +3\nentries_before +3\nentries_change +0\.0%\n/)
    // A change from none is none, which is no reason to leave out the figure.
    assert.match(figures, /\nbot_hits +1\nbot_hits_before +0\nbot_hits_change\n$/)
    assert.notMatch(figures, /^lines|^rejected/m)
  })

  it("is refused with what to type instead", async () => {
    for (const [words, sentence] of [
      ["--compare prevoius", `--compare: "prevoius" is no period; did you mean previous?`],
      ["--compare 2026-10..x", `--compare: "x" is no time; write 2026-11-05`],
      ["--compare", "logmill: --compare needs a value: --compare PERIOD"]
    ] as const) {
      const { err, out, status } = await run(`analyze paths ${words}`)
      assert.deepStrictEqual([status, out], ["usage", ""])
      assert.include(err, sentence)
    }
  })
})
