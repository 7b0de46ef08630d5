/**
 * Tests in a browser: each with pages that nobody else sees, and each held to what holds for every page. Whatever the console, a policy or
 * a script complains of fails the test, and so do dialogs and requests to other hosts. Contexts and pages cost the browser more
 * than what is shown in them: those of a worker are kept, and emptied after every test.
 */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { assert, inject, test } from "vitest"

import { quietFlags } from "./chromium.ts"
import { type Serving, serve } from "./command.ts"
import { enter, type Site } from "./session.ts"

export interface OpenOptions {
  readonly theme?: "light" | "dark"
  readonly width?: number
  readonly height?: number
  readonly isOffline?: boolean
  /** Behind the address: `?status=404`. */
  readonly search?: string
}

/** What may be said without harm, by those who let it happen: a server that was ended, for one. */
export interface Faults {
  readonly all: Array<string>
  readonly allow: (pattern: RegExp) => void
}

interface Pages {
  readonly context: BrowserContext
  /** Those that no test uses. */
  readonly free: Array<Page>
}

interface Kept {
  readonly collect: (faults: Array<string>) => void
  readonly of: (isOffline: boolean) => Promise<Pages>
}

export const browserTest = test
  .extend("browser", { scope: "worker" }, async ({}, { onCleanup }): Promise<Browser> => {
    const browser = await chromium.launch({ executablePath: inject("browser"), args: [...quietFlags], headless: true })
    onCleanup(() => browser.close())
    return browser
  })
  .extend("samples", async ({}): Promise<Site> => inject("samplesSite"))
  .extend("hostile", async ({}): Promise<Site> => inject("hostileSite"))
  /** Contexts and empty pages of a worker, and where their complaints go: to the test that runs. */
  .extend("kept", { scope: "worker" }, async ({ browser }): Promise<Kept> => {
    let sink: Array<string> = []
    const begin = async (isOffline: boolean): Promise<Pages> => {
      const context = await browser.newContext({ ...reader, offline: isOffline })
      context.setDefaultTimeout(patience)
      await listen(context, (fault) => void sink.push(fault))
      return { context, free: [] }
    }
    const known = new Map<boolean, Promise<Pages>>()
    return {
      collect: (faults) => void (sink = faults),
      of: (isOffline) => {
        const pages = known.get(isOffline) ?? begin(isOffline)
        known.set(isOffline, pages)
        return pages
      }
    }
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
  /** Servers of the test's own: they end when nobody looks at them any more. */
  .extend("startServer", async ({}, { onCleanup }) => {
    const servers: Array<Serving> = []
    onCleanup(async () => void (await Promise.all(servers.map((serving) => serving.end()))))
    return async (db: string, home: string = inject("folder")): Promise<Serving> => {
      const serving = await serve(home, db)
      servers.push(serving)
      return serving
    }
  })
  .extend(
    "startSite",
    async ({ startServer }) =>
      async (db: string, home?: string): Promise<Site & { readonly serving: Serving }> => {
        const serving = await startServer(db, home)
        return { ...(await enter(serving)), serving }
      }
  )
  /** Another reader, who shares neither cookies nor anything else with the pages of `newPage`. */
  .extend("stranger", async ({ browser, faults, startServer }, { onCleanup }): Promise<Page> => {
    void startServer
    const context = await browser.newContext(reader)
    onCleanup(() => context.close())
    await listen(context, (fault) => void faults.all.push(fault))
    context.setDefaultTimeout(patience)
    return context.newPage()
  })
  /** A page with nothing in it, and nothing kept from the test before; `isOffline`: with no network. */
  .extend("newPage", async ({ faults, kept, startServer }, { onCleanup }) => {
    kept.collect(faults.all)
    // Named so that servers end after the pages that ask them.
    void startServer
    const used: Array<readonly [Page, Pages]> = []
    onCleanup(async () => {
      // What any of them asks ends before the right to ask does: pages of a context share its cookies.
      for (const [page] of used) {
        if (/^(?:http|file):/.test(page.url())) await page.evaluate("localStorage.clear(), sessionStorage.clear()")
        await page.goto("about:blank")
      }
      for (const [page, { context, free }] of used) {
        await context.clearCookies()
        free.push(page)
      }
    })
    return async (options: OpenOptions = {}): Promise<Page> => {
      const { height = 900, isOffline = false, theme = "light", width = 1280 } = options
      const pages = await kept.of(isOffline)
      const page = pages.free.pop() ?? (await pages.context.newPage())
      used.push([page, pages])
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: theme, media: "screen" })
      return page
    }
  })
  /** Opens the report, of the samples if of nothing else. */
  .extend("open", async ({ newPage, samples }) => async (options: OpenOptions = {}, site: Site = samples) => {
    const page = await newPage(options)
    await page.context().addCookies([...site.cookies])
    await page.goto(`${site.origin}/${options.search ?? ""}`)
    await page.locator("main").waitFor()
    return page
  })

/** ms to wait for what is to come. */
const patience = 60_000

const reader = {
  viewport: { width: 1280, height: 900 },
  reducedMotion: "reduce",
  locale: "en-GB",
  timezoneId: "UTC",
  acceptDownloads: true
} as const

const listen = async (context: BrowserContext, complain: (fault: string) => void): Promise<void> => {
  await context.exposeFunction("reportFault", complain)
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
    if (!isOwn) complain(`request to another host: ${request.url()}`)
  })
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`)
  })
  context.on("weberror", (error) => complain(`uncaught: ${String(error.error())}`))
  context.on("dialog", (dialog) => {
    complain(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

interface Reporting {
  readonly reportFault: (text: string) => Promise<void>
}
