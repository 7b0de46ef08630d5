/** `POST /api/session`: the token of the opened address becomes a cookie. */
import type { IncomingMessage, ServerResponse } from "node:http"

import { refuse, sendJson } from "./answer.ts"
import type { Gate } from "./gate.ts"

/** Bytes: a token, and JSON around it. */
const largest = 1_024

export const exchangeToken = (request: IncomingMessage, response: ServerResponse, gate: Gate): void => {
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size > largest) {
      request.pause()
      return refuse(response, { status: 413, message: 'the body must be {"token": "..."}' })
    }
    chunks.push(chunk)
  })
  request.on("end", () => {
    const token = tokenIn(Buffer.concat(chunks).toString())
    if (token === null) return refuse(response, { status: 400, message: 'the body must be {"token": "..."}' })
    const session = gate.tokens.exchange(token)
    if (session === null) {
      const message =
        "this address was opened before, or logmill serve was started anew; open the address it printed last"
      return refuse(response, { status: 401, message })
    }
    const cookie = `${gate.cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/`
    sendJson(response, 200, {}, { "set-cookie": cookie })
  })
}

const tokenIn = (body: string): string | null => {
  try {
    const { token } = JSON.parse(body) as { readonly token?: unknown }
    return typeof token === "string" ? token : null
  } catch {
    return null
  }
}
