import { assert, describe, it } from "@effect/vitest"

import { Room } from "./room.ts"

const rowsOf = (count: number, cell: string | number) => ({ rows: Array.from({ length: count }, () => [cell]) })

describe("a file's room", () => {
  it("is for answers as they come, but for those that are larger than what is left", () => {
    const room = new Room(1000)
    assert.isNull(room.refusalOf(rowsOf(50, "six le")))
    assert.match(room.refusalOf(rowsOf(501, 1))!, /^its 501 rows are too many for one file; --limit/)
    assert.isNull(room.refusalOf(rowsOf(50, "six le")))
    assert.isNotNull(room.refusalOf(rowsOf(1, 1)))
  })
})
