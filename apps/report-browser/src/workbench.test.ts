/** What the SQL workbench keeps, formats and measures. */
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import type { Page } from "playwright-core"
import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { run, write } from "./testing/editor.ts"

const goTo = (page: Page, view: "SQL" | "Report"): Promise<void> =>
  view === "SQL"
    ? page.locator(".view-button", { hasText: "SQL" }).click()
    : page.getByRole("region", { name: "SQL" }).getByRole("button", { name: "Report", exact: true }).click()

const statements = (page: Page) => page.getByRole("group", { name: "Statements" })

/** What SQLite is asked from now on. */
const questionsOf = (page: Page): ReadonlyArray<string> => {
  const asked: Array<string> = []
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/sql") asked.push(request.postData() ?? "")
  })
  return asked
}

describe("the workbench", () => {
  it("keeps each tab's answer while one looks at the report", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    await write(page, "SELECT 'first answer' AS word")
    await run(page)
    await page.getByText("first answer", { exact: true }).waitFor()
    await statements(page).getByRole("button", { name: "New statement" }).click()
    await page.locator(".editor:focus").waitFor()
    await write(page, "SELECT path, count(*) AS hits FROM entries GROUP BY path ORDER BY hits DESC LIMIT 3")
    await run(page)
    await page.getByRole("button", { name: "Chart", exact: true }).click()
    await page.locator(".quick-chart").getByText("/feed.xml").waitFor()
    const asked = questionsOf(page)
    await goTo(page, "Report")
    await page.getByRole("region", { name: "Figures" }).waitFor()
    await goTo(page, "SQL")
    await page.locator(".quick-chart").getByText("/feed.xml").waitFor()
    await statements(page).getByRole("button", { pressed: false }).first().click()
    await page.getByText("first answer", { exact: true }).waitFor()
    assert.deepStrictEqual(asked, [])
  })

  it("lets a statement go on while one is away, and ends it when its tab is closed", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    await write(page, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    await run(page)
    const cancel = page.getByRole("region", { name: "SQL" }).getByRole("button", { name: "Cancel" })
    await cancel.waitFor()
    await goTo(page, "Report")
    await goTo(page, "SQL")
    await cancel.waitFor()
    const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/sql"))
    await statements(page)
      .getByRole("button", { name: /^Close/ })
      .first()
      .click()
    await ended
    await page.getByText("A statement's rows are shown here.").waitFor()
  })

  it("takes its completions away when the statement runs, by the key and by the button", async ({ faults, open }) => {
    faults.allow(/400 \(Bad Request\)/)
    const page = await open({ search: "?view=sql" })
    const completions = page.locator(".cm-tooltip-autocomplete")
    for (const ran of [() => run(page), () => page.getByRole("button", { name: "Run", exact: true }).click()]) {
      await write(page, "SELECT 1 AS one FROM sources LIMIT ")
      await page.keyboard.type("s")
      await completions.waitFor()
      await page.keyboard.type("o")
      await ran()
      await page.getByRole("alert").waitFor()
      await completions.waitFor({ state: "detached" })
      await write(page, "SELECT 'there again' AS word")
      await run(page)
      await page.getByText("there again", { exact: true }).waitFor()
    }
  })

  it("says of which statement, values and filter an answer is, until it is run again, and has the values in the address", async ({
    open,
    stranger,
    samples
  }) => {
    const page = await open({ search: "?view=sql" })
    const result = page.locator(".sql-result")
    await write(page, "SELECT 'at ' || status AS word, count(*) FROM entries WHERE status = :code GROUP BY status")
    const value = page.getByRole("form", { name: "Parameters" }).getByRole("textbox")
    await value.fill("500")
    await value.press("Enter")
    await result.getByText("at 500", { exact: true }).waitFor()
    const isOther = (words: string | null) =>
      words === null
        ? page.waitForFunction(() => document.querySelector(".sql-result:not([aria-busy]):not(.outdated)") !== null)
        : result.and(page.locator(".outdated")).getByText(words).waitFor()
    await isOther(null)
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("404")
    await isOther("the answer with other values")
    await result.getByRole("button", { name: "Run again" }).click()
    await result.getByText("at 404", { exact: true }).waitFor()
    await isOther(null)
    await result.locator(".grid:focus").waitFor()
    await page.getByRole("button", { name: "Bots", exact: true }).click()
    await isOther("the answer of another filter")
    await result.getByRole("button", { name: "Download the rows" }).click()
    assert.strictEqual(await result.getByText("the answer of another filter").count(), 2)
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.insertText(" LIMIT 1")
    await isOther("the answer of the statement before")
    await stranger.context().addCookies([...samples.cookies])
    await stranger.goto(page.url())
    const there = stranger.getByRole("form", { name: "Parameters" }).getByRole("textbox")
    await there.waitFor()
    assert.strictEqual(await there.inputValue(), "404")
  })

  it("formats a statement by a button and by a key, and says when there is none", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    const text = () => page.locator(".cm-content .cm-line").allInnerTexts()
    await write(page, "select path, bucket(time, 'hour') from entries where status >= 500")
    await page.getByRole("button", { name: "Format", exact: true }).click()
    await page.locator(".cm-line", { hasText: /^where$/ }).waitFor()
    const formatted = ["select", "  path,", "  bucket(time, 'hour')", "from", "  entries", "where", "  status >= 500"]
    assert.deepStrictEqual(await text(), formatted)
    await write(page, "select 1 from entries")
    await page.keyboard.press("Shift+Alt+F")
    await page.locator(".cm-line", { hasText: /^from$/ }).waitFor()
    assert.deepStrictEqual(await text(), ["select", "  1", "from", "  entries"])
    await page.keyboard.press("ControlOrMeta+z")
    await page.locator(".cm-line", { hasText: "select 1 from entries" }).waitFor()
    await write(page, "select 'it")
    await page.getByRole("button", { name: "Format", exact: true }).click()
    await page.getByText("This is no whole statement").waitFor()
    assert.deepStrictEqual(await text(), ["select 'it"])
  })

  it("saves a panel with the class that was measured", async ({ open, startSite }) => {
    const home = join(inject("folder"), "measurer")
    mkdirSync(home)
    const site = await startSite(inject("samples"), home)
    const page = await open({ search: "?view=sql" }, site)
    await write(page, "SELECT site, count(*) AS hits FROM entries GROUP BY site")
    await run(page)
    await page.getByRole("button", { name: "Save as panel" }).click()
    const dialog = page.getByRole("dialog", { name: "Save as a panel" })
    await dialog.getByLabel("Title").and(page.locator(":focus")).waitFor()
    await page.keyboard.type("Measured hits")
    await dialog.getByRole("button", { name: "Write the file" }).click()
    await dialog.getByText(/It was measured: .*cost (?:scan|sort)/).waitFor()
    await dialog.getByRole("button", { name: "Show it" }).and(page.locator(":focus")).waitFor()
    const file = readFileSync(join(home, ".config/logmill/analyses/measured-hits.sql"), "utf8")
    assert.match(file, /^cost = "(?:scan|sort)"$/m)
    await dialog.getByRole("button", { name: "Show it" }).click()
    await page.getByRole("dialog", { name: "Measured hits" }).waitFor()
  })
})
