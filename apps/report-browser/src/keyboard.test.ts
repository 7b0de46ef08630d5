/** The report without a mouse. */
import type { Page } from "playwright-core"
import { assert, describe } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { goTo, settled } from "./testing/look.ts"

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute("aria-label") ?? activeElement?.textContent ?? ""
  })

const hits = (page: Page, text: string): Promise<void> =>
  page.getByRole("region", { name: "Figures" }).getByText(text, { exact: true }).first().waitFor()

describe("with the keyboard alone", () => {
  it("one filters by a row, moves among rows and panels, opens a table and shuts it", async ({ open }) => {
    const page = await open()
    await settled(page)
    await page.keyboard.press("j")
    assert.strictEqual(await focused(page), "/")
    await page.keyboard.press("j")
    assert.strictEqual(await focused(page), "/feed.xml")
    await page.keyboard.press("Enter")
    await hits(page, "2,946")
    await page.keyboard.press("Escape")
    await hits(page, "55.4 k")
    await page.keyboard.press("g")
    await page.keyboard.press("g")
    await page.keyboard.press("j")
    const row = await focused(page)
    await page.keyboard.press("e")
    const dialog = page.locator("dialog.expanded")
    await dialog.getByText(/\d+ rows/).waitFor()
    assert.strictEqual(await focused(page), "Search these rows")
    await page.keyboard.press("ArrowDown")
    await dialog.locator('.current[aria-rowindex="2"] button.label:focus').waitFor()
    await page.keyboard.press("ArrowDown")
    await dialog.locator('.current[aria-rowindex="3"] button.label:focus').waitFor()
    const inTable = await focused(page)
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keys" }).getByText("next panel").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" })
    assert.strictEqual(await focused(page), inTable)
    await dialog.getByRole("button", { name: "Choose columns" }).press("Enter")
    const choices = dialog.getByRole("checkbox", { checked: true, disabled: false })
    while ((await choices.count()) > 0) await choices.first().press("Space")
    assert.strictEqual(await dialog.getByRole("checkbox", { checked: true, disabled: true }).count(), 1)
    assert.strictEqual(await dialog.getByRole("columnheader").count(), 1)
    await page.keyboard.press("Escape")
    await dialog.getByRole("list").waitFor({ state: "hidden" })
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "hidden" })
    assert.strictEqual(await focused(page), row)
  })

  it("the focus is where it was, or on what opens a table, when that is shut", async ({ open }) => {
    const page = await open({ search: "?expand=clients" })
    await settled(page)
    await page.keyboard.press("Escape")
    assert.strictEqual(await focused(page), "All 869")
    await page.keyboard.press("Enter")
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click()
    assert.strictEqual(await focused(page), "All 869")
  })

  it("the focus stays in a table that a row of it narrows, and goes with the lines of that row and back from one of them", async ({
    open
  }) => {
    const page = await open({ search: "?expand=clients" })
    await settled(page)
    await page.keyboard.press("ArrowDown")
    for (let count = 0; count < 5; count++) await page.keyboard.press("ArrowDown")
    const client = await focused(page)
    await page.keyboard.press("Enter")
    await page.getByRole("dialog").getByText("1 row", { exact: true }).waitFor()
    assert.strictEqual(await focused(page), client)
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Show lines of ${client}` })
      .press("Enter")
    const lines = page.getByRole("group", { name: "Entries" })
    await lines.and(page.locator(":focus")).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.getByRole("complementary").getByRole("button", { name: "Close" }).press("Enter")
    await lines.and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Enter")
    await page.waitForURL(/entry=/)
    await page.keyboard.press("Escape")
    await page.waitForURL((url) => url.search.endsWith("&view=entries"))
    await page.keyboard.press("Escape")
    await page.waitForURL((url) => url.searchParams.get("view") === null)
  })

  it("the focus goes back from lines to what opened them, and from a filter to the next one", async ({ open }) => {
    const page = await open()
    await settled(page)
    const row = page
      .getByRole("region", { name: "Paths", exact: true })
      .getByRole("button", { name: "/feed.xml", exact: true })
    const isBack = () => row.and(page.locator(":focus")).waitFor()
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("l")
    const lines = page.getByRole("group", { name: "Entries" })
    const isIn = () => lines.and(page.locator(":focus")).waitFor()
    await isIn()
    await page.keyboard.press("J")
    await page.keyboard.press("j")
    await page.locator('.grid[aria-activedescendant="line-1"] #line-1.current').waitFor()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Show the original line" }).press("Enter")
    await page.getByLabel("Original line", { exact: true }).and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Escape")
    await isIn()
    await page.keyboard.press("Escape")
    await isBack()
    await page.getByRole("button", { name: "Show lines of /feed.xml" }).press("Enter")
    await page.getByRole("group", { name: "Entries" }).and(page.locator(":focus")).waitFor()
    await page.keyboard.press("Escape")
    await isBack()
    await page.locator(".view-button", { hasText: "Lines" }).press("Enter")
    await page.getByRole("group", { name: "Entries" }).press("Escape")
    await page.getByRole("region", { name: "Figures" }).waitFor()
    assert.strictEqual(await focused(page), "Lines")

    await goTo(page, "?path=/feed.xml&path=/&status=200&method=GET")
    const isOn = (name: string) => page.getByRole("button", { name, exact: true }).and(page.locator(":focus")).waitFor()
    const names = await page
      .locator(".chip-remove")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")!))
    await page.locator(".chip-remove").nth(1).press("Delete")
    await isOn(names[2]!)
    await page.keyboard.press("Backspace")
    await isOn(names[3]!)
    await page.keyboard.press("Enter")
    await isOn(names[0]!)
    await page.keyboard.press("Enter")
    await isOn("+ Filter")
  })

  it("one goes to an hour of the week: at once where there is one, by its days where there are several", async ({
    open
  }) => {
    const page = await open()
    await settled(page)
    const hours = page.getByRole("grid", { name: /^Hits by weekday and hour/ })
    const toHour = async (presses: Readonly<Record<string, number>>): Promise<void> => {
      await page.locator("#panel-heatmap").scrollIntoViewIfNeeded()
      await hours.focus()
      for (const [key, times] of Object.entries(presses)) {
        for (let time = 0; time < times; time++) await page.keyboard.press(key)
      }
      await page.keyboard.press("Enter")
    }
    await toHour({ ArrowDown: 1, ArrowRight: 14 })
    await page.getByRole("button", { name: /^10 Nov 1\S+$/ }).waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.waitForURL(/from=2026-11-10T14:00&to=2026-11-10T15:00/)
    await page.keyboard.press("d")
    await page.waitForURL(/from=2026-11-15/)
    await settled(page)
    await toHour({ ArrowDown: 5, ArrowLeft: 2 })
    await page.waitForURL(/from=2026-11-15T12:00&to=2026-11-15T13:00/)
  })

  it("one searches, chooses times and bots, compares, and sees all keys", async ({ open }) => {
    const page = await open()
    await settled(page)
    await page.keyboard.press("/")
    await page.keyboard.type("/v1/orders")
    await page.keyboard.press("Enter")
    await hits(page, "2,177")
    await page.keyboard.press("Escape")
    await hits(page, "55.4 k")
    await page.keyboard.press("/")
    await page.keyboard.type("blog.")
    await page.keyboard.press("Enter")
    await page.waitForURL(/\?site=blog\.example\.net$/)
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("googlebot")
    await page.keyboard.press("Enter")
    await page.waitForURL(/\?(?:agent=\*|bot=)Googlebot\*?$/)
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "3 sites" }).press("Enter")
    await page.waitForURL(/\?show=sites$/)
    await page.waitForFunction(() => document.activeElement?.textContent === "Sites")
    await page.keyboard.press("d")
    await page.waitForURL(/from=2026-11-15&to=2026-11-15/)
    await page.keyboard.press("a")
    await hits(page, "55.4 k")
    await page.keyboard.press("f")
    await page.locator(".pattern input:focus").waitFor()
    await page.keyboard.type("/feed.x*")
    await page.keyboard.press("Enter")
    await hits(page, "2,946")
    await page.keyboard.press("Escape")
    await hits(page, "55.4 k")
    await page.keyboard.press("b")
    await hits(page, "31.9 k")
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    const place = async () => [await focused(page), await page.evaluate(() => scrollY)]
    const before = await place()
    await page.keyboard.press("?")
    const sheet = page.getByRole("dialog", { name: "Keys" })
    await sheet.getByText("next panel").waitFor()
    await page.keyboard.press("Escape")
    await sheet.waitFor({ state: "hidden" })
    assert.deepStrictEqual(await place(), before)
  })

  it("Delete takes away the chip that has the focus, and writes in its sheet", async ({ open }) => {
    const page = await open({ search: "?path=/feed.xml&status=200" })
    const chips = page.getByRole("group", { name: "Filter" })
    const path = chips.getByRole("button", { name: "Path is /feed.xml", exact: true })
    await path.press("Enter")
    await page.locator(".pattern input:focus").waitFor()
    for (const key of ["End", "Backspace", "Escape"]) await page.keyboard.press(key)
    assert.include(page.url(), "path=/feed.xml")
    await path.press("Delete")
    await page.waitForURL(/\?status=200$/)
    await page.waitForFunction(() => document.activeElement?.closest(".chip") !== null)
  })

  it("a row that is excluded leaves the keyboard at the one in its place", async ({ open }) => {
    const page = await open()
    await settled(page)
    for (const key of ["g", "j", "j"]) await page.keyboard.press(key)
    assert.strictEqual(await focused(page), "/feed.xml")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.waitForURL(/\?path=!\/feed.xml$/)
    await page.waitForFunction(() => document.activeElement?.textContent === "/v1/orders")
  })

  it("every control can be reached, and it is seen where one is", async ({ open }) => {
    const page = await open()
    await settled(page)
    const seen = new Set<string>()
    for (let count = 0; count < 40; count++) {
      await page.keyboard.press("Tab")
      const { name, outline } = await page.evaluate(() => {
        const element = document.activeElement!
        const style = getComputedStyle(element)
        return {
          name: `${element.localName} ${element.getAttribute("aria-label") ?? element.textContent ?? ""}`,
          outline: `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`
        }
      })
      seen.add(name)
      assert.notMatch(outline, /^(?:none .*|\w+ 0px) none$/, `${name} shows no focus`)
    }
    assert.isAtLeast(seen.size, 30)
  })
})
