/** The entries behind the filter, the latest first; one of them open beside the table. */
import { useEffect, useMemo, useRef } from "preact/hooks"

import type { Cell, Column } from "../api/types.ts"
import { useAnswer } from "../api/useAnswer.ts"
import { summaryQuestion } from "../figures/questions.ts"
import { Failure } from "../frame/Failure.tsx"
import { Menu } from "../frame/Menu.tsx"
import { exact, share } from "../format/number.ts"
import { focusWhenThere, linesGrid } from "../keyboard/focus.ts"
import { useKeptFocus } from "../keyboard/keepFocus.ts"
import { columnTitle } from "../panels/columns.ts"
import { Narrow } from "../state/Narrow.ts"
import { usePage } from "../state/Page.ts"
import { toggled } from "../state/url.ts"
import { ColumnChoice } from "../table/ColumnChoice.tsx"
import { Grid } from "../table/Grid.tsx"
import { entriesFile } from "./ask.ts"
import { shownColumns, widthOf } from "./columns.ts"
import { Detail } from "./Detail.tsx"
import { clear, isNarrowed } from "../filters/filters.ts"
import { RemoveParts } from "../filters/RemoveParts.tsx"
import { restValue, withRest } from "../state/rest.ts"
import { Text } from "./Text.tsx"
import { type EntriesAsked, useEntries } from "./useEntries.ts"
import "./entries.css"

const Entries = () => {
  const page = usePage()
  const { hide, rest } = page.state.value
  const filter = page.filter.value
  const entries = useEntries(filter)
  const { columns, rows } = entries
  const revived = page.answers.revived.value
  useEffect(() => {
    if (entries.error !== null) entries.again()
  }, [revived])
  const isNarrow = page.kept(Narrow).isNarrow.value
  const names = useMemo(() => shownColumns(columns, rows, hide, isNarrow), [columns, rows.length > 0, hide, isNarrow])
  const places = names.map((name) => columns.findIndex((column) => column.name === name))
  const hasOpen = restValue(rest, "entry") !== null
  const room = isNarrow ? "narrow" : hasOpen ? "beside" : "wide"
  const idAt = columns.findIndex(({ name }) => name === "entry_id")
  const openId = Number(restValue(rest, "entry") ?? NaN)
  const openIndex = rows.findIndex((row) => row[idAt] === openId)
  const section = useRef<HTMLElement>(null)
  useKeptFocus(section, (part) => part.querySelector<HTMLElement>(".grid[tabindex]"), null)
  const open = (id: number | null): void =>
    page.go((state) => ({ ...state, rest: withRest(state.rest, "entry", id === null ? null : String(id)) }), {
      replace: true
    })
  return (
    <section ref={section} class="view entries" aria-label="Lines">
      <Head entries={entries} names={names} />
      {entries.error !== null && <Failure error={entries.error} again={entries.again} />}
      {entries.isBegun && rows.length === 0 && entries.next === null && !entries.isLoading ? (
        <Empty />
      ) : (
        <div class={`entries-body ${Number.isNaN(openId) ? "" : "with-detail"}`} aria-busy={entries.isLoading}>
          {rows.length === 0 ? (
            <div class="grid" />
          ) : (
            <Grid
              label="Entries"
              columns={places.map((place) => columns[place]!)}
              places={places}
              widths={names.map((name) => widthOf(name, room))}
              rows={rows}
              text={cellOf}
              title={(name) => (name === "time" ? `time (${page.zone.value})` : columnTitle(name))}
              open={{
                index: openIndex < 0 ? null : openIndex,
                row: (index) => open(Number(rows[index]?.[idAt]))
              }}
              {...(entries.isCut ? {} : { reachEnd: entries.more })}
            />
          )}
          {!Number.isNaN(openId) && (
            <Detail
              key={openId}
              id={openId}
              known={openIndex < 0 ? null : { columns, row: rows[openIndex]! }}
              close={() => {
                open(null)
                document.querySelector<HTMLElement>(linesGrid)?.focus({ preventScroll: true })
              }}
            />
          )}
        </div>
      )}
    </section>
  )
}

export default Entries

const cellOf = (cell: Cell, column: Column) => <Text cell={cell} column={column} />

/** Of the filter, as the figures tell it, also while an ingest runs; null: not known. */
const useEntryCount = (): number | null => {
  const page = usePage()
  // Compared without a beginning it would be that of seven days.
  const { answer, wait } = useAnswer(summaryQuestion({ filter: page.filter.value, compare: null }), 0)
  const all = wait === "none" ? answer?.rows[0]?.[0] : null
  return typeof all === "number" ? all : null
}

const Head = ({ entries, names }: { readonly entries: EntriesAsked; readonly names: ReadonlyArray<string> }) => {
  const page = usePage()
  const { columns, dataVersion, isBegun, isCut, isLoading, next, rows, searched } = entries
  const current = page.answers.dataVersion.value
  const all = useEntryCount()
  const isOld = dataVersion !== null && current > dataVersion
  const count =
    (next === null && !isOld) || all === null || all < rows.length
      ? `${exact(rows.length)}${next === null ? "" : "+"} ${rows.length === 1 && next === null ? "line" : "lines"}`
      : `${exact(all)} ${all === 1 ? "line" : "lines"}`
  const others = columns.filter(({ name }) => !name.endsWith("_id"))
  return (
    <div class="view-head">
      <h2>Lines</h2>
      <span class="muted" role="status">
        {isBegun ? count : ""}
        {isLoading ? (isBegun ? ", looking for more" : "Looking for lines") : ""}
        {isCut && !isLoading ? `, after ${share(searched)} of all entries` : ""}
      </span>
      {isLoading && (
        <button type="button" class="plain" onClick={entries.cancel}>
          Cancel
        </button>
      )}
      {isOld && !isLoading && (rows.length > 0 || isCut) && (
        <button
          type="button"
          onClick={() =>
            void entries.renew().then(() => focusWhenThere(document, `${linesGrid}, .entries .failure button`))
          }
        >
          Newer lines are there
        </button>
      )}
      {isCut && !isLoading && next !== null && (
        <button type="button" onClick={entries.more}>
          Look further
        </button>
      )}
      <span class="spacer" />
      {columns.length > 0 && (
        <Menu label="Columns" name="Choose columns">
          {() => (
            <ColumnChoice
              names={others.map(({ name }) => name)}
              shown={names}
              change={(name) => page.go((state) => ({ ...state, hide: toggled(state.hide, name) }))}
            />
          )}
        </Menu>
      )}
      <Menu label="Download" name="Download all lines">
        {(close) => (
          <ul class="choices">
            {(["csv", "ndjson"] as const).map((form) => (
              <li key={form}>
                <a
                  class="choice"
                  href={entriesFile(page.filter.value, form)}
                  download={`entries.${form}`}
                  onClick={close}
                >
                  {form.toUpperCase()}, all columns
                </a>
              </li>
            ))}
          </ul>
        )}
      </Menu>
      <button type="button" onClick={() => page.go((state) => ({ ...state, view: null }))}>
        Report
      </button>
    </div>
  )
}

const Empty = () => {
  const page = usePage()
  return (
    <div class="nothing">
      <h3>No line is behind this filter</h3>
      {isNarrowed(page.filter.value) ? (
        <p class="row-of-buttons">
          <RemoveParts />
          <button type="button" onClick={() => page.setFilter(clear)}>
            Clear the filter
          </button>
        </p>
      ) : (
        <p>The database holds no entries yet: logmill ingest FILE reads some.</p>
      )}
    </div>
  )
}
