/**
 * `POST /api/session`: the token of the opened address becomes a cookie. `POST /api/invitations`: who has been let in gets an address for
 * another browser.
 */
import type { IncomingMessage, ServerResponse } from "node:http"

import { refuse, sendJson } from "./answer.ts"
import type { Gate } from "./gate.ts"

/** Bytes: a token, and JSON around it. */
const largest = 1_024

/** Seconds that a browser stays in, closed and started again, too; the server ends it before. */
const week = 7 * 24 * 3_600

/** Sent anew whenever the page asks what there is, so that the week begins with the last time. */
export const sessionCookie = (gate: Pick<Gate, "cookieName">, session: string): string =>
  `${gate.cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${week}`

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
        "this address lets in one browser, once, and was opened before, or logmill serve was started anew; " +
        "a page that is open makes another one (menu ⋯, Open elsewhere), as does POST /api/invitations with the token for programs"
      return refuse(response, { status: 401, message })
    }
    sendJson(response, 200, {}, { "set-cookie": sessionCookie(gate, session) })
  })
}

/** One token, under all names that this server has for who may be told: it is good once. */
export const sendInvitation = (request: IncomingMessage, response: ServerResponse, gate: Gate): void => {
  request.resume()
  const fragment = `/#token=${gate.tokens.invite()}`
  const elsewhere = gate.elsewhere()
  const here = `http://${request.headers.host}`
  sendJson(response, 200, {
    address: here + fragment,
    elsewhere: elsewhere.filter((origin) => origin !== here).map((origin) => origin + fragment),
    is_local: elsewhere.length === 0
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
