/** An error as its sentence, with what may help: the SQL, another try. */
import type { ComponentChildren } from "preact"

import type { ApiError } from "../api/Api.ts"
import { visible } from "../format/visible.ts"
import { type Page, usePage } from "../state/Page.ts"

/** While the page's banner says why the server does not answer (Banners.tsx), another reason of before would contradict it. */
export const isToldAbove = (page: Pick<Page, "outage" | "overview">, { kind }: Pick<ApiError, "kind">): boolean =>
  page.outage.value !== null && page.overview.value !== null && (kind === "Unreachable" || kind === "Unauthorized")

export const Failure = ({
  error,
  sql = null,
  again,
  children
}: {
  readonly error: ApiError
  readonly sql?: string | null
  readonly again?: () => void
  /** What else may help. */
  readonly children?: ComponentChildren
}) => {
  // A file has the answers it has.
  const page = usePage()
  const { isStatic } = page
  return (
    <div class="failure" role="alert">
      <p>{visible(isToldAbove(page, error) ? "Not answered; the reason stands at the top." : error.message)}</p>
      {sql !== null && (
        <details>
          <summary>SQL</summary>
          <pre class="sql">{sql}</pre>
        </details>
      )}
      {children}
      {again !== undefined && !isStatic && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}
