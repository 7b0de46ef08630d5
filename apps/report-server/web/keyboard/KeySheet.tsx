/** All keys on one sheet. */
import { useRef, useState } from "preact/hooks"

import { useModule } from "../frame/useModule.ts"
import { usePage } from "../state/Page.ts"

export const KeySheet = () => {
  const page = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const [wasOpened, setOpened] = useState(false)
  const sheets = useModule(wasOpened ? () => import("../frame/sheets.ts") : null)
  return (
    <>
      <button
        type="button"
        class="unseen"
        data-key="keys"
        tabIndex={-1}
        onClick={() => {
          setOpened(true)
          dialog.current?.showModal()
        }}
      >
        Keys
      </button>
      <dialog
        ref={dialog}
        class="keys"
        aria-label="Keys"
        onClick={(event) => {
          if (event.target === dialog.current) dialog.current?.close()
        }}
      >
        <h2>Keys</h2>
        {sheets !== null && <sheets.KeyList />}
        {!page.isStatic && (
          <p class="muted">
            A click on a label filters by it, with Alt it excludes it. Drag over a chart to select a time.
          </p>
        )}
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  )
}
