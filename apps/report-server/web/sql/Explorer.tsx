/** Views, their columns and functions, with what each is; a click writes the name into the statement. */
import { useState } from "preact/hooks"

import type { Schema, View } from "./ask.ts"
import type { Desk } from "./Desk.ts"

export const Explorer = ({ desk, insert }: { readonly desk: Desk; readonly insert: (text: string) => void }) => {
  const [text, setText] = useState("")
  const schema = desk.schema.value
  return (
    <nav class="explorer" aria-label="Views and functions">
      <input
        type="search"
        placeholder="Find a column"
        aria-label="Find a column"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {schema === null ? (
        <div class="skeleton view" aria-busy="true" />
      ) : (
        <Lists schema={schema} text={text} insert={insert} />
      )}
    </nav>
  )
}

const Lists = ({
  insert,
  schema,
  text
}: {
  readonly schema: Schema
  readonly text: string
  readonly insert: (text: string) => void
}) => {
  const words = text.toLowerCase().split(/\s+/)
  const isFound = (...texts: ReadonlyArray<string>): boolean =>
    words.every((word) => texts.some((one) => one.toLowerCase().includes(word)))
  const isSearching = text.trim() !== ""
  const functions = schema.functions.filter(
    ({ description, name }) => (isSearching || description !== "") && isFound(name, description)
  )
  return (
    <div class="explorer-lists">
      {schema.views.map((view) => (
        <ViewOf key={view.name} view={view} isFound={isFound} isSearching={isSearching} insert={insert} />
      ))}
      {functions.length > 0 && (
        <details open={isSearching}>
          <summary>functions</summary>
          <ul>
            {functions.map(({ description, name, signature }) => (
              <li key={name}>
                <button type="button" title={description} onClick={() => insert(`${name}(`)}>
                  <span class="code">{signature}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

const ViewOf = ({
  insert,
  isFound,
  isSearching,
  view: { columns, description, name }
}: {
  readonly view: View
  readonly isFound: (...texts: ReadonlyArray<string>) => boolean
  readonly isSearching: boolean
  readonly insert: (text: string) => void
}) => {
  const found = columns.filter((column) => isFound(column.name, column.description, name))
  if (isSearching && found.length === 0) return null
  return (
    <details open={isSearching || name === "entries"}>
      <summary title={description}>
        {name} <span class="muted">{columns.length}</span>
      </summary>
      <ul>
        {found.map((column) => (
          <li key={column.name}>
            <button type="button" title={column.description} onClick={() => insert(column.name)}>
              <span class="code">{column.name}</span> <span class="muted">{column.type}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
