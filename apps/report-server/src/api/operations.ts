/** The API's operations, read from its description: by which methods an address is asked, and what a request may say. */
import type { OpenApi } from "effect/http-api"

import { apiDocument } from "./document.ts"

/** What matters here of JSON Schema. */
export interface Shape {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: unknown
  readonly items?: Shape
}

export interface Operation {
  readonly method: string
  readonly path: RegExp
  /** Of the query. */
  readonly names: ReadonlyArray<string>
  readonly body: Shape | null
}

export interface Operations {
  /** Null: there is none. HEAD is asked as GET is. */
  readonly find: (method: string, path: string) => Operation | null
  /** None: the API has no such address. */
  readonly methodsOf: (path: string) => ReadonlyArray<string>
  /** Follows a reference. */
  readonly resolve: (shape: Shape) => Shape
}

export const operations = (): Operations => {
  const { components, paths } = apiDocument("")
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, OpenApi.OpenAPISpecOperation>>).map(
      ([method, operation]): Operation => ({
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
        names: operation.parameters.filter((one) => one.in === "query").map(({ name }) => name),
        body: operation.requestBody?.content["application/json"]?.schema ?? null
      })
    )
  )
  return {
    find: (method, path) =>
      all.find((one) => one.method === (method === "HEAD" ? "GET" : method) && one.path.test(path)) ?? null,
    methodsOf: (path) =>
      all.filter((one) => one.path.test(path)).flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
    resolve: (shape) => {
      const name = shape.$ref?.split("/").at(-1)
      return name === undefined ? shape : ((components.schemas[name] as Shape | undefined) ?? {})
    }
  }
}
