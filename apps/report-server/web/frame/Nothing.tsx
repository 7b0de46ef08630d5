/** Said once for the whole page when the filter selects nothing, or there is nothing yet. */
import { useEffect, useState } from "preact/hooks"

import type { EmptyReasons } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { clear, isListName, isNarrowed, setList, setTimes } from "../filters/filters.ts"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"

export const Nothing = () => {
  const page = usePage()
  const filter = page.filter.value
  const { answer } = useAnswer(page.overview.value === null ? null : { id: "summary", filter, limit: 1 }, 0)
  const isEmpty = answer !== null && (answer.rows[0]?.[0] ?? 0) === 0
  const [reasons, setReasons] = useState<EmptyReasons["reasons"]>([])
  useEffect(() => {
    setReasons([])
    if (!isEmpty) return
    const abort = new AbortController()
    page.api.whyEmpty(filter, abort.signal).then(
      (empty) => setReasons(empty.reasons),
      () => {}
    )
    return () => abort.abort()
  }, [isEmpty, filter])
  if (!isEmpty) return null
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
        <button type="button" onClick={() => page.setFilter(clear)}>
          Clear the filter
        </button>
      )}
    </section>
  )
}
