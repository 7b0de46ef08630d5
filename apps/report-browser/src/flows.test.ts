/** What readers do with the report, as they do it: with a mouse, over the samples. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import type { Locator, Page } from "playwright-core"
import { assert, describe, inject } from "vitest"

import { browserTest as it } from "./testing/browserTest.ts"
import { logmill } from "./testing/command.ts"
import { scrollThrough, settled, textOf } from "./testing/look.ts"

const panel = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true })

/** The labels of a panel's rows, each with what stands behind it. */
const rowsOf = async (page: Page, title: string): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  (await panel(page, title).locator("tbody tr").all()).length === 0
    ? []
    : panel(page, title)
        .locator("tbody tr")
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).textContent)))

const label = (page: Page, title: string, text: string): Locator =>
  panel(page, title).getByRole("button", { name: text, exact: true })

const figure = (page: Page, name: string): Locator =>
  page.getByRole("region", { name: "Figures" }).getByRole("button", { name: new RegExp(`^${name}`) })

const chips = async (page: Page): Promise<string> =>
  (await page.getByRole("group", { name: "Filter" }).innerText()).replaceAll(/\s+/g, " ")

interface Place {
  readonly x: number
  readonly y: number
}

/** Half way first, so that it is no click. The button stays down. */
const drag = async (page: Page, from: Place, to: Place): Promise<void> => {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, to.y)
  await page.mouse.move(to.x, to.y)
}

/** Where a time is on the main chart, which shows the whole fortnight. */
const placeOf = async (page: Page, time: string): Promise<Place> => {
  const box = (await page.locator(".chart .u-over").boundingBox())!
  const [from, to] = [Date.UTC(2026, 10, 2), Date.UTC(2026, 10, 16)]
  return { x: box.x + (box.width * (Date.parse(time) - from)) / (to - from), y: box.y + box.height * 0.6 }
}

