/** Logs of opensearch-catalog's integrations for Amazon's services (Apache-2.0), which read in full. */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { alb, cloudfront, s3 } from "./amazon.ts"
import { builtInCatalog } from "./catalog.ts"

if (whySkipped !== "") console.warn(whySkipped)

const files: Readonly<Record<string, Oracle>> = {
  "amazon_elb.raw.log": { format: "aws-alb", lines: 63, expect: alb },
  "amazon_s3.raw.log": { format: "aws-s3", lines: 18, expect: s3 },
  "amazon_cloudfront.raw.log": { format: "cloudfront", lines: 40, expect: cloudfront }
}

describe.skipIf(!hasCorpus)(`logs of Amazon's services${whySkipped}`, () => {
  it.each(Object.entries(files))("%s", (name, oracle) => {
    const file = readFileSync(join(corpus, "aws", name))
    assert.deepStrictEqual(deviations(file, builtInCatalog(), oracle), [])
  })
})
