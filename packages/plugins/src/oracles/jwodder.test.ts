/** The log of jwodder/apachelogs (MIT, John Thorvald Wodder II): six entries with a virtual host, and one line that is none. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { builtInCatalog } from "./catalog.ts"
import { clf } from "./commonLogFormat.ts"

if (whySkipped !== "") console.warn(whySkipped)

const oracle: Oracle = {
  format: "auto",
  lines: 7,
  rejected: { 5: "its text says that it is a bad line, and that is all it says" },
  expect: clf
}

describe.skipIf(!hasCorpus)(`jwodder/apachelogs${whySkipped}`, () => {
  it("vhost_combined.log", () => {
    const file = readFileSync(join(corpus, "jwodder/vhost_combined.log"))
    assert.deepStrictEqual(deviations(file, builtInCatalog(), oracle), [])
  })
})
