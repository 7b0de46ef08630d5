/** What the view of entries asks. */
import type { EntryPage as EntryPageSchema, OriginalLine as OriginalLineSchema } from "../../src/api/Api.ts"
import { filterSearch, getJson } from "../api/http.ts"
import type { FilterQuery } from "../api/types.ts"

export type EntryPage = typeof EntryPageSchema.Type
export type OriginalLine = typeof OriginalLineSchema.Type

const base = "./api"

export const askEntries = (
  filter: FilterQuery,
  { before }: { readonly before: string | null },
  signal: AbortSignal
): Promise<EntryPage> => {
  const search = filterSearch(filter)
  if (before !== null) search.set("before", before)
  return getJson<EntryPage>(`${base}/entries?${search}`, signal)
}

export const askEntry = (id: number, signal: AbortSignal): Promise<EntryPage> =>
  getJson<EntryPage>(`${base}/entries?id=${id}`, signal)

export const askLine = (id: number, signal: AbortSignal): Promise<OriginalLine> =>
  getJson<OriginalLine>(`${base}/entries/${id}/line`, signal)

export const entriesFile = (filter: FilterQuery, form: "csv" | "ndjson"): string => {
  const search = filterSearch(filter)
  search.set("form", form)
  return `${base}/export?${search}`
}
