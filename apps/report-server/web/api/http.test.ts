/** What a reader is told when there is no answer. */
import { afterEach, assert, describe, it, vi } from "vitest"

import { ApiError } from "./Api.ts"
import { getJson } from "./http.ts"

afterEach(() => vi.unstubAllGlobals())

const told = async (response: () => Promise<Response>): Promise<string> => {
  vi.stubGlobal("fetch", response)
  const error = await getJson("./api/state").catch((cause: unknown) => cause)
  assert.instanceOf(error, ApiError)
  return `${error.kind}: ${error.message}`
}

describe("what is told when there is no answer", () => {
  const cases: ReadonlyArray<readonly [string, () => Promise<Response>, RegExp]> = [
    [
      "nobody answers",
      () => Promise.reject(new TypeError("Failed to fetch")),
      /^Unreachable: The server does not answer/
    ],
    [
      "a server that ends",
      () => Promise.resolve(new Response(null, { status: 503 })),
      /^Unreachable: The server ended before/
    ],
    [
      "one that ends meanwhile",
      () => Promise.resolve(new Response('{"rows":[[1')),
      /^Unreachable: The server ended before/
    ],
    [
      "a proxy",
      () => Promise.resolve(new Response("<html>", { status: 502 })),
      /^Unreachable: Something else than logmill/
    ],
    [
      "a sentence",
      () => Promise.resolve(Response.json({ message: "the database is gone" }, { status: 503 })),
      /^Unreadable: The database/
    ]
  ]
  it.each(cases)("%s", async (_, response, sentence) => assert.match(await told(response), sentence))
})
