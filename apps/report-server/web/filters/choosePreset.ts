/** Moves the time range, from the picker and by keys. */
import type { Page } from "../state/Page.ts"
import { calendarTitle, wholeOf } from "../state/calendar.ts"
import { moved, type Preset, presetTimes, setRange } from "../state/range.ts"
import { setTimes } from "./filters.ts"

export const choosePreset = (page: Page, preset: Preset): void => {
  const clock = page.clock.value
  if (clock !== null) page.setFilter((filter) => setTimes(filter, presetTimes(preset, clock) ?? {}))
}

/** Nothing when no time is set: before and after all data there is none. */
export const movePeriod = (page: Page, direction: -1 | 1): void => {
  const filter = page.filter.value
  const [clock, shown] = [page.clock.value, page.range.value]
  if (clock === null || shown === null || (filter.from === undefined && filter.to === undefined)) return
  // Before today, be it as young as it may, is yesterday.
  const range = (calendarTitle(filter) === null ? null : wholeOf(filter, clock)) ?? shown
  const offsetAt = page.offsetAt.value
  page.setFilter((filter) => setRange(filter, moved(range, direction, offsetAt), offsetAt))
}
