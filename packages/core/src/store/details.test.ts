/** What is worked out from bytes is what is worked out from the text. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { extensionOf } from "@logmill/workers/parse/request"

import { kindOfPath, makePathDetails } from "./details.ts"

describe("the details of a path", () => {
  const assets = new Set(["css", "js", "0123456789"])
  const detailsOf = makePathDetails(assets)
  const ofBytes = (path: string) => {
    const bytes = Buffer.from(`/x.css${path}.js`)
    return detailsOf(bytes, 6, bytes.length - 3)
  }
  const ofText = (path: string) => {
    const extension = extensionOf(path)
    return { extension, kind: kindOfPath(path, extension, assets), template: null }
  }

  it("are the same again for an extension that is known", () => {
    for (const path of ["/a.css", "/b.CSS", "c.css", "/.css", "/d/.css", "/a.b.css", "/", "", "*", "/e.", "/a.css/"]) {
      assert.deepStrictEqual(ofBytes(path), ofText(path), path)
      assert.deepStrictEqual(ofBytes(path), ofText(path), path)
    }
  })

  it("know extensions of ten characters and no longer ones", () => {
    for (const path of ["/a.0123456789", "/a.01234567890", "/a.1", "/a.0", "/a.00", "/a0000000000000"]) {
      assert.deepStrictEqual(ofBytes(path), ofText(path), path)
    }
  })

  it("have a template, unless it is no path", () => {
    const templateOf = makePathDetails(assets, (bytes, start, end) => `<${bytes.toString("utf8", start, end)}>`)
    const ofPath = (path: string) => templateOf(Buffer.from(`.${path}.`), 1, path.length + 1)
    assert.deepStrictEqual(ofPath("/a.css"), { extension: "css", kind: "asset", template: "</a.css>" })
    assert.deepStrictEqual(ofPath("/a"), { extension: null, kind: "page", template: "</a>" })
    assert.deepStrictEqual(ofPath("/b.css"), { extension: "css", kind: "asset", template: "</b.css>" })
    for (const path of ["", "*", "-"]) assert.strictEqual(ofPath(path).template, null)
  })

  const piece = Schema.Literals(["/", ".", "a", "Z", "0", "css", "JS", "-", "~", "é", "\u212a", "0123456", "日本"])
  it.prop(
    "are those of its text",
    [Schema.Array(piece)],
    ([pieces]) => {
      for (const path of [pieces.join(""), `/${pieces.join("")}`]) {
        assert.deepStrictEqual(ofBytes(path), ofText(path), path)
      }
    },
    { arbitrary: { runs: 2000 } }
  )
})
