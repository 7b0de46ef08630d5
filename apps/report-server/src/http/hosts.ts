/**
 * The names this server answers to. A page of another site can make its own name lead to this machine, but then the request
 * names that site, and is refused.
 */
import { isIP } from "node:net"
import { hostname, networkInterfaces } from "node:os"

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"]

/** Every address of the machine. */
const anyAddress = ["0.0.0.0", "::"]

export const isAnyAddress = (host: string): boolean => anyAddress.includes(host)

/** `host`: what `--host` says; null: loopback only. In the form of a Host header, without a port. */
export const allowedHosts = (host: string | null): ReadonlySet<string> => {
  if (host === null) return new Set(loopbackNames)
  const others = anyAddress.includes(host) ? [hostname(), ...addressesHere()] : [host]
  return new Set([...loopbackNames, ...others.map((name) => inUrl(name).toLowerCase())])
}

/** Whether no other machine can find it. */
export const isLocal = (host: string | null): boolean => host === null || /^(?:localhost|127\..*|::1)$/.test(host)

const addressesHere = (): ReadonlyArray<string> => interfacesHere().map(({ address }) => address)

const interfacesHere = () => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])

/** Under which other machines may find this one, when it listens on all of its addresses. */
export const addressesElsewhere = (host: string | null): ReadonlyArray<string> =>
  host === null || !anyAddress.includes(host)
    ? []
    : interfacesHere()
        .filter(({ family, internal }) => family === "IPv4" && !internal)
        .map(({ address }) => address)

/** An IPv6 address stands in brackets there. */
export const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** Any port: it may be forwarded from another one. */
export const isAllowedHost = (header: string | undefined, allowed: ReadonlySet<string>): boolean => {
  const name = /^(\[[\da-f:.]+\]|[^:/@\s]+)(:\d{1,5})?$/i.exec(header ?? "")?.[1]
  return name !== undefined && allowed.has(name.toLowerCase())
}
