/** On a phone, what a row is about and its first figures are in sight together; nothing that is said once is cut at any width. */
import type { Locator, Page } from "playwright-core"
import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { goTo, settled, sideways } from "./testing/look.ts"

const width = 360

const right = async (one: Locator): Promise<number> => {
  const { width, x } = (await one.boundingBox())!
  return x + width
}

const left = async (one: Locator): Promise<number> => (await one.boundingBox())!.x

const head = (page: Page, name: string): Locator => page.getByRole("columnheader", { name, exact: true })

describe("a narrow table", () => {
  it("shows figures beside the labels, and keeps labels while one looks at the others", async ({ open }) => {
    const page = await open({ width, search: "?expand=paths" })
    const dialog = page.getByRole("dialog", { name: "Paths" })
    const label = dialog.getByRole("cell").filter({ hasText: "/feed.xml" }).first()
    await label.waitFor()
    assert.isAtMost(await right(head(page, "share")), width)
    // Its end says more than its middle.
    const long = dialog.getByRole("button", { name: "/assets/site.8d3f1c.css", exact: true })
    assert.strictEqual(await long.locator(".tail").evaluate((tail) => tail.scrollWidth <= tail.clientWidth + 1), true)
    assert.match((await long.locator(".tail").getAttribute("data-end"))!, /\.css$/)
    const before = await left(label)
    await dialog.locator(".grid").evaluate((grid) => grid.scrollTo({ left: 10_000 }))
    await page.waitForFunction(() => document.querySelector(".expanded .grid")!.scrollLeft > 100)
    assert.isAtMost(await right(head(page, "other")), width)
    assert.strictEqual(await left(label), before)
  })

  it("of lines begins with the path", async ({ open }) => {
    const page = await open({ width, search: "?view=entries" })
    await head(page, "path").waitFor()
    assert.isBelow(await left(head(page, "path")), await left(head(page, "status")))
    assert.isAtMost(await right(head(page, "status")), width)
    assert.strictEqual(await sideways(page), 0)
    await head(page, "time (UTC)").waitFor()
  })

  it("that is compared tells clients apart", async ({ open }) => {
    const page = await open({ width, search: "?from=2026-11-09&to=2026-11-15&compare=previous" })
    const clients = page.locator(".panel").filter({ hasText: "Clients" }).getByRole("rowheader")
    const label = clients.filter({ hasText: "198.51.100.20" }).locator(".label")
    await label.waitFor()
    assert.isTrue(await label.evaluate((one) => [one, ...one.children].every((it) => it.scrollWidth <= it.clientWidth)))
  })

  it("cuts texts by whole letters, and keeps both ends in their cells", async ({ open }) => {
    const page = await open({ width, search: "?view=entries&path=*webp*" })
    await head(page, "path").waitFor()
    const cells = await page.locator(".grid-body .label.code").evaluateAll((labels) =>
      labels.flatMap((label) => {
        const [head, tail] = [label.querySelector(".head"), label.querySelector(".tail")]
        if (head === null || tail === null || head.scrollWidth <= head.clientWidth) return []
        const [left, right, room] = [head, tail, label].map((one) => one.getBoundingClientRect())
        const letter = document.createRange()
        letter.setStart(head.firstChild!, 0)
        letter.setEnd(head.firstChild!, 1)
        const { width } = letter.getBoundingClientRect()
        return [{ letters: left!.width / width, ends: right!.right <= room!.right && right!.left === left!.right }]
      })
    )
    assert.isAbove(cells.length, 5)
    for (const { ends, letters } of cells) {
      assert.isTrue(ends)
      assert.isAtLeast(letters, 6)
      assert.closeTo(letters, Math.round(letters), 0.02)
    }
  })

  it("of a statement shows figures, too", async ({ open }) => {
    const page = await open({ width, search: "?view=sql" })
    await page.locator('[data-key="run"]').click()
    await head(page, "bytes").waitFor()
    assert.isAtMost(await right(head(page, "bytes")), width)
    assert.strictEqual(await sideways(page), 0)
  })
})

describe("the bar and the figures", () => {
  it("are told in full, be the window as wide as it may", async ({ open }) => {
    const page = await open({ search: "?from=2025-11-12&to=2026-11-11" })
    await page.locator(".figure-caption").getByText("4xx").waitFor()
    for (const width of [1440, 1280, 1279, 1080, 1024, 768, 640, 360]) {
      await page.setViewportSize({ width, height: 900 })
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll(".range .menu > button, .loaded, .figure-value, .figure-caption, .figure-name")]
          .filter((one) => one.scrollWidth > one.clientWidth)
          .map((one) => one.textContent)
      )
      assert.deepStrictEqual(cut, [], `${width} px`)
      assert.strictEqual(await sideways(page), 0, `${width} px`)
    }
  })

  it("have columns of the chart follow the window, and let one choose them in any", async ({ open }) => {
    const page = await open({ width: 360 })
    const unit = page.getByRole("combobox", { name: "What a column stands for" })
    const isOf = (name: string) =>
      page.waitForFunction((name) => document.querySelector<HTMLSelectElement>(".zone select")?.value === name, name)
    await isOf("day")
    assert.isTrue(await unit.isVisible())
    await page.setViewportSize({ width: 1280, height: 800 })
    await isOf("hour")
  })

  it("are told in full where the path of a filter is as long as a line", async ({ faults, open }) => {
    faults.allow(/Failed to load resource/)
    const page = await open({ search: `?path=${"/a".repeat(9000)}` })
    await page.getByText(/^No path is/).waitFor()
    assert.strictEqual(await sideways(page), 0)
  })

  it("show their changes, and none in a second line that is cut, be they as long as they may", async ({ open }) => {
    const page = await open({ search: "?from=2026-11-09&to=2026-11-15&compare=previous" })
    await page.locator(".figure .change").nth(4).waitFor()
    for (const width of [1440, 1341, 1280, 1243, 1100, 900, 360]) {
      await page.setViewportSize({ width, height: 900 })
      // The longest that there are.
      const wrapped = await page.evaluate(() =>
        [...document.querySelectorAll(".figure-value:has(.change)")]
          .filter((one) => {
            one.firstChild!.nodeValue = "0.995\u202FMiB"
            one.querySelector(".change")!.firstChild!.nodeValue = "+999.0%"
            return one.scrollHeight > one.clientHeight + 8
          })
          .map((one) => one.textContent)
      )
      assert.deepStrictEqual(wrapped, [], `${width} px`)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await goTo(page, "?show=attackers")
    const row = page.locator('.panel[data-analysis="attackers"] tbody tr').first()
    await row.waitFor()
    await settled(page)
    assert.isAtMost(await right(row.locator(".share")), await left(row.locator(".aside")))
    await page.setViewportSize({ width, height: 900 })
    await page.keyboard.press("?")
    const keys = page.getByRole("dialog", { name: "Keys" })
    await keys.getByText("next panel").waitFor()
    assert.isTrue(await keys.evaluate((sheet) => sheet.scrollWidth <= sheet.clientWidth))
  })
})
