import { assert, describe, it } from "@effect/vitest"

import type { AnalysisInfo } from "../api/types.ts"
import { suggest, valueNameFor, valuesHolding, valuesOf } from "./suggest.ts"

const analysis = (id: string, title: string): AnalysisInfo => ({
  id,
  title,
  description: `About ${title}`,
  topic: null,
  cost: "rollup",
  chart: "table",
  empty: null,
  counts: "all",
  origin: "built-in",
  params: [],
  columns: [],
  sql: ""
})

const analyses = [analysis("paths", "Paths"), analysis("error-paths", "Errors by path"), analysis("clients", "Clients")]

const first = (text: string): string => {
  const [one] = suggest(text, analyses)
  return one === undefined ? "" : one.kind === "filter" ? `${one.name} ${one.pattern}` : `panel ${one.id}`
}

describe("a search", () => {
  it.each([
    ["404", "status 404"],
    ["5xx", "status 5xx"],
    ["post", "method POST"],
    ["192.0.2.7", "client 192.0.2.7"],
    ["192.0.2.0/24", "client 192.0.2.0/24"],
    ["2001:db8::1", "client 2001:db8::1"],
    ["192.0.", "client 192.0.*"],
    ["/shop", "path /shop"],
    ["/shop/*", "path /shop/*"],
    ["/a,b", "path /a\\,b"],
    ["googlebot", "path *googlebot*"],
    ["~^/shop", "path ~^/shop"],
    ["!/", "path !/"],
    ["!404", "status !404"],
    ["!POST", "method !POST"],
    ["!192.0.2.0/24", "client !192.0.2.0/24"],
    ["( /a* & !/a/b )", "path ( /a* & !/a/b )"],
    ["/a | /b", "path /a | /b"],
    ["a & b", "path a & b"],
    ["a&b", "path *a&b*"],
    ["~", "path *~*"],
    ["  ", ""]
  ])("for %s means %s first", (text, meant) => assert.strictEqual(first(text), meant))

  it("for a word begins with the fields that hold it, in the case they have", () => {
    const told = suggest("googlebot", [], [], { agent: "Googlebot", referrer: null }).map((one) =>
      one.kind === "filter" ? `${one.says} ${one.pattern}` : ""
    )
    assert.deepStrictEqual(told, [
      "Agent contains *Googlebot*",
      "Path contains *googlebot*",
      "Client contains *googlebot*",
      "Referrer contains *googlebot*"
    ])
  })

  it("for a user begins with the field that has it, and its values with their hits", () => {
    const value = {
      kind: "filter" as const,
      name: "user" as const,
      pattern: "mossmarket",
      says: "User is",
      text: "mossmarket",
      hits: 12
    }
    const told = suggest("moss", [], [value], { agent: null, referrer: null, user: "moss" }).map((one) =>
      one.kind === "filter" ? `${one.name} ${one.pattern} ${one.hits}` : ""
    )
    assert.strictEqual(suggest("Mossmarket", [], [value], { user: "mossmarket" })[0], value)
    assert.deepStrictEqual(told.slice(0, 3), ["user *moss* null", "user mossmarket 12", "path *moss* null"])
    assert.notInclude(
      suggest("moss", [], [], { user: null }).map((one) => one.kind === "filter" && one.name),
      "user"
    )
  })

  it.each([
    ["shop", ["site shop.example", "site www.shop.example"]],
    ["Shop.Example", ["site shop.example", "site www.shop.example"]],
    ["!shop.example", ["site !shop.example"]],
    ["404", ["status 404"]],
    ["/shop", ["path /shop"]],
    ["blog", ["path *blog*"]]
  ])("for %s offers sites that hold it first", (text, begin) => {
    const told = suggest(text, [], [], {}, ["404.example.org", "www.shop.example", "shop.example"]).flatMap((one) =>
      one.kind === "filter" ? [`${one.name} ${one.pattern}`] : []
    )
    assert.deepStrictEqual(told.slice(0, begin.length), begin)
    const places = told.flatMap((one, at) => (one.startsWith("site") ? [at] : []))
    assert.strictEqual(places.length, text === "404" ? 1 : begin.filter((one) => one.startsWith("site")).length)
  })

  it("says patterns as chips do", () => {
    const told = ["~^/a", "!/a", "!*a*"].map((text) => suggest(text, [])[0] as { says: string; text: string })
    assert.deepStrictEqual(
      told.map(({ says, text }) => `${says} ${text}`),
      ["Path matches ~^/a", "Path is not /a", "Path does not contain a"]
    )
  })

  it("finds panels by their names, those first whose title holds it", () => {
    const panels = suggest("paths", analyses).filter(({ kind }) => kind === "panel")
    assert.deepStrictEqual(panels, [
      { kind: "panel", id: "paths", title: "Paths" },
      { kind: "panel", id: "error-paths", title: "Errors by path" }
    ])
  })

  it("tells paths there are behind what it may mean, and none twice", () => {
    const columns = [
      { name: "path", kind: "path" as const, filter: "path" as const },
      { name: "hits", kind: "count" as const, filter: null }
    ]
    const paths = valuesOf("path", {
      columns,
      rows: [
        ["/shop", 7],
        ["/shop/*", 3],
        [null, 1]
      ]
    })
    const told = suggest("/shop", [], paths).flatMap((one) =>
      one.kind === "filter" ? [`${one.pattern} ${one.hits}`] : []
    )
    assert.deepStrictEqual(told, ["/shop null", "/shop* null", "*/shop* null", "/shop/\\* 3"])
  })

  it("tells browsers, bots and the like that hold a word, whatever its case", () => {
    const answer = (name: string, rows: ReadonlyArray<ReadonlyArray<string | number | null>>) => ({
      columns: [
        { name, kind: "text" as const, filter: null },
        { name: "hits", kind: "count" as const, filter: null }
      ],
      rows
    })
    const told = valuesHolding("chrome", [
      [
        "browser",
        answer("browser", [
          ["Firefox", 9],
          ["Chrome", 7],
          [null, 3]
        ])
      ],
      ["os", answer("os", [["Chrome OS", 8]])],
      ["bot", null]
    ])
    assert.deepStrictEqual(
      told.map((one) => (one.kind === "filter" ? `${one.says} ${one.pattern} ${one.hits}` : "")),
      ["System is Chrome OS 8", "Browser is Chrome 7"]
    )
  })

  it("looks up clients for the beginning of an address, else paths", () => {
    assert.deepStrictEqual(["203.0.113.7", "2001:db8:", "/shop", "404", "tomato"].map(valueNameFor), [
      "client",
      "client",
      "path",
      "path",
      "path"
    ])
  })
})
