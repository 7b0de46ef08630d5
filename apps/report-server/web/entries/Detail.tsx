/** One entry: every field it has, each to filter by, and the line it was read from. */
import { useEffect, useRef, useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import type { Column, Row } from "../api/types.ts"
import { Failure } from "../frame/Failure.tsx"
import { cellText, cellTitle, isCode } from "../format/cell.ts"
import { fileName } from "../format/fileName.ts"
import { visible } from "../format/visible.ts"
import { CellLabel } from "../panels/CellLabel.tsx"
import { columnTitle } from "../panels/columns.ts"
import { RowDiv } from "../panels/nearRow.tsx"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { askEntry } from "./ask.ts"
import { fieldGroups } from "./columns.ts"
import { LineOf } from "./LineOf.tsx"

interface Known {
  readonly columns: ReadonlyArray<Column>
  readonly row: Row
}

const askOne = async (id: number, signal: AbortSignal): Promise<Known | null> => {
  const { columns, rows } = await askEntry(id, signal)
  const [row] = rows
  return row === undefined ? null : { columns, row }
}

export const Detail = ({
  close,
  id,
  known
}: {
  readonly id: number
  readonly known: Known | null
  readonly close: () => void
}) => {
  const [asked, setAsked] = useState<Known | null | "none">(null)
  const [error, setError] = useState<ApiError | null>(null)
  const root = useRef<HTMLElement>(null)
  useEffect(() => {
    if (known !== null) return
    const controller = new AbortController()
    askOne(id, controller.signal).then(
      (found) => setAsked(found ?? "none"),
      (cause: unknown) => cause instanceof ApiError && setError(cause)
    )
    return () => controller.abort()
  }, [id, known === null])
  const entry = known ?? (asked === "none" ? null : asked)
  return (
    <aside
      ref={root}
      class="detail"
      aria-label="One line"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      <div class="detail-head">
        <h3>{entry === null ? "Line" : <Place {...entry} />}</h3>
        <button type="button" class="icon plain" aria-label="Close" title="Close (Esc)" onClick={close}>
          ×
        </button>
      </div>
      {error !== null && <Failure error={error} />}
      {asked === "none" && <p class="muted">There is no entry {id}; its log may have been read again since.</p>}
      {entry !== null && (
        <>
          <LineOf key={id} id={id} />
          {fieldGroups.map(({ names, title }) => (
            <Fields key={title} title={title} names={names} entry={entry} />
          ))}
        </>
      )}
    </aside>
  )
}

const cellIn = ({ columns, row }: Known, name: string) =>
  row[columns.findIndex((column) => column.name === name)] ?? null

const Place = (entry: Known) => {
  const source = String(cellIn(entry, "source"))
  const line = cellIn(entry, "line")
  const name = fileName(source)
  return (
    <span class="code" title={visible(source)}>
      {visible(name)}
      {line === null ? "" : `:${line}`}
    </span>
  )
}

const Fields = ({
  entry,
  names,
  title
}: {
  readonly title: string
  readonly names: ReadonlyArray<string>
  readonly entry: Known
}) => {
  const fields = names.flatMap((name) => {
    const column = entry.columns.find((one) => one.name === name)
    const cell = cellIn(entry, name)
    return column === undefined || cell === null ? [] : [{ column, cell }]
  })
  if (fields.length === 0) return null
  return (
    <section class="fields" aria-label={title}>
      <h4>{title}</h4>
      <dl>
        {fields.map(({ cell, column }) => (
          <RowDiv key={column.name} class="field row">
            <dt>{columnTitle(column.name)}</dt>
            <dd class="text">
              {column.filter !== null && column.filter !== "from" ? (
                <CellLabel cell={cell} column={column} />
              ) : (
                <Value cell={cell} column={column} />
              )}
            </dd>
          </RowDiv>
        ))}
      </dl>
    </section>
  )
}

const Value = ({ cell, column }: { readonly cell: Row[number]; readonly column: Column }) => {
  const page = usePage()
  const offsetAt = page.offsetAt.value
  // An id is a name, and no amount.
  const text = column.name.endsWith("_id") ? String(cell) : visible(cellText(cell, column.kind, offsetAt))
  return (
    <>
      <span
        class={`value ${isCode(column.kind) || column.name === "query" || column.name === "extra" ? "code" : ""}`}
        title={visible(cellTitle(cell, column.kind, offsetAt))}
      >
        {cell === "" ? "(empty)" : text}
        {column.kind === "time" && <span class="muted"> {page.zone.value}</span>}
      </span>
      <span class="tools">
        <button
          type="button"
          class="tool"
          title="Copy"
          aria-label={`Copy ${columnTitle(column.name)}`}
          onClick={() => void copyText(page, String(cell ?? ""))}
        >
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <path d="M4.5 4.5h7v7h-7zM9.5 4.5v-2h-7v7h2" />
          </svg>
        </button>
      </span>
    </>
  )
}
