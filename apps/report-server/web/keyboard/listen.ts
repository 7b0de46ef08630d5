/** Keys of the page: single ones, where nobody is typing and nothing is open over it; over a whole table only the sheet of keys opens. */
import type { Page } from "../state/Page.ts"
import { keyFor } from "./keys.ts"

export const listenToKeys = (page: Page, document: Document): void => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector(event.key === "?" ? "dialog[open]:not(.expanded)" : "dialog[open]") !== null) return
    const key = keyFor(page, event.key)
    if (key === null || event.key === "Enter") return
    event.preventDefault()
    key.run(page, document)
  })
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== "checkbox" && target.type !== "radio"))
