/** A log that means harm, in every view: its texts stay texts. */
import { assert, describe } from "vitest"

import { payloads } from "./hostile/payloads.ts"
import { browserTest as it } from "./testing/browserTest.ts"
import { foreign, goTo, scrollThrough, settled, sideways, textOf } from "./testing/look.ts"

/** As tall as all the rows there are, so that none waits beyond the screen. */
const tall = { height: 9_000 }

describe("hostile logs", () => {
  it("are two hundred texts and more, all different", () => {
    assert.isAtLeast(payloads.length, 200)
    assert.strictEqual(new Set(payloads).size, payloads.length)
  })

  it("do nothing in the report, whatever each panel shows", async ({ hostile, open }) => {
    const page = await open(tall, hostile)
    await scrollThrough(page)
    assert.include(await textOf(page), "<img data-canary src=x onerror=canary()> table")
    assert.deepStrictEqual(await foreign(page), [])
    assert.strictEqual(await sideways(page), 0)
    const others = page.locator(".tabs button[aria-pressed=false]")
    const count = await others.count()
    assert.isAbove(count, 20)
    const names = await others.evaluateAll((buttons) => buttons.map((button) => button.textContent ?? ""))
    for (const name of new Set(names)) await page.locator(".tabs button", { hasText: name }).first().click()
    await settled(page)
    assert.deepStrictEqual(await foreign(page), [])
    assert.strictEqual(await sideways(page), 0)
  })

  it("do nothing in whole tables", async ({ hostile, open }) => {
    const page = await open({ ...tall, search: "?expand=paths" }, hostile)
    const ids = ["paths", "agents", "referrers", "clients", "users", "sites", "methods", "error-paths", "own-table"]
    for (const id of [...ids, "constructor"]) {
      await goTo(page, `?expand=${id}`)
      await page.getByRole("dialog").getByRole("status").getByText("rows").first().waitFor()
      await settled(page)
      // What is no method's name is none.
      assert.isAbove(await page.getByRole("dialog").getByRole("row").count(), id === "methods" ? 2 : 20, id)
      const { height, step } = await page.evaluate(() => {
        const grid = document.querySelector("dialog .grid")!
        return { height: grid.scrollHeight, step: grid.clientHeight }
      })
      for (let top = 0; top < height; top += step) {
        await page.evaluate((top) => document.querySelector("dialog .grid")!.scrollTo(0, top), top)
        await page.waitForTimeout(60)
        assert.deepStrictEqual(await foreign(page), [], id)
      }
      assert.strictEqual(await sideways(page), 0, id)
    }
  })
})
