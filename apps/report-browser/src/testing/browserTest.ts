/**
 * Tests in a browser: each with a fresh context, and each held to what holds for every page. Whatever the console, a policy or
 * a script complains of fails the test, and so do dialogs and requests to other hosts.
 */
import { type Browser, type BrowserContext, chromium } from "playwright-core"
import { assert, inject, test } from "vitest"

import { type Serving, serve } from "./command.ts"

export interface OpenOptions {
  readonly theme?: "light" | "dark"
  readonly width?: number
  readonly height?: number
  /** Behind the address: `?status=404`. */
  readonly search?: string
}

/** What may be said without harm, by those who let it happen: a server that was ended, for one. */
export interface Faults {
  readonly all: Array<string>
  readonly allow: (pattern: RegExp) => void
}

/** A server, and the right to ask it. */
export interface Site {
  readonly origin: string
  readonly serving: Serving
  readonly cookies: Parameters<BrowserContext["addCookies"]>[0]
}

export const startSite = async (db: string, home: string = inject("folder")): Promise<Site> => {
  const serving = await serve(home, db)
  const { origin } = serving
  const token = new URL(serving.address).hash.replace("#token=", "")
  const response = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token })
  })
  const [name, value] = (response.headers.getSetCookie()[0] ?? "").split(";")[0]!.split("=")
  if (!response.ok || name === undefined || value === undefined) throw new Error(`no session: ${response.status}`)
  return {
    origin,
    serving,
    cookies: [{ name, value, domain: "127.0.0.1", path: "/", httpOnly: true, sameSite: "Strict" }]
  }
}

export const browserTest = test
  .extend("browser", { scope: "worker" }, async ({}, { onCleanup }): Promise<Browser> => {
    const browser = await chromium.connect(inject("browser"))
    onCleanup(() => browser.close())
    return browser
  })
  /** Over the samples. */
  .extend("samples", { scope: "worker" }, async ({}, { onCleanup }): Promise<Site> => {
    const site = await startSite(inject("samples"))
    onCleanup(() => site.serving.end())
    return site
  })
  /** Over the hostile log. */
  .extend("hostile", { scope: "worker" }, async ({}, { onCleanup }): Promise<Site> => {
    const site = await startSite(inject("hostile"), inject("hostileHome"))
    onCleanup(() => site.serving.end())
    return site
  })
  .extend("faults", async ({}, { onCleanup }): Promise<Faults> => {
    const all: Array<string> = []
    const allowed: Array<RegExp> = []
    onCleanup(() => {
      const left = all.filter((fault) => !allowed.some((pattern) => pattern.test(fault)))
      assert.deepStrictEqual(left, [], "complaints of the browser")
    })
    return { all, allow: (pattern) => void allowed.push(pattern) }
  })
  /** A context with the browser's complaints collected. */
  .extend("contextOf", async ({ browser, faults }, { onCleanup }) => {
    const contexts: Array<BrowserContext> = []
    onCleanup(async () => void (await Promise.all(contexts.map((context) => context.close()))))
    return async ({ height = 900, theme = "light", width = 1280 }: OpenOptions = {}): Promise<BrowserContext> => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
        acceptDownloads: true
      })
      contexts.push(context)
      context.setDefaultTimeout(20_000)
      await listen(context, faults.all)
      return context
    }
  })
  /** Opens the report, of the samples if of nothing else. */
  .extend("open", async ({ contextOf, samples }) => async (options: OpenOptions = {}, site: Site = samples) => {
    const context = await contextOf(options)
    await context.addCookies(site.cookies)
    const page = await context.newPage()
    await page.goto(`${site.origin}/${options.search ?? ""}`)
    await page.locator("main").waitFor()
    return page
  })

const listen = async (context: BrowserContext, faults: Array<string>): Promise<void> => {
  await context.exposeFunction("reportFault", (text: string) => void faults.push(text))
  await context.addInitScript(() => {
    const report = (text: string): void => void (globalThis as unknown as Reporting).reportFault(text)
    document.addEventListener("securitypolicyviolation", (event) =>
      report(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
    )
    // What log text would call if it ever became code.
    Object.defineProperty(globalThis, "canary", { value: () => report("log text ran as code") })
  })
  context.on("request", (request) => {
    const url = new URL(request.url())
    const isOwn =
      ["blob:", "data:", "file:"].includes(url.protocol) || ["127.0.0.1", "localhost"].includes(url.hostname)
    if (!isOwn) faults.push(`request to another host: ${request.url()}`)
  })
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`)
  })
  context.on("weberror", (error) => void faults.push(`uncaught: ${String(error.error())}`))
  context.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

interface Reporting {
  readonly reportFault: (text: string) => Promise<void>
}
