import { assert, describe, it } from "@effect/vitest"
import { readdirSync } from "node:fs"

import type { AnalysisInfo } from "../api/types.ts"
import { choose, panelColumns, planPanels, shownOf } from "./layout.ts"

const builtIn = readdirSync(new URL("../../../../packages/plugins/analyses", import.meta.url))
  .filter((file) => file.endsWith(".sql"))
  .map((file) => file.slice(0, -".sql".length))

const analysis = (id: string, origin: AnalysisInfo["origin"] = "built-in"): AnalysisInfo => ({
  id,
  title: id,
  description: "",
  topic: null,
  cost: "rollup",
  chart: "table",
  empty: null,
  counts: "all",
  origin,
  params: [],
  columns: [],
  sql: ""
})

describe("the panels", () => {
  const plans = planPanels([...builtIn.map((id) => analysis(id)), analysis("mine", "user")])

  it("hold every analysis once, but for those that figures and chart tell", () => {
    const held = plans.flatMap(({ analyses }) => analyses.map(({ id }) => id))
    const elsewhere = new Set(["summary", "traffic", "status-over-time"])
    const expected = [...builtIn.filter((id) => !elsewhere.has(id)), "mine"]
    assert.deepStrictEqual(held.toSorted(), expected.toSorted())
  })

  it("put together every built-in one: none is left to stand alone because its name changed", () => {
    assert.deepStrictEqual(
      plans.filter(({ analyses }) => analyses.length === 1).map(({ id }) => id),
      ["mine"]
    )
  })

  it("have the user's own behind the two rows that everybody looks at", () =>
    assert.deepStrictEqual(
      plans.slice(0, 5).map(({ id }) => id),
      ["paths", "clients", "status", "referring-sites", "mine"]
    ))

  it.each([
    ["agent-classes", "browsers"],
    ["heatmap", "visits-over-time"]
  ])("have %s and %s, which are as high, in one row", (left, right) => {
    const ids = planPanels(builtIn.map((id) => analysis(id))).map(({ id }) => id)
    assert.strictEqual(ids.indexOf(left) % 2, 0)
    assert.strictEqual(ids[ids.indexOf(left) + 1], right)
  })

  it("name only analyses that there are", () => {
    for (const id of Object.keys(panelColumns)) assert.include(builtIn, id)
  })

  it("show the first, or the one that was chosen last", () => {
    const plan = plans.find(({ id }) => id === "paths")!
    assert.strictEqual(shownOf(plan, []).id, "paths")
    const chosen = choose(plan, ["bots"], "sections")
    assert.deepStrictEqual(chosen, ["bots", "sections"])
    assert.strictEqual(shownOf(plan, chosen).id, "sections")
    assert.deepStrictEqual(choose(plan, chosen, "templates"), ["bots", "templates"])
    assert.deepStrictEqual(choose(plan, chosen, "paths"), ["bots"])
  })
})
