import { assert, it } from "@effect/vitest"

import type { Answer } from "../api/types.ts"
import { shownNames, switched } from "./shown.ts"

const answer = {
  columns: ["client", "country", "hits"].map((name) => ({ name })),
  rows: [
    ["192.0.2.1", null, 2],
    ["192.0.2.2", null, 0]
  ]
} as unknown as Answer

it("columns that are empty in all rows are shown when they are asked for", () => {
  assert.deepStrictEqual(shownNames(answer, []), ["client", "hits"])
  const asked = switched([], "country", false)
  assert.deepStrictEqual(shownNames(answer, asked), ["client", "country", "hits"])
  assert.deepStrictEqual(shownNames(answer, switched(asked, "country", true)), ["client", "hits"])
  assert.deepStrictEqual(shownNames(answer, switched(asked, "hits", true)), ["client", "country"])
})

it("an address that hides all columns leaves the first", () => {
  assert.deepStrictEqual(shownNames(answer, ["client", "country", "hits"]), ["client"])
})

it("a choice stays what it was when other rows are there", () => {
  const full = { ...answer, rows: [["192.0.2.1", "FR", 2]] }
  assert.deepStrictEqual(shownNames(full, ["country"]), ["client", "hits"])
  assert.deepStrictEqual(shownNames({ ...answer, rows: [] }, []), ["client", "country", "hits"])
})
