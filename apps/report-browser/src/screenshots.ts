/**
 * Makes the pictures of the README anew, from the samples: `npm run screenshots`. Of a page that has not changed they are the
 * same to the byte, so that a difference is one that can be seen.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { chromium, type Page } from "playwright-core"

import { findChromium, quietFlags } from "./testing/chromium.ts"
import { logmill, root, serve } from "./testing/command.ts"
import { write } from "./testing/editor.ts"
import { scrollThrough, settled } from "./testing/look.ts"

interface Picture {
  readonly name: string
  readonly search: string
  readonly theme: "light" | "dark"
  readonly width: number
  readonly height: number
  readonly prepare?: (page: Page) => Promise<void>
}

const statement = `SELECT path, count(*) AS hits, count(DISTINCT client) AS clients
FROM entries
WHERE status >= 500 AND time >= unixepoch('2026-11-10') * 1000
GROUP BY path
ORDER BY hits DESC`

const pictures: ReadonlyArray<Picture> = [
  { name: "report-light", search: "", theme: "light", width: 1280, height: 900 },
  {
    name: "report-dark",
    search: "?from=2026-11-10&to=2026-11-10&compare=previous",
    theme: "dark",
    width: 1280,
    height: 900
  },
  { name: "report-narrow", search: "", theme: "light", width: 360, height: 900 },
  {
    name: "report-sql",
    search: "?view=sql",
    theme: "light",
    width: 1280,
    height: 720,
    prepare: async (page) => {
      // With no word at its end, of which completions would be shown.
      await write(page, `${statement}\n`)
      await page.locator('[data-key="run"]').click()
      await page.getByText("/v1/orders").first().waitFor()
    }
  }
]

/** Bytes: the README is read over slow lines, too. */
const mostBytes = 150_000

const folder = mkdtempSync(join(tmpdir(), "logmill-pictures-"))
const built = spawnSync(process.execPath, ["scripts/build.ts", "--if-stale"], { cwd: root, stdio: "inherit" })
if (built.status !== 0) process.exit(1)
const db = join(folder, "logmill.db")
logmill(folder, ["ingest", join(root, "samples/logs"), "--db", db])
const serving = await serve(folder, db)
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [...quietFlags, "--disable-lcd-text", "--hide-scrollbars"]
})
try {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB", timezoneId: "UTC" })
  const page = await context.newPage()
  await page.goto(serving.address)
  await settled(page)
  for (const { height, name, prepare, search, theme, width } of pictures) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(`${serving.origin}/${search}`)
    await page.locator("main").waitFor()
    await settled(page)
    if (prepare === undefined) await scrollThrough(page)
    await prepare?.(page)
    await page.mouse.move(0, 0)
    await settled(page)
    const path = join(root, "docs/images", `${name}.png`)
    await page.screenshot({ path })
    const { size } = statSync(path)
    console.log(`${path}: ${size} bytes`)
    if (size > mostBytes) throw new Error(`${name}.png is larger than ${mostBytes} bytes`)
  }
} finally {
  await browser.close()
  await serving.end()
  rmSync(folder, { recursive: true, force: true })
}
