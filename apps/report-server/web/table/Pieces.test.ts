import { assert, describe, it } from "@effect/vitest"

import type { AskedWindow } from "../api/Api.ts"
import { ApiError } from "../api/Api.ts"
import type { AnswerWindow } from "../api/types.ts"
import { type Order, Pieces } from "./Pieces.ts"

type Asked = Omit<AskedWindow, "question">

interface Sent {
  readonly asked: Asked
  readonly answer: (found: number, dataVersion?: number) => Promise<void>
  readonly fail: (error: ApiError) => Promise<void>
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

const plain: Order = { sort: null, find: "" }

const begin = (): { readonly pieces: Pieces; readonly sent: Array<Sent> } => {
  const sent: Array<Sent> = []
  const ask = (asked: Asked): Promise<AnswerWindow> =>
    new Promise((resolve, reject) => {
      sent.push({
        asked,
        answer: (found, dataVersion = 1) => {
          const { find, limit, offset } = asked
          const count = Math.max(0, Math.min(limit, found - offset))
          const rows = Array.from({ length: count }, (_, index) => [`${find}${offset + index}`])
          const rest = { columns: [], elapsed_ms: 1, zone: "UTC", sql: "" }
          resolve({ ...rest, rows, offset, found, total: 2_000, data_version: dataVersion })
          return settled()
        },
        fail: (error) => {
          reject(error)
          return settled()
        }
      })
    })
  return { pieces: new Pieces(plain, ask, () => undefined), sent }
}

const offsets = (sent: ReadonlyArray<Sent>) => sent.map(({ asked }) => asked.offset)

describe("pieces of a table", () => {
  it("are asked for one after the other, those in sight first, of the version of the first", async () => {
    const { pieces, sent } = begin()
    assert.isNull(pieces.found)
    await sent[0]!.answer(2_000, 7)
    assert.deepStrictEqual([pieces.found, pieces.total, pieces.dataVersion], [2_000, 2_000, 7])
    assert.deepStrictEqual(pieces.rowAt(499), ["499"])
    pieces.look(1_100, 1_130)
    pieces.look(1_600, 1_630)
    assert.deepStrictEqual(offsets(sent), [0, 1_000])
    assert.strictEqual(sent[1]!.asked.dataVersion, 7)
    await sent[1]!.answer(2_000, 7)
    assert.deepStrictEqual(offsets(sent), [0, 1_000, 1_500])
    await sent[2]!.answer(2_000, 7)
    assert.deepStrictEqual([pieces.rowAt(1_630), pieces.rowAt(600)], [["1630"], undefined])
    assert.strictEqual(sent.length, 3)
  })

  it("in another order take the place of those before when they are there, the last wish alone", async () => {
    const { pieces, sent } = begin()
    await sent[0]!.answer(300)
    pieces.order({ ...plain, find: "a" })
    pieces.order({ ...plain, find: "ab" })
    pieces.order({ ...plain, find: "ab" })
    assert.isTrue(pieces.isOld)
    assert.deepStrictEqual(pieces.rowAt(1), ["1"])
    await sent[1]!.answer(40)
    assert.deepStrictEqual(pieces.rowAt(1), ["1"])
    await sent[2]!.answer(30)
    assert.deepStrictEqual(
      sent.map(({ asked }) => asked.find),
      ["", "a", "ab"]
    )
    assert.deepStrictEqual([pieces.rowAt(1), pieces.found, pieces.isOld], [["ab1"], 30, false])
  })

  it("of another version put an end to those before", async () => {
    const { pieces, sent } = begin()
    await sent[0]!.answer(2_000, 1)
    pieces.look(900, 930)
    await sent[1]!.answer(2_000, 2)
    assert.deepStrictEqual([pieces.rowAt(0), pieces.rowAt(900), pieces.dataVersion], [undefined, ["900"], 2])
    pieces.renew()
    assert.isTrue(pieces.isOld)
    await sent[2]!.answer(2_000, 2)
    assert.deepStrictEqual(sent[2]!.asked.offset, 1_000)
    assert.isNull(sent[3]!.asked.dataVersion)
  })

  it("that fail are asked for again only when it is wished", async () => {
    const { pieces, sent } = begin()
    await sent[0]!.fail(new ApiError("TimedOut", "It was stopped."))
    assert.strictEqual(pieces.error?.message, "It was stopped.")
    pieces.look(0, 10)
    assert.strictEqual(sent.length, 1)
    pieces.again()
    await sent[1]!.answer(1)
    assert.deepStrictEqual([pieces.error, pieces.rowAt(0)], [null, ["0"]])
    pieces.end()
    pieces.order({ ...plain, find: "x" })
    assert.strictEqual(sent.length, 2)
  })
})
