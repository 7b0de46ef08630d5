/** From a number down to the lines of the log behind it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"

import { assert, describe, vi } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { root } from "./testing/command.ts"
import { foreign, goTo, settled, sideways } from "./testing/look.ts"

describe("the lines behind a number", () => {
  it("come when the server is back that could not give what shows them", async ({ faults, open }) => {
    const page = await open()
    faults.allow(/Failed to load resource|preload/)
    const code = /assets\/Entries-/
    let asked = 0
    await page.route(code, (route) => {
      asked++
      return route.abort()
    })
    await page.keyboard.press("l")
    await vi.waitFor(() => assert.isAbove(asked, 0))
    await page.unroute(code)
    await page.getByRole("region", { name: "Lines" }).getByRole("status").getByText(/lines/).waitFor()
  })

  it("are shown with every field, and as the file holds them", async ({ open }) => {
    const page = await open({ search: "?client=203.0.113.77&status=500" })
    const row = page.getByRole("region", { name: "Paths" }).locator("tbody tr").first()
    await row.getByRole("button").first().hover()
    await row.getByRole("button", { name: "Show lines of /v1/orders" }).click()
    const lines = page.getByRole("region", { name: "Lines" })
    await lines.getByRole("status").getByText(/lines/).waitFor()
    await settled(page)
    // However it is cut, a text is copied and read as one.
    assert.isAbove(await lines.locator(".tail").count(), 0)
    await lines.getByRole("cell", { name: "/v1/orders", exact: true }).first().waitFor()
    const copied = await page.evaluate(() => {
      getSelection()!.selectAllChildren(document.querySelector(".entries .grid-body .row")!)
      return getSelection()!.toString().split("\n")
    })
    for (const text of ["500", "/v1/orders", "203.0.113.77"]) assert.include(copied, text)
    await lines.getByRole("row").nth(1).click()
    const detail = page.getByRole("complementary", { name: "One line" })
    const place = await detail.getByRole("heading").first().innerText()
    assert.match(place, /^api\.access\.log:\d+$/)
    await detail.getByRole("button", { name: "Show the original line" }).click()
    await detail.getByText("Original line", { exact: true }).waitFor()
    const text = readFileSync(join(root, "samples/logs/api.access.log"), "utf8").split("\n")
    assert.strictEqual(await detail.locator("pre").innerText(), text[Number(place.split(":")[1]) - 1])
    const before = page.url()
    await page.reload()
    await page.getByRole("complementary", { name: "One line" }).getByText(place).waitFor()
    assert.strictEqual(page.url(), before)
  })

  it("come from compressed logs, too", async ({ open }) => {
    const page = await open({ search: "?view=entries&source=*www.access.log.2.gz&path=/shop/*" })
    await settled(page)
    await page.getByRole("region", { name: "Lines" }).getByRole("row").nth(1).click()
    const detail = page.getByRole("complementary", { name: "One line" })
    const place = await detail.getByRole("heading").first().innerText()
    await detail.getByRole("button", { name: "Show the original line" }).click()
    await detail.getByText("Original line", { exact: true }).waitFor()
    const text = gunzipSync(readFileSync(join(root, "samples/logs/www.access.log.2.gz"))).toString()
    assert.strictEqual(await detail.locator("pre").innerText(), text.split("\n")[Number(place.split(":")[1]) - 1])
  })

  it("of a hostile log do nothing, one by one and as the file holds them", async ({ hostile, open }) => {
    const page = await open({ height: 9_000, search: "?view=entries" }, hostile)
    await settled(page)
    assert.isAbove(await page.getByRole("region", { name: "Lines" }).getByRole("row").count(), 200)
    assert.deepStrictEqual(await foreign(page), [])
    assert.strictEqual(await sideways(page), 0)
    await page.setViewportSize({ width: 1280, height: 900 })
    for (const id of [1, 30, 120, 250, 700, 1500, 2330]) {
      await goTo(page, `?view=entries&entry=${id}`)
      const detail = page.getByRole("complementary", { name: "One line" })
      await detail.getByRole("button", { name: "Show the original line" }).click()
      await detail.locator("pre").waitFor()
      assert.deepStrictEqual(await foreign(page), [], String(id))
      assert.strictEqual(await sideways(page), 0, String(id))
    }
  })
})
