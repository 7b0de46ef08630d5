/** Makes a panel of a statement: asks what it is called, says what will be written, then where it was. */
import { useLayoutEffect, useRef, useState } from "preact/hooks"

import type { Answer } from "../api/types.ts"
import { visible } from "../format/visible.ts"
import { ownOf } from "../state/ownOf.ts"
import { usePage } from "../state/Page.ts"
import { savePanel, type Written } from "./ask.ts"
import { errorOf } from "./outcome.ts"
import { parametersIn } from "./parameters.ts"

interface Asked {
  readonly statement: string
  readonly answer: Answer
  readonly params: Readonly<Record<string, string>>
}

const charts = ["figure", "line", "stack", "bar", "heatmap", "table"] as const

/** What the class that was measured means for the reader. */
const costSays: Readonly<Record<Written["cost"], string>> = {
  rollup: "It was measured: it reads sums and is quick, so it is asked with the first panels (cost rollup).",
  scan: "It was measured: it takes a pass over the entries, so it is asked when it comes into sight (cost scan).",
  sort: "It was measured: it takes longer than a pass over the entries, so it waits behind the others (cost sort)."
}

export const idOf = (title: string): string =>
  title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60)

export const SavePanel = (asked: Asked) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  // Once the form is in it, whose first field then has the focus.
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal()
  }, [isOpen])
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setOpen(true)
        }}
      >
        Save as panel
      </button>
      <dialog ref={dialog} class="keys save-panel" aria-label="Save as a panel" onClose={() => setOpen(false)}>
        {isOpen && <Form {...asked} close={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

const Form = ({ answer, close, params, statement }: Asked & { readonly close: () => void }) => {
  const page = usePage()
  const [title, setTitle] = useState("")
  const [id, setId] = useState<string | null>(null)
  const [chart, setChart] = useState(answer.chart)
  const [error, setError] = useState<string | null>(null)
  const [written, setWritten] = useState<Written | null>(null)
  const [isBusy, setBusy] = useState(false)
  const show = useRef<HTMLButtonElement>(null)
  // The form is gone, and with it what had the focus.
  useLayoutEffect(() => {
    if (written !== null) show.current?.focus()
  }, [written])
  const name = id ?? idOf(title)
  const write = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const given = Object.fromEntries(parametersIn(statement).map((one) => [one, ownOf(params, one) ?? ""]))
      setWritten(await savePanel({ id: name, title: title.trim(), chart, sql: statement, params: given }))
      page.catalog.value = await page.api.catalog()
    } catch (cause) {
      setError(errorOf(cause).message)
    } finally {
      setBusy(false)
    }
  }
  if (written !== null) {
    return (
      <div class="panel-form">
        <h2>The panel is there</h2>
        <p>
          It was written to <span class="code">{visible(written.file)}</span>, where it can be changed and removed. On
          the command line it is <span class="code">logmill analyze {name}</span>.
        </p>
        <p class="muted">{costSays[written.cost]}</p>
        <div class="form-end">
          <button type="button" onClick={close}>
            Close
          </button>
          <button
            ref={show}
            type="submit"
            onClick={() => {
              close()
              page.go((state) => ({ ...state, view: null, expand: name }))
            }}
          >
            Show it
          </button>
        </div>
      </div>
    )
  }
  return (
    <form
      class="panel-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy) void write()
      }}
    >
      <h2>Save as a panel</h2>
      <label>
        Title
        <input
          type="text"
          required
          maxLength={200}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <label>
        Id
        <input
          type="text"
          required
          pattern="[a-z0-9][a-z0-9\-]*"
          maxLength={60}
          value={name}
          onInput={(event) => setId(event.currentTarget.value)}
        />
      </label>
      <label>
        Shown as
        <select value={chart} onChange={(event) => setChart(charts.find((one) => one === event.currentTarget.value)!)}>
          {charts.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <p class="muted">
        This writes the file <span class="code">analyses/{name === "" ? "ID" : name}.sql</span> into the folder of your
        configuration. No file is replaced. The page's filter will narrow it as all panels.
      </p>
      {error !== null && (
        <p class="sheet-error" role="alert">
          {visible(error)}
        </p>
      )}
      <div class="form-end">
        <button type="button" onClick={close}>
          Cancel
        </button>
        <button type="submit" aria-disabled={isBusy}>
          Write the file
        </button>
      </div>
    </form>
  )
}
