/**
 * Clients without what tells them apart from their neighbours (`ingest --anonymize`): of an IPv4 address the last 8 bits
 * are 0, of an IPv6 address all but the first 48, of a host name only the domain is left. It is done before a value is
 * looked up, so that the whole address is never written anywhere, and nothing can bring it back.
 *
 * Besides the client it is done to all addresses among the texts of `extra`, except those of servers. Rejected lines keep
 * no text. Users, queries, paths and referrers stay as they were logged, whatever is in them.
 */
import { isIP } from "node:net"

import { addressHex } from "@logmill/workers/filter/client"

const mappedIPv4 = `${"0".repeat(20)}ffff`
/** In addresses of 6to4 (RFC 3056) an IPv4 address follows these 16 bits: its last 8 count, too. */
const sixToFour = "2002"

/** What is stored in place of an address, in any spelling; null when the text is none. */
export const maskAddress = (text: string): string | null => {
  const hex = addressHex(text)
  if (hex === null) return null
  if (hex.startsWith(mappedIPv4)) {
    const dotted = [24, 26, 28].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".")
    return `${text.includes(":") ? "::ffff:" : ""}${dotted}.0`
  }
  const kept = hex.startsWith(sixToFour) ? `${hex.slice(0, 10)}00` : hex.slice(0, 12)
  const groups = [0, 4, 8].map((at) => Number.parseInt(kept.slice(at, at + 4), 16).toString(16)).join(":")
  return `${groups.replace(/(?:^|:)0(?::0)*$/, "")}::`
}

/** The client: an address, a name, `-`, or whatever stands there. */
export const maskClient = (client: string): string => {
  if (client === "-") return client
  const address = maskAddress(client) ?? maskAddress(withoutPort(client))
  return address ?? maskHost(client)
}

const withoutPort = (text: string): string => text.replace(/^\[(.*)\]:\d+$|^([^:]*):\d+$/s, "$1$2")

/** `*.example.net` of a host's name, which often is its address in other words; `*` of what is no name with a domain. */
const maskHost = (host: string): string => {
  const labels = host.toLowerCase().replace(/\.$/, "").split(".")
  const isName = labels.length > 1 && labels.every((label) => /^[\w-]+$/.test(label)) && !/^\d+$/.test(labels.at(-1)!)
  if (!isName) return "*"
  const isCountry = labels.at(-1)!.length === 2
  const domain = labels.length > 2 && isCountry && secondLevel.test(labels.at(-2)!) ? 3 : 2
  return `*.${labels.slice(-domain).join(".")}`
}

/** `example.co.uk`: where a country has its companies. */
const secondLevel = /^(?:co|com|net|org|gov|edu|ne|or|ac)$/

/** Texts of `extra` that are of servers. */
const ofServers: ReadonlySet<string> = new Set(["upstream_address", "server_addr"])

/** Texts of `extra` that name clients and proxies, and so may hold names of hosts. */
const ofClients: ReadonlySet<string> = new Set(["forwarded_for", "remote_address"])

/** `extra`: a JSON object of texts and numbers, as it is stored. */
export const maskExtra = (extra: string): string => {
  const read = JSON.parse(extra) as Readonly<Record<string, unknown>>
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(read).map(([name, value]) => [name, typeof value === "string" ? maskText(name, value) : value])
    )
  )
}

/** A text that is kept under a name. */
export const maskText = (name: string, text: string): string => {
  if (ofServers.has(name)) return text
  if (!ofClients.has(name)) return maskWithin(text)
  return text
    .split(",")
    .map((one) => {
      const [, blanks = "", item = ""] = /^(\s*)(.*)$/s.exec(one)!
      const isPlain = /^[\w.-]+$/.test(item) && /[.]/.test(item) && isIP(item) === 0
      return blanks + (isPlain ? maskHost(item) : maskWithin(item))
    })
    .join(",")
}

/** All that looks like an address in a text. */
const maskWithin = (text: string): string =>
  text.replaceAll(/[\dA-Fa-f:.]{2,}/g, (found) => {
    // A sentence may end behind one, and a port follow.
    const [, address = "", rest = ""] = /^(.*?)((?:\.|:\d+)?)$/s.exec(found)!
    const whole = maskAddress(found)
    if (whole !== null) return whole
    const masked = maskAddress(address)
    return masked === null ? found : masked + rest
  })