describe("a reader", () => {
  it("opens the printed address, which is good once and holds no token afterwards", async ({
    faults,
    newPage,
    startServer,
    stranger
  }) => {
    const serving = await startServer(inject("samples"))
    const page = await newPage()
    await page.goto(serving.address)
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    assert.strictEqual(page.url(), `${serving.origin}/`)
    assert.strictEqual(await page.evaluate(() => document.cookie), "")
    await page.reload()
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    await stranger.goto(serving.address)
    await stranger.getByRole("alert").getByText("This address was opened before").waitFor()
    faults.allow(/401/)
    await page.keyboard.press("b")
    await figure(page, "Hits").getByText("31.9 k").waitFor()
    await page.getByRole("button", { name: "Views and downloads" }).click()
    await page.getByRole("button", { name: "Open elsewhere" }).click()
    await stranger.goto(await page.getByLabel("Address").inputValue())
    await figure(stranger, "Hits").getByText("31.9 k").waitFor()
  })

  it("finds the client that caused the hour of 500s in four clicks", async ({ open }) => {
    const page = await open()
    await settled(page)
    const { x, y } = await placeOf(page, "2026-11-10T14:30:00Z")
    await page.mouse.click(x, y)
    await page.getByText("10 Nov 2026, 14:00–15:00").first().waitFor()
    await settled(page)
    // Over the columns of the hour, until the mouse moves, stands nothing that told of the day.
    assert.strictEqual(await page.locator(".tip").count(), 0)
    await page.mouse.move(x - 9, y)
    await page.locator(".tip").waitFor()
    await page.getByRole("list", { name: "Key" }).getByRole("button", { name: /5xx/ }).click()
    await figure(page, "Hits").getByText("1,018").waitFor()
    const culprit = label(page, "Clients", "203.0.113.77")
    await culprit.waitFor()
    await settled(page)
    assert.match((await rowsOf(page, "Clients"))[0]!.join(" "), /^203\.0\.113\.77.*1,014/)
    await culprit.click()
    await figure(page, "Hits").getByText("1,014").waitFor()
    await settled(page)
    assert.match((await rowsOf(page, "Paths"))[0]!.join(" "), /^\/v1\/orders.*1,014/)
  })

  it("filters by a click, excludes by Alt and a click, takes filters away, and clears them with Esc", async ({
    open
  }) => {
    const page = await open()
    await settled(page)
    await label(page, "Paths", "/feed.xml").click()
    await figure(page, "Hits").getByText("2,946").waitFor()
    // Rows that are still to come would move under the mouse.
    await settled(page)
    assert.include(await chips(page), "Path is /feed.xml")
    await page
      .locator('[data-analysis="status"]')
      .getByRole("button", { name: "304", exact: true })
      .click({ modifiers: ["Alt"] })
    await figure(page, "Hits").getByText("488").waitFor()
    assert.include(await chips(page), "Status is not 304")
    assert.strictEqual(new URL(page.url()).search, "?path=/feed.xml&status=!304")
    await page.getByRole("button", { name: "Remove Path is /feed.xml" }).click()
    await figure(page, "Hits").getByText("49.4 k").waitFor()
    await page.goBack()
    await figure(page, "Hits").getByText("488").waitFor()
    await page.keyboard.press("Escape")
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    assert.strictEqual(await page.getByRole("group", { name: "Filter" }).count(), 0)
  })

  it("sees what one browser asked for, what none did, and the lines of one bot, and finds them by name", async ({
    open
  }) => {
    const page = await open({ search: "?show=bots" })
    await settled(page)
    await label(page, "Browsers", "Firefox").click()
    await figure(page, "Hits").getByText("2,834").waitFor()
    await settled(page)
    assert.include(await chips(page), "Browser is Firefox")
    assert.strictEqual(new URL(page.url()).search, "?browser=Firefox&show=bots")
    assert.lengthOf(await rowsOf(page, "Browsers"), 1)
    await page.keyboard.press("Escape")
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    await settled(page)
    await label(page, "Browsers", "–").click()
    await figure(page, "Hits").getByText("33.8 k").waitFor()
    await settled(page)
    assert.include(await chips(page), "Browser is not known")

    const row = panel(page, "Bots").locator("tbody tr").first()
    await row.getByRole("button", { name: "UptimeRobot", exact: true }).hover()
    await row.getByRole("button", { name: "Show lines of UptimeRobot" }).click()
    await page.getByRole("region", { name: "Lines" }).getByRole("status").getByText("4,027 lines").waitFor()
    const { searchParams } = new URL(page.url())
    assert.deepStrictEqual(
      ["browser", "bot", "class"].map((name) => searchParams.get(name)),
      ["-", "UptimeRobot", "monitor"]
    )

    await page.keyboard.press("/")
    await page.keyboard.type("firefox")
    await page.getByRole("option", { name: /^Browser is Firefox/ }).click()
    await page.waitForURL((url) => url.searchParams.getAll("browser").includes("Firefox"))
    await page.keyboard.press("f")
    for (const [name, value] of [
      ["os", "Windows"],
      ["source", "access.log"]
    ] as const) {
      await page.getByRole("combobox", { name: "Filter", exact: true }).selectOption(name)
      await page.locator(`datalist option[value$="${value}"]`).first().waitFor({ state: "attached" })
    }
  })

  it("edits a chip into a pattern, is told what can be none and when nothing fits", async ({ faults, open }) => {
    faults.allow(/400 \(Bad Request\)/)
    const page = await open({ search: "?path=/feed.xml" })
    await page
      .getByRole("group", { name: "Filter" })
      .getByRole("button", { name: /^Path is/ })
      .click()
    await page.getByText("The whole value, each sign as it is").waitFor()
    await page.getByRole("combobox", { name: "How" }).selectOption("matches")
    await page.getByText("begins a regular expression").waitFor()
    await page.getByLabel("Value", { exact: true }).fill("~(")
    await page.getByRole("button", { name: "Apply" }).click()
    await page
      .getByRole("alert")
      .getByText(/^Path: /)
      .waitFor()
    assert.include(page.url(), "path=/feed.xml")
    await page.getByLabel("Value", { exact: true }).fill("/shop/*")
    await page.getByRole("button", { name: "Apply" }).click()
    await page.waitForURL((url) => url.searchParams.get("path") === "/shop/*")
    await settled(page)
    assert.include((await rowsOf(page, "Paths"))[0]![0], "/shop/")
    const { origin } = new URL(page.url())
    await page.goto(`${origin}/?path=/feed.xml&status=40x&status=5xx`)
    await page.getByRole("button", { name: "Remove Status is 40x" }).click()
    await settled(page)
    assert.strictEqual(new URL(page.url()).search, "?path=/feed.xml&status=5xx")
    await page.keyboard.press("f")
    await page.getByLabel("Value", { exact: true }).fill("eed.x")
    await page.locator('datalist option[value="/feed.xml"]').waitFor({ state: "attached" })
    await page.getByRole("combobox", { name: "Filter", exact: true }).selectOption("method")
    await page.locator('datalist option[value="POST"]').waitFor({ state: "attached" })
    await page.goto(`${origin}/?path=/fed.xml&status=200`)
    await page.getByRole("heading", { name: "This filter selects no entry" }).waitFor()
    await page.getByLabel("Nothing is selected").getByRole("button", { name: "Remove Status is 200" }).click()
    assert.strictEqual(new URL(page.url()).search, "?path=/fed.xml")
    await page.getByRole("button", { name: "Clear the filter" }).click()
    await figure(page, "Hits").getByText("55.4 k").waitFor()
  })

  it("selects days with the brush, compares them, and goes a period back", async ({ open }) => {
    const page = await open()
    await settled(page)
    const [from, to] = [await placeOf(page, "2026-11-11T02:00:00Z"), await placeOf(page, "2026-11-12T20:30:00Z")]
    await drag(page, from, to)
    await page.locator(".tip").getByText("11 Nov, 0").waitFor()
    assert.match(await page.locator(".tip p").innerText(), /^11 Nov, 0\d:00 – 12 Nov 2026, 2\d:00$/)
    await page.mouse.up()
    await page.waitForURL(/from=2026-11-11T0\d:00&to=2026-11-12T2\d:00/)
    await settled(page)
    assert.include(await chips(page), "Time 11 Nov")
    assert.match(await figure(page, "Hits").innerText(), /[+−-]\d/)
    await page.keyboard.press("x")
    await page.waitForURL(/compare=previous/)
    await settled(page)
    assert.include(await chips(page), "Compared with the period before")
    const clients = await panel(page, "Clients").locator("thead").innerText()
    assert.match(clients, /before|change/i)
    await page.keyboard.press("ArrowLeft")
    await page.waitForURL(/from=2026-11-09/)
    await page.keyboard.press("Escape")
    await figure(page, "Hits").getByText("55.4 k").waitFor()
  })

  it("ends a brush by Esc, and nothing else with it", async ({ open }) => {
    const page = await open({ search: "?status=5xx" })
    await settled(page)
    const [from, to] = [await placeOf(page, "2026-11-09T02:00:00Z"), await placeOf(page, "2026-11-12T20:30:00Z")]
    await drag(page, from, to)
    await page.locator(".tip").getByText("– 12 Nov 2026").waitFor()
    await page.keyboard.press("Escape")
    await page.mouse.move(to.x - 20, to.y)
    await page.mouse.up()
    // A click would be waited for as long.
    await page.waitForTimeout(400)
    assert.strictEqual(new URL(page.url()).search, "?status=5xx")
    await drag(page, from, to)
    await page.mouse.up()
    await page.waitForURL(/from=2026-11-09/)
  })

  it("tells the figures of a time before what changed, and why it can't be told", async ({ faults, open }) => {
    faults.allow(/Failed to load resource/)
    const page = await open({ search: "?from=2026-11-12&to=2026-11-13" })
    const figures = page.getByRole("region", { name: "Figures" })
    const changes = figures.locator(".change")
    await page.getByText(/^Changes of 12–13 Nov/).waitFor()
    const before = await figures.locator(".figure-value").first().innerText()
    assert.isAbove(await changes.count(), 0)
    const asked = Promise.withResolvers<() => void>()
    const isOfChange = (url: URL): boolean => url.pathname.endsWith("/summary") && url.searchParams.has("compare")
    await page.route(isOfChange, async (route) => {
      await new Promise<void>((resolve) => asked.resolve(resolve))
      await route.fulfill({ status: 500, body: "no" })
    })
    await page.keyboard.press("ArrowLeft")
    await page.waitForURL(/from=2026-11-10&to=2026-11-11/)
    const answer = await asked.promise
    await page.waitForFunction(() => document.querySelector(".figures")!.getAttribute("aria-busy") === "false")
    // What changed before says nothing of this time.
    assert.notStrictEqual(await figures.locator(".figure-value").first().innerText(), before)
    assert.strictEqual(await figures.locator(":nth-child(1) .change").count(), 0)
    assert.strictEqual(await page.locator(".against").first().innerText(), "")
    answer()
    await page.getByText(/^Not compared with the time before: /).waitFor()
    await page.unroute(isOfChange)
  })

  it("says what is compared with what, and offers the same weekdays", async ({ open }) => {
    const page = await open()
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    await page.keyboard.press("x")
    await page.getByText(/^Without a time range the last 7 days are compared: 9–15 Nov/).waitFor()
    assert.match(await chips(page), /Time 9–15 Nov.* to be compared/)
    await page.keyboard.press("c")
    await page.locator(".days input:focus").first().waitFor()
    await page.locator(".days input").first().fill("2026-11-09")
    await page.locator(".days input").nth(1).fill("2026-11-12")
    await page.getByRole("button", { name: "Apply" }).click()
    await page.getByText(/^Changes of 9–12 Nov.* are against the period before, 5–8 Nov/).waitFor()
    await page.getByRole("button", { name: /^compare with 2–5 Nov/ }).click()
    await page.getByText(/^Changes of 9–12 Nov.* are against the same weekdays before, 2–5 Nov/).waitFor()
    assert.strictEqual(new URL(page.url()).searchParams.get("compare"), "week")
    await page.keyboard.press("c")
    for (const [index, day] of ["10", "11", "03", "03"].entries()) {
      await page.locator(".days input").nth(index).fill(`2026-11-${day}`)
    }
    await page.getByRole("button", { name: "Compare", exact: true }).click()
    await page.getByText(/^Changes of 10–11 Nov .*\(2 days\) are against 3 Nov .*\(1 day\)/).waitFor()
  })

  it("leaves bots out, and sees only them", async ({ open }) => {
    const page = await open()
    const who = page.getByRole("group", { name: "Who is counted" })
    await who.getByRole("button", { name: "People" }).click()
    await figure(page, "Hits").getByText("31.9 k").waitFor()
    await page.getByText("Only people are counted; Esc counts all.").waitFor()
    await who.getByRole("button", { name: "Bots" }).click()
    await figure(page, "Hits").getByText("23.5 k").waitFor()
    assert.include(await figure(page, "Bots").innerText(), "100.0%")
    await who.getByRole("button", { name: "All" }).click()
    await figure(page, "Hits").getByText("55.4 k").waitFor()
    await page.goto(new URL("?class=human", page.url()).href)
    await who.getByRole("button", { name: "People", pressed: true }).waitFor()
    await page.getByRole("group", { name: "Filter", exact: true }).getByText("human").waitFor()
  })

  it("opens the whole table, searches, sorts, and shuts it", async ({ open }) => {
    const page = await open()
    await panel(page, "Paths").getByRole("button", { name: "All 834" }).click()
    const dialog = page.getByRole("dialog", { name: "Paths" })
    await dialog.getByText("834 rows").waitFor()
    await dialog.getByRole("searchbox").fill("shop seeds")
    await dialog.getByText(/^\d+ of 834 rows$/).waitFor()
    await dialog.getByRole("button", { name: "bytes", exact: true }).click()
    await page.waitForURL(/sort=-bytes/)
    const bytes = await dialog.locator('[role="row"]').allInnerTexts()
    assert.isAbove(bytes.length, 10)
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "hidden" })
    assert.notInclude(page.url(), "expand")
  })

  it("downloads all rows of a table", async ({ open }) => {
    const page = await open()
    await panel(page, "Paths").getByRole("button", { name: "More of Paths" }).click()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click()
    ])
    assert.match(download.suggestedFilename(), /paths.*\.csv$/)
    const file = join(inject("folder"), "downloaded.csv")
    await download.saveAs(file)
    const lines = readFileSync(file, "utf8").trimEnd().split(/\r?\n/)
    const asked = logmill(inject("folder"), [
      "analyze",
      "paths",
      "--db",
      inject("samples"),
      "--limit",
      "0",
      "--csv"
    ]).out
    assert.strictEqual(lines.length, 835)
    assert.strictEqual(lines[1]!.split(",").slice(0, 2).join(), asked.split(/\r?\n/)[1]!.split(",").slice(0, 2).join())
  })

  it("downloads the rows that a search found", async ({ open }) => {
    const page = await open({ search: "?expand=paths&find=shop seeds" })
    const dialog = page.getByRole("dialog", { name: "Paths" })
    const told = await dialog.getByText(/^\d+ of 834 rows$/).innerText()
    await dialog.getByRole("button", { name: "More of Paths" }).click()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "CSV of the rows found" }).click()
    ])
    const file = join(inject("folder"), "found.csv")
    await download.saveAs(file)
    const [, ...rows] = readFileSync(file, "utf8").trimEnd().split("\r\n")
    assert.strictEqual(rows.length, Number.parseInt(told))
    for (const row of rows) assert.match(row, /shop.*seeds/)
  })

  it("reloads the page and goes back to the same words", async ({ open }) => {
    const page = await open({ search: "?status=404&expand=not-found&metric=errors&show=sections&sort=path" })
    await page
      .getByRole("dialog")
      .getByText(/\d+ rows/)
      .waitFor()
    await scrollThrough(page)
    const before = await textOf(page)
    await page.reload()
    await page
      .getByRole("dialog")
      .getByText(/\d+ rows/)
      .waitFor()
    await scrollThrough(page)
    assert.strictEqual(await textOf(page), before)
    await page.keyboard.press("Escape")
    await scrollThrough(page)
    const without = await textOf(page)
    await label(page, "Clients", "198.51.100.66").click()
    await settled(page)
    assert.notStrictEqual(await textOf(page), without)
    await page.goBack()
    await scrollThrough(page)
    assert.strictEqual(await textOf(page), without)
  })

  it("sees what a panel asked as SQL", async ({ open }) => {
    const page = await open({ search: "?status=5xx" })
    await panel(page, "Paths").getByRole("button", { name: "More of Paths" }).click()
    await page.getByRole("button", { name: "View SQL" }).click()
    const sql = await page.locator("pre.sql").innerText()
    const { out } = logmill(inject("folder"), ["sql", sql, "--db", inject("samples"), "--csv", "--limit", "1"])
    assert.include(out, "/v1/orders,1018")
  })

  it("is told when the server has gone, and when it is back", async ({ faults, open, startSite }) => {
    const site = await startSite(inject("samples"))
    const page = await open({}, site)
    await settled(page)
    await site.serving.end()
    faults.allow(/ERR_|Failed to load resource/)
    await label(page, "Paths", "/feed.xml").click()
    await page.getByText("The server does not answer").first().waitFor()
    assert.include(await chips(page), "Path is /feed.xml")
  })
})
