import { assert, describe, it } from "@effect/vitest"

import { agentClasses } from "@logmill/core/store/details"

import { exitStatus } from "./exit.ts"
import { everywhereKeys, flagTable } from "./flags.ts"
import { runWords, testShell } from "./testShell.ts"
import { commandNames } from "./tree.ts"
import { otherFlags } from "./otherFlags.ts"

const help = async (words: string) => (await runWords([...words.split(" ").filter(Boolean), "--help"], testShell())).out

const pages = ["", ...commandNames, "analyses new", "formats explain", "plugins trust", "plugins untrust"]

describe("every page of help", () => {
  it.each(pages)("logmill %s", async (words) => {
    const page = await help(words)
    const lines = page.split("\n")
    assert.deepStrictEqual(
      lines.filter((line) => line.length > 80),
      []
    )
    assert.isTrue(page.endsWith("\n") && !page.endsWith("\n\n"))
    const titles = lines.filter((line) => /^[A-Z][a-z ]+:$/.test(line))
    assert.deepStrictEqual(titles.slice(0, 2), ["Examples:", "Usage:"])
    const path = ["logmill", ...words.split(" ")].join(" ").trim()
    assert.include(page.slice(page.indexOf("Examples:"), page.indexOf("Usage:")), path)
    for (const key of everywhereKeys) assert.include(page, `--${flagTable[key].name}`)
  })

  it("the first one lists the commands and what the statuses mean", async () => {
    const page = await help("")
    for (const name of commandNames) assert.match(page, new RegExp(`^  ${name} +\\w`, "m"))
    for (const { code } of Object.values(exitStatus)) assert.match(page, new RegExp(`^  ${code} +\\w`, "m"))
  })

  it("the one of analyze names every class, the one of explain its exit status", async () => {
    const words = (await help("analyze")).split(/[\s,]+/)
    for (const name of agentClasses) assert.include(words, name)
    assert.match(await help("formats explain"), /Exit\s+status\s+1: the\s+line\s+does\s+not\s+parse/)
  })

  it("a command's own page lists its flags", async () => {
    assert.include(await help("ingest"), "  --jobs N                parser threads (default: cores less one)")
  })
})

it("flags of other tools are answered with flags there are", () => {
  const names = Object.values(flagTable).map(({ name }) => name)
  assert.deepStrictEqual(
    otherFlags.filter(({ flag, names: others }) => !names.includes(flag) || others.includes(flag)),
    []
  )
})

