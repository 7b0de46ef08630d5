/** The answer that tells what values a form offers: an analysis's, or the list of sources. */
import { useEffect, useState } from "preact/hooks"

import { getJson } from "../api/http.ts"
import { useAnswer } from "../api/useAnswer.ts"
import type { Answer } from "../api/types.ts"
import type { ListName } from "./filters.ts"
import { offered, offerQuestion } from "./offered.ts"
import { usePaused } from "./usePaused.ts"

export const useOffered = (name: ListName, typed: string): ReadonlyArray<string> => {
  const { answer } = useAnswer(offerQuestion(name, usePaused(typed)), 0)
  const [sources, setSources] = useState<Answer | null>(null)
  const isOfSources = name === "source"
  useEffect(() => {
    if (!isOfSources) return
    const abort = new AbortController()
    getJson<Answer>("./api/sources", abort.signal).then(setSources, () => {})
    return () => abort.abort()
  }, [isOfSources])
  return offered(name, isOfSources ? sources : answer)
}
