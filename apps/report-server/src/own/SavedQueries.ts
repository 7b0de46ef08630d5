/** Queries that the user keeps. */
import { Context, Effect, type FileSystem, Layer } from "effect"

import { SavedQuery } from "../api/Api.ts"
import { refused } from "../api/values.ts"
import type { Report } from "../Report.ts"
import { type KeptList, makeKeptList } from "./KeptList.ts"

export const mostQueries = 300
const longestSql = 100_000

export class SavedQueries extends Context.Service<SavedQueries, KeptList<typeof SavedQuery.Type>>()(
  "@logmill/report-server/own/SavedQueries"
) {
  static readonly layer: Layer.Layer<SavedQueries, never, FileSystem.FileSystem | Report> = Layer.effect(
    SavedQueries,
    makeKeptList({
      fileName: "queries.json",
      schema: SavedQuery,
      one: "query",
      several: "queries",
      most: mostQueries,
      check: ({ sql }) => {
        if (sql.trim() === "") return Effect.fail(refused("statement", "there is no statement to be kept"))
        if (sql.length <= longestSql) return Effect.void
        return Effect.fail(refused("limit", `a kept statement has ${longestSql} letters at most`))
      }
    })
  )
}
