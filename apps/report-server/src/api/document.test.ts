/** The description of the API is true: each operation's answers are held against it, refused ones, too. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type JsonSchema, Schema, SchemaRepresentation } from "effect"
import type { OpenApi } from "effect/http-api"

import { makeLab } from "@logmill/core/testing/lab"

import { askJson, bodyOf, labServer, type Server } from "../testing/labServer.ts"
import { testServer } from "../testing/testServer.ts"

const line = (day: number, path: string, status: number): string =>
  `192.0.2.1 - - [0${day}/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 10 "-" "curl/8"\n`

/** Of two days, and a line that is none. */
const logged = Effect.gen(function* () {
  const lab = yield* makeLab
  lab.write("access.log", `${line(5, "/a", 404)}${line(6, "/a", 200)}no line of a log\n`)
  yield* lab.ingest(["access.log"])
  return yield* labServer(lab)
})

type Spec = OpenApi.OpenAPISpec

const operationOf = ({ paths }: Spec, method: string, target: string): OpenApi.OpenAPISpecOperation => {
  const path = target.split("?")[0]!
  const [, item] = Object.entries(paths).find(([pattern]) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path)
  )!
  return item[method.toLowerCase() as "get"]!
}

/** Throws where a value is not what its schema says; keys that it does not name are wrong, too. */
const check = ({ components }: Spec, schema: JsonSchema.JsonSchema, value: unknown): void => {
  const local = (value: object) => JSON.parse(JSON.stringify(value).replaceAll("#/components/schemas/", "#/$defs/"))
  const type = SchemaRepresentation.fromJsonSchemaDocument(
    { dialect: "draft-2020-12", schema: local(schema), definitions: local(components.schemas) },
    { patterns: "apply" }
  )
  Schema.decodeUnknownSync(type as unknown as Schema.Codec<unknown>, { onExcessProperty: "error" })(value)
}

const ask = Effect.fnUntraced(function* (
  server: Server,
  method: string,
  target: string,
  init: RequestInit,
  isRefused = false
) {
  const spec = yield* askJson<Spec>(server, "/api/openapi.json")
  const response = yield* Effect.promise(() =>
    target.startsWith("!")
      ? fetch(server.origin + target.slice(1), { method, ...init })
      : server.ask(target, { method, ...init })
  )
  const operation = operationOf(spec, method, target.replace("!", ""))
  const where = `${method} ${target}: ${response.status}`
  const declared = operation.responses[response.status]
  assert.isDefined(declared, where)
  assert.strictEqual(response.status >= 400, isRefused, where)
  for (const [name, { required }] of Object.entries(declared.headers ?? {})) {
    if (required) assert.isTrue(response.headers.has(name), `${where}: ${name}`)
  }
  if (declared.content === undefined) return operation.operationId
  const type = response.headers.get("content-type")!.split(";")[0]!
  const { schema } = declared.content[type]!
  if (type === "application/json") {
    const value: unknown = JSON.parse(yield* Effect.promise(() => response.text()))
    check(spec, schema, value)
  } else if (type === "text/event-stream") {
    const { value } = yield* Effect.promise(() => response.body!.getReader().read())
    const data = new TextDecoder()
      .decode(value)
      .replace(/^data: /, "")
      .trim()
    check(spec, schema, { data })
    check(
      spec,
      (schema["properties"] as { data: { contentSchema: object } }).data.contentSchema as JsonSchema.JsonSchema,
      JSON.parse(data)
    )
  } else yield* Effect.promise(() => response.body?.cancel() ?? Promise.resolve())
  return operation.operationId
})

const sql = "SELECT path, count(*) AS n FROM entries WHERE status = :status GROUP BY path"

