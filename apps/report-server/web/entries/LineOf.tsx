/** The original line of an entry: asked for when the reader wants it, shown with what is certain about it. */
import { useEffect, useRef, useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import { Failure } from "../frame/Failure.tsx"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { askLine, type OriginalLine } from "./ask.ts"

const labels: Readonly<Record<OriginalLine["state"], string>> = {
  same: "Original line",
  changed: "The file has changed",
  gone: "The line is not there any more"
}

export const LineOf = ({ id }: { readonly id: number }) => {
  const page = usePage()
  const [line, setLine] = useState<OriginalLine | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [isAsked, setAsked] = useState(false)
  const controller = useRef<AbortController | null>(null)
  useEffect(() => () => controller.current?.abort(), [])
  const ask = (): void => {
    controller.current?.abort()
    const asking = new AbortController()
    controller.current = asking
    setAsked(true)
    setError(null)
    askLine(id, asking.signal).then(setLine, (cause: unknown) => {
      if (asking.signal.aborted) return
      setError(ApiError.of(cause))
    })
  }
  if (error !== null) return <Failure error={error} again={ask} />
  if (line === null) {
    return (
      <button type="button" class="ask-line" disabled={isAsked} onClick={ask} data-key="line">
        {isAsked ? "Reading the file" : "Show the original line"}
      </button>
    )
  }
  const where = `${line.file}${line.line === null ? "" : `:${line.line}`}`
  return (
    <figure class={`original ${line.state}`}>
      <figcaption>
        <b>{labels[line.state]}</b>
        <span class="code">{visible(where)}</span>
        <span class="muted">{visible(line.message)}</span>
      </figcaption>
      {line.text !== null && (
        <>
          <pre class="sql" tabIndex={0} aria-label="Original line">
            {visible(line.text)}
          </pre>
          <button type="button" onClick={() => void copyText(page, line.text ?? "")}>
            Copy
          </button>
        </>
      )}
    </figure>
  )
}
