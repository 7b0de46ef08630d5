/** Where the keyboard is: rows and panels in the order of the page. */

/** What is named by `data-key`; `press` also opens it. */
export const focusHook = (document: Document, name: string, press: boolean): void => {
  const element = document.querySelector<HTMLElement>(`[data-key="${name}"]`)
  element?.focus()
  if (press) element?.click()
}

/** The table of lines, once some are there. */
export const linesGrid = ".entries .grid[tabindex]"

/** As a key does it: the focus stays where it is, and goes back there from what opens. */
export const pressHook = (document: Document, name: string): void =>
  document.querySelector<HTMLElement>(`[data-key="${name}"]`)?.click()

/**
 * What takes a chip away or changes it, from where the keyboard is: it goes to the chip that is in its place then, or to the one before,
 * or to what adds a filter when none is left.
 */
export const amongChips = (document: Document, change: () => void): void => {
  const all = (): ReadonlyArray<HTMLElement> => [...document.querySelectorAll<HTMLElement>(".chips .chip")]
  const before = document.activeElement
  const at = all().findIndex((chip) => chip.contains(before))
  const isRemover = before?.matches(".chip-remove") === true
  change()
  if (before?.closest(".chips") == null) return
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return
    const chips = all()
    const chip = chips[Math.min(Math.max(at, 0), chips.length - 1)]
    const target = chip?.querySelector<HTMLElement>(isRemover ? ".chip-remove" : "button")
    ;(target ?? document.querySelector<HTMLElement>('[data-key="filter"]'))?.focus({ preventScroll: true })
  })
}

/** Of a sheet that was just opened, whose code may be on its way; unless the reader goes elsewhere meanwhile. */
export const focusWhenThere = (document: Document, selector: string, frames = 120): void => {
  const before = document.activeElement
  const look = (left: number): void => {
    const element = document.querySelector<HTMLElement>(selector)
    if (element !== null) element.focus()
    else if (left > 0 && [before, document.body].includes(document.activeElement))
      requestAnimationFrame(() => look(left - 1))
  }
  look(frames)
}

const panelOf = (document: Document): Element | null => document.activeElement?.closest(".panel") ?? null

export const moveRow = (document: Document, step: 1 | -1): void => {
  const panel = panelOf(document) ?? document.querySelector(".panel")
  const labels = [
    ...(panel?.querySelectorAll<HTMLElement>("tr.row button.label, tr.row:not(:has(button.label))") ?? [])
  ]
  if (labels.length === 0) return
  const row = document.activeElement?.closest("tr.row")
  const at = labels.findIndex((label) => label === row || label.closest("tr.row") === row)
  const next = labels[at < 0 ? (step === 1 ? 0 : labels.length - 1) : (at + step + labels.length) % labels.length]
  next?.focus()
}

export const movePanel = (document: Document, step: 1 | -1): void => {
  const panels = [...document.querySelectorAll<HTMLElement>(".panel")]
  if (panels.length === 0) return
  const current = panelOf(document)
  const at = panels.findIndex((panel) => panel === current)
  const next = panels[(at + step + panels.length) % panels.length]!
  next.scrollIntoView({ block: "center" })
  next
    .querySelector<HTMLElement>("tr.row button.label, .tabs button, .panel-tools button")
    ?.focus({ preventScroll: true })
}

export const clickIn = (document: Document, name: string): void => {
  const panel = panelOf(document) ?? document.querySelector(".panel")
  panel?.querySelector<HTMLElement>(`[data-key="${name}"]`)?.click()
}

/** Where the focus was before the table of an analysis was opened; where nothing had it, on what opens that table. */
export const focusAgain = (document: Document, before: Element | null, analysis: string): void => {
  const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
  const opener = document.querySelector<HTMLElement>(`.panel[data-analysis="${analysis}"] [data-key="expand"]`)
  if (isThere) before.focus({ preventScroll: true })
  else opener?.focus()
}
