/** Says in a sentence what the library would refuse without a word: what is no request of the API. */
import { Cause, Effect } from "effect"
import { HttpServerError, HttpServerResponse } from "effect/http"
import { HttpApiError } from "effect/http-api"

import type { Refusal } from "./gate.ts"

export const tellingWhy = <E, R>(
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R> =>
  Effect.catchCause(answer, (cause) => {
    if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
    const refusal = refusalOf(Cause.squash(cause))
    if (refusal !== null) return Effect.succeed(told(refusal))
    return Effect.as(
      Effect.logError("a fault in logmill itself, please report it", cause),
      told({
        status: 500,
        message: "this is a fault in logmill itself; what logmill serve says in its terminal tells more"
      })
    )
  })

export const told = ({ message, status }: Refusal): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.jsonUnsafe({ _tag: "Denied", message }, { status, headers: { "cache-control": "no-store" } })

const refusalOf = (error: unknown): Refusal | null => {
  if (HttpApiError.HttpApiSchemaError.is(error)) {
    if (error.kind === "Body" || error.kind === "ResponseHeaders") return null
    return {
      status: 400,
      message: `the ${part[error.kind]} can't be read: ${error.cause.message.replace(/\s+/g, " ")}`
    }
  }
  if (!HttpServerError.isHttpServerError(error)) return null
  const { reason } = error
  if (reason._tag === "RouteNotFound")
    return { status: 404, message: "the API has no such address; see /api/openapi.json" }
  if (reason._tag !== "RequestParseError") return null
  return reason.reason === "BodyTooLarge"
    ? { status: 413, message: "the body is too large" }
    : { status: 400, message: "the request can't be read" }
}

const part = { Params: "address", Headers: "header", Query: "query", Payload: "body" } as const
