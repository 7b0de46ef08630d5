/** In the report's place, where the server refuses the filter: what of it, and buttons that take away that alone. */
import { useEffect, useState } from "preact/hooks"

import type { ApiError } from "../api/Api.ts"
import { Failure } from "../frame/Failure.tsx"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { type RefusedPart, refusedParts } from "./refused.ts"
import { compareWords } from "./words.ts"

export const RefusedFilter = ({ error, again }: { readonly error: ApiError; readonly again: () => void }) => {
  const page = usePage()
  const { compare } = page.state.value
  const filter = page.filter.value
  const [parts, setParts] = useState<ReadonlyArray<RefusedPart> | null>(null)
  const isFilter = error.kind === "Refused" && !page.isStatic
  useEffect(() => {
    setParts(null)
    if (!isFilter) return
    const abort = new AbortController()
    void refusedParts(page.api, filter, page.clock.peek(), abort.signal).then(
      (found) => abort.signal.aborted || setParts(found)
    )
    return () => abort.abort()
  }, [filter, isFilter])
  if (!isFilter) return <Failure error={error} again={again} />
  // Until it is known which part it is, the layout waits.
  if (parts === null) return null
  if (parts.length === 0) {
    return (
      <Failure error={error}>
        {compare !== null && (
          <button type="button" onClick={() => page.go({ compare: null })}>
            Don’t compare with {visible(compareWords(compare))}
          </button>
        )}
        <button type="button" onClick={() => page.go((state) => ({ ...state, filter: {}, compare: null }))}>
          Clear the filter
        </button>
      </Failure>
    )
  }
  return (
    <div class="failure" role="alert">
      {parts.map(({ title, message, without }) => (
        <p key={title}>
          {visible(message)}{" "}
          <button type="button" onClick={() => page.setFilter(without)}>
            Remove {title}
          </button>
        </p>
      ))}
      {parts.length > 1 && (
        <button
          type="button"
          onClick={() => page.setFilter((filter) => parts.reduce((rest, { without }) => without(rest), filter))}
        >
          Remove all of these
        </button>
      )}
    </div>
  )
}
