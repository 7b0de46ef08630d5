/** The filter of a request is the filter of the command line. */
import { assert, describe, it } from "@effect/vitest"
import { patternNames } from "@logmill/core/analysis/filterNames"
import { Schema } from "effect"

import { FilterQuery, filterFields } from "./filter.ts"

describe("the filter of a request", () => {
  it("has a key for each flag of the command line, and no other", () => {
    assert.deepStrictEqual(Object.keys(filterFields), ["from", "to", "tz", ...patternNames])
  })

  it("is texts, and lists where a flag may be repeated", () => {
    const filter = { from: "-7d", path: ["/a*", "!/b"], client: ["192.0.2.0/24"] }
    assert.deepStrictEqual(Schema.decodeUnknownSync(FilterQuery)(filter), filter)
    assert.throws(() => Schema.decodeUnknownSync(FilterQuery)({ path: 1 }))
  })
})
