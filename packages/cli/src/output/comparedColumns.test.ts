import { assert, describe, it } from "@effect/vitest"

import { changeText, mostTellingFirst } from "./comparedColumns.ts"

const compared = (name: string, kind: "count" | "bytes" | "share") => [
  { name, kind },
  { name: `${name}_before`, kind },
  { name: `${name}_change`, kind: "change" as const }
]

describe("columns of two periods", () => {
  it("come with what tells most first", () => {
    const columns = [
      { name: "path", kind: "path" as const },
      ...compared("hits", "count"),
      ...compared("share", "share"),
      ...compared("bytes", "bytes"),
      ...compared("hits_5xx", "count")
    ]
    assert.strictEqual(
      mostTellingFirst(columns)
        .map(({ name }) => name)
        .join(" "),
      "path hits hits_before hits_change hits_5xx hits_5xx_change bytes bytes_change share share_change " +
        "share_before bytes_before hits_5xx_before"
    )
    const plain = columns.filter(({ name }) => !/_/.test(name))
    assert.deepStrictEqual(mostTellingFirst(plain), plain)
  })

  it.each([
    [0.123, "+12.3%"],
    [-1, "-100.0%"],
    [-0.0001, "0.0%"],
    [52.875, "×54"]
  ])("change by %d: %s", (change, text) => {
    assert.strictEqual(changeText(change), text)
  })
})
