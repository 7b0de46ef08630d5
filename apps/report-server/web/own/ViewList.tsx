/** Kept views: open, rename, remove, and keep what is shown now. */
import { useEffect, useState } from "preact/hooks"

import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { opened, removeView, type SavedView, savedViews, saveView, searchOf } from "./views.ts"

export const ViewList = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const [views, setViews] = useState<ReadonlyArray<SavedView>>([])
  const [renamed, setRenamed] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [name, setName] = useState("")
  const here = searchOf(page.state.value)
  const apply = async (change: Promise<ReadonlyArray<SavedView>>): Promise<boolean> => {
    try {
      setViews(await change)
      setError(null)
      return true
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
      return false
    }
  }
  useEffect(() => void apply(savedViews()), [])
  const isKnown = views.some((view) => view.name === name.trim())
  return (
    <>
      {views.length > 0 && (
        <ul class="choices views">
          {views.map((view) =>
            view.name === renamed ? (
              <li key={view.name}>
                <NameForm
                  label={`New name of ${visible(view.name)}`}
                  name={view.name}
                  word="Rename"
                  submit={async (next) => {
                    if (await apply(saveView({ ...view, name: next, was: view.name }))) setRenamed(null)
                  }}
                />
              </li>
            ) : (
              <li key={view.name} class="saved">
                <button
                  type="button"
                  aria-pressed={view.search === here}
                  title={decoded(view.search)}
                  onClick={() => {
                    page.go((state) => opened(state, view.search))
                    close()
                  }}
                >
                  {visible(view.name)}
                </button>
                <button
                  type="button"
                  class="plain"
                  aria-label={`Rename ${visible(view.name)}`}
                  onClick={() => setRenamed(view.name)}
                >
                  Rename
                </button>
                <button
                  type="button"
                  class="plain"
                  aria-label={`Remove ${visible(view.name)}`}
                  title="Remove"
                  onClick={() => void apply(removeView(view.name))}
                >
                  ×
                </button>
              </li>
            )
          )}
        </ul>
      )}
      <NameForm
        label="Keep this view as"
        name=""
        word={isKnown ? "Replace" : "Save"}
        typed={setName}
        submit={async (next) => {
          if (!(await apply(saveView({ name: next, search: here })))) return
          page.say("Saved.")
          close()
        }}
      />
      {error !== null && (
        <p class="sheet-error" role="alert">
          {visible(error)}
        </p>
      )}
    </>
  )
}

const NameForm = ({
  label,
  name,
  submit,
  typed,
  word
}: {
  readonly label: string
  readonly name: string
  readonly word: string
  readonly typed?: (name: string) => void
  readonly submit: (name: string) => Promise<void>
}) => {
  const [value, setValue] = useState(name)
  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(value.trim())
      }}
    >
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={100}
        required
        onInput={(event) => {
          setValue(event.currentTarget.value)
          typed?.(event.currentTarget.value)
        }}
      />
      <button type="submit">{word}</button>
    </form>
  )
}

/** As people read it. */
const decoded = (search: string): string => {
  try {
    return visible(decodeURIComponent(search)) || "All entries"
  } catch {
    return visible(search)
  }
}
