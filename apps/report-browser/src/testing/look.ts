/** What a test sees of a page at once. */
import type { Page } from "playwright-core"

/** Frames without a question, after which none is to come: what is answered may ask the next thing, once it is drawn. */
const quietFrames = 6

/** Waits until nothing is asked any more and what was answered is drawn. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction((quietFrames) => {
    const state = globalThis as { quiet?: number }
    const isQuiet =
      document.querySelector("main") !== null && document.querySelector('[aria-busy="true"], .skeleton') === null
    state.quiet = isQuiet ? (state.quiet ?? 0) + 1 : 0
    if (state.quiet < quietFrames) return false
    delete state.quiet
    return true
  }, quietFrames)
}

/** Waits until what changed is drawn, and what looks at what is in sight has been told. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))
  )

/** Scrolls through the whole page, so that all panels have been in sight, and back. */
export const scrollThrough = async (page: Page): Promise<void> => {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  const step = page.viewportSize()!.height
  for (let top = 0; top < height; top += step) {
    await page.evaluate((top) => scrollTo(0, top), top)
    await drawn(page)
  }
  await settled(page)
  await page.evaluate(() => scrollTo(0, 0))
}

/**
 * Chooses in every panel its first analysis, in every panel its second, and so on, and looks at the page each time, so that all
 * of them have been looked at. Resolves to the number of looks.
 */
export const throughTabs = async (page: Page, look: () => Promise<void>): Promise<number> => {
  const counts = await page
    .locator(".tabs")
    .evaluateAll((all) => all.map((tabs) => tabs.querySelectorAll("button").length))
  const most = Math.max(...counts)
  for (let index = 0; index < most; index++) {
    await page.evaluate((index) => {
      for (const tabs of document.querySelectorAll(".tabs")) tabs.querySelectorAll("button")[index]?.click()
    }, index)
    await settled(page)
    await look()
  }
  return most
}

/** By how many pixels the page is wider than the screen. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))

/** All that is written on the page. */
export const textOf = (page: Page): Promise<string> => page.evaluate(() => document.body.innerText)

/** What stands on the page that the page would not make: elements and attributes that can only come from log text. */
export const foreign = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(() => {
    const own = new Set(
      `html head meta aside figure figcaption h4 title link style script body div header main footer section nav h1 h2 h3 p span a b i em strong small
       button input form fieldset legend label select option optgroup textarea ul ol li dl dt dd table caption colgroup col
       thead tbody tfoot tr th td svg g path circle rect line polyline text canvas dialog kbd code pre details summary
       noscript time output progress meter mark abbr br hr`.split(/\s+/)
    )
    const found: Array<string> = []
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName
      if (!own.has(name)) found.push(`element ${name}`)
      for (const { name: attribute, value } of element.attributes) {
        if (/^on|^srcdoc$|^formaction$|^ping$|canary/.test(attribute)) found.push(`${name} ${attribute}`)
        if (/^(?:href|src|action|data)$/.test(attribute) && /^\s*(?:javascript|vbscript|data:text)/i.test(value)) {
          found.push(`${name} ${attribute}=${value.slice(0, 60)}`)
        }
      }
      if (["script", "style", "link", "meta", "base"].includes(name) && element.closest("#page") !== null) {
        found.push(`${name} inside of the page`)
      }
    }
    if (globalThis.location.hostname.includes("logs.example")) found.push("another address")
    return [...new Set(found)]
  })

/** As a link within the page does it: another address, the same page. */
export const goTo = (page: Page, search: string): Promise<void> =>
  page.evaluate((search) => {
    history.pushState(null, "", search)
    dispatchEvent(new PopStateEvent("popstate"))
  }, search)
