import { assert, describe, it } from "@effect/vitest"

import { readSingle } from "../analysis/statement.ts"
import type { SqlValue } from "../query/protocol.ts"
import { readValue, type TypedIn, valuesFor } from "./parameters.ts"
import { StatementError } from "./StatementError.ts"

describe("a value as typed", () => {
  const cases: ReadonlyArray<readonly [typed: string, value: SqlValue]> = [
    ["5", 5n],
    ["-5", -5n],
    ["0", 0n],
    ["0.5", 0.5],
    ["5.0", 5],
    ["1e3", 1000],
    ["-2.5E-1", -0.25],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9223372036854775808", "9223372036854775808"],
    ["1e999", "1e999"],
    ["007", "007"],
    ["+5", "+5"],
    ["1_000", "1_000"],
    ["0x10", "0x10"],
    [" 5", " 5"],
    ["null", null],
    ["NULL", null],
    ["'null'", "null"],
    ["'5'", "5"],
    ["'it''s'", "it's"],
    ["'it's'", "'it's'"],
    ["''", ""],
    ["", ""],
    ["'); DROP TABLE entry --", "'); DROP TABLE entry --"],
    ["-7d", "-7d"],
    ["NaN", "NaN"]
  ]
  it.each(cases)("%s", (typed, value) => assert.strictEqual(readValue(typed), value))
})

describe("the values of a statement", () => {
  const values = (sql: string, given: Readonly<Record<string, string>>, typedIn: TypedIn = "flags") =>
    valuesFor(readSingle(sql), new Map(Object.entries(given)), typedIn)
  const refusal = (sql: string, given: Readonly<Record<string, string>>, typedIn: TypedIn = "flags") => {
    try {
      values(sql, given, typedIn)
    } catch (cause) {
      if (cause instanceof StatementError) return [cause.at, cause.message]
      throw cause
    }
    return null
  }

  it("are those of its names, wherever these stand as such", () => {
    assert.deepStrictEqual(values("SELECT :a, ':b', :a /* :c */", { a: "1" }), { a: 1n })
    assert.deepStrictEqual(values("SELECT 1", { a: "1" }, "prompt"), {})
  })

  it("must all be given and be used", () => {
    assert.deepStrictEqual(refusal("SELECT :first", {}), [
      7,
      "the parameter :first has no value; give one with --param first=VALUE"
    ])
    assert.deepStrictEqual(refusal("SELECT :first", { frist: "1" }, "prompt"), [
      7,
      "the parameter :first has no value; is .param frist meant for it?"
    ])
    assert.deepStrictEqual(refusal("SELECT :a", { a: "1", limit: "2" }), [
      null,
      "--param limit: the statement has no parameter :limit; it has :a"
    ])
    assert.deepStrictEqual(refusal("SELECT :limit", { limit: "2", limits: "2" }), [
      null,
      "--param limits: the statement has no parameter :limits; did you mean limit?"
    ])
    assert.deepStrictEqual(refusal("SELECT 1", { a: "1" }), [
      null,
      "--param a: the statement has no parameter :a; it has none"
    ])
  })

  it("need a name", () => {
    const advice = "a parameter needs a name: write :name in place of ?, and give its value with --param name=VALUE"
    assert.deepStrictEqual(refusal("SELECT ?", {}), [7, advice])
    assert.deepStrictEqual(refusal("SELECT ?1", {}), [7, advice.replace("of ?", "of ?1")])
    assert.deepStrictEqual(refusal("SELECT @who", {}), [
      7,
      "parameters begin with a colon: write :who in place of @who"
    ])
    assert.deepStrictEqual(refusal("SELECT :_1", { _1: "x" }), [
      7,
      "the name of :_1 is one of logmill's own; choose another"
    ])
  })
})
