/** Brings a panel into sight, with the analysis asked for on top of it. */
import type { Page } from "../state/Page.ts"
import { choose, planPanels } from "./layout.ts"

export const panelElementId = (id: string): string => `panel-${id}`

export const showPanel = (page: Page, id: string): void => {
  const plan = planPanels(page.catalog.value?.analyses ?? []).find(({ analyses }) =>
    analyses.some((analysis) => analysis.id === id)
  )
  page.go((state) => ({
    ...state,
    view: null,
    expand: null,
    show: plan === undefined ? state.show : choose(plan, state.show, id)
  }))
  scrollToPanel(plan?.id ?? null)
}

/** Null: to the figures. */
export const scrollToPanel = (id: string | null): void => {
  requestAnimationFrame(() => {
    const element = document.getElementById(id === null ? "figures" : panelElementId(id))
    element?.scrollIntoView({ block: "center" })
    const chosen = element?.querySelector<HTMLElement>('.tabs [aria-pressed="true"]')
    ;(chosen ?? element?.querySelector<HTMLElement>("[tabindex], button"))?.focus({ preventScroll: true })
  })
}
