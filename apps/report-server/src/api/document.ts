/**
 * The API as OpenAPI 3.1: what the endpoints declare, and what they can't know of the gate before them: that it asks for a token, and
 * what it refuses. It tells of answers to operations; those to addresses and methods that are none are told in its description.
 */
import type { JsonSchema } from "effect"
import { OpenApi } from "effect/http-api"

import { accessGroup } from "./access.ts"
import { ReportApi } from "./Api.ts"

type Operation = OpenApi.OpenAPISpecOperation

const description =
  "The data of a logmill database, and what can be asked of it. What goes wrong is said in a sentence. Other addresses than these are " +
  "answered with 404, other methods with 405 and Allow, parameters and keys that are not described with 400. " +
  "HEAD is answered as GET is, without a body."

export const apiDocument = (version: string): OpenApi.OpenAPISpec => {
  const { components, paths, tags } = withoutSuffix(OpenApi.fromApi(ReportApi.add(accessGroup)))
  return {
    openapi: "3.1.0",
    info: { title: "logmill report", version, description, license: { name: "MIT", identifier: "MIT" } },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [
        path,
        Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, behindGate(one as Operation)]))
      ])
    ),
    components: { schemas: { ...components.schemas, Denied: denied }, securitySchemes },
    security: [{ token: [] }, { session: [] }],
    tags
  }
}

const securitySchemes: OpenApi.OpenAPIComponents["securitySchemes"] = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "What logmill serve prints for programs; another one at each start"
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "logmill-8080",
    description: "The page's, from POST /api/session; its name ends with the server's port"
  }
}

const denied: JsonSchema.JsonSchema = {
  type: "object",
  properties: { _tag: { type: "string", enum: ["Denied"] }, message: { type: "string" } },
  required: ["_tag", "message"],
  additionalProperties: false
}
const deniedRef: JsonSchema.JsonSchema = { $ref: "#/components/schemas/Denied" }

/** By status: what any operation may be answered with, and when. */
const refusals: Readonly<Record<number, string>> = {
  400: "What is asked, or how, is wrong",
  401: "Without a token that is good",
  403: "Of another site",
  413: "The body is larger than 1 MiB",
  415: "The body does not say that it is JSON",
  421: "To another host than this server",
  500: "A fault in logmill itself",
  503: "The database can't be read, or too many requests are being answered"
}

const behindGate = (operation: Operation): Operation => {
  const { requestBody, responses, security: _, ...rest } = operation
  const parameters = rest.parameters.map((one) => ({ ...one, schema: inQuery(one.schema as JsonSchema.JsonSchema) }))
  const told: OpenApi.OpenAPISpecResponses = { ...responses, ...answersIn(responses) }
  for (const [status, why] of Object.entries(refusals).map(([key, value]) => [Number(key), value] as const)) {
    if ((status === 413 || status === 415) && requestBody === undefined) continue
    const own = responses[status]?.content?.["application/json"]?.schema
    const schema = own === undefined ? deniedRef : { anyOf: [own, deniedRef] }
    told[status] = { description: why, content: { "application/json": { schema } } }
  }
  return {
    ...rest,
    parameters,
    ...(requestBody === undefined ? {} : { requestBody }),
    ...(operation.operationId === "access.session" ? { security: [] } : {}),
    ...(operation.operationId === "analyses.run" ? kept(parameters, told) : { responses: told })
  } as Operation
}

/** Of texts that are digits. */
const inQuery = (schema: JsonSchema.JsonSchema): JsonSchema.JsonSchema =>
  schema["format"] === "uint53" ? { ...schema, type: "integer", format: "int64", minimum: 0 } : schema

const answersIn = ({ 200: success }: OpenApi.OpenAPISpecResponses): OpenApi.OpenAPISpecResponses => {
  if (success?.content === undefined) return {}
  const content = Object.entries(success.content).map(([type, { schema }]) => [
    type,
    { schema: type === "text/event-stream" ? onlyData(schema) : schema["format"] === "binary" ? bytesOf(type) : schema }
  ])
  return { 200: { ...success, content: Object.fromEntries(content) as OpenApi.OpenApiSpecContent } }
}

/** What the library calls bytes, whatever they are. */
const bytesOf = (type: string): JsonSchema.JsonSchema => {
  if (type === "application/zip") return { type: "string", format: "binary" }
  if (type !== "application/json") return { type: "string" }
  return { description: "Of entries an array of objects, of an analysis what --json of the command line prints" }
}

/** Of an event only `data` is sent, which the library does not know. */
const onlyData = ({ properties }: JsonSchema.JsonSchema): JsonSchema.JsonSchema => {
  const { data } = properties as { readonly data: JsonSchema.JsonSchema }
  return { type: "object", properties: { data }, required: ["data"], additionalProperties: false }
}

/** Of answers with an ETag. */
const kept = (
  parameters: Operation["parameters"],
  responses: OpenApi.OpenAPISpecResponses
): Pick<Operation, "parameters" | "responses"> => {
  const headers = { etag: { schema: { type: "string" }, required: true, description: "Of the data and the question" } }
  return {
    parameters: [
      ...parameters,
      { name: "If-None-Match", in: "header", schema: { type: "string" }, required: false, description: "ETags, or *" }
    ],
    responses: {
      ...responses,
      200: { ...responses[200]!, headers },
      304: { description: "The answer is the one whose ETag was sent", headers }
    }
  }
}

/** The library names what is sent `RefusedEncoded`, and describes its own streams in a field of its own. */
const withoutSuffix = (spec: OpenApi.OpenAPISpec): OpenApi.OpenAPISpec =>
  JSON.parse(
    JSON.stringify(spec, (key, value: unknown) => (key === "x-effect-stream" ? undefined : value)).replaceAll(
      /(Refused|TimedOut|Busy|Unreadable)Encoded/g,
      "$1"
    )
  ) as OpenApi.OpenAPISpec
