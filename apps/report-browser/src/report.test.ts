/** `logmill report`: one file, opened from disk, with no network. */
import { createHash } from "node:crypto"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import type { Page } from "playwright-core"
import { assert, beforeAll, describe, inject, vi } from "vitest"

import { browserTest, type OpenOptions } from "./testing/browserTest.ts"
import { logmill } from "./testing/command.ts"
import { foreign, scrollThrough, settled, sideways, textOf, throughTabs } from "./testing/look.ts"

const it = browserTest.extend("openFile", async ({ newPage }) => async (file: string, options: OpenOptions = {}) => {
  const page = await newPage({ ...options, isOffline: true })
  await page.goto(pathToFileURL(file).href)
  await settled(page)
  return page
})

const at = (name: string): string => join(inject("folder"), name)

const report = (name: string, ...words: ReadonlyArray<string>): string =>
  logmill(inject("folder"), ["report", "--db", inject("samples"), "-o", name, ...words]).err

const panelRows = (page: Page, id: string): Promise<ReadonlyArray<string>> =>
  page.locator(`[data-analysis="${id}"] tbody tr`).evaluateAll((rows) =>
    rows.map((row) => {
      const copy = row.cloneNode(true) as Element
      // What a button says to those who hear the page; in a file, labels are no buttons.
      for (const unseen of copy.querySelectorAll(".unseen")) unseen.remove()
      return [...copy.children].map(({ textContent }) => textContent).join(" | ")
    })
  )

beforeAll(() => {
  report("report.html")
})

