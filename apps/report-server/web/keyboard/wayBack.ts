/**
 * Where the keyboard goes when a view is left: to what opened it. The report is drawn anew then, so a row is known by its panel and its
 * name. Whoever has gone elsewhere by themselves, as to a button of the bar, is left there.
 */
import { effect } from "@preact/signals"

import type { Page } from "../state/Page.ts"

interface Opener {
  readonly element: HTMLElement
  /** Id of the panel's analysis, and what its row is called; null: it stands in no row of a panel. */
  readonly row: { readonly panel: string; readonly name: string } | null
}

export const rememberWayBack = (page: Page, document: Document): (() => void) => {
  let opener: Opener | null = null
  let before = page.state.peek().view
  return effect(() => {
    const { view } = page.state.value
    const [left, entered] = [before !== null && view === null, before === null && view !== null]
    before = view
    // What has the focus is still there: the page is drawn after the change.
    if (entered) opener = openerOf(document.activeElement)
    if (!left) return
    const known = opener
    opener = null
    if (known !== null) requestAnimationFrame(() => goBack(document, known))
  })
}

const openerOf = (element: Element | null): Opener | null => {
  if (!(element instanceof HTMLElement) || element.localName === "body") return null
  const panel = element.closest<HTMLElement>(".panel")?.dataset["analysis"]
  const name = element.closest("tr.row")?.querySelector("button.label")?.textContent
  return { element, row: panel === undefined || name == null ? null : { panel, name } }
}

/** Rows come when they are answered: for two seconds. */
const mostFrames = 120

const goBack = (document: Document, { element, row }: Opener, frames = mostFrames): void => {
  if (document.activeElement !== document.body) return
  if (element.isConnected) return element.focus({ preventScroll: true })
  if (row === null) return
  const panel = document.querySelector<HTMLElement>(`.panel[data-analysis="${CSS.escape(row.panel)}"]`)
  const labels = [...(panel?.querySelectorAll<HTMLElement>("tr.row button.label") ?? [])]
  const label = labels.find(({ textContent }) => textContent === row.name)
  if (label !== undefined) return label.focus()
  // A panel that is out of sight asks for nothing.
  if (frames === mostFrames - 1) panel?.scrollIntoView({ block: "nearest" })
  if (frames > 0) requestAnimationFrame(() => goBack(document, { element, row }, frames - 1))
}
