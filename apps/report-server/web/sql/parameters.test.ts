import { assert, describe, it } from "@effect/vitest"

import { parametersIn } from "./parameters.ts"

describe("parameters of a statement", () => {
  it("are its names behind a colon, each once", () => {
    assert.deepStrictEqual(parametersIn("SELECT :a, b.c FROM t WHERE x = :b AND y = :a"), ["a", "b"])
  })

  it("are none in texts, names and comments, closed or not", () => {
    for (const sql of [
      "':a'",
      "'it''s :a'",
      '":a"',
      "`:a`",
      "[:a]",
      "-- :a",
      "/* :a */",
      "/* :a",
      "':a",
      "12:30",
      ":1",
      "::"
    ]) {
      assert.deepStrictEqual(parametersIn(sql), [], sql)
    }
    assert.deepStrictEqual(parametersIn("-- x :a\n:b"), ["b"])
    assert.deepStrictEqual(parametersIn("'a':b"), ["b"])
  })
})
