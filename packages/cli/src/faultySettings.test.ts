/** A wrong value of each setting in `logmill.toml`: the message begins with the file, its line and the key. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import { settingTable } from "./settingTable.ts"
import { runWords, testShell } from "./testShell.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-faulty-"))
const ingest = (env: Record<string, string> = {}) =>
  runWords(["ingest", "a.log"], testShell({ cwd: folder, configFolder: join(folder, "own"), env }))

beforeAll(() =>
  writeFileSync(join(folder, "a.log"), `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1\n`)
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** By key: TOML, and what is said behind file, line and key. `DIR` is the file's folder. */
const cases: ReadonlyArray<readonly [key: string, toml: string, why: string]> = [
  ["db", 'db = "nosuch/x.db"', "there is no folder DIR/nosuch for the database; make it first (mkdir -p DIR/nosuch)"],
  ["db", 'db = "a.log"', "DIR/a.log is not a logmill database"],
  ["wait", 'wait = "soon"', "it must be a duration"],
  ["timeout", "timeout = 5", "it must be a duration"],
  ["limit", "limit = 1.5", "it must be a whole number, 0 for all"],
  ["jobs", "jobs = 0", "it must be a whole number from 1 on"],
  ["log_format", 'log_format = "combinde"', 'there is no format "combinde"; did you mean combined?'],
  ["log_format", 'log_format = "./nosuch.conf"', "there is no file DIR/nosuch.conf"],
  ["log_format", "log_format = '$foo'", "nothing in the format is the client, such as $remote_addr"],
  ["keep", 'keep = ["client:192.0.2.0/99"]', 'in the rule "client:192.0.2.0/99", "192.0.2.0/99" is no network'],
  ["keep", 'keep = "path:~("', 'the pattern "~(" is no regular expression'],
  ["drop", 'drop = ["static", "statics"]', 'the rule "statics" is none of static, wellknown'],
  ["drop", "drop = 404", 'the rule "404" is none of'],
  ["drop", 'drop = "ext:"', 'the rule "ext:" has no pattern after "ext:"'],
  ["site", 'site = ""', "it must be something, not an empty text"],
  ["site_from", 'site_from = "("', "it must be a regular expression"],
  ["trusted_proxy", 'trusted_proxy = ["10.0.0.0/99"]', "it must be networks such as 10.0.0.0/8"],
  ["keep_extra", 'keep_extra = ["request id"]', "it must be names such as request_id"],
  ["geoip", 'geoip = ["nosuch.mmdb"]', "the database of addresses DIR/nosuch.mmdb is not there"],
  ["geoip", 'geoip = "a.log"', "DIR/a.log is no database of addresses (.mmdb), or is damaged"],
  ["rules", 'rules = ["nosuch.toml"]', "the rules DIR/nosuch.toml can't be read: no such file"],
  ["anonymize", 'anonymize = "yes"', "it must be true or false"],
  ["tz", 'tz = "Mars"', "it must be a time zone such as Europe/Berlin"],
  ["log_tz", "log_tz = 2", "it must be a time zone such as Europe/Berlin"],
  ["durability", 'durability = "ful"', "it must be normal or full"],
  ["max_rejects", 'max_rejects = "few"', "it must be a number of lines such as 100, or a share such as 1%"],
  ["plugins.paths", 'plugins.paths = [""]', "it must be folders, or names of npm packages"]
]

describe("a wrong value in logmill.toml is named with file, line and key", () => {
  it.each(cases)("%s: %s", async (key, toml, why) => {
    writeFileSync(join(folder, "logmill.toml"), `# mine\n\n${toml}\n`)
    const { err, status } = await ingest()
    assert.strictEqual(status, "usage")
    const named = new RegExp(`^logmill: logmill\\.toml:3: ${key}(?: is ".*"; |: )`)
    assert.match(err, named)
    assert.include(err, why.replaceAll("DIR", folder))
  })

  it("of each setting there is", () => {
    const keys = Object.values(settingTable).map(({ key }) => key)
    assert.deepStrictEqual(new Set(cases.map(([key]) => key)), new Set(keys))
  })

  it("and one in a variable with the variable's name", async () => {
    rmSync(join(folder, "logmill.toml"))
    const { err } = await ingest({ LOGMILL_DROP: "static statics" })
    assert.match(err, /^logmill: LOGMILL_DROP: drop: the rule "statics" is none of static/)
  })
})
