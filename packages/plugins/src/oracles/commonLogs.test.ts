/** Logs of whole servers (Apache-2.0: elastic/examples, nielsbasjes/logparser), field by field. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { builtInCatalog } from "./catalog.ts"
import { clf } from "./commonLogFormat.ts"

if (whySkipped !== "") console.warn(whySkipped)

const files: Readonly<Record<string, Oracle>> = {
  "apache_logs/apache_logs": { format: "auto", lines: 10_000, expect: clf },
  "hackers/hackers-access.log": { format: "auto", lines: 3456, expect: clf }
}

describe.skipIf(!hasCorpus)(`logs of servers${whySkipped}`, () => {
  it.each(Object.entries(files))("%s", (name, oracle) => {
    assert.deepStrictEqual(deviations(readFileSync(join(corpus, name)), builtInCatalog(), oracle), [])
  })
})
