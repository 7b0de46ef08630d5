/** The original line of an entry: asked for when the reader wants it, shown with what is certain about it. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"

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
  const [line, setLine] = useState<OriginalLine | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [isAsked, setAsked] = useState(false)
  const controller = useRef<AbortController | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const hadFocus = useRef(false)
  useEffect(() => () => controller.current?.abort(), [])
  // What had it is gone.
  useLayoutEffect(() => {
    if (!hadFocus.current) return
    hadFocus.current = false
    const find = (selector: string) => root.current?.querySelector<HTMLElement>(selector)
    ;(find("pre") ?? find("figure, button"))?.focus({ preventScroll: true })
  }, [line, error])
  const ask = (): void => {
    controller.current?.abort()
    const asking = new AbortController()
    controller.current = asking
    const keepFocus = (): void => {
      hadFocus.current = root.current?.contains(document.activeElement) === true
    }
    if (error !== null) keepFocus()
    setAsked(true)
    setError(null)
    const show = (found: OriginalLine): void => {
      keepFocus()
      setLine(found)
    }
    askLine(id, asking.signal).then(show, (cause: unknown) => {
      if (asking.signal.aborted) return
      keepFocus()
      setError(ApiError.of(cause))
    })
  }
  return (
    <div ref={root} class="line-of">
      {error !== null ? (
        <Failure error={error} again={ask} />
      ) : line === null ? (
        <button type="button" aria-disabled={isAsked} onClick={isAsked ? undefined : ask} data-key="line">
          {isAsked ? "Reading the file" : "Show the original line"}
        </button>
      ) : (
        <Original line={line} />
      )}
    </div>
  )
}

const Original = ({ line }: { readonly line: OriginalLine }) => {
  const page = usePage()
  const where = `${line.file}${line.line === null ? "" : `:${line.line}`}`
  return (
    <figure class={`original ${line.state}`} tabIndex={-1}>
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
