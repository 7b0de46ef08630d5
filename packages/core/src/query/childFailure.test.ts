import { DatabaseSync } from "node:sqlite"

import { assert, describe, it } from "@effect/vitest"

import { failureOf } from "./childFailure.ts"
import { Refusal } from "./Refusal.ts"

const limits = { memory: 1, temporaryFile: 2 ** 20, keptFree: 0, temporaryFolder: null }
const told = (cause: unknown) => failureOf(cause, { path: "logmill.db", limits, isAnalysis: false, refused: null })

const thrown = (act: () => unknown): unknown => {
  try {
    act()
  } catch (cause) {
    return cause
  }
  throw new Error("nothing was thrown")
}

describe("a statement that failed", () => {
  it("is told by SQLite's own words, or by a refusal's", () => {
    const db = new DatabaseSync(":memory:")
    const sqlite = "incomplete input"
    assert.deepInclude(told(thrown(() => db.prepare("SELECT"))), { reason: "syntax", message: sqlite, sqlite })
    const refusal = new Refusal("denied", "it may not")
    assert.deepInclude(told(refusal), { reason: "denied", message: "it may not", sqlite: null })
    db.close()
  })

  it("over values that can't be bound is the asker's fault", () => {
    const db = new DatabaseSync(":memory:")
    const cause = thrown(() => db.prepare("SELECT :a").get({ b: 1 }))
    assert.deepInclude(told(cause), { reason: "syntax", sqlite: null })
    db.close()
  })

  it("by a fault of the program is not told as the asker's", () => {
    const cause = thrown(() => (undefined as unknown as { readonly name: string }).name)
    const failure = told(cause)
    assert.deepInclude(failure, { reason: "crashed", sqlite: null })
    assert.match((failure as { message: string }).message, /^logmill failed at a statement .*TypeError.*report it/)
  })
})
