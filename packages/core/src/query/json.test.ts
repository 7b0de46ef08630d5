import { assert, describe, it } from "@effect/vitest"

import { decode, encode, tagged } from "./json.ts"

describe("values as JSON", () => {
  const values = [null, 1, 0.5, -1e300, 2n ** 63n - 1n, -(2n ** 63n), Infinity, -Infinity, "", new Uint8Array([0, 255])]

  it("come back as they were", () => {
    assert.deepStrictEqual(decode(encode({ rows: [values] })), { rows: [values] })
    assert.deepStrictEqual(decode(JSON.stringify(values.map(tagged))), values)
  })

  it("of bytes that Node's buffers are, too", () => {
    assert.deepStrictEqual(decode(encode([Buffer.from("a")])), [new Uint8Array([97])])
  })

  it("are texts, whatever those say", () => {
    const texts = [`{"$int":"1"}`, `"},{"$bytes":"00"},{"`, "\ud800", "\n\u2028"]
    assert.deepStrictEqual(decode(encode(texts)), texts)
    assert.notInclude(encode(texts), "\n")
  })
})
