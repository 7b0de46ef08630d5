/** The whole table of an analysis, over the page. Its code is loaded when it is first opened. */
import { useEffect, useRef } from "preact/hooks"

import { useModule } from "../frame/useModule.ts"
import { focusAgain } from "../keyboard/focus.ts"
import { usePage } from "../state/Page.ts"

export const Expanded = () => {
  const page = usePage()
  const { expand } = page.state.value
  const dialog = useRef<HTMLDialogElement>(null)
  const analysis = expand === null ? null : page.analysis(expand)
  const table = useModule(analysis === null ? null : () => import("./FullTable.tsx"))
  useEffect(() => {
    if (analysis === null) return
    const before = document.activeElement
    dialog.current?.showModal()
    // By then it is gone from the page, and so can't give the focus back itself.
    return () => focusAgain(document, before, analysis.id)
  }, [analysis?.id])
  if (analysis === null) return null
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
      {table === null ? <div class="skeleton view" aria-busy="true" /> : <table.FullTable analysis={analysis} />}
    </dialog>
  )
}
