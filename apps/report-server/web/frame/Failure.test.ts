import { assert, describe, it } from "@effect/vitest"

import { ApiError } from "../api/Api.ts"
import type { Page } from "../state/Page.ts"
import { isToldAbove } from "./Failure.tsx"

const pageWith = (outage: boolean, overview: boolean) =>
  ({ outage: { value: outage ? {} : null }, overview: { value: overview ? {} : null } }) as unknown as Page

describe("that the server does not answer, or lets nobody in", () => {
  it("is told by the banner alone, where there is one", () => {
    const told = (page: Page) =>
      (["Unreachable", "Unauthorized", "TimedOut"] as const).map((kind) => isToldAbove(page, new ApiError(kind, "")))
    assert.deepStrictEqual(told(pageWith(true, true)), [true, true, false])
    assert.deepStrictEqual(told(pageWith(true, false)), [false, false, false])
    assert.deepStrictEqual(told(pageWith(false, true)), [false, false, false])
  })
})
