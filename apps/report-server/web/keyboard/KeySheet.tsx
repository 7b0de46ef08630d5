/** All keys on one sheet. */
import { useRef } from "preact/hooks"

import { keys } from "./keys.ts"

export const KeySheet = () => {
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" class="unseen" data-key="keys" tabIndex={-1} onClick={() => dialog.current?.showModal()}>
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
        <div class="keys-columns">
          {keys.map(({ title, keys }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map(({ keys, written, does }) => (
                  <div key={does}>
                    <dt>
                      <kbd>{written ?? keys[0]}</kbd>
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <p class="muted">
          A click on a label filters by it, with Alt it excludes it. Drag over a chart to select a time.
        </p>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  )
}
