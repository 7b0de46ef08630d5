import { assert, describe, it } from "@effect/vitest"

import type { Catalogue } from "@logmill/core/sql/catalogue"

import { complete } from "./completion.ts"

const catalogue: Catalogue = {
  columns: new Map([
    ["entries", ["time", "path", "status", "referrer", "referrer_site"]],
    ["hits", ["day", "path", "hits"]],
    ["visits", ["day", "client"]],
    ["sources", ["path", "state"]],
    ["rejects", ["text"]],
    ["access_log", ["c_ip"]],
    ["extras", ["name"]],
    ["entry", ["id", "time"]],
    ["referrer", ["id", "value"]]
  ]),
  functions: ["bucket", "count", "max", "min"]
}

/** `|` is the cursor. */
const candidates = (typed: string, before = "") => {
  const [line, rest] = typed.split("|") as [string, string]
  return complete({ before, line, whole: line + rest }, catalogue)[0]
}

describe("what may come next", () => {
  const cases: ReadonlyArray<readonly [typed: string, candidates: ReadonlyArray<string>]> = [
    ["|", ["SELECT", "WITH", "VALUES", "EXPLAIN QUERY PLAN"]],
    ["se|", ["select"]],
    ["SELECT 1; se|", ["select"]],
    ["SELECT * FROM |", ["entries", "hits", "visits", "sources", "rejects", "access_log", "extras"]],
    ["SELECT * FROM ent|", ["entries"]],
    ["SELECT * FROM entry|", ["entry"]],
    ["SELECT * FROM hits JOIN v|", ["visits"]],
    ["SELECT ref| FROM entries", ["referrer", "referrer_site"]],
    ["SELECT status, referrer| FROM entries", ["referrer", "referrer_site"]],
    ["SELECT status, referrer|", ["referrer", "referrer_site"]],
    ["SELECT Pa|", ["path", "PARTITION"]],
    ["SELECT d| FROM hits", ["day", "desc", "distinct"]],
    ["SELECT m|", ["max(", "min(", "materialized"]],
    ["SELECT * FROM entries e, hits AS h WHERE h.|", ["day", "path", "hits"]],
    ["SELECT * FROM entries e, hits AS h WHERE e.ref|", ["referrer", "referrer_site"]],
    ["SELECT hits.p| FROM hits", ["path"]],
    ["SELECT nobody.|", []],
    ["SELECT 'pa|", []],
    ["SELECT 1 -- pa|", []],
    ["SELECT /* pa|", []],
    ["SELECT x FROM (SELECT d|) FROM hits", ["day", "desc", "distinct"]],
    [".s|", [".schema"]],
    [".schema e|", ["entries", "extras"]],
    [".mode |", ["table", "csv", "tsv", "ndjson", "json", "md"]],
    [".explain o|", ["on", "off"]],
    [".timeout 3|", []],
    [".nothing x|", []]
  ]
  it.each(cases)("%s", (typed, expected) => assert.deepStrictEqual(candidates(typed), expected))

  it("depends on the lines before", () => {
    assert.deepStrictEqual(candidates("  da|", "SELECT 1\nFROM hits WHERE\n"), ["day"])
    assert.deepStrictEqual(candidates(".s|", "SELECT 1\n"), [])
    assert.deepStrictEqual(candidates("da|", "SELECT '\n"), [])
  })
})
