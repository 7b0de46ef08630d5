import { assert, describe, it } from "@effect/vitest"
import { tmpdir } from "node:os"

import { isDiskFull } from "./diskSpace.ts"

describe("room for a reader", () => {
  it("is where files are written", () => assert.isFalse(isDiskFull(tmpdir())))

  it("is not told of what is not there", () => assert.isFalse(isDiskFull("/nowhere/logs.db")))

  it.skipIf(process.platform !== "linux")("is not where there are no blocks left", () =>
    assert.isTrue(isDiskFull("/proc/self/status"))
  )
})
