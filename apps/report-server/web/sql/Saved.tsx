/** Queries that are kept in the user's configuration: open, keep, remove. */
import { useEffect, useRef, useState } from "preact/hooks"

import { Menu } from "../frame/Menu.tsx"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"
import { removeQuery, saveQuery } from "./ask.ts"
import type { Desk } from "./Desk.ts"
import { errorOf } from "./outcome.ts"

export const Saved = ({ desk }: { readonly desk: Desk }) => (
  <Menu label="Saved" name="Saved queries">
    {(close) => <Sheet desk={desk} close={close} />}
  </Menu>
)

const Sheet = ({ close, desk }: { readonly desk: Desk; readonly close: () => void }) => {
  const page = usePage()
  const tab = desk.current.value
  const [name, setName] = useState(tab.name ?? "")
  const [error, setError] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  // Letters that are typed now are of a name, and no keys of the page.
  useEffect(() => input.current?.select(), [])
  const known = desk.saved.value.some((query) => query.name === name.trim())
  const save = async (): Promise<void> => {
    try {
      desk.saved.value = await saveQuery({ name: name.trim(), sql: tab.sql })
      desk.change({ name: name.trim() })
      page.say("Saved.")
      close()
    } catch (cause) {
      setError(errorOf(cause).message)
    }
  }
  const remove = async (query: string): Promise<void> => {
    try {
      desk.saved.value = await removeQuery(query)
    } catch (cause) {
      setError(errorOf(cause).message)
    }
  }
  return (
    <>
      {desk.saved.value.length > 0 && (
        <ul class="choices statements">
          {desk.saved.value.map((query) => (
            <li key={query.name} class="saved">
              <button
                type="button"
                title={query.sql}
                onClick={() => {
                  desk.open(query.sql, query.name)
                  close()
                }}
              >
                {visible(query.name)}
              </button>
              <button
                type="button"
                class="icon plain"
                aria-label={`Remove ${visible(query.name)}`}
                title="Remove"
                onClick={() => void remove(query.name)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="save-query"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <label>
          Keep this statement as{" "}
          <input
            ref={input}
            type="text"
            value={name}
            maxLength={100}
            required
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{known ? "Replace" : "Save"}</button>
      </form>
      {error !== null && (
        <p class="sheet-error" role="alert">
          {visible(error)}
        </p>
      )}
    </>
  )
}
