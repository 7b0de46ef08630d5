/** The server of the report: the API and the page's files, to whoever may ask. */
import { Effect } from "effect"

import { operations } from "./api/operations.ts"
import { apiListener } from "./apiListener.ts"
import { Connections } from "./http/Connections.ts"
import { addressesElsewhere, allowedHosts, inUrl, isAnyAddress, isLocal } from "./http/hosts.ts"
import type { Gate } from "./http/gate.ts"
import { listen, type SocketLimits, socketLimits } from "./http/listen.ts"
import { listenerOf } from "./http/listener.ts"
import { readStaticFiles } from "./http/staticFiles.ts"
import { makeTokens } from "./http/Tokens.ts"

export interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number
  /** Null: loopback only. */
  readonly host: string | null
  /** The folder of the page as it was built. */
  readonly pageFolder: string
  /** Others than usual. */
  readonly limits?: Partial<SocketLimits>
}

export interface RunningServer {
  readonly port: number
  /** `http://127.0.0.1:8080` */
  readonly origin: string
  /** An address that opens the page, once. */
  readonly invite: () => string
  /** The same for other machines; of a server that listens on all addresses. */
  readonly invitesElsewhere: () => ReadonlyArray<string>
  /** What programs send as `Authorization: Bearer`. */
  readonly token: string
}

/** Serves until the scope ends; then connections are closed and statements killed. */
export const startServer = Effect.fn("startServer")(function* ({ host, limits, pageFolder, port }: ServerOptions) {
  const tokens = makeTokens()
  let chosen = port
  const known = operations()
  const gate: Gate = {
    hosts: allowedHosts(host),
    tokens,
    methodsOf: known.methodsOf,
    cookieName: () => `logmill-${chosen}`,
    elsewhere: () => originsElsewhere(host, chosen)
  }
  const api = yield* apiListener(known)
  const allLimits = { ...socketLimits, ...limits }
  const connections = new Connections(allLimits.connections)
  const listener = listenerOf({ api, connections, files: readStaticFiles(pageFolder), gate })
  chosen = yield* listen({ host, port, listener, limits: allLimits, connections })
  const origin = `http://${inUrl(addressToOpen(host))}:${chosen}`
  return {
    port: chosen,
    origin,
    invite: () => `${origin}/#token=${tokens.invite()}`,
    invitesElsewhere: () =>
      addressesElsewhere(host).map((address) => `http://${address}:${chosen}/#token=${tokens.invite()}`),
    token: tokens.access
  } satisfies RunningServer
})

/** All under which other machines may find it. */
const originsElsewhere = (host: string | null, port: number): ReadonlyArray<string> => {
  if (host === null || isLocal(host)) return []
  const listed = addressesElsewhere(host)
  return (isAnyAddress(host) ? listed : [host]).map((address) => `http://${inUrl(address)}:${port}`)
}

const addressToOpen = (host: string | null): string =>
  host === null || host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host
