/**
 * How long readers of a large database wait: `npm run speed -- DATABASE [ROUNDS]`. The command serves it, a browser opens it, and
 * what is measured is what is on the screen: from the navigation to the first figures, and from a new filter to the last panel
 * that was repainted. No filter is asked twice, and answers kept from before are taken away, so that none comes from a cache.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join, resolve } from "node:path"

import { type Browser, chromium, type Page } from "playwright-core"

import { findChromium, quietFlags } from "./testing/chromium.ts"
import { serve } from "./testing/command.ts"
import { settled } from "./testing/look.ts"

const [given, rounds = "3"] = process.argv.slice(2)
if (given === undefined) throw new Error("which database? npm run speed -- logmill.db")
const db = resolve(process.env["INIT_CWD"] ?? "", given)

/** ms, by what was waited for. */
type Times = Readonly<Record<string, number>>

interface Watching {
  /** ms of the page's clock at which each was last seen at work, or first seen at all. */
  readonly marks: Record<string, number>
  frames: Array<number>
}

/** In the page, from its beginning: looks at every frame. */
const watch = (): void => {
  const state = globalThis as unknown as { watching: Watching; quick: ReadonlyArray<string> }
  state.watching = { marks: {}, frames: [] }
  const isBusy = (element: Element | null): boolean =>
    element !== null && (element.getAttribute("aria-busy") === "true" || element.querySelector(".skeleton") !== null)
  const look = (now: number): void => {
    const { frames, marks } = state.watching
    frames.push(now)
    const panels = [...document.querySelectorAll<HTMLElement>(".panel")]
    const figures = document.querySelector(".figures")
    const hits = figures?.querySelector("button") ?? null
    if (hits !== null && !isBusy(hits) && /\d/.test(hits.textContent)) marks["first figures"] ??= now
    const mark = (name: string, elements: ReadonlyArray<Element | null>): void => {
      if (elements.some(isBusy)) marks[name] = now
    }
    if (figures?.getAttribute("aria-busy") === "true") marks["hits, visitors, bytes, errors"] = now
    mark("changes against the time before", [document.querySelector(".against")])
    mark("all figures and the chart", [figures, document.querySelector(".chart")])
    const isQuick = ({ dataset }: HTMLElement): boolean => state.quick?.includes(dataset["analysis"]!) ?? false
    mark("panels of class rollup", panels.filter(isQuick))
    const isInSight = (panel: HTMLElement): boolean => panel.getBoundingClientRect().top < innerHeight
    mark(
      "rollup panels in sight",
      panels.filter((panel) => isQuick(panel) && isInSight(panel))
    )
    mark("all panels in sight", panels.filter(isInSight))
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** Until nothing is at work, for so long that nothing follows. */
const atRest = async (page: Page): Promise<void> => {
  await settled(page)
  await page.waitForTimeout(300)
  await settled(page)
}

const opening = async (page: Page, address: string): Promise<Times> => {
  await page.goto(address)
  await atRest(page)
  return page.evaluate(() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0]!.startTime
    const { marks } = (globalThis as unknown as { watching: Watching }).watching
    return { "first paint": paint, ...marks }
  })
}

/** As a click on a row does: another address, without another page. */
const filtering = async (page: Page, search: string): Promise<Times> => {
  const start = await page.evaluate((search) => {
    const { watching } = globalThis as unknown as { watching: Watching }
    for (const name of Object.keys(watching.marks)) delete watching.marks[name]
    history.pushState(null, "", search)
    dispatchEvent(new PopStateEvent("popstate"))
    return performance.now()
  }, search)
  await atRest(page)
  const marks = await page.evaluate(() => (globalThis as unknown as { watching: Watching }).watching.marks)
  return Object.fromEntries(
    Object.entries(marks)
      .filter(([name]) => name !== "first figures")
      .map(([name, at]) => [name, at - start])
  )
}

