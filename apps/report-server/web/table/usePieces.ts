/** The pieces of a table's rows, for a component, as long as it shows this question. */
import { useEffect, useState } from "preact/hooks"

import type { Question } from "../api/Api.ts"
import { questionPath } from "../api/http.ts"
import { usePage } from "../state/Page.ts"
import { type Order, Pieces } from "./Pieces.ts"

/** ms without another letter before what is looked for is asked. */
const pause = 200

/** Null until the table has turned out to be a large one: `question` is null before. */
export const usePieces = (question: Question | null, { find, sort }: Order): Pieces | null => {
  const { api } = usePage()
  const [, redraw] = useState(0)
  const [pieces, setPieces] = useState<{ readonly key: string; readonly of: Pieces } | null>(null)
  const key = question === null ? null : questionPath(question)
  useEffect(() => {
    const { window } = api
    if (question === null || window === null) return
    const made = new Pieces(
      { find, sort },
      (asked, signal) => window({ ...asked, question }, signal),
      () => redraw((count) => count + 1)
    )
    setPieces({ key: questionPath(question), of: made })
    return () => made.end()
  }, [key])
  const current = pieces?.key === key ? pieces.of : null
  useEffect(() => {
    if (current === null) return
    const timer = setTimeout(() => current.order({ find, sort }), pause)
    return () => clearTimeout(timer)
  }, [current, find, sort?.column, sort?.descending])
  return current
}
