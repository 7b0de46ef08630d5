/** Sockets that wait for requests, with the limits that keep a slow, dead or hostile client from harming the others. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"

import { Data, Effect, type Scope } from "effect"

import { endStalled } from "./stalled.ts"

/** `message` is a whole sentence. */
export class ListenError extends Data.TaggedError("ListenError")<{
  /** The port is taken; the address is none of this machine; it may not be used; anything else. */
  readonly reason: "taken" | "address" | "denied" | "failed"
  readonly message: string
  readonly cause: unknown
}> {}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Bytes of a request's line and headers together; a filter in the address may be long. */
const largestHead = 65_536

/** ms to send the head, the whole request; that an unused connection is kept; between two looks at all that. */
const times = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2_000
}

const mostConnections = 256

/** Of one connection, before it is closed and another one has to be made. */
const mostRequests = 10_000

export interface ListenOptions {
  /** 0: any that is free. */
  readonly port: number
  /** Null: loopback only, of both kinds where the machine has both. */
  readonly host: string | null
  readonly listener: Listener
}

/** Returns the port. The sockets and all connections are closed with the scope. */
export const listen = Effect.fn("listen")(function* ({ host, listener, port }: ListenOptions) {
  if (host !== null) return yield* listenOn(host, port, listener)
  const chosen = yield* listenOn("127.0.0.1", port, listener)
  // A browser may take `localhost` for this one, and must not meet another program there.
  yield* Effect.catchIf(listenOn("::1", chosen, listener), isWithoutIPv6, () => Effect.void)
  return chosen
})

const isWithoutIPv6 = (error: ListenError): boolean => error.reason === "address"

const listenOn = (host: string, port: number, listener: Listener): Effect.Effect<number, ListenError, Scope.Scope> =>
  Effect.acquireRelease(open(host, port, listener), close).pipe(
    Effect.map((server) => (server.address() as AddressInfo).port)
  )

const open = (host: string, port: number, listener: Listener): Effect.Effect<Server, ListenError> =>
  Effect.callback((resume) => {
    const server = createServer({ maxHeaderSize: largestHead, ...times }, (request, response) => {
      // Errors of a connection that is gone are the end of a request and none of the server's.
      request.on("error", () => undefined)
      response.on("error", () => undefined)
      endStalled(response)
      listener(request, response)
    })
    server.maxConnections = mostConnections
    server.maxRequestsPerSocket = mostRequests
    server.on("clientError", refuseUnread)
    const failed = (cause: NodeJS.ErrnoException) => resume(Effect.fail(listenError(host, port, cause)))
    server.once("error", failed)
    server.listen({ host, port }, () => {
      server.off("error", failed)
      resume(Effect.succeed(server))
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/** What Node could not read as a request. */
const refuseUnread = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy()
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request"
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.destroySoon()
}

const listenError = (host: string, port: number, cause: NodeJS.ErrnoException): ListenError => {
  switch (cause.code) {
    case "EADDRINUSE":
      return new ListenError({ reason: "taken", message: `port ${port} of ${host} is taken by another program`, cause })
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ListenError({ reason: "address", message: `${host} is no address of this machine`, cause })
    case "EACCES":
      return new ListenError({ reason: "denied", message: `port ${port} may not be used without more rights`, cause })
    default:
      return new ListenError({ reason: "failed", message: `${host}, port ${port}: ${cause.message}`, cause })
  }
}
