/** The group `analyses`: which there are, their answers, and why one is empty. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { HttpServerResponse } from "effect/http"

import { Analyses } from "@logmill/core/analysis/runner"

import { ReportApi } from "../api/Api.ts"
import { hasETag } from "../http/etag.ts"
import { ofQuestion } from "../questions/errors.ts"
import { DataState } from "../questions/DataState.ts"
import { filterOf } from "../questions/filterInput.ts"
import { Questions } from "../questions/Questions.ts"
import { catalogOf } from "./catalog.ts"
import { paramsOf } from "./params.ts"
import { reasonOf } from "./reasons.ts"
import { rowsOf } from "./rows.ts"

export const analysesHandlers = HttpApiBuilder.group(ReportApi, "analyses", (handlers) =>
  handlers
    .handle("list", () => Analyses.use(({ list }) => Effect.map(list, catalogOf)))
    .handle("run", ({ params: { id }, query, request }) =>
      Effect.gen(function* () {
        const questions = yield* Questions
        const { compare, limit = 0 } = query
        const params = yield* paramsOf(query.params)
        const asked = { id, params, filter: filterOf(query), limit, compare }
        const known = request.headers["if-none-match"]
        const has = (etag: string) => hasETag(known, etag)
        const { body, etag } = yield* Effect.mapError(questions.ask(asked, has), ofQuestion)
        const headers = { etag, "cache-control": "private, no-cache" }
        return body === null
          ? HttpServerResponse.empty({ status: 304, headers })
          : HttpServerResponse.text(body, { contentType: "application/json", headers })
      })
    )
    .handle("rows", ({ params: { id }, query }) => rowsOf(id, query))
    .handle("empty", ({ query }) =>
      Effect.gen(function* () {
        const reasons = yield* Analyses.use(({ whyEmpty }) => whyEmpty(filterOf(query)))
        const zone = query.tz ?? (yield* (yield* DataState).current).zone
        return { reasons: reasons.map((reason) => reasonOf(reason, zone)) }
      }).pipe(Effect.mapError(ofQuestion))
    )
)
