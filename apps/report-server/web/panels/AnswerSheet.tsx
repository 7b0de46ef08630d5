/** What can be done with an answer: its parameters, its SQL, downloads, copies. */
import { useState } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer, Row } from "../api/types.ts"
import type { Plotted } from "../picture/savePicture.ts"
import { counted, duration, firstRows } from "../format/number.ts"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { download, saveTable } from "../table/download.ts"
import { Pins } from "../own/Pins.ts"
import { Params } from "./Params.tsx"
import { pictureOf } from "./pictureOf.ts"
import { scrollToPanel } from "./showPanel.ts"
import { type Format, formats, markdownOf } from "../table/writers.ts"

export const AnswerSheet = ({
  answer,
  question,
  analysis,
  panel,
  found,
  plotted,
  close
}: {
  readonly answer: Answer
  readonly question: Question
  readonly analysis: AnalysisInfo | null
  readonly panel: string | undefined
  /** Rows that a search left; null: they are not all here. */
  readonly found: ReadonlyArray<Row> | null | undefined
  readonly plotted: Plotted | undefined
  readonly close: () => void
}) => {
  const page = usePage()
  // A file may hold a part of the rows, and has no others to download.
  const held = page.api.held(question)
  return (
    <>
      {analysis !== null && <p class="note">{analysis.description}.</p>}
      {analysis !== null && analysis.params.length > 0 && !page.isStatic && <Params analysis={analysis} done={close} />}
      {found !== undefined && found !== null && (
        <p class="row-of-buttons">
          <span class="muted">Download the {counted(found.length, "row")} found</span>
          <FormatButtons
            of=" of the rows found"
            save={(format) => {
              saveTable({ columns: answer.columns, rows: found }, question.id, format)
              close()
            }}
          />
        </p>
      )}
      {answer.columns.length > 0 && (
        <p class="row-of-buttons">
          <span class="muted">
            Download
            {held !== null ? ` ${firstRows(held, answer.total)}` : found === undefined ? "" : " all rows, found or not"}
          </span>
          <FormatButtons
            save={(format) => {
              void download(page, question, format)
              close()
            }}
          />
          {answer.rows.length > 0 && (plotted !== undefined || (analysis !== null && answer.chart !== "figure")) && (
            <button
              type="button"
              title="The chart as a picture"
              onClick={() => {
                void pictureOf(page, { answer, isFiltered: true, ...(plotted === undefined ? {} : { plotted }) })
                close()
              }}
            >
              PNG
            </button>
          )}
        </p>
      )}
      <p class="row-of-buttons">
        <span class="muted">Copy</span>
        <button
          type="button"
          onClick={() => {
            void copyText(page, markdownOf({ ...answer, rows: found ?? answer.rows }, page.offsetAt.value))
            close()
          }}
        >
          Markdown
        </button>
        <button
          type="button"
          onClick={() => {
            void copyText(page, answer.sql)
            close()
          }}
        >
          SQL
        </button>
        {!page.isStatic && (
          <button
            type="button"
            onClick={() => {
              void copyText(page, location.href)
              close()
            }}
          >
            Link
          </button>
        )}
      </p>
      <ViewSql answer={answer} />
      {panel !== undefined && <PinButton panel={panel} close={close} />}
    </>
  )
}

const FormatButtons = ({
  save,
  of
}: {
  readonly save: (format: Format) => void
  /** What those who don't see which line they stand in are told of them. */
  readonly of?: string
}) => (
  <>
    {formats.map((format) => {
      const name = format.toUpperCase()
      return (
        <button
          key={format}
          type="button"
          aria-label={of === undefined ? undefined : `${name}${of}`}
          onClick={() => save(format)}
        >
          {name}
        </button>
      )
    })}
  </>
)

const PinButton = ({ close, panel }: { readonly panel: string; readonly close: () => void }) => {
  const pins = usePage().kept(Pins)
  const isPinned = pins.ids.value.includes(panel)
  return (
    <p class="row-of-buttons">
      <button
        type="button"
        onClick={() => {
          close()
          pins.toggle(panel)
          scrollToPanel(panel)
        }}
      >
        {isPinned ? "Unpin this panel" : "Pin this panel"}
      </button>
      <span class="muted">{isPinned ? "" : "It stands first then."}</span>
    </p>
  )
}

const ViewSql = ({ answer }: { readonly answer: Answer }) => {
  const page = usePage()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <p class="row-of-buttons">
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          View SQL
        </button>
        {!page.isStatic && (
          <span class="muted">
            {duration(answer.elapsed_ms)}
            {answer.cached ? ", kept from before" : ""}
          </span>
        )}
      </p>
      {isOpen && (
        <pre class="sql" tabIndex={0}>
          {answer.sql}
        </pre>
      )}
    </>
  )
}
