/** The entries behind a filter, page after page as they are needed. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import type { Column, FilterQuery, Row } from "../api/types.ts"
import { usePage } from "../state/Page.ts"
import { askEntries, type EntryPage } from "./ask.ts"

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

/** A list that begins with a page. */
const begun = (page: EntryPage): Entries => ({
  columns: page.columns,
  rows: page.rows,
  next: page.next,
  isCut: page.cut,
  searched: page.searched,
  isLoading: false,
  error: null,
  isBegun: true,
  dataVersion: page.data_version
})

/** Whether nothing was found in all that there was, and there is more now: nobody reads such a list, and it may fill by itself. */
const isWaiting = ({ dataVersion, error, isBegun, isCut, isLoading, next, rows }: Entries, current: number): boolean =>
  isBegun &&
  !isLoading &&
  !isCut &&
  error === null &&
  next === null &&
  rows.length === 0 &&
  dataVersion !== null &&
  current > dataVersion

export interface EntriesAsked extends Entries {
  readonly more: () => void
  readonly cancel: () => void
  readonly again: () => void
  /** From the latest on; ends when they are there, or can't be had. */
  readonly renew: () => Promise<void>
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
        const more = begun(page)
        setEntries({ ...more, rows: kept.rows.concat(more.rows), dataVersion: kept.dataVersion ?? more.dataVersion })
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
  const renew = useCallback(() => load(null, nothing), [load])
  const version = usePage().answers.dataVersion.value
  const waits = isWaiting(entries, version)
  const filling = useRef<AbortController | null>(null)
  // In silence, or it would blink with each batch of an ingest; one at a time, or none would come to its end.
  useEffect(() => {
    if (!waits || filling.current !== null) return
    const controller = new AbortController()
    filling.current = controller
    const show = (page: EntryPage): void => {
      if (!controller.signal.aborted) setEntries(begun(page))
    }
    void askEntries(filter, { before: null }, controller.signal)
      .then(show, () => {})
      .finally(() => {
        if (filling.current === controller) filling.current = null
      })
  }, [filter, version, waits, entries.dataVersion])
  useEffect(
    () => () => {
      filling.current?.abort()
      filling.current = null
    },
    [filter]
  )
  return { ...entries, more, cancel, again, renew }
}
