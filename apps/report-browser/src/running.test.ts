/** The report while something runs: a slow question, an ingest. */
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { logmill } from "./testing/command.ts"

const home = (name: string): string => {
  const folder = join(inject("folder"), name)
  mkdirSync(join(folder, ".config/logmill/analyses"), { recursive: true })
  return folder
}

const line = (index: number): string =>
  `192.0.2.${index % 200} - - [10/Nov/2026:13:${String(index % 60).padStart(2, "0")}:36 +0000] "GET /page/${index % 7} HTTP/1.1" 200 10 "-" "Mozilla/5.0"\n`

const log = (folder: string, from: number, to: number): string => {
  const file = join(folder, "access.log")
  appendFileSync(file, Array.from({ length: to - from }, (_, index) => line(from + index)).join(""))
  return file
}

describe("while something runs", () => {
  it("a slow panel says so, keeps nobody waiting, and is cancelled", async ({ open, startSite }) => {
    const folder = home("slow")
    writeFileSync(
      join(folder, ".config/logmill/analyses/slow.sql"),
      `/* logmill
id = "slow"
title = "Slow"
cost = "scan"
*/
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 100000000000)
SELECT number % 10 AS digit, count(*) AS times FROM numbers GROUP BY 1`
    )
    const db = join(folder, "logmill.db")
    logmill(folder, ["ingest", log(folder, 0, 500), "--db", db])
    const site = await startSite(db, folder)
    const page = await open({}, site)
    const slow = page.getByRole("region", { name: "Slow" })
    await page
      .getByRole("region", { name: "Paths", exact: true })
      .getByRole("button", { name: "/page/0", exact: true })
      .waitFor()
    await slow.scrollIntoViewIfNeeded()
    await slow.getByText(/Running for \d+ s/).waitFor()
    await page.getByRole("region", { name: "Figures" }).getByText("500", { exact: true }).waitFor()
    await slow.getByRole("button", { name: "Cancel" }).click()
    await slow.getByText("Cancelled").waitFor()
    await slow.getByRole("button", { name: "Ask again" }).waitFor()
    await page
      .getByRole("region", { name: "Paths", exact: true })
      .getByRole("button", { name: "/page/1", exact: true })
      .click()
    await page.getByRole("region", { name: "Figures" }).getByText("72", { exact: true }).first().waitFor()
  })

  it("an ingest beside the page is seen within two seconds of its end, and what can't be had anew stays", async ({
    faults,
    open,
    startSite
  }) => {
    const folder = home("live")
    const db = join(folder, "logmill.db")
    const file = log(folder, 0, 700)
    logmill(folder, ["ingest", file, "--db", db])
    const site = await startSite(db, folder)
    const page = await open({}, site)
    const hits = page.getByRole("region", { name: "Figures" }).getByRole("button", { name: /^Hits/ })
    await hits.getByText("700", { exact: true }).waitFor()
    log(folder, 700, 1_100)
    logmill(folder, ["ingest", file, "--db", db])
    const ended = performance.now()
    await hits.getByText("1,100", { exact: true }).waitFor()
    assert.isBelow(performance.now() - ended, 5_000, "two seconds, on a machine that has nothing else to do")
    await page.getByText("1,100 entries").waitFor()
    const paths = page.getByRole("region", { name: "Paths", exact: true })
    const row = paths.getByRole("row").filter({ hasText: "/page/1" })
    await row.getByText("157").waitFor()

    faults.allow(/Failed to load resource/)
    await page.route("**/api/analyses/paths?**", (route) => route.fulfill({ status: 503 }))
    log(folder, 1_100, 1_107)
    logmill(folder, ["ingest", file, "--db", db])
    await paths.getByText("not up to date").waitFor()
    assert.strictEqual(await row.getByText("157").count(), 1)
    await page.unroute("**/api/analyses/paths?**")
    await paths.getByRole("button", { name: "try again" }).click()
    await row.getByText("158").waitFor()
    assert.strictEqual(await paths.getByText("not up to date").count(), 0)
  })

  it("lines follow an ingest: a list that was empty by itself, one that is read when its reader asks", async ({
    open,
    startSite
  }) => {
    const folder = home("lines")
    const db = join(folder, "logmill.db")
    const file = log(folder, 0, 10)
    const ingest = (lines: string): void => {
      appendFileSync(file, lines)
      logmill(folder, ["ingest", file, "--db", db])
    }
    ingest("")
    const page = await open({ search: "?view=entries&status=404" }, await startSite(db, folder))
    const lines = page.getByRole("region", { name: "Lines" })
    const told = (text: string) => lines.getByRole("status").getByText(text, { exact: true }).waitFor()
    await lines.getByText("No line is behind this filter").waitFor()
    const missing = (minute: number): string => line(minute).replace('" 200 ', '" 404 ')
    ingest(missing(20))
    await lines.locator(".grid-body .row").waitFor()
    await told("1 line")
    ingest(missing(21) + missing(22))
    await told("3 lines")
    assert.strictEqual(await lines.locator(".grid-body .row").count(), 1)
    await lines.getByRole("button", { name: "Newer lines are there" }).press("Enter")
    await lines.getByRole("group", { name: "Entries" }).and(page.locator(":focus")).waitFor()
    assert.strictEqual(await lines.locator(".grid-body .row").count(), 3)
    await told("3 lines")
  })

  it("an ingest is seen in each of eight tabs, and a database that is gone until it is back", async ({
    faults,
    open,
    startSite
  }) => {
    const folder = home("tabs")
    const db = join(folder, "logmill.db")
    const file = log(folder, 0, 700)
    logmill(folder, ["ingest", file, "--db", db])
    const site = await startSite(db, folder)
    const pages = await Promise.all(Array.from({ length: 8 }, () => open({}, site)))
    const all = (text: string): Promise<unknown> =>
      Promise.all(
        pages.map((page) =>
          page
            .getByRole("region", { name: "Figures" })
            .getByRole("button", { name: /^Hits/ })
            .getByText(text, { exact: true })
            .waitFor()
        )
      )
    await all("700")
    log(folder, 700, 1_100)
    logmill(folder, ["ingest", file, "--db", db])
    const ended = performance.now()
    await all("1,100")
    assert.isBelow(performance.now() - ended, 8_000, "two seconds, on a machine that has nothing else to do")

    faults.allow(/Failed to load resource/)
    const [page] = pages
    const path = page!
      .getByRole("region", { name: "Paths", exact: true })
      .getByRole("button", { name: "/page/1", exact: true })
    await path.waitFor()
    const told = page!.getByText(/figures are from \d\d:\d\d UTC/)
    renameSync(db, `${db}.away`)
    const gone = performance.now()
    await told.waitFor()
    assert.isBelow(performance.now() - gone, 5_000, "two seconds, on a machine that has nothing else to do")
    await path.click()
    await page!.getByText("There is no database").first().waitFor()
    renameSync(`${db}.away`, db)
    await told.waitFor({ state: "hidden" })
    await page!.getByRole("region", { name: "Figures" }).getByText("157", { exact: true }).first().waitFor()
    await site.serving.end()
    await page!.getByText(/The server does not answer; figures are from/).waitFor()
  })

  it("nothing is shown of a database that another one took the place of", async ({ faults, open, startSite }) => {
    const [folder, other] = [home("replaced"), home("replacing")]
    const db = join(folder, "logmill.db")
    logmill(folder, ["ingest", log(folder, 0, 700), "--db", db])
    logmill(other, ["ingest", log(other, 0, 300), "--db", join(other, "logmill.db")])
    const page = await open({}, await startSite(db, folder))
    const figures = page.getByRole("region", { name: "Figures" })
    const hits = (text: string) =>
      figures.getByRole("button", { name: /^Hits/ }).getByText(text, { exact: true }).waitFor()
    await hits("700")
    faults.allow(/Failed to load resource/)
    renameSync(db, `${db}.away`)
    await page.getByText(/figures are from/).waitFor()
    await page.keyboard.press("b")
    await page.getByText("There is no database").first().waitFor()
    renameSync(join(other, "logmill.db"), db)
    await page.getByText("300 entries").waitFor()
    await page.keyboard.press("Escape")
    await hits("300")
    await page.getByRole("region", { name: "Paths", exact: true }).getByText("43", { exact: true }).first().waitFor()
    assert.strictEqual(await page.getByText("700").count(), 0)
  })
})
