/** The rows of a result as files, and as a table of Markdown in the clipboard. */
import type { Answer } from "../api/types.ts"
import { Menu } from "../frame/Menu.tsx"
import { pictureOf } from "../panels/pictureOf.ts"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { saveBlob } from "../table/save.ts"
import { formats, markdownOf, mediaTypes, write } from "../table/writers.ts"

export const Downloads = ({
  answer,
  isFiltered,
  note
}: {
  readonly answer: Answer
  /** Whether it was asked behind the page's filter. */
  readonly isFiltered: boolean
  /** That it is of something else than what stands above it; null: it is not. */
  readonly note: string | null
}) => {
  const page = usePage()
  const text = (): string => markdownOf(answer, page.offsetAt.value)
  return (
    <Menu label="Download" name="Download the rows">
      {(close) => (
        <>
          {note !== null && <p class="note">{note}</p>}
          {!answer.complete && (
            <p class="note">
              These are the rows that came, and not all there are; <code>logmill sql</code> writes all of them.
            </p>
          )}
          <ul class="choices">
            {formats.map((format) => (
              <li key={format}>
                <button
                  type="button"
                  onClick={() => {
                    save(write(answer, format), `result.${format}`, mediaTypes[format])
                    close()
                  }}
                >
                  {format.toUpperCase()}
                </button>
              </li>
            ))}
            {/* A picture says the filter that the page has now. */}
            {note === null && answer.chart !== "table" && answer.rows.length > 0 && (
              <li>
                <button
                  type="button"
                  onClick={() => {
                    void pictureOf(page, { answer, isFiltered })
                    close()
                  }}
                >
                  PNG of the chart
                </button>
              </li>
            )}
            <li>
              <button
                type="button"
                onClick={() => {
                  save(text(), "result.md", "text/markdown;charset=utf-8")
                  close()
                }}
              >
                Markdown
              </button>
            </li>
            <li>
              <button
                type="button"
                onClick={() => {
                  void copyText(page, text())
                  close()
                }}
              >
                Copy as Markdown
              </button>
            </li>
          </ul>
        </>
      )}
    </Menu>
  )
}

const save = (text: string, name: string, type: string): void => saveBlob(new Blob([text], { type }), name)
