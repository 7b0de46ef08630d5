import { assert, describe, it } from "@effect/vitest"

import { noState, readState, writeState } from "../state/url.ts"
import { type Linked, readLinked, withLink } from "./linked.ts"

const sql = "SELECT ':no' FROM hits WHERE status >= :min AND path = :constructor"

const address = (linked: Linked): string => writeState({ ...noState, rest: withLink([], linked) })

describe("a statement in the address", () => {
  it("has the values of its parameters, and of no others", () => {
    const params = { min: "500", constructor: "'a&b=c'", gone: "1", no: "2" }
    const text = address({ sql, params })
    assert.match(text, /&:min=500&:constructor=/)
    assert.deepStrictEqual(readLinked(readState(text).rest), { sql, params: { min: "500", constructor: "'a&b=c'" } })
    assert.deepStrictEqual(readLinked(readState(address({ sql, params: {} })).rest), { sql, params: {} })
  })

  it("is left out when it is too long, and so are values, when it is written and when it is read", () => {
    const long = "x".repeat(3000)
    assert.strictEqual(address({ sql: `SELECT '${long}${long}'`, params: {} }), "")
    assert.notInclude(address({ sql, params: { min: long } }), ":min=")
    const rest = [["sql", sql] as const, [":min", long] as const, [":constructor", "1"] as const]
    assert.deepStrictEqual(readLinked(rest)!.params, { constructor: "1" })
  })

  it("goes with its values when there is none", () => {
    const rest = [["foo", "1"] as const, ["sql", sql] as const, [":min", "500"] as const]
    assert.deepStrictEqual(withLink(rest, { sql: "", params: {} }), [["foo", "1"]])
  })
})