/** Share of the frames that came late while a whole table was scrolled, a screen every 100 ms. */
const scrolling = async (
  page: Page
): Promise<{ readonly frames: number; readonly late: number; readonly worst: number }> => {
  await page.locator(".grid").waitFor()
  await atRest(page)
  return page.evaluate(async () => {
    const { watching } = globalThis as unknown as { watching: Watching }
    const grid = document.querySelector(".grid")!
    watching.frames = []
    for (let turn = 0; turn < 200; turn++) {
      grid.scrollBy(0, 97)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    const waits = watching.frames.slice(1).map((at, index) => at - watching.frames[index]!)
    return { frames: waits.length, late: waits.filter((wait) => wait > 25).length, worst: Math.max(...waits) }
  })
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

const table = (title: string, all: ReadonlyArray<Times>): void => {
  console.log(`\n${title}\n`)
  for (const name of Object.keys(all[0]!)) {
    const values = all.flatMap((times) => times[name] ?? [])
    console.log(`| ${name} | ${Math.round(median(values))} ms | ${values.map(Math.round).join(", ")} |`)
  }
}

const newPage = async (browser: Browser, quick: ReadonlyArray<string>): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: "UTC" })
  await context.addInitScript((quick) => void ((globalThis as { quick?: unknown }).quick = quick), quick)
  await context.addInitScript(watch)
  return context.newPage()
}

/** Ids of analyses whose class is rollup. */
const quickOf = async (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(async () => {
    const response = await fetch("/api/analyses")
    const { analyses } = (await response.json()) as { analyses: Array<{ id: string; cost: string }> }
    return analyses.filter(({ cost }) => cost === "rollup").map(({ id }) => id)
  })

const home = mkdtempSync(join(tmpdir(), "logmill-speed-"))
const browser = await chromium.launch({ executablePath: findChromium(), args: [...quietFlags] })
try {
  console.log(
    `${cpus()[0]!.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(2)}; Chromium ${browser.version()}`
  )
  const serving = await serve(home, db)
  const first = await newPage(browser, [])
  await first.goto(serving.address)
  await settled(first)
  const quick = await quickOf(first)
  const [path, client, site] = await first.evaluate(async () => {
    const one = async (id: string): Promise<ReadonlyArray<string>> => {
      const response = await fetch(`/api/analyses/${id}?limit=20`)
      return ((await response.json()) as { rows: Array<Array<string>> }).rows.map((row) => row[0]!)
    }
    return Promise.all([one("paths"), one("clients"), one("sites")])
  })
  await first.close()
  await serving.end()
  const [cold, warm]: [Array<Times>, Array<Times>] = [[], []]
  for (let round = 0; round < Number(rounds); round++) {
    rmSync(`${db}-answers`, { force: true })
    const serving = await serve(home, db)
    const page = await newPage(browser, quick)
    cold.push(await opening(page, serving.address))
    warm.push(await opening(page, `${serving.origin}/`))
    await page.context().close()
    await serving.end()
  }
  table("Opened, nothing answered yet", cold)
  table("Opened again", warm)
  rmSync(`${db}-answers`, { force: true })
  const again = await serve(home, db)
  const page = await newPage(browser, quick)
  await opening(page, again.address)
  const filters: Readonly<Record<string, (round: number) => string>> = {
    "one path": (round) => `path=${encodeURIComponent(path[round]!)}`,
    "one client": (round) => `client=${encodeURIComponent(client[round]!)}`,
    "one status": (round) => `status=${["404", "304", "200", "301", "500"][round]!}`,
    ...(typeof site[0] === "string"
      ? { "one site": (round: number) => `site=${encodeURIComponent(site[round] ?? site[0]!)}` }
      : {}),
    people: (round) => `class=human&status=${["2xx", "3xx", "4xx", "5xx", "1xx"][round]!}`,
    "whole days": (round) =>
      `from=2026-10-${String(6 + round).padStart(2, "0")}&to=2026-10-${String(8 + round).padStart(2, "0")}`,
    "days cut": (round) =>
      `from=2026-10-${String(6 + round).padStart(2, "0")}T10:30&to=2026-10-${String(8 + round).padStart(2, "0")}T15:45`
  }
  for (const [name, search] of Object.entries(filters)) {
    const all: Array<Times> = []
    for (let round = 0; round < Number(rounds); round++) all.push(await filtering(page, `/?${search(round)}`))
    table(`Filter: ${name}`, all)
  }
  await filtering(page, "/?expand=paths")
  const { frames, late, worst } = await scrolling(page)
  console.log(`\nScrolling all paths: ${frames} frames, ${late} later than 25 ms, the worst ${Math.round(worst)} ms`)
  await page.context().close()
  await again.end()
} finally {
  await browser.close()
  rmSync(home, { recursive: true, force: true })
}
