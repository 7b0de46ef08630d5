/** A log that means harm, in every view: its texts stay texts. */
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"

import { payloads } from "./hostile/payloads.ts"
import { browserTest as it } from "./testing/browserTest.ts"
import { foreign, goTo, scrollThrough, settled, sideways, textOf, throughTabs } from "./testing/look.ts"

/** Makes the table as tall as its rows, of which else only those in sight are drawn, and waits for all of them. */
const unroll = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    const dialog = document.querySelector("dialog")!
    dialog.style.maxHeight = "none"
    dialog.style.height = `${dialog.querySelector(".grid")!.scrollHeight + 200}px`
  })
  await page.waitForFunction(() => {
    const table = document.querySelector("dialog [role=table]")!
    return table.querySelectorAll("[role=row]").length === Number(table.getAttribute("aria-rowcount"))
  })
}

describe("hostile logs", () => {
  it("are two hundred texts and more, all different", () => {
    assert.isAtLeast(payloads.length, 200)
    assert.strictEqual(new Set(payloads).size, payloads.length)
  })

  it("do nothing in the report, whatever each panel shows", async ({ hostile, open }) => {
    const page = await open({ height: 9_000 }, hostile)
    await scrollThrough(page)
    assert.include(await textOf(page), "<img data-canary src=x onerror=canary()> table")
    const looks = await throughTabs(page, async () => {
      assert.deepStrictEqual(await foreign(page), [])
      assert.strictEqual(await sideways(page), 0)
    })
    assert.isAbove(looks, 3)
  })

  it("do nothing in whole tables", async ({ hostile, open }) => {
    const page = await open({ search: "?expand=paths" }, hostile)
    const ids = ["paths", "agents", "referrers", "clients", "users", "sites", "methods", "error-paths", "own-table"]
    for (const id of [...ids, "constructor"]) {
      await goTo(page, `?expand=${id}`)
      await page.getByRole("dialog").getByRole("status").getByText("rows").first().waitFor()
      await settled(page)
      // What is no method's name is none.
      assert.isAbove(await page.getByRole("dialog").getByRole("row").count(), id === "methods" ? 2 : 20, id)
      await unroll(page)
      assert.deepStrictEqual(await foreign(page), [], id)
      assert.strictEqual(await sideways(page), 0, id)
    }
  })
})
