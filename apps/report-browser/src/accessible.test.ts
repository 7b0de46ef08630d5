/** What axe finds in every view, light and wide, dark and narrow: nothing, be it a rule of WCAG 2.2 AA or good practice. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { drawn, goTo, scrollThrough, settled, sideways } from "./testing/look.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

/** What lies behind a sheet or a dialog was looked at before it was opened. */
const findings = async (page: Page, within: string): Promise<ReadonlyArray<string>> => {
  const { violations } = await page.evaluate(
    ([within, rules]) =>
      (globalThis as unknown as { axe: { run: (within: string, options: object) => Promise<AxeResults> } }).axe.run(
        within,
        // No style of another host is to be fetched.
        { resultTypes: ["violations"], preload: false, runOnly: rules }
      ),
    [within, rules] as const
  )
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

interface View {
  readonly name: string
  readonly search: string
  readonly within?: string
  readonly open?: (page: Page) => Promise<void>
}

const views: ReadonlyArray<View> = [
  {
    name: "a filtered report with a comparison",
    search: "?status=404&from=2026-11-09&to=2026-11-12&compare=previous",
    within: "main"
  },
  {
    name: "charts as tables",
    search: "?twin=chart&twin=heatmap&metric=errors&from=2026-11-10&to=2026-11-10",
    within: "main"
  },
  { name: "an empty answer", search: "?path=/nothing/is/here", within: "main" },
  { name: "a whole table", search: "?expand=paths", within: "dialog[open]" },
  { name: "lines", search: "?view=entries&status=500&entry=1" },
  { name: "SQL", search: "?view=sql" },
  { name: "a sheet of the time range", search: "?", within: ".top", open: (page) => page.keyboard.press("c") },
  {
    name: "the page's menu",
    search: "?",
    within: ".top",
    open: (page) => page.getByRole("button", { name: "Views and downloads" }).click()
  },
  { name: "the sheet of keys", search: "?", within: "dialog[open]", open: (page) => page.keyboard.press("?") },
  {
    name: "an answer's menu",
    search: "?",
    within: "#panel-paths",
    open: (page) => page.getByRole("button", { name: "More of Paths" }).click()
  }
]

/** Colours are the same at every width, names and order in both themes. */
const looks = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 360 }
] as const

describe("every view", () => {
  for (const { theme, width } of looks) {
    it(`is accessible, ${theme}, ${width} px wide, and fits`, async ({ open }) => {
      const page = await open({ theme, width })
      await page.evaluate(axe)
      await scrollThrough(page)
      assert.deepStrictEqual(await findings(page, "body"), [], "the report")
      for (const view of views) {
        await goTo(page, view.search)
        await settled(page)
        await view.open?.(page)
        await drawn(page)
        assert.deepStrictEqual(await findings(page, view.within ?? "body"), [], view.name)
        assert.strictEqual(await sideways(page), 0, view.name)
        if (view.open !== undefined) await page.keyboard.press("Escape")
      }
    })
  }
})
