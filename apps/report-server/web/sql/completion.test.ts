import { CompletionContext } from "@codemirror/autocomplete"
import { EditorState } from "@codemirror/state"
import { assert, describe, it } from "@effect/vitest"

import type { Schema } from "./ask.ts"
import { completionFrom } from "./completion.ts"

const column = (name: string) => ({ name, type: "text", description: "" })
const schema = {
  views: [{ name: "entries", description: "", columns: [column("path"), column("path_id")] }],
  functions: []
} as unknown as Schema

const labels = async (doc: string): Promise<ReadonlyArray<string>> => {
  const context = new CompletionContext(EditorState.create({ doc }), doc.length, true)
  const result = await completionFrom(() => schema)(context)
  return result?.options.map(({ label }) => label) ?? []
}

const offered = async (doc: string): Promise<boolean> => {
  const context = new CompletionContext(EditorState.create({ doc }), doc.length, false)
  return (await completionFrom(() => schema)(context)) !== null
}

describe("what can be typed next", () => {
  it.each([
    ["SELECT path FROM entries ORDER BY path DES", true],
    ["SELECT path FROM entries ORDER BY path DESC", false],
    ["SELECT path", true],
    ["SELECT path_id", false]
  ])("%s: %s", async (doc, expected) => assert.strictEqual(await offered(doc), expected))

  it.each([
    "SELECT path FROM ",
    "SELECT 1 FROM entries e JOIN\n",
    "SELECT path FROM entries, pa",
    "select 1 from entries as a, "
  ])("%s: views and nothing else", async (doc) => assert.deepStrictEqual(await labels(doc), ["entries"]))

  it("tables of WITH stand beside the views, and so they do where columns are named", async () => {
    const statement = "WITH days AS (SELECT 1), rare(a, b) AS MATERIALIZED (SELECT 1, 2) SELECT 1 AS one FROM "
    assert.deepStrictEqual(await labels(statement), ["days", "rare", "entries"])
    assert.includeMembers([...(await labels("WITH days AS (SELECT 1) SELECT "))], ["days", "path"])
  })

  it("columns are offered elsewhere, of the view that is named behind", async () => {
    assert.includeMembers([...(await labels("SELECT path FROM entries WHERE "))], ["path", "entries"])
  })
})
