/** Sockets that wait for requests, with the limits that keep a slow, dead or hostile client from harming the others. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"

import { Data, Effect, type Scope } from "effect"

import type { Connections } from "./Connections.ts"
import { endStalled } from "./stalled.ts"

/** `message` is a whole sentence. */
export class ListenError extends Data.TaggedError("ListenError")<{
  /** The port is taken; the address is none of this machine; it may not be used; anything else. */
  readonly reason: "taken" | "address" | "denied" | "failed"
  readonly message: string
  readonly cause: unknown
}> {}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

export interface SocketLimits {
  /** Bytes of a request's line and headers together; a filter in the address may be long. */
  readonly head: number
  /** ms to send the head, and the whole request. */
  readonly headTime: number
  readonly requestTime: number
  /** ms that an unused connection is kept. */
  readonly idleTime: number
  /** ms in which a client must take some of an answer that waits for it. */
  readonly stallTime: number
  readonly connections: number
}

export const socketLimits: SocketLimits = {
  head: 65_536,
  headTime: 10_000,
  requestTime: 30_000,
  idleTime: 30_000,
  stallTime: 30_000,
  connections: 256
}

export interface ListenOptions {
  /** 0: any that is free. */
  readonly port: number
  /** Null: loopback only, of both kinds where the machine has both. */
  readonly host: string | null
  readonly listener: Listener
  readonly limits: SocketLimits
  readonly connections: Connections
}

/** Returns the port. The sockets and all connections are closed with the scope. */
export const listen = Effect.fn("listen")(function* ({ host, port, ...serving }: ListenOptions) {
  if (host !== null) return yield* listenOn(host, port, serving)
  const chosen = yield* listenOn("127.0.0.1", port, serving)
  // A browser may take `localhost` for this one, and must not meet another program there.
  yield* Effect.catchIf(listenOn("::1", chosen, serving), isWithoutIPv6, () => Effect.void)
  return chosen
})

type Serving = Pick<ListenOptions, "listener" | "limits" | "connections">

const isWithoutIPv6 = (error: ListenError): boolean => error.reason === "address"

const listenOn = (host: string, port: number, serving: Serving): Effect.Effect<number, ListenError, Scope.Scope> =>
  Effect.acquireRelease(open(host, port, serving), close).pipe(
    Effect.map((server) => (server.address() as AddressInfo).port)
  )

const open = (
  host: string,
  port: number,
  { connections, limits, listener }: Serving
): Effect.Effect<Server, ListenError> =>
  Effect.callback((resume) => {
    const options = {
      maxHeaderSize: limits.head,
      headersTimeout: limits.headTime,
      requestTimeout: limits.requestTime,
      keepAliveTimeout: limits.idleTime,
      connectionsCheckingInterval: Math.min(limits.headTime, 2_000)
    }
    const server = createServer(options, (request, response) => {
      // Errors of a connection that is gone are the end of a request and none of the server's.
      request.on("error", () => undefined)
      response.on("error", () => undefined)
      endStalled(response, limits.stallTime)
      connections.asked(request, response)
      listener(request, response)
    })
    server.on("connection", (socket: Socket) => connections.add(socket))
    server.on("clientError", refuseUnread)
    const failed = (cause: NodeJS.ErrnoException) => resume(Effect.fail(listenError(host, port, cause)))
    server.once("error", failed)
    server.listen({ host, port }, () => {
      server.off("error", failed)
      // A connection that could not be taken, for want of descriptors say, is the client's loss and not the server's end.
      server.on("error", () => undefined)
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
