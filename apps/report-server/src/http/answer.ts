/** Answers that need no question: files of the page, refusals. */
import type { IncomingMessage, ServerResponse } from "node:http"

import { hasETag } from "./etag.ts"
import type { Refusal } from "./gate.ts"
import type { StaticFile } from "./staticFiles.ts"

export const sendJson = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {}
): void => {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
    ...headers
  })
  response.end(body)
}

/** The connection ends with it, whatever else was to come on it. */
export const refuse = (response: ServerResponse, { allow, message, status }: Refusal): void =>
  sendJson(
    response,
    status,
    { _tag: "Denied", message },
    { connection: "close", ...(allow === undefined ? {} : { allow: allow.join(", ") }) }
  )

export const sendFile = (request: IncomingMessage, response: ServerResponse, file: StaticFile): void => {
  const etag = file.etag()
  const headers = {
    etag,
    vary: "accept-encoding",
    "cache-control": file.isImmutable ? "private, max-age=31536000, immutable" : "no-cache"
  }
  if (hasETag(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end()
    return
  }
  const accepts = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
  const gzipped = accepts ? file.gzipped() : null
  const body = gzipped ?? file.bytes
  response.writeHead(200, {
    ...headers,
    "content-type": file.type,
    "content-length": body.length,
    ...(gzipped === null ? {} : { "content-encoding": "gzip" })
  })
  response.end(request.method === "HEAD" ? undefined : body)
}
