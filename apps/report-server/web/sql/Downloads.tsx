/** The rows of a result as files, and as a table of Markdown in the clipboard. */
import type { Answer } from "../api/types.ts"
import { Menu } from "../frame/Menu.tsx"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { formats, markdownOf, mediaTypes, write } from "../table/writers.ts"

export const Downloads = ({ answer }: { readonly answer: Answer }) => {
  const page = usePage()
  const text = (): string => markdownOf(answer, page.offsetAt.value)
  return (
    <Menu label="Download" name="Download the rows">
      {(close) => (
        <>
          {!answer.complete && <p class="note">These are the rows that came, and not all there are.</p>}
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

const save = (text: string, name: string, type: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
