/** The whole table of an analysis, over the page. Its code is loaded when it is first opened. */
import type { ComponentType } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

import type { AnalysisInfo } from "../api/types.ts"
import { usePage } from "../state/Page.ts"

type FullTable = ComponentType<{ readonly analysis: AnalysisInfo }>

export const Expanded = () => {
  const page = usePage()
  const { expand } = page.state.value
  const dialog = useRef<HTMLDialogElement>(null)
  const [table, setTable] = useState<{ readonly view: FullTable } | null>(null)
  const analysis = expand === null ? null : page.analysis(expand)
  useEffect(() => {
    if (analysis === null) return
    dialog.current?.showModal()
    if (table === null) void import("./FullTable.tsx").then(({ FullTable }) => setTable({ view: FullTable }))
    return () => dialog.current?.close()
  }, [analysis?.id])
  if (analysis === null) return null
  const View = table?.view
  const close = (): void => page.go({ expand: null, sort: null, find: "", hide: [] })
  return (
    <dialog
      ref={dialog}
      class="expanded"
      aria-label={analysis.title}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      <button type="button" class="icon close" aria-label="Close" title="Close (Esc)" onClick={close}>
        ×
      </button>
      {View === undefined ? <div class="skeleton view" aria-busy="true" /> : <View analysis={analysis} />}
    </dialog>
  )
}
