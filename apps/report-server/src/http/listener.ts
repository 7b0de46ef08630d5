/** The way of a request: through the gate, then to a file of the page, to the exchange of tokens, or to the API. */
import type { ServerResponse } from "node:http"

import { refuse, sendFile } from "./answer.ts"
import type { Connections } from "./Connections.ts"
import { type Gate, pathOf, refusalOfAnybody, refusalOfStranger, type RequestHead, sessionOf } from "./gate.ts"
import { safetyHeaders } from "./headers.ts"
import type { Listener } from "./listen.ts"
import { exchangeToken, sendInvitation, sessionCookie } from "./session.ts"
import type { StaticFiles } from "./staticFiles.ts"

/** Requests that are answered at a time. */
const mostRequests = 200

export const listenerOf = ({
  api,
  connections,
  files,
  gate
}: {
  readonly api: Listener
  readonly connections: Pick<Connections, "know">
  readonly files: StaticFiles
  readonly gate: Gate
}): Listener => {
  const open = new Set<ServerResponse>()
  return (request, response) => {
    for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value)
    const head: RequestHead = {
      method: request.method ?? "",
      target: request.url ?? "",
      headers: request.headers,
      hostsNamed: request.headersDistinct["host"]?.length ?? 0
    }
    const refusal = refusalOfAnybody(head, gate)
    if (refusal !== null) return refuse(response, refusal)
    if (open.size >= mostRequests) {
      return refuse(response, { status: 503, message: "too many requests are being answered; ask again later" })
    }
    open.add(response)
    response.once("close", () => open.delete(response))

    const path = pathOf(head.target)
    if (path === "/api/session") return exchangeToken(request, response, gate)
    if (path.startsWith("/api/")) {
      // Unless the answer says otherwise.
      response.setHeader("cache-control", "no-store")
      const denied = refusalOfStranger(head, gate)
      if (denied !== null) return refuse(response, denied)
      connections.know(request.socket)
      const session = path === "/api/overview" ? sessionOf(head.headers, gate) : null
      if (session !== null) response.setHeader("set-cookie", sessionCookie(gate, session))
      return path === "/api/invitations" ? sendInvitation(request, response, gate) : api(request, response)
    }
    const file = files.get(path)
    if (file === undefined) return refuse(response, { status: 404, message: "there is nothing under this address" })
    return sendFile(request, response, file)
  }
}
