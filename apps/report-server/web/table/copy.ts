import type { Page } from "../state/Page.ts"

/** Into the clipboard, and said so. */
export const copyText = async (page: Page, text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    page.say("Copied.")
  } catch {
    page.say("The browser does not allow copying here.")
  }
}
