/** The group `exports`: downloads of any length. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"

import { paramsByIdOf, paramsOf } from "../analyses/params.ts"
import { ReportApi } from "../api/Api.ts"
import { refused } from "../api/values.ts"
import { ofQuestion } from "../questions/errors.ts"
import { filterOf } from "../questions/filterInput.ts"
import { Lane } from "../questions/Lanes.ts"
import { exportAnalysis } from "./analysis.ts"
import { exportArchive } from "./archive.ts"
import { exportEntries } from "./entries.ts"

export const exportsHandlers = HttpApiBuilder.group(ReportApi, "exports", (handlers) =>
  handlers
    .handle("download", ({ query }) =>
      Effect.gen(function* () {
        const { analysis, columns = [], compare, form } = query
        const filter = filterOf(query)
        const params = yield* paramsOf(query.params)
        if (analysis === undefined) {
          return yield* exportEntries(
            form,
            filter,
            columns.flatMap((list) => list.split(","))
          )
        }
        return yield* exportAnalysis(analysis, form, { filter, params, ...(compare === undefined ? {} : { compare }) })
      }).pipe(
        Effect.provideService(Lane, "export"),
        Effect.mapError((error) => {
          if (error._tag === "Refused") return error
          return error._tag === "ColumnError" ? refused("param", error.message) : ofQuestion(error)
        })
      )
    )
    .handle("archive", ({ query }) =>
      Effect.gen(function* () {
        const params = yield* paramsByIdOf(query.params)
        return yield* exportArchive({ filter: filterOf(query), compare: query.compare, params })
      }).pipe(
        Effect.provideService(Lane, "export"),
        Effect.mapError((error) => (error._tag === "Refused" ? error : ofQuestion(error)))
      )
    )
)
