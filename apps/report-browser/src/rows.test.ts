/** What can be done with a row, by a mouse that moves as hands move it; and that nothing moves away beneath it. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import type { Locator, Page } from "playwright-core"
import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { scrollThrough, settled } from "./testing/look.ts"

const middle = async (one: Locator): Promise<{ readonly x: number; readonly y: number }> => {
  const { height, width, x, y } = (await one.boundingBox())!
  return { x: x + width / 2, y: y + height / 2 }
}

/** Moves from where the mouse is, in small steps, and clicks; what is on the way may take the pointer. */
const reach = async (page: Page, one: Locator): Promise<void> => {
  const { x, y } = await middle(one)
  await page.mouse.move(x, y, { steps: 20 })
  await page.mouse.down()
  await page.mouse.up()
}

const own = `/* logmill
id = "led-here"
title = "Led here"
description = "Which pages led to which"
chart = "bar"

[columns.path]
kind = "path"
filter = "path"
[columns.referrer]
kind = "url"
filter = "referrer"
[columns.hits]
kind = "count"
*/
SELECT path, referrer, count(*) AS hits FROM entries
WHERE referrer IS NOT NULL GROUP BY path, referrer ORDER BY hits DESC, path, referrer
`

describe("the quality of the data", () => {
  it("is told in sums that add up, and with the lines that did not parse", async ({ open }) => {
    const page = await open()
    const panel = page.getByRole("region", { name: "Data quality" })
    await panel.scrollIntoViewIfNeeded()
    await panel.getByText("55,426 lines read = 55,417 stored + 8 did not parse").waitFor()
    const [files] = await Promise.all([panel.locator(".code").allTextContents(), settled(page)])
    for (const name of ["www.access.log.1.gz", "www.access.log.2.gz"]) assert.include(files, name)
    await panel.getByRole("listitem").filter({ hasText: "www.access.log.1.gz" }).getByRole("button").click()
    await panel.getByRole("list", { name: "Lines that did not parse" }).getByText("8,069").waitFor()
    await panel.getByRole("button", { name: "Hide" }).click()
  })
})

describe("a row", () => {
  it("offers its actions wherever it is pointed at, in one place, where the mouse gets to them", async ({ open }) => {
    const page = await open()
    await settled(page)
    const row = page.locator("#panel-paths tbody tr").first()
    const { height, width, x, y } = (await row.boundingBox())!
    const places: Array<number> = []
    for (let part = 0.02; part < 1; part += 0.07) {
      await page.mouse.move(x + width * part, y + height / 2)
      places.push((await row.locator(".tools").boundingBox())!.x)
    }
    assert.strictEqual(new Set(places).size, 1, places.join())
    await page.mouse.move(x + 12, y + height / 2)
    await reach(page, row.getByRole("button", { name: "Show lines of /" }))
    await page.waitForURL(/view=entries/)
    assert.strictEqual(new URL(page.url()).searchParams.get("path"), "/")
  })

  it("offers them for its second text, too", async ({ open, startSite }) => {
    const home = mkdtempSync(join(inject("folder"), "own-"))
    const analyses = join(home, ".config/logmill/analyses")
    mkdirSync(analyses, { recursive: true })
    writeFileSync(join(analyses, "led-here.sql"), own)
    const page = await open({}, await startSite(inject("samples"), home))
    const panel = page.locator("#panel-led-here")
    await panel.scrollIntoViewIfNeeded()
    await settled(page)
    const row = panel.locator("tbody tr").first()
    await row.scrollIntoViewIfNeeded()
    const [path, referrer] = await row
      .locator(".label")
      .evaluateAll((labels) => labels.map((label) => (label as HTMLElement).title.split("\n")[0]!))
    for (const [name, text] of [
      ["path", path],
      ["referrer", referrer]
    ] as const) {
      const label = row.locator(".label").nth(name === "path" ? 0 : 1)
      const box = (await label.boundingBox())!
      await page.mouse.move(box.x + 12, box.y + box.height / 2)
      await reach(page, row.getByRole("button", { name: `Exclude ${text}`, exact: true }))
      await page.waitForURL((url) => url.searchParams.get(name)?.startsWith("!") === true)
      await page.goBack()
      await settled(page)
    }
  })

  it("of a referring site sets a filter that names it", async ({ open }) => {
    const page = await open()
    await settled(page)
    await page.locator("#panel-referring-sites").getByRole("button", { name: "blog.example.net", exact: true }).click()
    const filter = page.getByRole("group", { name: "Filter" })
    await filter.getByText("Referring site").waitFor()
    assert.match((await filter.innerText()).replaceAll(/\s+/g, " "), /^Referring site blog\.example\.net/)
    assert.match(new URL(page.url()).searchParams.get("referrer")!, /^~\^https/)
  })
})

describe("the page", () => {
  for (const width of [1280, 360]) {
    it(`holds the chart still when a column is clicked, ${width} px wide`, async ({ open }) => {
      const page = await open({ width })
      await settled(page)
      const over = page.locator(".chart .u-over")
      await over.evaluate((element) => element.scrollIntoView({ block: "center" }))
      const before = (await over.boundingBox())!
      await page.mouse.move(before.x + before.width * 0.5, before.y + 100)
      await page.mouse.move(before.x + before.width * 0.62, before.y + 100, { steps: 3 })
      await page.locator(".tip").waitFor()
      await page.mouse.down()
      await page.mouse.up()
      await page.waitForURL(/from=/)
      await settled(page)
      assert.strictEqual((await over.boundingBox())!.y, before.y)
    })
  }

  it("with nothing in it leaves no half of a row empty, and stays in its place when another one is chosen", async ({
    open
  }) => {
    const page = await open()
    await scrollThrough(page)
    const boxOf = async (id: string) => (await page.locator(id).boundingBox())!
    const [all, nothing, beside] = [
      await boxOf(".panels"),
      await boxOf("#panel-latency-paths"),
      await boxOf("#panel-attackers")
    ]
    assert.deepStrictEqual([nothing.width, beside.width], [all.width, all.width])
    assert.isBelow(nothing.height, 140)
    await page.locator("#panel-latency-paths .tabs").getByRole("button", { name: "Percentiles" }).click()
    await settled(page)
    assert.strictEqual((await boxOf("#panel-latency-paths")).width, all.width)
    // Whoever chooses what has nothing is told so where they clicked.
    await page.locator("#panel-clients .tabs").getByRole("button", { name: "Countries" }).click()
    await page.locator("#panel-clients .empty").waitFor()
    assert.isBelow((await boxOf("#panel-clients")).width, all.width / 2)
  })

  it("is as high as its rows, and changes its height once", async ({ open }) => {
    const page = await open({ search: "?status=500" })
    await settled(page)
    await page.evaluate(() => {
      const panels = document.querySelector<HTMLElement>(".panels")!
      const heights: Array<number> = []
      Object.assign(globalThis, { heights })
      new ResizeObserver(() => heights.push(panels.offsetHeight)).observe(panels)
    })
    const client = page.locator("#panel-clients tbody tr").first()
    await client.getByRole("button", { name: "203.0.113.77", exact: true }).click()
    await page.waitForURL(/client=/)
    await settled(page)
    const heights = await page.evaluate(() => [
      ...new Set((globalThis as unknown as { heights: ReadonlyArray<number> }).heights)
    ])
    assert.strictEqual(heights.length, 2, heights.join())
    assert.isBelow(heights[1]!, heights[0]!)
    assert.isBelow((await page.locator("#panel-clients").boundingBox())!.height, 140)
  })
})
