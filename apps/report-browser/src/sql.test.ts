/** The SQL workbench. */
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, inject } from "vitest"

import { payloads } from "./hostile/payloads.ts"
import { browserTest as it } from "./testing/browserTest.ts"
import { run, write } from "./testing/editor.ts"
import { foreign, settled, sideways } from "./testing/look.ts"

describe("the SQL workbench", () => {
  it("answers a statement, with its parameters as fields", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    await write(
      page,
      "SELECT path, count(*) AS hits FROM entries WHERE status = :status GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
    )
    await page.getByLabel(":status").fill("500")
    await page.keyboard.press("Control+Enter")
    const view = page.getByRole("region", { name: "SQL" })
    await view.getByText("/v1/orders").first().waitFor()
    assert.match(await view.innerText(), /1,01\d/)
  })

  it("shows by a sign what would turn a statement round", async ({ open }) => {
    const page = await open({ search: `?view=sql&sql=${encodeURIComponent("SELECT '\u202e' AS a, 'ff' AS b")}` })
    const sign = page.locator(".cm-specialChar")
    await sign.waitFor()
    assert.match((await sign.getAttribute("title")) ?? "", /right-to-left override/i)
    assert.notInclude(await page.locator(".cm-content").innerText(), "\u202e")
  })

  it("says what is wrong with a statement, and refuses to write", async ({ faults, open }) => {
    const page = await open({ search: "?view=sql" })
    faults.allow(/400 \(Bad Request\)/)
    await write(page, "SELECT pth FROM entries")
    await run(page)
    await page.getByRole("alert").getByText("pth").waitFor()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.type(" ")
    await page.locator(".sql-view:not(:has(.outdated)) .failure").waitFor()
    await page.keyboard.type("LIMIT 1")
    await page.locator(".outdated").getByText("This is the mistake of the statement before.").waitFor()
    await write(page, "SELECT 1 AS one")
    await page.getByRole("button", { name: "Plan", exact: true }).click()
    await page.locator(".sql-view:not(:has(.outdated))").getByRole("region", { name: "Plan" }).waitFor()
    await page.getByRole("button", { name: "People", exact: true }).click()
    await page.locator(".outdated").getByText("This is the plan of another filter.").waitFor()
    await page.getByRole("button", { name: "Plan again" }).click()
    await page.locator(".sql-view:not(:has(.outdated))").getByRole("region", { name: "Plan" }).waitFor()
    await write(page, "DELETE FROM entries")
    await run(page)
    await page.getByRole("alert").getByText(/read/).waitFor()
  })

  it("cancels what takes too long, within a second", async ({ open }) => {
    const page = await open({ search: "?view=sql" })
    await write(page, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    await run(page)
    const cancel = page.getByRole("region", { name: "SQL" }).getByRole("button", { name: "Cancel" })
    await cancel.waitFor()
    await page.waitForTimeout(300)
    await cancel.click()
    const began = performance.now()
    await page.getByRole("region", { name: "SQL" }).getByRole("button", { name: "Run", exact: true }).first().waitFor()
    assert.isBelow(performance.now() - began, 5_000, "a second, on a machine that has nothing else to do")
    await write(page, "SELECT 6 * 7 AS answer")
    await run(page)
    await page.getByText("42", { exact: true }).first().waitFor()
  })

  it("keeps a query under a name, beyond a restart of the server", async ({ faults, open, startSite }) => {
    const home = join(inject("folder"), "keeper")
    mkdirSync(home)
    const first = await startSite(inject("samples"), home)
    const page = await open({ search: "?view=sql" }, first)
    await write(page, "SELECT 'kept' AS word")
    await page.getByRole("button", { name: /^Saved/ }).click()
    await page.getByLabel("Keep this statement as").and(page.locator(":focus")).waitFor()
    await page.keyboard.type("my <b>query</b>")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.getByText("my <b>query</b>").first().waitFor()
    faults.allow(/ERR_/)
    await first.serving.end()
    const second = await startSite(inject("samples"), home)
    const again = await open({ search: "?view=sql" }, second)
    await again.getByRole("button", { name: /^Saved/ }).click()
    await again.getByText("my <b>query</b>").first().click()
    await again.locator(".cm-content").getByText("kept").waitFor()
    assert.isTrue(existsSync(join(home, ".config/logmill")))
    assert.notInclude(readFileSync(inject("samples")).toString("latin1"), "my <b>query</b>")
  })

  it("shows hostile answers as texts, names of columns, too", async ({ hostile, open }) => {
    const page = await open({ height: 9_000, search: "?view=sql" }, hostile)
    const name = payloads[5]!.replaceAll('"', '""')
    await write(page, `SELECT path AS "${name}", agent, referrer, user, site, query FROM entries LIMIT 400`)
    await run(page)
    await page.getByRole("columnheader").first().waitFor()
    await settled(page)
    assert.isAbove(await page.getByRole("row").count(), 200)
    assert.deepStrictEqual(await foreign(page), [])
    assert.strictEqual(await sideways(page), 0)
  })
})
