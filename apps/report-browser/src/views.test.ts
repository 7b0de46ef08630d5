/** Kept views, pinned panels, tables of any size, and all tables as one file. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"

describe("a view", () => {
  it("is kept, renamed, opened again and removed, beyond a reload", async ({ faults, open, startSite }) => {
    const home = join(inject("folder"), "viewer")
    mkdirSync(home)
    const site = await startSite(inject("samples"), home)
    const search = "?path=/feed.xml&compare=year&metric=bytes&show=sections"
    const page = await open({ search }, site)
    faults.allow(/400 \(Bad Request\)/)
    const menu = page.getByRole("button", { name: "Views and downloads" })
    const keep = async (name: string): Promise<void> => {
      await menu.click()
      await page.getByLabel("Keep this view as").fill(name)
      await page.getByRole("button", { name: "Save", exact: true }).click()
      await page.getByText("Saved.", { exact: true }).waitFor()
      await page.getByLabel("Keep this view as").waitFor({ state: "hidden" })
    }
    await keep("feed <b>only</b>")
    await page.keyboard.press("Escape")
    await page.waitForURL((url) => !url.search.includes("path="))
    await keep("all")
    await page.reload()
    await menu.click()
    await page.getByRole("button", { name: "Rename feed <b>only</b>" }).click()
    const field = page.getByLabel("New name of feed <b>only</b>")
    await field.fill("all")
    await page.getByRole("button", { name: "Rename", exact: true }).click()
    await page
      .getByRole("alert")
      .getByText(/already/)
      .waitFor()
    await field.fill("the feed")
    await page.getByRole("button", { name: "Rename", exact: true }).click()
    await page.getByRole("button", { name: "the feed", exact: true }).click()
    await page.waitForURL((url) => url.search === search)
    await page.getByRole("group", { name: "Filter" }).getByText("/feed.xml").waitFor()
    await menu.click()
    assert.strictEqual(
      await page.getByRole("button", { name: "the feed", exact: true }).getAttribute("aria-pressed"),
      "true"
    )
    await page.getByRole("button", { name: "Remove the feed" }).click()
    await page.getByRole("button", { name: "the feed", exact: true }).waitFor({ state: "detached" })
    const kept: unknown = JSON.parse(readFileSync(join(home, ".config/logmill/views.json"), "utf8"))
    assert.deepStrictEqual(
      (kept as ReadonlyArray<{ name: string }>).map(({ name }) => name),
      ["all"]
    )
  })

  it("pins a panel, which then stands first, after a reload, too", async ({ open }) => {
    const page = await open({ height: 6_000 })
    const first = () => page.locator(".panels > .panel").first().getAttribute("data-analysis")
    await page.locator('[data-analysis="status"]').waitFor()
    assert.notStrictEqual(await first(), "status")
    const pin = async (word: string): Promise<void> => {
      await page
        .locator('[data-analysis="status"]')
        .getByRole("button", { name: /^More of/ })
        .click()
      await page.getByRole("button", { name: word }).click()
    }
    await pin("Pin this panel")
    await page.locator('.panels > .panel:first-child[data-analysis="status"]').waitFor()
    await page.reload()
    await page.locator('.panels > .panel:first-child[data-analysis="status"]').getByText("pinned").waitFor()
    await pin("Unpin this panel")
    await page.locator('.panels > .panel:not(:first-child)[data-analysis="status"]').waitFor()
  })
})

/** More rows than are sent as a whole. */
const many = `/* logmill
id = "many"
title = "Many rows"
cost = "scan"

[columns.number]
kind = "count"
*/
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
SELECT i AS number, 'row ' || i AS word, i % 2 AS rest FROM n`

describe("a table that is too large to be sent", () => {
  it("is scrolled, sorted and searched to its last row", async ({ open, startSite }) => {
    const home = join(inject("folder"), "reader-of-many")
    mkdirSync(join(home, ".config/logmill/analyses"), { recursive: true })
    writeFileSync(join(home, ".config/logmill/analyses/many.sql"), many)
    const page = await open({ search: "?expand=many" }, await startSite(inject("samples"), home))
    const table = page.getByRole("dialog", { name: "Many rows" })
    const said = (text: string): Promise<void> => table.getByRole("status").getByText(text, { exact: true }).waitFor()
    const cell = (text: string): Promise<void> => table.getByRole("cell", { name: text, exact: true }).waitFor()
    await said("30,000 rows")
    const grid = table.getByRole("region", { name: "Many rows" })
    await grid.focus()
    await page.keyboard.press("End")
    await cell("row 30000")
    await table.getByRole("button", { name: "number" }).click()
    await page.waitForURL((url) => url.searchParams.get("sort") === "-number")
    await table.locator('[aria-rowindex="2"]').getByText("row 30000", { exact: true }).waitFor()
    await grid.focus()
    await page.keyboard.press("End")
    await cell("row 1")
    await table.getByLabel("Search these rows").fill("ROW 2999")
    await said("13 of 30,000 rows")
    await cell("row 29990")
    await page.reload()
    await said("13 of 30,000 rows")
    await table.locator('[aria-rowindex="2"]').getByText("row 29999", { exact: true }).waitFor()
  })
})

const since = `/* logmill
id = "since"
title = "Since then"

[params.start]
type = "time"
*/
SELECT count(*) AS hits_since FROM entries WHERE time >= :start`

describe("an analysis with a parameter that has no default", () => {
  it("asks for it in its panel, and again when it can't be what was written", async ({ faults, open, startSite }) => {
    faults.allow(/400 \(Bad Request\)/)
    const home = join(inject("folder"), "reader-who-is-asked")
    mkdirSync(join(home, ".config/logmill/analyses"), { recursive: true })
    writeFileSync(join(home, ".config/logmill/analyses/since.sql"), since)
    const page = await open({}, await startSite(inject("samples"), home))
    const panel = page.locator("#panel-since")
    await panel.scrollIntoViewIfNeeded()
    await panel.getByLabel("start").fill("then")
    await panel.getByRole("button", { name: "Apply" }).click()
    await panel
      .getByRole("alert")
      .getByText(/start can't be "then"/)
      .waitFor()
    await panel.getByLabel("start").fill("2026-11-01")
    await panel.getByRole("button", { name: "Apply" }).click()
    await panel.getByText("hits since").waitFor()
    assert.strictEqual(new URL(page.url()).searchParams.get("param"), "since.start=2026-11-01")
  })
})

describe("all tables", () => {
  it("are one ZIP under the filter", async ({ open }) => {
    const page = await open({ search: "?status=5xx" })
    await page.getByRole("button", { name: "Views and downloads" }).click()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download all tables (ZIP)" }).click()
    ])
    assert.strictEqual(download.suggestedFilename(), "logmill-report.zip")
    const path = join(inject("folder"), "report.zip")
    await download.saveAs(path)
    const bytes = readFileSync(path)
    assert.strictEqual(bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004")
    const names = bytes.toString("latin1")
    for (const name of ["paths.csv", "clients.csv", "README.txt"]) assert.include(names, name)
    // The end of the directory: it is whole.
    assert.strictEqual(bytes.subarray(-22, -18).toString("latin1"), "PK\u0005\u0006")
  })
})