describe("wrong usage is one sentence on stderr", () => {
  const cases: ReadonlyArray<readonly [words: string, sentence: string]> = [
    ["ingest --jbos 2", "logmill ingest has no flag --jbos; did you mean --jobs?"],
    [
      "status --nothing-like-it",
      `logmill status has no flag --nothing-like-it; "logmill status --help" shows how to use it`
    ],
    ["status -x", `logmill status has no flag -x; "logmill status --help" shows how to use it`],
    [
      "ingest --from 2026-11-10 a.log",
      "logmill ingest has no flag --from; it reads all of a file, but for what --keep and --drop leave out; it belongs to a question: logmill analyze --from 2026-11-10"
    ],
    [
      "analyze --sort hits",
      'logmill analyze has no flag --sort; an analysis has its own order; for another one: logmill sql "SELECT ... ORDER BY hits DESC"'
    ],
    [
      "report --format pdf",
      "logmill report has no flag --format; a report is one HTML file, which a browser prints as PDF"
    ],
    [
      "ingest a.log -o report.html",
      "logmill ingest has no flag -o; the report of what was read is made by: logmill report -o report.html"
    ],
    [
      "analyze -o paths.csv",
      "logmill analyze has no flag -o; rows go to standard output: logmill analyze --csv > rows.csv; the report is made by: logmill report -o report.html"
    ],
    [
      "analyze --query a=1",
      `logmill analyze has no flag --query; no filter is by query; SQL is: logmill sql "SELECT * FROM entries WHERE query = 'VALUE'"`
    ],
    ["analyze --asn 64500", "logmill analyze has no flag --asn; write --network 'AS64500 *'"],
    [
      "status --browser Firefox",
      "logmill status has no flag --browser; it belongs to a question: logmill analyze --browser Firefox"
    ],
    ["ingest -f a.log", "logmill ingest has no flag -f; files stand without one: logmill ingest FILE..."],
    [
      "report -f a.log -o report.html",
      "logmill report has no flag -f; it asks the database; what is to be read comes first: logmill ingest FILE..."
    ],
    ["analyze --day 2026-11-10", "logmill analyze has no flag --day; write --from 2026-11-10 --to 2026-11-10"],
    ["analyze --day 7d", "logmill analyze has no flag --day; write --from -7d"],
    ["analyze --last 30d", "logmill analyze has no flag --last; write --from -30d"],
    ["analyze --since=2026-11", "logmill analyze has no flag --since; write --from 2026-11"],
    ["analyze --since the-flood!", "logmill analyze has no flag --since; write --from -7d"],
    ["analyze --last=3months", "logmill analyze has no flag --last; write --from -7d"],
    ["analyze --days 30", "logmill analyze has no flag --days; write --from -30d"],
    ["analyze --top paths", "logmill analyze has no flag --top; write --limit N"],
    ["analyze --last", "logmill analyze has no flag --last; write --from -7d"],
    ["analyze --ua Opera", "logmill analyze has no flag --ua; write --agent '*Opera*'"],
    ["analyze -n 5", "logmill analyze has no flag -n; write --limit 5"],
    ["analyze paths --people", "logmill analyze has no flag --people; write --class people"],
    [
      "status --ip 192.0.2.1",
      "logmill status has no flag --ip; it belongs to a question: logmill analyze --client 192.0.2.1"
    ],
    ["report ../x.html", 'logmill report does not take "../x.html" without -o: logmill report -o ../x.html'],
    ["ingest --jobs", "logmill: --jobs needs a value: --jobs N"],
    ["ingest --jobs 0", `logmill: --jobs is "0"; it must be a whole number from 1 on`],
    ["ingest --jobs 1 --jobs 2", "logmill: --jobs is given 2 times; give it once"],
    ["sql 1 --json=5", "logmill: --json takes no value: write --json alone"],
    ["ingest --wait 30", `logmill: --wait is "30"; it must be a duration such as 500ms, 30s or 2m`],
    ["ingest --durability never", `logmill: --durability is "never"; it must be normal or full`],
    [
      "ingest --trusted-proxy 10.0.0.0/33",
      `logmill: --trusted-proxy is "10.0.0.0/33"; it must be networks such as 10.0.0.0/8 or 2001:db8::/32, addresses, private or unix:, with commas between them`
    ],
    [
      "a.log --keep-extra a,",
      `logmill: --keep-extra is "a,"; it must be names such as request_id,trace_id, or * for all`
    ],
    ["analyze --tz Mars", `logmill: --tz is "Mars"; it must be a time zone such as Europe/Berlin, UTC or +02:00`],
    ["analyze --param x", `logmill: --param is "x"; it must be name=value, such as min_hits=10`],
    ["status extra", `logmill status does not take "extra"; "logmill status --help" shows how to use it`],
    ["forget", "logmill forget needs SOURCE, such as logmill forget access.log"],
    ["analyses new", "logmill analyses new needs NAME, such as logmill analyses new slow-pages"],
    ["analyze --csv --json", "logmill: --csv and --json exclude one another; choose one"],
    ["config --csv-raw", "logmill: --csv-raw goes with --csv or --tsv"]
  ]
  it.each(cases)("logmill %s", async (words, sentence) => {
    assert.deepStrictEqual(await runWords(words.split(" "), testShell()), {
      status: "usage",
      out: "",
      err: `${sentence}\n`
    })
  })

  it("the version is one line", async () => {
    assert.deepStrictEqual(await runWords(["--version"], testShell()), {
      status: "done",
      out: "logmill 0.0.0\n",
      err: ""
    })
  })
})
