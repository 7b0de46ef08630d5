/** The entries behind a filter, page after page as they are needed. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import type { Column, FilterQuery, Row } from "../api/types.ts"
import { askEntries } from "./ask.ts"

export interface Entries {
  readonly columns: ReadonlyArray<Column>
  readonly rows: ReadonlyArray<Row>
  /** Null: all are here. */
  readonly next: string | null
  /** The last page ended because its time was over: `more` has to be asked for by the reader. */
  readonly isCut: boolean
  /** 0-1 */
  readonly searched: number
  readonly isLoading: boolean
  readonly error: ApiError | null
  /** Whether anything has come yet. */
  readonly isBegun: boolean
  /** Of the first page; null: none has come. */
  readonly dataVersion: number | null
}

const nothing: Entries = {
  columns: [],
  rows: [],
  next: null,
  isCut: false,
  searched: 0,
  isLoading: true,
  error: null,
  isBegun: false,
  dataVersion: null
}

export interface EntriesAsked extends Entries {
  readonly more: () => void
  readonly cancel: () => void
  readonly again: () => void
  /** From the latest on. */
  readonly renew: () => void
}

export const useEntries = (filter: FilterQuery): EntriesAsked => {
  const [entries, setEntries] = useState(nothing)
  const running = useRef<AbortController | null>(null)
  const known = useRef(entries)
  known.current = entries
  const load = useCallback(
    async (before: string | null, kept: Entries) => {
      running.current?.abort()
      const controller = new AbortController()
      running.current = controller
      setEntries({ ...kept, isLoading: true, error: null })
      try {
        const page = await askEntries(filter, { before }, controller.signal)
        if (controller.signal.aborted) return
        setEntries({
          columns: page.columns,
          rows: kept.rows.concat(page.rows),
          next: page.next,
          isCut: page.cut,
          searched: page.searched,
          isLoading: false,
          error: null,
          isBegun: true,
          dataVersion: kept.dataVersion ?? page.data_version
        })
      } catch (error) {
        if (controller.signal.aborted) return
        const told = ApiError.of(error)
        setEntries({ ...kept, isLoading: false, error: told })
      }
    },
    [filter]
  )
  useEffect(() => {
    void load(null, nothing)
    return () => running.current?.abort()
  }, [load])
  const more = useCallback(() => {
    const { isLoading, next } = known.current
    if (!isLoading && next !== null) void load(next, known.current)
  }, [load])
  const cancel = useCallback(() => {
    running.current?.abort()
    setEntries((kept) => ({ ...kept, isLoading: false, isCut: true }))
  }, [])
  const again = useCallback(() => {
    const kept = known.current
    if (kept.isBegun && kept.next !== null) void load(kept.next, kept)
    else void load(null, nothing)
  }, [load])
  const renew = useCallback(() => void load(null, nothing), [load])
  return { ...entries, more, cancel, again, renew }
}
