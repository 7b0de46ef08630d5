/** Views that the reader keeps: how the report looks, without what is open over it. */
import type { SavedView as SavedViewSchema } from "../../src/api/Api.ts"
import { getJson, request, sendJson } from "../api/http.ts"
import { noState, type PageState, readState, writeState } from "../state/url.ts"

export type SavedView = typeof SavedViewSchema.Type

const path = "./api/views"

export const savedViews = (): Promise<ReadonlyArray<SavedView>> => getJson(path)

/** `was`: its name until now. */
export const saveView = (view: SavedView & { readonly was?: string }): Promise<ReadonlyArray<SavedView>> =>
  sendJson("PUT", path, view)

export const removeView = async (name: string): Promise<ReadonlyArray<SavedView>> => {
  const response = await request(`${path}?${new URLSearchParams({ name })}`, { method: "DELETE" })
  return (await response.json()) as ReadonlyArray<SavedView>
}

/** Filter, time range, comparison, figure, and what panels show. */
const keptOf = ({ compare, filter, metric, params, show, twin }: PageState): PageState => ({
  ...noState,
  compare,
  filter,
  metric,
  params,
  show,
  twin
})

/** In a URL other letters than those of ASCII are codes. */
export const searchOf = (state: PageState): string => writeState(keptOf(state))

/** A statement that is being written stays in the address. */
export const opened = (state: PageState, search: string): PageState => ({
  ...keptOf(readState(search)),
  rest: state.rest
})
