/** The first of the lines that were rejected for a reason, when the reader asks for them. */
import { useEffect, useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import { Failure } from "../frame/Failure.tsx"
import { counted, exact } from "../format/number.ts"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { askRejects, type RejectedLine } from "./ask.ts"

/** Lines that are shown at first, and then; the command has all of them. */
const few = 10
const many = 200

export const RejectedLines = ({
  source,
  reason,
  all
}: {
  readonly source: string
  readonly reason: string
  readonly all: number
}) => {
  const page = usePage()
  const [limit, setLimit] = useState(0)
  const [lines, setLines] = useState<ReadonlyArray<RejectedLine> | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const version = page.answers.dataVersion.value
  useEffect(() => {
    if (limit === 0) return
    const abort = new AbortController()
    setError(null)
    askRejects({ source, reason, limit }, abort.signal).then(setLines, (cause: unknown) => {
      if (abort.signal.aborted) return
      setError(ApiError.of(cause))
    })
    return () => abort.abort()
  }, [source, reason, limit, version])
  return (
    <>
      {" "}
      <button type="button" class="link" aria-expanded={limit > 0} onClick={() => setLimit(limit > 0 ? 0 : few)}>
        {limit > 0 ? "Hide" : `Show ${all === 1 ? "it" : "them"}`}
      </button>
      {limit > 0 && error !== null && <Failure error={error} />}
      {limit > 0 && error === null && lines !== null && (
        <>
          <ol class="rejected" aria-label="Lines that did not parse" tabIndex={0}>
            {lines.map(({ line, text }, index) => (
              <li key={index}>
                <span class="number muted">{line === null ? "" : exact(line)}</span>
                {text === null ? (
                  <span class="muted">its text was not kept</span>
                ) : (
                  <span class="code">{visible(text)}</span>
                )}
              </li>
            ))}
          </ol>
          {lines.length < all && (
            <p class="muted">
              The first {exact(lines.length)} of {counted(all, "line")}.{" "}
              {limit < many ? (
                <button type="button" class="link" onClick={() => setLimit(many)}>
                  Show {exact(Math.min(many, all))}
                </button>
              ) : (
                <>
                  All: <code>logmill rejects --reason {reason}</code>
                </>
              )}
            </p>
          )}
        </>
      )}
    </>
  )
}