const answered: ReadonlyArray<readonly [method: string, target: string, init?: RequestInit]> = [
  ["GET", "/api/overview"],
  ["GET", "/api/openapi.json"],
  ["GET", "/api/sources"],
  ["GET", "/api/rejects?limit=1"],
  ["GET", "/api/state"],
  ["GET", "/api/live"],
  ["GET", "/api/entries?limit=2"],
  ["GET", "/api/entries/1/line"],
  ["GET", "/api/analyses"],
  ["GET", "/api/analyses/paths?limit=2"],
  ["GET", "/api/analyses/traffic?from=2026-11-06&to=2026-11-06&compare=previous"],
  ["GET", "/api/analyses/paths", { headers: { "if-none-match": "*" } }],
  ["GET", "/api/analyses/paths/rows?limit=2&sort=-hits"],
  ["GET", "/api/empty?path=/A"],
  ["GET", "/api/schema"],
  ["POST", "/api/sql", bodyOf({ sql, params: { status: "404" } })],
  ["POST", "/api/sql", bodyOf({ sql: "SELECT 9e999, -9e999, 9007199254740993, x'00ff', 0.5, null" })],
  ["POST", "/api/sql/plan", bodyOf({ sql })],
  ["PUT", "/api/queries", bodyOf({ name: "a", sql }, "PUT")],
  ["GET", "/api/queries"],
  ["DELETE", "/api/queries?name=a"],
  ["PUT", "/api/views", bodyOf({ name: "a", search: "status=404" }, "PUT")],
  ["GET", "/api/views"],
  ["DELETE", "/api/views?name=a"],
  [
    "POST",
    "/api/panels",
    bodyOf({
      id: "my-paths",
      title: "Mine",
      chart: "bar",
      sql: "SELECT path, sum(hits) AS hits FROM hits GROUP BY path"
    })
  ],
  ["GET", "/api/export?form=csv"],
  ["GET", "/api/archive?status=404"],
  ["POST", "/api/invitations", bodyOf({})]
]

const refused: ReadonlyArray<readonly [method: string, target: string, init?: RequestInit]> = [
  ["GET", "/api/overview?nope=1"],
  ["GET", "/api/analyses/paths?limit=x"],
  ["GET", "/api/analyses/paths?from=never"],
  ["GET", "/api/analyses/nothing"],
  ["GET", "/api/analyses/paths?compare=x"],
  ["GET", "/api/entries?before=zz"],
  ["GET", "/api/entries/x/line"],
  ["GET", "/api/export?form=xml"],
  ["POST", "/api/sql", bodyOf({ sql: "DROP TABLE a" })],
  ["POST", "/api/sql", bodyOf({ sql: 1 })],
  ["POST", "/api/sql", { ...bodyOf({}), body: "{" }],
  ["POST", "/api/sql", { body: "{}" }],
  ["POST", "/api/sql", bodyOf({ sql: " ".repeat(1_100_000) })],
  ["PUT", "/api/views", bodyOf({ name: "", search: "" }, "PUT")],
  ["POST", "/api/panels", bodyOf({ id: "../x", title: "x", chart: "bar", sql })],
  ["GET", "!/api/overview"],
  ["GET", "/api/state", { headers: { origin: "http://example.com" } }],
  ["POST", "!/api/session", bodyOf({ token: "none" })],
  ["POST", "!/api/session", bodyOf({})]
]

describe("the description of the API", () => {
  it.live("is no description of everything", () =>
    Effect.gen(function* () {
      const server = yield* testServer()
      const spec = yield* askJson<Spec>(server, "/api/openapi.json")
      const overview = yield* askJson<object>(server, "/api/overview")
      const { schema } = operationOf(spec, "GET", "/api/overview").responses[200]!.content!["application/json"]!
      check(spec, schema, overview)
      for (const wrong of [{ ...overview, more: 1 }, { ...overview, entries: "4" }, { version: "1" }]) {
        assert.throws(() => check(spec, schema, wrong))
      }
    })
  )

  it.live("has every answer", () =>
    Effect.gen(function* () {
      const server = yield* logged
      const spec = yield* askJson<Spec>(server, "/api/openapi.json")
      const seen = new Set<string>()
      const token = server.invite().split("#token=")[1]!
      const exchanged = ["POST", "!/api/session", bodyOf({ token })] as const
      for (const form of ["ndjson", "json"]) yield* ask(server, "GET", `/api/export?form=${form}&analysis=paths`, {})
      for (const [method, target, init = {}] of [...answered, exchanged]) {
        seen.add(yield* ask(server, method, target, init))
      }
      const operations = Object.values(spec.paths).flatMap((item) =>
        Object.values(item as Record<string, { operationId: string; summary?: string }>)
      )
      assert.sameMembers(
        [...seen],
        operations.map(({ operationId }) => operationId)
      )
      assert.isTrue(operations.every(({ summary }) => summary !== undefined))
      assert.deepInclude(spec.info, { title: "logmill report", version: "1.2.3" })
      assert.notMatch(JSON.stringify(spec), /NaN|Infinity|x-effect|Encoded/)
    })
  )

  it.live("has every refusal", () =>
    Effect.gen(function* () {
      const server = yield* logged
      for (const [method, target, init = {}] of refused) yield* ask(server, method, target, init, true)
    })
  )
})
