import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"

describe("the page", () => {
  it("shows the samples", async ({ open }) => {
    const page = await open()
    await page.getByRole("heading", { name: "logmill" }).waitFor()
    await page.getByRole("region", { name: "Figures" }).getByText("55.4 k").waitFor()
    assert.strictEqual(await page.title(), "logmill")
  })
})
