/** What a statement may name: views and columns as the database has them, functions, and what the manual says of each. */
import { Effect } from "effect"

import { publicViews } from "@logmill/core/query/protocol"
import { QueryEngine } from "@logmill/core/query/QueryEngine"
import { readCatalogue } from "@logmill/core/sql/catalogue"

import { unreadable } from "../questions/errors.ts"
import { describedFunctions, describedViews } from "./manual.ts"

export const schema = Effect.gen(function* () {
  const { columns, functions } = yield* readCatalogue(yield* QueryEngine)
  const told = new Map(describedViews().map((view) => [view.name, view]))
  const described = describedFunctions()
  return {
    views: publicViews.map((name) => {
      const view = told.get(name)
      return {
        name,
        description: view?.description ?? "",
        columns: (columns.get(name) ?? []).map(
          (column) => view?.columns.find((one) => one.name === column) ?? { name: column, type: "", description: "" }
        )
      }
    }),
    functions: [
      ...described,
      ...functions
        .filter((name) => !described.some((one) => one.name === name))
        .map((name) => ({ name, signature: `${name}()`, description: "" }))
    ]
  }
}).pipe(Effect.mapError(unreadable))
