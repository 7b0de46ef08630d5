import { DatabaseSync } from "node:sqlite"

import { assert, describe, it } from "@effect/vitest"

import { type GroupedBy, type Grouping, groupingOf } from "../protocol.ts"
import { KeptAgents } from "./KeptAgents.ts"

const of = (parts: Grouping["parts"], distinct: ReadonlyArray<GroupedBy>, more: Partial<Grouping> = {}): Grouping => ({
  ...groupingOf({ stretches: [], visitors: null, admitted: [], statuses: null }),
  parts,
  distinct,
  keepsVisits: true,
  ...more
})

const agent = { by: "agent_id", alike: null } as const
const browser = { by: "agent_id", alike: "SELECT id, browser FROM agent" } as const
const visitors: ReadonlyArray<GroupedBy> = ["client_id", "agent_id"]

const databaseOf = (agents: number): DatabaseSync => {
  const db = new DatabaseSync(":memory:")
  db.exec("CREATE TABLE agent(id INTEGER PRIMARY KEY)")
  if (agents > 0) db.exec(`INSERT INTO agent VALUES (${agents})`)
  return db
}

/** What becomes of each that is asked in turn. */
const asked = (groupings: ReadonlyArray<Grouping>, agents = 10): ReadonlyArray<string> => {
  const kept = new KeptAgents(1 << 20)
  kept.begin(1)
  const db = databaseOf(agents)
  return groupings.map((grouping) => {
    const steps: Array<string> = []
    const image = kept.image(db, grouping, (one, byAgent) => {
      steps.push(byAgent === null ? `counted ${one.distinct.join()} by ${one.parts.length}` : "added up")
      return Buffer.from("image")
    })
    return image === null ? "none of them" : steps.join(", ") || "there"
  })
}

describe("visitors by agent", () => {
  it("are counted once, and added up by what agents are, or all together", () => {
    const once = "counted client_id by 1"
    const all = of([], visitors)
    const some = of([browser, browser], visitors, { summed: ["bytes"], isInOrder: true })
    assert.deepStrictEqual(asked([all, some, of([agent], ["client_id"])]), [`${once}, added up`, "added up", "there"])
    assert.deepStrictEqual(asked([of([agent], visitors, { summed: ["bytes"] }), all]), [once, "added up"])
  })

  it.each([
    ["clients, which several agents have", of([browser], ["client_id"])],
    ["agents", of([browser], ["agent_id"])],
    ["visitors of something else", of([browser, { by: "site_id", alike: null }], visitors)],
    ["days", of([agent], ["day"])],
    ["nothing that is counted", of([agent], [])],
    ["times", of([agent], ["client_id"], { summed: ["time"] })],
    ["what a rollup knows", of([agent], ["client_id"], { keepsVisits: false })]
  ])("do not tell of %s", (_, grouping) => assert.deepStrictEqual(asked([grouping]), ["none of them"]))

  it("are those of the same entries and conditions", () => {
    const first = of([agent], ["client_id"])
    const { entries } = first
    for (const more of [
      { entries: { ...entries, visitors: { first: 1, end: 2 } } },
      { admitted: [{ column: "site_id", sql: "SELECT 1", params: {} }] },
      { dayOffsetMs: 1 }
    ]) {
      assert.deepStrictEqual(asked([first, { ...first, ...more }])[1], "counted client_id by 1", JSON.stringify(more))
    }
  })

  it("are not counted where agents are nearly as many as visitors", () =>
    assert.deepStrictEqual(asked([of([], visitors)], 1_000_000), ["none of them"]))

  it("are there where no agent is", () => assert.deepStrictEqual(asked([of([agent], ["client_id"])], 0).length, 1))
})
