import { DatabaseSync } from "node:sqlite"

import { assert, describe, it } from "@effect/vitest"

import { countedAhead } from "./countedAhead.ts"

describe("countedAhead", () => {
  it("counts on further where it costs nothing", () => {
    const db = new DatabaseSync(":memory:")
    db.exec("CREATE TABLE texts(value)")
    assert.strictEqual(countedAhead(db), 10_000)
    db.exec("INSERT INTO texts VALUES (zeroblob(101000000))")
    assert.strictEqual(countedAhead(db), 1000)
    db.close()
  })
})
