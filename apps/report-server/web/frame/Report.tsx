/** The report: figures, chart, panels. When the filter is refused or selects nothing, that is said once, in their place. */
import { useEffect, useState } from "preact/hooks"

import type { EmptyReasons } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { MainChart } from "../chart/MainChart.tsx"
import { Figures } from "../figures/Figures.tsx"
import { summaryQuestion } from "../figures/questions.ts"
import { RefusedFilter } from "../filters/RefusedFilter.tsx"
import { filterParts, RemoveParts } from "../filters/RemoveParts.tsx"
import { clear, isListName, isNarrowed, setList, setTimes } from "../filters/filters.ts"
import { visible } from "../format/visible.ts"
import { Panels } from "../panels/Panels.tsx"
import { presetTimes, rangeTitle } from "../state/range.ts"
import { type Page, usePage } from "../state/Page.ts"
import type { ThemeChoice } from "./theme.ts"

export const Report = ({ theme }: { readonly theme: ThemeChoice }) => {
  const page = usePage()
  const selected = { filter: page.filter.value, compare: page.state.value.compare }
  const { again, answer, error, wait } = useAnswer(page.overview.value === null ? null : summaryQuestion(selected), 0)
  if (error !== null) return <RefusedFilter error={error} again={again} />
  // What the filter before selected says nothing of this one.
  if (wait === "none" && answer !== null && (answer.rows[0]?.[0] ?? 0) === 0) return <Nothing />
  return (
    <>
      <Figures />
      <MainChart theme={theme} />
      <Panels theme={theme} />
    </>
  )
}

const clearAll = (page: Page): void => page.go((state) => ({ ...state, filter: clear(state.filter), compare: null }))

/** Where a time was selected of which there is no entry: the last days there are, or any. */
const OtherTimes = () => {
  const page = usePage()
  const [clock, range] = [page.clock.value, page.range.value]
  if (clock === null || clock.first === null || clock.last === null || range === null) return null
  if (range.from <= clock.last && range.to > clock.first) return null
  const times = presetTimes("week", clock)
  return (
    <>
      {times !== null && (
        <button type="button" onClick={() => page.setFilter((filter) => setTimes(filter, times))}>
          The last 7 days of the logs, {rangeTitle(times, clock, false)}
        </button>
      )}
      {filterParts(page.filter.value).length === 1 && (
        <button type="button" onClick={() => page.setFilter((filter) => setTimes(filter, {}))}>
          All times
        </button>
      )}
    </>
  )
}

const Nothing = () => {
  const page = usePage()
  const filter = page.filter.value
  const [reasons, setReasons] = useState<EmptyReasons["reasons"]>([])
  useEffect(() => {
    setReasons([])
    const abort = new AbortController()
    page.api.whyEmpty(filter, abort.signal).then(
      (empty) => setReasons(empty.reasons),
      () => {}
    )
    return () => abort.abort()
  }, [filter])
  const apply = (name: string, value: string): void =>
    page.setFilter((filter) =>
      isListName(name)
        ? setList(filter, name, [value])
        : setTimes(filter, { ...(filter.from === undefined ? {} : { from: filter.from }), [name]: value })
    )
  if (!isNarrowed(filter)) {
    return (
      <section class="nothing" aria-label="Nothing here yet">
        <h2>There is nothing here yet</h2>
        <p>
          Run <code>logmill ingest access.log</code> on this database; the page shows what it reads as it goes.
        </p>
      </section>
    )
  }
  return (
    <section class="nothing" aria-label="Nothing is selected">
      <h2>This filter selects no entry</h2>
      {reasons.map(({ message, instead }) => (
        <p key={message}>
          {visible(message)}{" "}
          {instead !== null && !page.isStatic && (
            <button type="button" onClick={() => apply(instead.name, instead.value)}>
              Use {visible(instead.value)}
            </button>
          )}
        </p>
      ))}
      {!page.isStatic && (
        <p class="row-of-buttons">
          <OtherTimes />
          <RemoveParts />
          <button type="button" onClick={() => clearAll(page)}>
            Clear the filter
          </button>
        </p>
      )}
    </section>
  )
}
