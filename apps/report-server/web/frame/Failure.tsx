/** An error as its sentence, with what may help: the SQL, another try. */
import type { ComponentChildren } from "preact"

import type { ApiError } from "../api/Api.ts"
import { visible } from "../format/visible.ts"
import { usePage } from "../state/Page.ts"

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
  const { isStatic } = usePage()
  return (
    <div class="failure" role="alert">
      <p>{visible(error.message)}</p>
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
