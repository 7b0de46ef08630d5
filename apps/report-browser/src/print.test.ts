/** The report on paper: whole, light, and no wider than the paper. */
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { settled, sideways } from "./testing/look.ts"

/** Titles of panels in which nothing stands: neither text nor a chart. */
const emptyPanels = (page: Page): Promise<ReadonlyArray<string>> =>
  page
    .locator(".panel")
    .evaluateAll((panels) =>
      panels
        .filter(
          (panel) => panel.querySelector(".panel-body :is(table, dl, canvas, .heat, .hours, .quality, .empty)") === null
        )
        .map((panel) => panel.querySelector("h2")!.textContent)
    )

/** Opens the page again as if there were so many entries that panels wait until they are in sight. */
const claimMany = async (page: Page): Promise<void> => {
  await page.route("**/api/overview", async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), entries: 5_000_000 } })
  })
  await page.reload()
  await settled(page)
}

/** px between the margins of A4, as browsers count them. */
const paper = { width: 718, height: 1_045 }

describe("on paper", () => {
  it("all panels are shown, also those that were not in sight", async ({ open }) => {
    const page = await open()
    await claimMany(page)
    assert.isAbove((await emptyPanels(page)).length, 2)
    await page.emulateMedia({ media: "print" })
    await settled(page)
    assert.deepStrictEqual(await emptyPanels(page), [])
    assert.isAbove((await page.pdf({ format: "A4" })).length, 50_000)
  })

  it("changes are told that go up, and those that go down", async ({ open }) => {
    const page = await open({ search: "?from=2026-11-09&to=2026-11-15&compare=previous" })
    await page.emulateMedia({ media: "print" })
    await settled(page)
    const figures = page.getByRole("region", { name: "Figures" })
    for (const change of ["+0.9%", "−13.5%", "+4.1 pts"]) await figures.getByText(change, { exact: true }).waitFor()
    await page.getByText("3 sites").waitFor()
    assert.isFalse(await page.locator(".page-menu").isVisible())
  })

  it("they are asked as soon as one prints", async ({ open }) => {
    const page = await open()
    await claimMany(page)
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")))
    await settled(page)
    assert.deepStrictEqual(await emptyPanels(page), [])
  })

  it("charts are whole and dark is light, until one is back at the screen", async ({ open }) => {
    const page = await open({ theme: "dark" })
    await settled(page)
    const theme = () => page.evaluate(() => document.documentElement.dataset["theme"])
    assert.strictEqual(await theme(), "dark")
    await page.emulateMedia({ media: "print" })
    await page.setViewportSize(paper)
    await settled(page)
    assert.strictEqual(await theme(), "light")
    assert.strictEqual(await sideways(page), 0)
    const plots = await page.locator(".plot").evaluateAll((all) =>
      all.map((plot) => {
        const [outer, inner] = [plot.getBoundingClientRect(), plot.querySelector("canvas")!.getBoundingClientRect()]
        return { isWhole: inner.height <= outer.height + 1, missing: Math.round(outer.width - inner.width) }
      })
    )
    assert.isAbove(plots.length, 1)
    for (const plot of plots) assert.deepStrictEqual(plot, { isWhole: true, missing: 0 })
    await page.emulateMedia({ media: "screen" })
    await settled(page)
    assert.strictEqual(await theme(), "dark")
  })
})
