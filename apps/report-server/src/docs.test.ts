/** docs/report-api.md: every request in it is answered, in the shape that is shown, and none of the API is left out. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "@logmill/core/testing/lab"

import { askJson, labServer, type Server } from "./testing/labServer.ts"
import { testServer } from "./testing/testServer.ts"

const page = readFileSync(join(import.meta.dirname, "../../../docs/report-api.md"), "utf8")

interface Example {
  readonly method: string
  readonly target: string
  readonly body: string | null
  /** What is shown as its answer. */
  readonly answer: unknown
}

const examples: ReadonlyArray<Example> = [...page.matchAll(/```http\n([^`]*)```(?:\n\n```json\n([^`]*)```)?/g)].map(
  ([, request, answer]) => {
    const [first = "", ...body] = request!.trimEnd().split("\n")
    const [method = "", target = ""] = first.split(" ")
    return {
      method,
      target,
      body: body.length === 0 ? null : body.join("\n"),
      answer: answer === undefined ? null : JSON.parse(answer)
    }
  }
)

const line = (path: string, status: number): string =>
  `192.0.2.1 - - [05/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 10 "-" "curl/8"\n`

const send = (server: Server, { body, method, target }: Example): Effect.Effect<Response> =>
  Effect.promise(() =>
    server.ask(encodeURI(decodeURI(target)), {
      method,
      ...(body === null ? {} : { body: withToken(body, server), headers: { "content-type": "application/json" } })
    })
  )

/** The token of an address to open, where the page shows one. */
const withToken = (body: string, server: Server): string =>
  body.includes('"..."') ? body.replace("...", server.invite().split("#token=")[1]!) : body

/** Keys of objects, down to those of the first in a list; a null, or a list with nothing in it, may be anything. */
const assertShape = (found: unknown, shown: unknown, where: string): void => {
  if (Array.isArray(shown)) {
    assert.isTrue(Array.isArray(found), where)
    const [first] = found as ReadonlyArray<unknown>
    if (first !== undefined && shown.length > 0) assertShape(first, shown[0], `${where}[0]`)
  } else if (typeof shown === "object" && shown !== null && found !== null) {
    assert.sameMembers(Object.keys(found as object), Object.keys(shown), where)
    for (const [key, value] of Object.entries(shown)) {
      assertShape((found as Record<string, unknown>)[key], value, `${where}.${key}`)
    }
  } else if (found !== null && shown !== null) assert.strictEqual(typeof found, typeof shown, where)
}

describe("docs/report-api.md", () => {
  it.live("its requests are answered as it shows", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("access.log", `${line("/shop/cart", 404)}${line("/", 200)}no line of a log\n`)
      yield* lab.ingest(["access.log"])
      const server = yield* labServer(lab)
      assert.isAbove(examples.length, 15)
      for (const example of examples) {
        const what = `${example.method} ${example.target}`
        const response = yield* send(server, example)
        if (example.target === "/api/live") {
          const { value } = yield* Effect.promise(() => response.body!.getReader().read())
          const event = new TextDecoder().decode(value).replace(/^data: /, "")
          assertShape(JSON.parse(event), example.answer, what)
          continue
        }
        const text = yield* Effect.promise(() => response.text())
        assert.strictEqual(response.status, 200, `${what}: ${text}`)
        if (example.answer !== null) assertShape(JSON.parse(text), example.answer, what)
      }
    })
  )

  it.live("it leaves no address out", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const { paths } = yield* askJson<{ paths: Record<string, object> }>(server, "/api/openapi.json")
      const shown = examples.map(({ method, target }) => `${method} ${target.split("?")[0]}`)
      for (const [path, methods] of Object.entries(paths)) {
        const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`)
        for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
          const isShown = shown.some(
            (one) => one.startsWith(`${method} `) && pattern.test(one.slice(method.length + 1))
          )
          assert.isTrue(isShown, `${method} ${path}`)
        }
      }
    })
  )
})
