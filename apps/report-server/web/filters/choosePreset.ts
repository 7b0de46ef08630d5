/** Moves the time range, from the picker and by keys. */
import type { Page } from "../state/Page.ts"
import { moved, type Preset, presetTimes, setRange } from "../state/range.ts"
import { setTimes } from "./filters.ts"

export const choosePreset = (page: Page, preset: Preset): void => {
  const clock = page.clock.value
  if (clock !== null) page.setFilter((filter) => setTimes(filter, presetTimes(preset, clock) ?? {}))
}

/** Nothing when no time is set: before and after all data there is none. */
export const movePeriod = (page: Page, direction: -1 | 1): void => {
  const { from, to } = page.filter.value
  const range = page.range.value
  if (range === null || (from === undefined && to === undefined)) return
  const offsetAt = page.offsetAt.value
  page.setFilter((filter) => setRange(filter, moved(range, direction, offsetAt), offsetAt))
}
