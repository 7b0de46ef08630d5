/** Charts as pictures: what they hold, looked at as pixels. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import type { Page } from "playwright-core"
import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { settled } from "./testing/look.ts"

interface Seen {
  readonly width: number
  readonly height: number
  /** Of the first pixel. */
  readonly ground: string
  /** Pixels by colour. */
  readonly colours: Readonly<Record<string, number>>
}

const look = async (page: Page, path: string): Promise<Seen> => {
  const bytes = readFileSync(path)
  assert.strictEqual(bytes.subarray(1, 4).toString("latin1"), "PNG")
  return page.evaluate(async (text) => {
    const letters = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([letters], { type: "image/png" }))
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    const context = canvas.getContext("2d")!
    context.drawImage(picture, 0, 0)
    const { data } = context.getImageData(0, 0, picture.width, picture.height)
    // Colours as numbers, the lowest byte first: there are millions of pixels.
    const counts = new Map<number, number>()
    for (const pixel of new Uint32Array(data.buffer)) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
    const nameOf = (pixel: number): string =>
      `#${[0, 8, 16].map((shift) => ((pixel >> shift) & 255).toString(16).padStart(2, "0")).join("")}`
    return {
      width: picture.width,
      height: picture.height,
      ground: nameOf(new Uint32Array(data.buffer)[0]!),
      colours: Object.fromEntries([...counts].map(([pixel, count]) => [nameOf(pixel), count]))
    }
  }, bytes.toString("base64"))
}

/** By the menu of a panel, or of the main chart. */
const picture = async (page: Page, more: string): Promise<{ readonly name: string; readonly seen: Seen }> => {
  await page.getByRole("button", { name: `More of ${more}`, exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "PNG", exact: true }).click()
  ])
  const name = download.suggestedFilename()
  const path = join(inject("folder"), `${page.viewportSize()!.width}-${name}`)
  await download.saveAs(path)
  return { name, seen: await look(page, path) }
}

const area = ({ height, width }: Seen): number => height * width

describe("a picture", () => {
  it("of the main chart has its columns in their colours, and grows with what the filter says", async ({ open }) => {
    const page = await open()
    await settled(page)
    const { name, seen } = await picture(page, "Status over time")
    assert.strictEqual(name, "logmill-chart.png")
    assert.strictEqual(seen.width, 2 * (1100 + 48))
    assert.strictEqual(seen.ground, "#ffffff")
    assert.isAbove(seen.colours["#86a4dc"] ?? 0, area(seen) / 100, "2xx")
    assert.isAbove(seen.colours["#c22f2f"] ?? 0, 500, "5xx")
    const long = Array.from({ length: 6 }, (_, n) => `agent=!${"x".repeat(60)}${n}`).join("&")
    await page.goto(`${new URL(page.url()).origin}/?${long}`)
    await settled(page)
    const narrowed = await picture(page, "Status over time")
    assert.isAbove(narrowed.seen.height, seen.height)
  })

  it("of lines, heat map, hours and lists is on the page's background, dark too", async ({ open }) => {
    for (const [theme, ground, week] of [
      ["light", "#ffffff", "heatmap"],
      ["dark", "#14171a", "hours"]
    ] as const) {
      const page = await open({ theme, height: 6_000, search: week === "hours" ? "?show=hours" : "" })
      for (const id of [week, "visits-over-time", "paths"]) {
        const more = page.locator(`[data-analysis="${id}"]`).getByRole("button", { name: /^More of/ })
        const label = (await more.getAttribute("aria-label"))!
        const { name, seen } = await picture(page, label.replace("More of ", ""))
        assert.strictEqual(name, `logmill-${id}.png`)
        assert.strictEqual(seen.ground, ground, id)
        const drawn = area(seen) - (seen.colours[ground] ?? 0)
        assert.isAbove(drawn, area(seen) / 50, `${id} is not empty`)
        assert.isBelow(drawn, area(seen) * 0.8, id)
      }
    }
  })

  it("of a quick chart is of the statement's rows", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    await page.locator(".cm-content").waitFor()
    await page.keyboard.press("ControlOrMeta+Enter")
    await page.getByRole("button", { name: "Download the rows" }).click()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "PNG of the chart" }).click()
    ])
    assert.strictEqual(download.suggestedFilename(), "logmill-sql.png")
    const path = join(inject("folder"), "quick.png")
    await download.saveAs(path)
    const seen = await look(page, path)
    assert.isAbove(seen.colours["#e3eafa"] ?? 0, 1000, "bars")
  })

  it("of hostile texts is made, too", async ({ hostile, open }) => {
    const page = await open({ height: 6_000 }, hostile)
    await settled(page)
    const { seen } = await picture(page, "Paths")
    assert.isAbove(area(seen) - (seen.colours["#ffffff"] ?? 0), area(seen) / 50)
  })
})
