/** Logs of fcambus/logswan's tests (BSD-2-Clause, Frederic Cambus): IPv4-mapped clients, empty referrers, a line of nothing. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { builtInCatalog } from "./catalog.ts"
import { clf } from "./commonLogFormat.ts"

if (whySkipped !== "") console.warn(whySkipped)

const files: Readonly<Record<string, Oracle>> = {
  "logswan.log": { format: "auto", lines: 68, expect: clf },
  // Logswan rejects the first two as well, for their clients; here a client is whatever stands there, as names do.
  "invalid.log": { format: "auto", lines: 3, rejected: { 3: "there is neither a time nor a request" }, expect: clf }
}

describe.skipIf(!hasCorpus)(`logs of logswan${whySkipped}`, () => {
  it.each(Object.entries(files))("%s", (name, oracle) => {
    const file = readFileSync(join(corpus, "logswan", name))
    assert.deepStrictEqual(deviations(file, builtInCatalog(), oracle), [])
  })
})
