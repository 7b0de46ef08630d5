import { assert, describe, it } from "@effect/vitest"

import { KeptEntries } from "./KeptEntries.ts"

const pages = (bytes: number): Uint8Array => new Uint8Array(bytes)

const keep = (kept: KeptEntries, filter: string, ...sizes: ReadonlyArray<number>): void => {
  const { add, end } = kept.collecting(filter)
  for (const size of sizes) add("entries", pages(size))
  end()
}

const keptOf = (mostBytes: number): KeptEntries => {
  const kept = new KeptEntries(mostBytes)
  kept.begin(1)
  return kept
}

describe("entries of filters", () => {
  it("are not there before they were collected to the end", () => {
    const kept = keptOf(100)
    assert.isUndefined(kept.get("a"))
    kept.collecting("a").add("entries", pages(10))
    assert.isUndefined(kept.get("a"))
  })

  it("are those that were added, in order", () => {
    const kept = keptOf(100)
    keep(kept, "a", 10, 20)
    assert.deepStrictEqual(kept.get("a"), { visitors: [], entries: [pages(10), pages(20)] })
    assert.isUndefined(kept.get("b"))
  })

  it("are not kept when there are too many, which is remembered", () => {
    const kept = keptOf(100)
    keep(kept, "a", 60, 60, 1)
    assert.isNull(kept.get("a"))
    keep(kept, "b", 100)
    assert.isNotNull(kept.get("b"))
    assert.isNull(kept.get("a"))
  })

  it("make room for others: those that were asked for longest ago go", () => {
    const kept = keptOf(100)
    keep(kept, "a", 40)
    keep(kept, "b", 40)
    kept.get("a")
    keep(kept, "c", 40)
    assert.isUndefined(kept.get("b"))
    assert.isDefined(kept.get("a"))
    assert.isDefined(kept.get("c"))
  })

  it("are gone with the data they are of", () => {
    const kept = keptOf(100)
    keep(kept, "a", 10)
    kept.begin(1)
    assert.isDefined(kept.get("a"))
    kept.begin(2)
    assert.isUndefined(kept.get("a"))
  })
})
