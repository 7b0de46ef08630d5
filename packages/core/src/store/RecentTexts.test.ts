import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { FORGOTTEN, RecentTexts, SAME } from "./RecentTexts.ts"
import { viewOf } from "./viewOf.ts"

const compare = (recent: RecentTexts, id: number, text: string): number => {
  const bytes = Buffer.from(`<${text}>`)
  return recent.compare(id, bytes, viewOf(bytes), 1, bytes.length - 1)
}

describe("recent texts", () => {
  const step = Schema.Struct({
    id: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 900 })),
    length: Schema.Literals([0, 1, 7, 8, 9, 100, 5000, 40_000]),
    does: Schema.Literals(["meet", "meet", "store", "store", "store", "release"])
  })
  it.prop(
    "are never mistaken, and never forgotten before they are stored",
    [
      Schema.Array(step),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 })),
      Schema.Struct({ texts: Schema.Literals([1, 256, 512]), bytes: Schema.Literals([0, 16_384, 100_000]) }),
      Schema.Struct({ texts: Schema.Literals([1, 32, 4096]), bytes: Schema.Literals([1, 512, 131_072]) })
    ],
    ([steps, times, bound, first]) => {
      const recent = new RecentTexts(bound, first)
      const texts = new Map<number, string>()
      let waiting: Array<number> = []
      let lastId = 1000
      for (let time = 0; time < times; time++) {
        for (const { id: old, length, does } of steps) {
          if (does === "release") {
            recent.release()
            waiting = []
            continue
          }
          const isStored = does === "meet"
          const id = isStored ? old : ++lastId
          if (isStored && texts.has(id) && compare(recent, id, texts.get(id)!) === SAME) continue
          const text = texts.get(id) ?? `${id}`.padEnd(length, "-").slice(0, length)
          texts.set(id, text)
          const bytes = Buffer.from(`<${text}>`)
          recent.remember(id, bytes, 1, bytes.length - 1, isStored)
          if (!isStored) waiting.push(id)
        }
        for (const id of waiting) assert.strictEqual(compare(recent, id, texts.get(id)!), SAME)
        for (const [id, text] of texts) {
          assert.include([SAME, FORGOTTEN], compare(recent, id, text))
          assert.notStrictEqual(compare(recent, id, `${text}?`), SAME)
          if (text !== "") assert.notStrictEqual(compare(recent, id, `?${text.slice(1)}`), SAME)
        }
      }
    },
    { arbitrary: { runs: 20 } }
  )

  it("keep the id whose slot is the first when more room is made", () => {
    const recent = new RecentTexts({ texts: 256, bytes: 16_384 }, { texts: 4, bytes: 1024 })
    const bytes = Buffer.from("text")
    recent.remember(256, bytes, 0, 4, false)
    recent.remember(260, bytes, 0, 4, false)
    for (const id of [256, 260]) assert.strictEqual(recent.compare(id, bytes, viewOf(bytes), 0, 4), SAME, `${id}`)
  })

  it("stay within their bound when they are stored, and grow with what is not", () => {
    const recent = new RecentTexts({ texts: 256, bytes: 16_384 }, { texts: 16, bytes: 1024 })
    const text = (id: number): string => `${id} `.repeat(20).slice(0, 64)
    const remember = (id: number, isStored: boolean): void => {
      const bytes = Buffer.from(text(id))
      recent.remember(id, bytes, 0, bytes.length, isStored)
    }
    const known = (): number =>
      Array.from({ length: 3000 }, (_, id) => compare(recent, id, text(id))).filter((is) => is === SAME).length
    for (let id = 1; id < 1000; id++) remember(id, true)
    assert.strictEqual(known(), 256)
    for (let id = 1000; id < 2000; id++) remember(id, false)
    for (let id = 1; id < 1000; id++) remember(id, true)
    for (let id = 1000; id < 2000; id++) assert.strictEqual(compare(recent, id, text(id)), SAME)
    recent.release()
    for (let id = 2000; id < 3000; id++) remember(id, true)
    assert.isBelow(known(), 2048)
  })
})
