import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"

import { negate, patternOfCell } from "./pattern.ts"
import { sitePattern, siteOfPattern } from "./referringSite.ts"

const analyses = new URL("../../../../packages/plugins/analyses/", import.meta.url)

describe("the pattern of a referring site", () => {
  it.each(["referring-sites", "referrers", "search-and-social"])("is that of %s", (id) => {
    assert.include(readFileSync(new URL(`${id}.sql`, analyses), "utf8"), `pattern = ${JSON.stringify(sitePattern)}`)
  })

  it.each(["example.com", "sub.example.co.uk", "2001:db8::1", "odd site.example"])("names %s", (site) => {
    const pattern = patternOfCell(sitePattern, site)
    assert.deepStrictEqual(siteOfPattern(pattern), { site, isNegated: false })
    assert.deepStrictEqual(siteOfPattern(negate(pattern)), { site, isNegated: true })
  })

  it("is no other one, were it by a single sign", () => {
    const pattern = patternOfCell(sitePattern, "example.com")
    for (const other of [
      "example.com",
      pattern.replace("\\.", "."),
      pattern.replace("example", "(a|b)"),
      patternOfCell(sitePattern, ""),
      `${pattern}x`
    ]) {
      assert.isNull(siteOfPattern(other), other)
    }
  })
})
