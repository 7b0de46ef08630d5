/** `If-None-Match` as browsers and programs send it. */
import { assert, it } from "@effect/vitest"

import { hasETag } from "./etag.ts"

it.each<readonly [header: string | undefined, has: boolean]>([
  [undefined, false],
  ['"1.8.a"', true],
  ['W/"1.8.a"', true],
  ['"0", "1.8.a"', true],
  ['"0","1"', false],
  ["*", true],
  ["", false],
  ["1.8.a", false]
])("%s: %s", (header, has) => assert.strictEqual(hasETag(header, '"1.8.a"'), has))
