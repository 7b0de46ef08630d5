/** On a screen of two pixels to each px: what is drawn on canvases is as large as elsewhere. */
import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { settled } from "./testing/look.ts"

const ratio = 2

interface Noting {
  /** Sizes of all letters that were drawn in the page's charts, in pixels of the screen. */
  readonly sizes: Set<number>
}

describe("a chart on a screen of two pixels to each px", () => {
  it("has labels that can be read", async ({ browser, samples }) => {
    const context = await browser.newContext({ deviceScaleFactor: ratio, viewport: { width: 360, height: 900 } })
    try {
      await context.addCookies([...samples.cookies])
      await context.addInitScript(() => {
        const sizes = new Set<number>()
        Object.assign(globalThis, { sizes })
        const { prototype } = CanvasRenderingContext2D
        const { value: fill } = Object.getOwnPropertyDescriptor(prototype, "fillText") as {
          readonly value: (this: CanvasRenderingContext2D, ...drawn: Parameters<typeof prototype.fillText>) => void
        }
        prototype.fillText = function (...drawn) {
          sizes.add(Number.parseFloat(/[\d.]+(?=px)/.exec(this.font)?.[0] ?? ""))
          fill.apply(this, drawn)
        }
      })
      const page = await context.newPage()
      await page.goto(samples.origin)
      await settled(page)
      await page.waitForFunction(() => (globalThis as unknown as Noting).sizes.size > 0)
      const sizes = await page.evaluate(() => [...(globalThis as unknown as Noting).sizes])
      assert.deepStrictEqual(sizes, [12 * ratio])
    } finally {
      await context.close()
    }
  })
})
