import { assert, describe, it } from "@effect/vitest"

import { NamedPatterns } from "./NamedPatterns.ts"

const compile = (pattern: string): RegExp => new RegExp(pattern)

describe("names of patterns", () => {
  it("stand for them, one for each", () => {
    const named = new NamedPatterns(compile)
    const [first, second] = [named.name("^a"), named.name("b$")]
    assert.notStrictEqual(first, second)
    assert.strictEqual(named.name("^a"), first)
    assert.isTrue(named.get(first)!.test("ab"))
    assert.isFalse(named.get(second)!.test("ba"))
  })

  it("are no patterns themselves, and nothing else is a name", () => {
    const named = new NamedPatterns(compile)
    assert.throws(() => new RegExp(named.name("a")))
    for (const other of ["a", "*", "*1", "*00", "", "0"]) assert.isUndefined(named.get(other), other)
  })

  it("are given to no more than can be kept, and to no fault", () => {
    const named = new NamedPatterns(compile)
    assert.throws(() => named.name("("))
    for (let index = 0; index < 10_000; index++) named.name(String(index))
    assert.throws(() => named.name("one more"), /at most/)
    assert.strictEqual(named.name("7"), "*7")
  })
})