describe("a report in one file", () => {
  it("shows the same as the server does", async ({ open, openFile }) => {
    const served = await open()
    const page = await openFile(at("report.html"))
    for (const one of [served, page]) await scrollThrough(one)
    const figures = (one: Page) => one.getByRole("region", { name: "Figures" }).innerText()
    assert.strictEqual(await figures(page), await figures(served))
    const titles = (one: Page) => one.locator(".panel h2").allInnerTexts()
    assert.deepStrictEqual(await titles(page), await titles(served))
    for (const id of ["paths", "clients", "status"]) assert.isAbove((await panelRows(page, id)).length, 5, id)
    const ids = await page.locator(".panel").evaluateAll((panels) => panels.map((panel) => panel.dataset["analysis"]!))
    for (const id of ids) assert.deepStrictEqual(await panelRows(page, id), await panelRows(served, id), id)
    assert.notInclude(await textOf(page), "does not hold the answer")
  })

  it("of one site says that it is of that", async ({ openFile }) => {
    report("site.html", "--site", "blog.example.net", "--class", "people")
    const page = await openFile(at("site.html"))
    assert.match(await page.title(), /^blog\.example\.net/)
    const loaded = await page.locator(".loaded").innerText()
    assert.match(loaded, /blog\.example\.net/)
    assert.notInclude(loaded, "3 sites")
    await page.getByRole("group", { name: "Filter" }).getByText("Counted people only").waitFor()
  })

  it("holds every answer that any of its panels asks for", async ({ openFile }) => {
    const page = await openFile(at("report.html"), { height: 6_000 })
    const failed = page.getByRole("alert")
    await throughTabs(page, async () =>
      assert.strictEqual(await failed.count(), 0, (await failed.allInnerTexts()).join())
    )
    for (const figure of await page.getByRole("region", { name: "Figures" }).getByRole("button").all()) {
      await figure.click()
      await settled(page)
      assert.strictEqual(await failed.count(), 0, await figure.innerText())
    }
  })

  it("expands, searches and sorts tables, and takes Back", async ({ openFile }) => {
    const page = await openFile(at("report.html"))
    await page.getByRole("region", { name: "Paths", exact: true }).getByText("First 200 of 834").click()
    const dialog = page.getByRole("dialog", { name: "Paths" })
    await dialog.getByText("the first 200 of 834 rows").waitFor()
    await dialog.getByRole("searchbox").fill("orders")
    await dialog.getByText("of the first 200 of 834 rows").waitFor()
    await dialog.getByTitle("/v1/orders").waitFor()
    await dialog.getByRole("button", { name: "More of Paths" }).click()
    await dialog.getByText("Download the first 200 of 834 rows").waitFor()
    await page.keyboard.press("Escape")
    assert.match(page.url(), /#\?expand=paths&find=orders$/)
    await page.goBack()
    await dialog.waitFor({ state: "hidden" })
  })

  it("shows what it was made of and offers no other questions", async ({ openFile }) => {
    const said = report(
      "errors.html",
      "--status",
      "5xx",
      "--from",
      "2026-11-10",
      "--to",
      "2026-11-10",
      "--compare",
      "previous"
    )
    assert.match(said, /errors\.html: 1,019 entries, \d+\.\d [KM]iB/)
    const page = await openFile(at("errors.html"))
    const filter = page.getByRole("group", { name: "Filter" })
    assert.include((await filter.innerText()).replaceAll("\n", " "), "Status is 5xx")
    assert.strictEqual(await filter.getByRole("button").count(), 0)
    assert.strictEqual(await page.getByRole("search").count(), 0)
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")
    await page.keyboard.press("x")
    assert.include((await filter.innerText()).replaceAll("\n", " "), "Status is 5xx")
    await page.getByRole("region", { name: "Paths" }).locator("tbody tr").first().getByTitle("/v1/orders").waitFor()
    assert.strictEqual(await page.getByText("There is no view of this name").count(), 0)
  })

  it("changes its colours, and keeps to the reader's system", async ({ openFile }) => {
    const page = await openFile(at("report.html"), { theme: "dark" })
    const theme = () => page.evaluate(() => document.documentElement.dataset["theme"])
    assert.strictEqual(await theme(), "dark")
    await page.getByRole("button", { name: /^Colours/ }).click()
    assert.strictEqual(await theme(), "light")
  })

  it("allows its own script and style by their digests, and nothing else", async ({ faults, openFile }) => {
    const html = readFileSync(at("report.html"), "utf8")
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!
    const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)![1]!
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!
    assert.include(policy, `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)};`)
    assert.notMatch(policy, /unsafe|https?:|\*/)
    assert.strictEqual(html.match(/<script/g)!.length, 2)
    const page = await openFile(at("report.html"))
    await page.evaluate(() => {
      const other = document.createElement("style")
      other.textContent = "main { display: none }"
      document.head.append(other)
    })
    await page.getByRole("region", { name: "Figures" }).waitFor()
    await page.evaluate("try { document.body.innerHTML = '<b>' } catch {}")
    await vi.waitFor(
      () => assert.match(faults.all.join("\n"), /policy: style-src[\s\S]*policy: require-trusted-types-for/),
      { timeout: 30_000 }
    )
    faults.allow(/policy|Content Security Policy|TrustedHTML|Trusted Types/i)
  })

  it("is no larger than 2 MB for the samples, and is the same file but for its date", () => {
    assert.isBelow(statSync(at("report.html")).size, 2_000_000)
    report("again.html")
    const dateless = (name: string) => readFileSync(at(name), "utf8").replace(/"now":\d+/, "")
    assert.strictEqual(dateless("again.html"), dateless("report.html"))
  })

  it("of a hostile log does nothing", async ({ openFile }) => {
    const home = inject("hostileHome")
    logmill(home, ["report", "--db", inject("hostile"), "-o", "hostile.html"])
    const file = join(home, "hostile.html")
    assert.strictEqual(readFileSync(file, "utf8").match(/<script/gi)!.length, 2)
    const page = await openFile(file, { height: 6_000 })
    await scrollThrough(page)
    assert.include(await textOf(page), "<img data-canary src=x onerror=canary()> table")
    await throughTabs(page, async () => {
      assert.deepStrictEqual(await foreign(page), [])
      assert.strictEqual(await sideways(page), 0)
    })
  })

  it("fits a narrow screen", async ({ openFile }) => {
    const page = await openFile(at("report.html"), { width: 360, height: 740 })
    await scrollThrough(page)
    assert.strictEqual(await sideways(page), 0)
  })
})
