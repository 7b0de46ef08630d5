/** The API put together: its groups, and what they need. */
import * as NodeHttpPlatform from "@effect/platform-node/NodeHttpPlatform"
import { makeHandler } from "@effect/platform-node/NodeHttpServer"
import { ByteSize, Context, Effect, FileSystem, Layer } from "effect"
import { Etag, HttpIncomingMessage, HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"

import { freshAnalyses } from "./analyses/freshAnalyses.ts"
import { analysesHandlers } from "./analyses/handlers.ts"
import { ReportApi } from "./api/Api.ts"
import { apiDocument } from "./api/document.ts"
import type { Operations } from "./api/operations.ts"
import { Changes } from "./data/Changes.ts"
import { dataHandlers } from "./data/handlers.ts"
import { entriesHandlers } from "./entries/handlers.ts"
import { exportsHandlers } from "./exports/handlers.ts"
import { OriginalLines } from "./entries/OriginalLines.ts"
import { largestBody } from "./http/gate.ts"
import { refusingStrange } from "./http/refuseStrange.ts"
import { tellingWhy } from "./http/tellingWhy.ts"
import { ownHandlers } from "./own/handlers.ts"
import { SavedQueries } from "./own/SavedQueries.ts"
import { SavedViews } from "./own/SavedViews.ts"
import { AnswerStore } from "./questions/AnswerStore.ts"
import { DataState } from "./questions/DataState.ts"
import { lanesLayer } from "./questions/Lanes.ts"
import { Questions } from "./questions/Questions.ts"
import { ReadAhead } from "./questions/ReadAhead.ts"
import { Shared } from "./questions/Shared.ts"
import { Report } from "./Report.ts"
import { sqlHandlers } from "./sql/handlers.ts"

const groups = Layer.mergeAll(
  dataHandlers,
  entriesHandlers,
  analysesHandlers,
  sqlHandlers,
  ownHandlers,
  exportsHandlers
)

/** What handlers ask; `QueryEngine` is the one behind the lanes. */
const services = Layer.mergeAll(
  Questions.layer,
  Changes.layer,
  OriginalLines.layer,
  SavedQueries.layer,
  SavedViews.layer
).pipe(
  Layer.provide(ReadAhead.layer),
  Layer.provideMerge(Layer.mergeAll(DataState.layer, AnswerStore.layer, freshAnalyses)),
  Layer.provideMerge(
    Layer.mergeAll(
      Shared.layer,
      lanesLayer,
      Layer.effect(Report, Report),
      Layer.effect(FileSystem.FileSystem, FileSystem.FileSystem)
    )
  )
)

const routesOver = (context: Context.Context<Layer.Success<typeof services>>) =>
  HttpApiBuilder.layer(ReportApi).pipe(
    Layer.provide(groups),
    Layer.merge(HttpRouter.add("GET", "/api/openapi.json", described(Context.get(context, Report).version))),
    HttpRouter.provideRequest(Layer.succeedContext(context)),
    Layer.provide(Layer.mergeAll(NodeHttpPlatform.layer, Etag.layerWeak)),
    Layer.provideMerge(HttpRouter.layer)
  )

/** Made when somebody asks for it. */
const described = (version: string) => Effect.sync(() => HttpServerResponse.jsonUnsafe(apiDocument(version)))

/** What answers a request under `/api`, as Node calls it. Requests are interrupted with the scope, and when they are closed. */
export const apiListener = Effect.fn("apiListener")(function* (operations: Operations) {
  const served = yield* Layer.build(services)
  // Handlers ask what was there when they were built, before what their request brings: else the engine without its lanes.
  const context = yield* Effect.provideContext(Layer.build(routesOver(served)), served)
  const router = Context.get(context, HttpRouter.HttpRouter)
  const scope = yield* Effect.scope
  return yield* makeHandler(tellingWhy(refusingStrange(router.asHttpEffect(), operations)), { scope }).pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.fromInputUnsafe(largestBody))
  )
})
