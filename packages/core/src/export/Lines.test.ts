import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { Lines } from "./Lines.ts"

describe("Lines", () => {
  it.prop("are the bytes of their texts, short or long, ASCII or not", [Schema.Array(Schema.String)], ([texts]) => {
    const lines = new Lines()
    for (const text of texts) lines.text(text)
    assert.strictEqual(
      lines.length,
      texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    )
    // A surrogate without its other half is no text of UTF-8; it becomes U+FFFD, here as there.
    assert.deepStrictEqual(Buffer.from(lines.take()), Buffer.concat(texts.map((text) => Buffer.from(text))))
  })

  it("grow, and begin anew when they are taken", () => {
    const lines = new Lines()
    const long = "é".repeat(100_000)
    lines.text(long)
    lines.text("\n")
    lines.copy(Buffer.from("0123456789".repeat(10)), 10, 90)
    lines.copy(Buffer.from("abc"), 1, 2)
    assert.strictEqual(Buffer.from(lines.take()).toString(), `${long}\n${"0123456789".repeat(8)}b`)
    assert.strictEqual(lines.length, 0)
    lines.text("x")
    assert.strictEqual(Buffer.from(lines.take()).toString(), "x")
  })
})
