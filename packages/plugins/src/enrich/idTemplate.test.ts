import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { makeIdTemplate } from "./idTemplate.ts"

const templateOfBytes = makeIdTemplate()
const templateOf = (path: string): string => {
  const bytes = Buffer.from(`/1/${path}/2`)
  return templateOfBytes(bytes, 3, bytes.length - 2) ?? path
}

const uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

describe("makeIdTemplate leaves as it is", () => {
  const paths = [
    "/",
    "",
    "//",
    "/about",
    "/top-10-tools",
    "/v1/users",
    "/v2.1/",
    "/jquery-3.7.1.min.js",
    "/10x10/board",
    "/1.2.3/notes",
    "/1.2",
    "/deadbeef/cafe",
    "/windows10professional",
    "/2024-13-01",
    "/2024-11-05-title",
    "/1-2",
    "/12%20a",
    "/caf\u00e9123456789",
    "/\\x00\\x01",
    "/a.7z",
    "/+49"
  ]
  it.each(paths.map((path) => [path]))("%s", (path) => {
    assert.strictEqual(templateOf(path), path)
  })
})

describe("makeIdTemplate tells", () => {
  const cases: ReadonlyArray<readonly [path: string, template: string]> = [
    ["/user/123", "/user/:id"],
    ["/user/7/", "/user/:id/"],
    ["/1", "/:id"],
    ["//1//2", "//:id//:id"],
    ["/1/2/3", "/:id/:id/:id"],
    ["/user/123/orders/9", "/user/:id/orders/:id"],
    ["/img/123.png", "/img/:id.png"],
    ["/img/123.PNG", "/img/:id.PNG"],
    [`/${uuid}`, "/:id"],
    [`/${uuid.toUpperCase()}.pdf`, "/:id.pdf"],
    [`/file-${uuid}-small.pdf`, "/file-:id-small.pdf"],
    [`/${uuid}0`, "/:id-7dec-11d0-a765-:id"],
    ["/commit/9fceb02d0ae598e95dc970b74767f19372d61af8", "/commit/:id"],
    ["/assets/app.3f9a2b1c.js", "/assets/app.:id.js"],
    ["/assets/index-0a1b2c3d4e5f.css", "/assets/index-:id.css"],
    ["/report-20241105.pdf", "/report-:id.pdf"],
    ["/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/:id"],
    ["/cart;jsessionid=1A2B3C4D5E6F", "/cart;jsessionid=:id"],
    ["/year=2024/month=05/part.parquet", "/year=:id/month=:id/part.parquet"],
    ["/blog/2024/11/05/title", "/blog/:year/:month/:day/title"],
    ["/blog/2024/11/", "/blog/:year/:month/"],
    ["/blog/2024/11/31x", "/blog/:year/:month/31x"],
    ["/blog/2024/11", "/blog/:year/:month"],
    ["/blog/2024/13/05", "/blog/:id/:id/:id"],
    ["/blog/2024/1/5", "/blog/:id/:id/:id"],
    ["/blog/2024/", "/blog/:id/"],
    ["/blog/3024/11/05", "/blog/:id/:id/:id"],
    ["/day/2024-11-05", "/day/:date"],
    ["/day/2024-11/x", "/day/:date/x"],
    ["/caf\u00e9/5/\u65e5\u672c", "/caf\u00e9/:id/\u65e5\u672c"]
  ]
  it.each(cases)("%s: %s", (path, template) => {
    assert.strictEqual(templateOf(path), template)
    // What is written for a path is a path without ids, dates of others aside.
    assert.strictEqual(templateOf(template), template)
  })

  it("paths longer than any before", () => {
    assert.strictEqual(templateOf("/1".repeat(40_000)), "/:id".repeat(40_000))
  })
})

describe("makeIdTemplate", () => {
  const piece = Schema.Literals(["/", "a", "0", "12", "2024", "11", "-", ".", "=", "ff00ff00", uuid, "é", "png", ":id"])
  it.prop(
    "puts names where paths differ, and keeps all else",
    [Schema.Array(piece)],
    ([pieces]) => {
      const path = `/${pieces.join("")}`
      const names = /:(?:id|date|year|month|day)/g
      const kept = templateOf(path).split(names)
      assert.isTrue(path.startsWith(kept[0]!) && path.endsWith(kept.at(-1)!), `${path}: ${kept.join("*")}`)
      let at = 0
      for (const part of kept) {
        const found = path.indexOf(part, at)
        assert.isAtLeast(found, 0, `${path}: ${kept.join("*")}`)
        at = found + part.length
      }
    },
    { arbitrary: { runs: 3000 } }
  )
})
