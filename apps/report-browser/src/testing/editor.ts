/** The editor of the SQL workbench, as its users use it. */
import type { Page } from "playwright-core"

/** Puts a statement in the place of what is there. */
export const write = async (page: Page, sql: string): Promise<void> => {
  const editor = page.locator(".cm-content")
  await editor.waitFor()
  await editor.click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.insertText(sql)
}

export const run = (page: Page): Promise<void> => page.keyboard.press("ControlOrMeta+Enter")
