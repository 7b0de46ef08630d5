/** Views of the report that the user keeps: a filter, a time range, what it is compared with, which panels are shown. */
import { Context, Effect, type FileSystem, Layer } from "effect"

import { SavedView } from "../api/Api.ts"
import { refused } from "../api/values.ts"
import type { Report } from "../Report.ts"
import { type KeptList, makeKeptList } from "./KeptList.ts"

export const mostViews = 300
const longestSearch = 8_000

export class SavedViews extends Context.Service<SavedViews, KeptList<typeof SavedView.Type>>()(
  "@logmill/report-server/own/SavedViews"
) {
  static readonly layer: Layer.Layer<SavedViews, never, FileSystem.FileSystem | Report> = Layer.effect(
    SavedViews,
    makeKeptList({
      fileName: "views.json",
      schema: SavedView,
      one: "view",
      several: "views",
      most: mostViews,
      check: ({ search }) => {
        if (search.length > longestSearch) {
          return Effect.fail(refused("limit", `a view's search has ${longestSearch} letters at most`))
        }
        if (/^[!$-~]*$/.test(search) && !search.startsWith("?")) return Effect.void
        return Effect.fail(
          refused("param", "a view's search is what stands behind ? in the page's address, as it stands there")
        )
      }
    })
  )
}
