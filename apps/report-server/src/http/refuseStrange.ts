/**
 * Refuses what a request says and the API does not know: parameters in the address, keys of the body and of objects in it. The library
 * passes over them, and a misspelt filter would be answered with everything. What there is, is taken from the API's own description.
 */
import { Effect } from "effect"
import { HttpServerRequest, type HttpServerResponse } from "effect/http"

import { nearest } from "@logmill/workers/nearest"

import type { Operations, Shape } from "../api/operations.ts"
import type { Refusal } from "./gate.ts"
import { told } from "./tellingWhy.ts"

export const refusingStrange = <E, R>(
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>,
  { find, resolve }: Operations
): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { pathname, searchParams } = new URL(request.url, "http://localhost")
    const known = find(request.method, pathname)
    if (known === null) return yield* answer
    const strange = [...searchParams.keys()].find((name) => !known.names.includes(name))
    if (strange !== undefined) return told(refusalOf(strange, strange, known.names, "parameter"))
    if (known.body === null) return yield* answer
    // It is kept, so that it can be read again.
    const text = yield* Effect.orElseSucceed(request.text, () => "")
    const found = strangeKey(jsonOf(text), known.body, resolve, "")
    return found === null ? yield* answer : told(found)
  })

const refusalOf = (name: string, at: string, names: ReadonlyArray<string>, what: "parameter" | "key"): Refusal => {
  const meant = nearest(name, names)
  const list = names.length === 0 ? `there is none` : `there are ${names.join(", ")}`
  const shown = at.length > 100 ? `${at.slice(0, 100)}…` : at
  return {
    status: 400,
    message: `"${shown}" is no ${what} of this request; ${meant === null ? list : `did you mean ${meant}?`}`
  }
}

const strangeKey = (value: unknown, shape: Shape, resolve: (shape: Shape) => Shape, at: string): Refusal | null => {
  const { additionalProperties = false, items, properties } = resolve(shape)
  if (Array.isArray(value)) {
    if (items === undefined) return null
    return value.map((one) => strangeKey(one, items, resolve, at)).find((found) => found !== null) ?? null
  }
  if (typeof value !== "object" || value === null || properties === undefined || additionalProperties !== false) {
    return null
  }
  for (const [key, inner] of Object.entries(value)) {
    const path = at === "" ? key : `${at}.${key}`
    if (!Object.hasOwn(properties, key)) return refusalOf(key, path, Object.keys(properties), "key")
    const found = strangeKey(inner, properties[key]!, resolve, path)
    if (found !== null) return found
  }
  return null
}

/** What is no JSON is refused by the API itself. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
