import { assert, describe, it } from "@effect/vitest"

import type { EmbeddedReport } from "../../src/file/Embedded.ts"
import { embeddedApi } from "./embedded.ts"

const held = { id: "clients", params: {}, compare: null }

const reportOf = (answer: { readonly complete: boolean; readonly total: number | null }): EmbeddedReport => {
  const rows = Array.from({ length: 200 }, (_, index) => [`192.0.2.${index}`, 1])
  return { answers: [{ ...held, answer: { ...answer, rows } }], failures: [] } as unknown as EmbeddedReport
}

describe("an answer in a file, cut to what a panel shows", () => {
  it.each([
    ["is known to be all there is when it is whole", { complete: true, total: null }, 200],
    ["has the total that was counted", { complete: false, total: 25_000 }, 25_000],
    ["has none where none was: its own rows are not all", { complete: false, total: null }, null]
  ])("%s", async (_, answer, total) => {
    const cut = await embeddedApi(reportOf(answer)).answer({ ...held, filter: {}, limit: 10 })
    assert.deepStrictEqual([cut.rows.length, cut.complete, cut.total], [10, false, total])
  })
})
