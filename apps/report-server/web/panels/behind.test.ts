import { assert, describe, it } from "@effect/vitest"

import type { Column } from "../api/types.ts"
import { behind, linesTitle } from "./behind.ts"

const column = (filter: Column["filter"], more: Partial<Column> = {}): Column => ({
  name: filter ?? "hits",
  kind: "text",
  filter,
  ...more
})

describe("the entries behind a row", () => {
  it("are those of all that it says, within what was selected", () => {
    const columns = [column("agent"), column("method"), column(null, { kind: "count" }), column("path")]
    const of = { row: ["curl/8", "GET", 3, "/an/example"], columns, isPart: false }
    const current = { path: ["/a*"], agent: ["curl*", "!curl/7*"] }
    assert.deepStrictEqual(behind(current, "curl/8", columns[0]!, of), {
      path: ["/a*"],
      agent: ["!curl/7*", "curl/8"],
      method: ["GET"]
    })
    assert.deepStrictEqual(behind({}, null, columns[0]!, null), { agent: ["-"] })
  })

  it("have no filter for what follows from the client or the agent, unless that was pointed at", () => {
    const columns = (["client", "country", "agent", "class", "bot"] as const).map((name) => column(name))
    const of = { row: ["192.0.2.1", null, "curl/8", "library", null], columns, isPart: false }
    const all = { client: ["192.0.2.1"], agent: ["curl/8"] }
    assert.deepStrictEqual(behind({}, "192.0.2.1", columns[0]!, of), all)
    assert.deepStrictEqual(behind({}, "library", columns[3]!, of), { ...all, class: ["library"] })
  })

  it("are no others than of a value that two cells differ in", () => {
    const columns = [column("client"), column("path", { name: "entry" }), column("path", { name: "exit" })]
    const of = { row: ["192.0.2.1", "/a", "/b"], columns, isPart: false }
    assert.deepStrictEqual(behind({}, "192.0.2.1", columns[0]!, of), { client: ["192.0.2.1"] })
    assert.deepStrictEqual(behind({}, "/b", columns[2]!, of), { client: ["192.0.2.1"], path: ["/b"] })
  })

  it("are those of all paths where the row has none", () => {
    const columns = [column("client"), column("path"), column(null, { kind: "count" })]
    const of = { row: ["192.0.2.1", null, 3], columns, isPart: false }
    assert.deepStrictEqual(behind({ path: ["/a*"] }, "192.0.2.1", columns[0]!, of), {
      path: ["/a*"],
      client: ["192.0.2.1"]
    })
    assert.deepStrictEqual(behind({ path: ["/a*"] }, null, columns[1]!, of), {
      path: ["/a*"],
      client: ["192.0.2.1"]
    })
  })

  it("are those of a bot's name and class, or of none", () => {
    const columns = [column("bot"), column("class"), column(null, { kind: "count" })]
    const of = (name: string | null) => ({ row: [name, "other-bot", 3], columns, isPart: false })
    assert.deepStrictEqual(behind({}, "Reader", columns[0]!, of("Reader")), { bot: ["Reader"], class: ["other-bot"] })
    assert.deepStrictEqual(behind({}, null, columns[0]!, of(null)), { bot: ["-"], class: ["other-bot"] })
  })

  it("have the statuses that are counted, unless some are selected", () => {
    const counting = column("path", { status: "404,410" })
    assert.deepStrictEqual(behind({}, "/a", counting, null), { path: ["/a"], status: ["404", "410"] })
    assert.deepStrictEqual(behind({ status: ["404"] }, "/a", counting, null), { path: ["/a"], status: ["404"] })
  })

  it("are called all of a client, and of what else narrows them, where the row counts some of them", () => {
    const columns = [column("client"), column("path"), column(null, { name: "rule" }), column(null, { kind: "count" })]
    const title = (path: string | null, isPart: boolean): string =>
      linesTitle("192.0.2.1", columns[0]!, { row: ["192.0.2.1", path, "login", 3], columns, isPart })
    assert.strictEqual(title("/a", false), "Show lines")
    assert.strictEqual(title("/a", true), "All lines of this client and path")
    assert.strictEqual(title(null, true), "All lines of this client")
  })
})
