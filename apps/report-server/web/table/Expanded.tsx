/** The whole table of an analysis, over the page. Its code is loaded when it is first opened. */
import { useLayoutEffect, useRef } from "preact/hooks"

import { useModule } from "../frame/useModule.ts"
import { focusAgain } from "../keyboard/focus.ts"
import { useKeptFocus } from "../keyboard/keepFocus.ts"
import { usePage } from "../state/Page.ts"

export const Expanded = () => {
  const page = usePage()
  const { expand } = page.state.value
  const dialog = useRef<HTMLDialogElement>(null)
  const analysis = expand === null ? null : page.analysis(expand)
  const table = useModule(analysis === null ? null : () => import("./FullTable.tsx"))
  // At once, as keys that are pressed before the next frame go to what has the focus.
  useLayoutEffect(() => {
    if (analysis === null) return
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      dialog.current?.close()
      // Mostly it is gone from the page by now, and so can't give the focus back itself.
      focusAgain(document, before, analysis.id)
    }
  }, [analysis?.id])
  // Where there are keys, what one types is looked for; a screen's own keyboard would cover the rows.
  useLayoutEffect(() => {
    if (table !== null && matchMedia("(hover: hover)").matches)
      dialog.current?.querySelector<HTMLElement>(".find")?.focus()
  }, [table === null, analysis?.id])
  useKeptFocus(dialog, (part) => part.querySelector<HTMLElement>(".grid") ?? part.querySelector(".close"), analysis?.id)
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
