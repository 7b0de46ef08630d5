/** What is worked out from bytes is what is worked out from the text. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { extensionOf } from "@logmill/workers/parse/request"

import { kindOfPath, makePathDetails } from "./details.ts"

describe("the details of a path", () => {
  const assets = new Set(["css", "js", "0123456789"])
  const detailsOf = makePathDetails(assets)
  const check = (path: string): void => {
    const bytes = Buffer.from(`/x.css${path}.js`)
    const extension = extensionOf(path)
    assert.deepStrictEqual(
      detailsOf(bytes, 6, bytes.length - 3),
      { extension, kind: kindOfPath(path, extension, assets) },
      path
    )
  }

  it("are the same again for an extension that is known", () => {
    for (const path of ["/a.css", "/b.CSS", "c.css", "/.css", "/d/.css", "/a.b.css", "/", "", "*", "/e.", "/a.css/"]) {
      check(path)
      check(path)
    }
  })

  it("know extensions of ten characters and no longer ones", () => {
    for (const path of ["/a.0123456789", "/a.01234567890", "/a.1", "/a.0", "/a.00", "/a0000000000000"]) check(path)
  })

  const piece = Schema.Literals(["/", ".", "a", "Z", "0", "css", "JS", "-", "~", "é", "\u212a", "0123456", "日本"])
  it.prop(
    "are those of its text",
    [Schema.Array(piece)],
    ([pieces]) => {
      check(pieces.join(""))
      check(`/${pieces.join("")}`)
    },
    { arbitrary: { runs: 2000 } }
  )
})
