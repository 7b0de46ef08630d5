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
})
