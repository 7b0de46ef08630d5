/** Rules of the user's, his databases of addresses, and anonymous clients, as he meets them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"

import { makeMmdb } from "@logmill/plugins/testing/mmdb"

import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-cli-"))
  mkdirSync(join(folder, "own"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content)

const run = (words: string, options: TestShellOptions = {}) =>
  runWords(words.split(" "), testShell({ cwd: folder, configFolder: join(folder, "own"), ...options }))

const query = (sql: string): unknown => {
  const database = new Database(join(folder, "logmill.db"), { readonly: true })
  try {
    return database.prepare(sql).raw().all()
  } finally {
    database.close()
  }
}

const line = (number: number, path = `/user/${number}`) =>
  `192.0.2.${number} - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" 200 5 "https://intra.example.com/" "OurProbe/1"\n`

const city = () =>
  makeMmdb("GeoLite2-City", { "192.0.2.0/24": { country: { iso_code: "NL" }, city: { names: { en: "The Hague" } } } })
const asn = () => makeMmdb("GeoLite2-ASN", { "192.0.2.0/24": { autonomous_system_number: 64500 } })

const ownRules = `
[[agent]]
match = "OurProbe/*"
class = "monitor"
bot = "Probe"
[[path]]
template = "/user/:name"
[[referrer]]
match = "*.example.com"
class = "own"
`

describe("what the user names and can't be used ends the command before anything is read", () => {
  const cases: ReadonlyArray<readonly [words: string, files: Readonly<Record<string, string>>, sentence: RegExp]> = [
    ["ingest a.log --geoip city.mmdb", {}, /^logmill: the database of addresses \S+\/city\.mmdb is not there\n$/],
    ["ingest a.log --geoip city.mmdb", { "city.mmdb": "x" }, /\/city\.mmdb is no database of addresses/],
    ["ingest a.log", { "logmill.toml": `geoip = ["asn.mmdb"]` }, /\/asn\.mmdb is not there\n$/],
    [
      "ingest a.log",
      { "logmill.toml": `rules = "mine.toml"` },
      /^logmill: logmill\.toml:1: rules: the rules \S+\/mine\.toml can't be read: no such file\n$/
    ],
    ["ingest a.log", { "own/rules.toml": "[[agent]]" }, /own\/rules\.toml: \[\[agent\]\] number 1 has no match/],
    ["enrich", { "own/rules.toml": "x = = 1" }, /own\/rules\.toml:1: /]
  ]
  it.each(cases)("%s, %j", async (words, files, sentence) => {
    write("a.log", line(1))
    for (const [name, text] of Object.entries(files)) write(name, text)
    const { err, status } = await run(words)
    assert.strictEqual(status, "usage")
    assert.match(err, sentence)
    assert.throws(() => query("SELECT 1"))
  })
})

describe("logmill enrich", () => {
  it("works rules out that were changed, with the log gone, and says what changed", async () => {
    write("a.log", line(1) + line(2))
    await run("ingest a.log")
    rmSync(join(folder, "a.log"))
    const seen = "SELECT agent_class, bot, template, referrer_class, count(*) FROM entries GROUP BY 1, 2, 3, 4"
    assert.deepStrictEqual(query(seen), [["other-bot", "OurProbe", "/user/:id", "other", 2]])
    write("own/rules.toml", ownRules)
    const { err, status } = await run("enrich")
    assert.strictEqual(status, "done")
    assert.strictEqual(
      err,
      "changed: 1 agent, 2 paths, 1 referrer, 0 clients\ncounts by agent class made anew for 1 day\n"
    )
    assert.deepStrictEqual(query(seen), [["monitor", "Probe", "/user/:name", "own", 2]])
    assert.strictEqual((await run("enrich")).err, "all that is stored is as it would be made now\n")
    // Of rules that are taken away nothing stays.
    rmSync(join(folder, "own/rules.toml"))
    await run("enrich -q")
    assert.deepStrictEqual(query(seen), [["other-bot", "OurProbe", "/user/:id", "other", 2]])
  })

  it("takes rules from where settings say, and none if they say so", async () => {
    write("own/rules.toml", `[[path]]\ntemplate = "/user/:own"\n`)
    write("one.toml", `[[path]]\ntemplate = "/user/:one"\n`)
    write("two.toml", `[[path]]\ntemplate = "/user/:two"\n[[path]]\ntemplate = "/:two"\n`)
    write("a.log", line(1) + line(1, "/5"))
    const templates = async (env: Readonly<Record<string, string>>) => {
      await run("ingest a.log -q", { env })
      await run("enrich -q", { env })
      return query("SELECT DISTINCT template FROM entries ORDER BY 1")
    }
    assert.deepStrictEqual(await templates({}), [["/:id"], ["/user/:own"]])
    assert.deepStrictEqual(await templates({ LOGMILL_RULES: "one.toml:two.toml" }), [["/:two"], ["/user/:one"]])
    assert.deepStrictEqual(await templates({ LOGMILL_RULES: "none" }), [["/:id"], ["/user/:id"]])
  })

  it("goes on with the databases of addresses of before, until others are named or none", async () => {
    write("city.mmdb", city())
    write("asn.mmdb", asn())
    write("a.log", line(1))
    await run("ingest a.log -q --geoip city.mmdb --geoip asn.mmdb")
    const places = () => query("SELECT client, country, city, network FROM entries ORDER BY 1")
    assert.deepStrictEqual(places(), [["192.0.2.1", "NL", "The Hague", "AS64500"]])
    write("b.log", line(2))
    await run("ingest b.log -q")
    assert.deepStrictEqual(places(), [
      ["192.0.2.1", "NL", "The Hague", "AS64500"],
      ["192.0.2.2", "NL", "The Hague", "AS64500"]
    ])
    assert.match((await run("enrich --geoip asn.mmdb")).err, /0 agents, 0 paths, 0 referrers, 2 clients/)
    assert.deepStrictEqual(places(), [
      ["192.0.2.1", null, null, "AS64500"],
      ["192.0.2.2", null, null, "AS64500"]
    ])
    rmSync(join(folder, "asn.mmdb"))
    write("c.log", line(3))
    const gone = await run("ingest c.log")
    assert.strictEqual(gone.status, "done")
    assert.match(gone.err, /asn\.mmdb is not there; .*--geoip PATH.*--geoip none/)
    const refused = await run("enrich")
    assert.strictEqual(refused.status, "usage")
    assert.match(refused.err, /asn\.mmdb is not there/)
    await run("enrich -q --geoip none")
    assert.deepStrictEqual(query("SELECT count(network) FROM entries"), [[0]])
    assert.strictEqual((await run("enrich")).status, "done")
  })

  it("is recommended when an ingest stores by other rules than before", async () => {
    write("a.log", line(1))
    write("b.log", line(2))
    await run("ingest a.log -q")
    write("own/rules.toml", ownRules)
    assert.match((await run("ingest b.log")).err, /logmill enrich makes all of them alike/)
    await run("enrich -q")
    write("b.log", line(2) + line(3))
    assert.notInclude((await run("ingest b.log")).err, "logmill enrich")
  })
})

describe("logmill ingest --anonymize", () => {
  it("stores clients without their last bits, also when a file of settings says so; and looks up what is left", async () => {
    write("city.mmdb", city())
    write("a.log", line(17))
    write("logmill.toml", "anonymize = true\n")
    await run("ingest a.log -q --geoip city.mmdb")
    assert.deepStrictEqual(query("SELECT client, country FROM entries"), [["192.0.2.0", "NL"]])
  })

  it("is refused for a database that has whole clients, and for rejects", async () => {
    write("a.log", line(17))
    await run("ingest a.log -q")
    const { err, status } = await run("ingest a.log --anonymize")
    assert.strictEqual(status, "usage")
    assert.match(err, /holds clients as they were logged.*--anonymize needs a new database \(--db PATH\)/)
    assert.strictEqual((await run("ingest --retry-rejects --anonymize")).status, "usage")
  })
})
