import { assert, describe, it } from "@effect/vitest"

import type { Column } from "../api/types.ts"
import { barsOf, columnsFor, columnTitle, givesWay, isNewIn, pointsIn } from "./columns.ts"

const column = (name: string, kind: Column["kind"], filter: Column["filter"] = null): Column => ({ name, kind, filter })

const told = (id: string, columns: ReadonlyArray<Column>, isCompared = false) => {
  const { aside, bar, figures, label } = columnsFor({
    id,
    columns,
    ...(isCompared
      ? { compared: { period: { from: 1, to: 2 }, before: { from: 0, to: 1 }, partly: null, sql_before: "" } }
      : {})
  })
  return [label, aside, ...figures, bar].map((one) => one?.column.name ?? "")
}

describe("a panel's columns", () => {
  it("are the label, the first measure, its share, and what the panel is about", () => {
    const columns = [
      column("path", "path", "path"),
      column("hits", "count"),
      column("share", "share"),
      column("visitors", "count"),
      column("bytes", "bytes")
    ]
    assert.deepStrictEqual(told("mine", columns), ["path", "", "hits", "share", "bytes", "hits"])
  })

  it("filter by what can be filtered by, with the other text beside it", () => {
    const columns = [column("rule", "text"), column("client", "client", "client"), column("hits", "count")]
    assert.deepStrictEqual(told("mine", columns), ["client", "rule", "hits", "hits"])
  })

  it("tell attacks apart by their text and rule, and attackers by the names of theirs", () => {
    const texts = ["rule", "found_in", "logged"].map((name) => column(name, "text"))
    const attacks = [...texts, column("hits", "count"), column("clients", "count"), column("hits_2xx", "count")]
    assert.deepStrictEqual(told("attack-requests", attacks), ["logged", "rule", "hits", "hits_2xx", "hits"])
    const attackers = [
      column("client", "client", "client"),
      column("hits", "count"),
      column("rules", "count"),
      column("hits_2xx", "count"),
      column("rule_names", "text")
    ]
    assert.deepStrictEqual(told("attackers", attackers), ["client", "rule_names", "hits", "hits_2xx", "hits"])
  })

  it("tell of a dead link whose it is", () => {
    const texts = [column("path", "path", "path"), column("referrer", "url", "referrer"), column("link", "text")]
    const counts = [column("hits", "count"), column("bot_hits", "count")]
    assert.deepStrictEqual(told("dead-links", [...texts, ...counts]), ["path", "referrer", "hits", "link", "hits"])
  })

  it("are the measure now, before and its change where two times are compared", () => {
    const columns = [
      column("path", "path", "path"),
      column("hits", "count"),
      column("hits_before", "count"),
      column("hits_change", "change"),
      column("share", "share"),
      column("share_before", "share")
    ]
    assert.deepStrictEqual(told("paths", columns, true), ["path", "", "hits", "hits_before", "hits_change", "hits"])
  })

  it("give way where there is little room: shares, what was before, and the third of three durations", () => {
    const names = [
      column("share", "share"),
      column("hits_before", "count"),
      column("timed", "count"),
      column("p95_ms", "duration_ms")
    ]
    const giving = names.map((one) => givesWay("latency-paths", one))
    assert.deepStrictEqual(giving, ["share", "before", "spare", null])
    assert.isNull(givesWay("toString", column("timed", "count")))
  })

  it("say a weekday once", () => {
    const columns = [column("weekday", "weekday"), column("name", "text"), column("hits", "count")]
    assert.deepStrictEqual(told("weekdays", columns), ["weekday", "", "hits", "hits"])
  })

  it("do without a label, and without numbers", () => {
    assert.deepStrictEqual(told("mine", [column("hits", "count")]), ["", "", "hits", "hits"])
    assert.deepStrictEqual(told("mine", [column("note", "text")]), ["note", "", ""])
  })
})

describe("a change from nothing", () => {
  const isNew = (row: ReadonlyArray<number | null>, name: string): boolean => {
    const columns = [column("hits", "count"), column("hits_before", "count"), column(name, "change")]
    return isNewIn(row, columns, columns[2]!)
  }
  it.each(["hits_change", "change"])("is new (%s)", (name) => {
    assert.strictEqual(isNew([5, null, null], name), true)
    assert.strictEqual(isNew([5, 0, null], name), true)
  })
  it("to nothing is not, nor is a change that is known", () => {
    assert.strictEqual(isNew([0, 0, null], "hits_change"), false)
    assert.strictEqual(isNew([null, null, null], "hits_change"), false)
    assert.strictEqual(isNew([5, 4, 0.25], "hits_change"), false)
  })
})

describe("a change of a share", () => {
  it("is told in points, and one of a count is not", () => {
    const columns = ["share", "share_before", "share_change", "hits", "hits_before", "hits_change"].map((name) =>
      column(name, name.endsWith("_change") ? "change" : name.startsWith("share") ? "share" : "count")
    )
    const row = [0.75, 0.5, 0.5, 3, 2, 0.5]
    assert.deepStrictEqual(
      [2, 5].map((at) => pointsIn(row, columns, columns[at]!)),
      [0.25, null]
    )
    assert.isNull(pointsIn([0.75, null, null], columns, columns[2]!))
  })
})

describe("bars", () => {
  const bar = { column: column("hits", "count"), index: 0 }
  it("are parts of the largest", () => assert.deepStrictEqual(barsOf([[4], [1], [null]], bar), [1, 0.25, 0]))
  it("are none where all is zero", () => assert.deepStrictEqual(barsOf([[0], [0]], bar), [0, 0]))
})

describe("headings", () => {
  it.each([
    ["hits_5xx", "5xx"],
    ["p95_ms", "p95"],
    ["mean_duration_ms", "mean"],
    ["error_share", "error share"],
    ["hits_change", "change"]
  ])("%s is %s", (name, title) => assert.strictEqual(columnTitle(name), title))
})
