import { assert, describe, it } from "@effect/vitest"

import {
  addTab,
  changeTab,
  closeTab,
  firstStatement,
  keepTabs,
  mostTabs,
  newTab,
  readTabs,
  titlesOf,
  type Tabs
} from "./tabs.ts"

const storageOf = (text: string | null): Storage => {
  let kept = text
  return {
    getItem: () => kept,
    setItem: (_: string, value: string) => {
      kept = value
    }
  } as unknown as Storage
}

describe("tabs", () => {
  it("begin with one statement, whatever the storage holds", () => {
    const spoilt = [
      null,
      "",
      "{",
      "[]",
      "1",
      '{"tabs":1}',
      '{"tabs":[{"id":1}],"open":"x"}',
      '{"tabs":[null],"open":{}}'
    ]
    for (const text of [...spoilt, '{"tabs":[{"id":"a","name":null,"sql":"x","params":{"p":1}}]}']) {
      const { open, tabs } = readTabs(storageOf(text), null)
      assert.deepStrictEqual([tabs.length, tabs[0]!.sql, tabs[0]!.id], [1, firstStatement, open], text ?? "null")
    }
  })

  it("are kept, and the statement of the URL is open", () => {
    const storage = storageOf(null)
    const first = newTab("SELECT 1")
    keepTabs(storage, { open: first.id, tabs: [first, newTab("SELECT 2")] })
    assert.strictEqual(readTabs(storage, null).open, first.id)
    const known = readTabs(storage, { sql: "SELECT 2", params: { min: "5" } })
    assert.deepStrictEqual([known.tabs.length, known.tabs[1]!.id], [2, known.open])
    assert.deepStrictEqual(known.tabs[1]!.params, { min: "5" })
    const linked = readTabs(storage, { sql: "SELECT 3", params: {} })
    assert.deepStrictEqual([linked.tabs.length, linked.tabs[2]!.sql, linked.tabs[2]!.id], [3, "SELECT 3", linked.open])
  })

  it("bear a storage that is full", () => {
    const full = {
      setItem: () => {
        throw new Error("full")
      }
    } as unknown as Storage
    assert.doesNotThrow(() => keepTabs(full, { open: "", tabs: [] }))
  })

  it("open beside a closed one, and are never none nor too many", () => {
    const [a, b, c] = ["a", "b", "c"].map((sql) => newTab(sql)) as [
      Tabs["tabs"][number],
      Tabs["tabs"][number],
      Tabs["tabs"][number]
    ]
    const all: Tabs = { open: b.id, tabs: [a, b, c] }
    assert.strictEqual(closeTab(all, b.id).open, c.id)
    assert.strictEqual(closeTab(all, a.id).open, b.id)
    assert.strictEqual(closeTab({ ...all, open: c.id }, c.id).open, b.id)
    assert.deepStrictEqual(
      closeTab({ open: a.id, tabs: [a] }, a.id).tabs.map(({ sql }) => sql),
      [""]
    )
    let many: Tabs = all
    for (let count = 0; count < 30; count++) many = addTab(many, newTab(String(count)))
    assert.deepStrictEqual([many.tabs.length, many.tabs.at(-1)!.id], [mostTabs, many.open])
  })

  it("are called by their name, or by what they select from", () => {
    const texts = ["SELECT 1\nFROM hits", "VALUES (1)", " ", "SELECT 2 FROM hits", "SELECT 3 FROM hits"]
    const named = { ...newTab("SELECT 1 FROM entries"), name: "hits 2" }
    assert.deepStrictEqual(titlesOf([named, ...texts.map((sql) => newTab(sql))]), [
      "hits 2",
      "hits",
      "VALUES (1)",
      "empty",
      "hits 3",
      "hits 4"
    ])
    const tab = newTab("x")
    assert.strictEqual(changeTab({ open: tab.id, tabs: [tab] }, tab.id, { sql: "y" }).tabs[0]!.sql, "y")
  })
})
