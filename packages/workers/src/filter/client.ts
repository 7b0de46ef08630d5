/**
 * Client patterns: an address in any spelling, a network (`192.0.2.0/24`, `2001:db8::/32`), or a text pattern over the
 * client as logged (host names). Addresses are compared as 16 bytes, IPv4 as `::ffff:a.b.c.d`. Every entry has a client;
 * where the log says `-` that is its text, and so the pattern of the unknown one.
 */
import { isIP } from "node:net"
import { compileListed, type Listed, PatternError, readListed } from "./expression.ts"
import { compilePattern, readPattern, type Pattern, type TextMatcher } from "./pattern.ts"

/** Both ends included, 16 bytes each in lower-case hex, so that it is plain data and compares as text. */
export interface Network {
  readonly kind: "network"
  readonly from: string
  readonly to: string
}

export type ClientPattern = Pattern | Network

export type ClientPatterns = Listed<ClientPattern>

/** Each of `values` is one flag's text. Throws `PatternError`. */
export const readClients = (values: string | ReadonlyArray<string>): ClientPatterns => readListed(values, readClient)

/** One pattern as expression.ts finds it. Throws `PatternError`. */
export const readClient = (text: string): ClientPattern => {
  if (text === "-") return { kind: "exact", text }
  const network = networkOf(text)
  if (network !== null) return network
  const range = rangeOf(text)
  if (range !== null) throw new PatternError(`"${text}" is a range of addresses; write networks: ${range}`)
  if (looksLikeNetwork.test(text)) {
    throw new PatternError(`"${text}" is no network; write 192.0.2.0/24 or 2001:db8::/32`)
  }
  if (/^\d+(?:\.\d*)+$/.test(text)) {
    throw new PatternError(
      `"${text}" is no address; write one such as 192.0.2.1, a network such as 192.0.2.0/24, or 192.0.2.*`
    )
  }
  return readPattern(text)
}

/** More networks than these are longer than what they are written instead of. */
const mostNetworks = 4

/** Of two addresses with a hyphen between them, as other tools have ranges: what to write. Null: it is none. */
const rangeOf = (text: string): string | null => {
  const [from, to, ...others] = text.split("-").map((end) => addressHex(end.trim()))
  if (typeof from !== "string" || typeof to !== "string" || others.length > 0) return null
  const [first, last] = [from, to].toSorted().map((address) => BigInt(`0x${address}`)) as [bigint, bigint]
  const networks: Array<Network> = []
  for (let at = first; at <= last && networks.length <= mostNetworks;) {
    let size = 1n
    while ((at & (2n * size - 1n)) === 0n && at + 2n * size - 1n <= last) size *= 2n
    networks.push({ kind: "network", from: hex(at), to: hex(at + size - 1n) })
    at += size
  }
  if (networks.length <= mostNetworks) return networks.map(networkText).join(",")
  let mask = 0n
  while ((first | mask) !== (last | mask)) mask = 2n * mask + 1n
  const around = networkText({ kind: "network", from: hex(first & ~mask), to: hex(last | mask) })
  return `${around} is the smallest that holds it`
}

const looksLikeNetwork = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/

/** An address, or a network by its prefix; null when the text is neither. Bits behind the prefix do not count. */
export const networkOf = (text: string): Network | null => {
  const [, base = text, prefix] = looksLikeNetwork.exec(text) ?? []
  const address = addressHex(base)
  if (address === null) return null
  if (prefix === undefined) return { kind: "network", from: address, to: address }
  const width = isIP(base) === 4 ? 32 : 128
  if (Number(prefix) > width) return null
  const mask = (1n << BigInt(width - Number(prefix))) - 1n
  const bits = BigInt(`0x${address}`)
  return { kind: "network", from: hex(bits & ~mask), to: hex(bits | mask) }
}

const hex = (bits: bigint): string => bits.toString(16).padStart(32, "0")

export const compileClients = (patterns: ClientPatterns): TextMatcher => compileListed(patterns, compileClient)

const compileClient = (pattern: ClientPattern): TextMatcher => {
  if (pattern.kind !== "network") return compilePattern(pattern)
  return (client) => {
    const address = client === null ? null : addressHex(client)
    return address !== null && pattern.from <= address && address <= pattern.to
  }
}

/**
 * The 16 bytes of an address as hex, IPv4 mapped; null when the text is no address. Brackets around it, and a zone
 * (`%eth0`), are no part of it.
 */
export const addressHex = (logged: string): string | null => {
  const text = logged.replace(/^\[(.*)\]$/s, "$1")
  const version = isIP(text)
  if (version === 0) return null
  if (version === 4) return `${"0".repeat(20)}ffff${hexOfIPv4(text)}`
  const [head = "", tail] = text
    .replace(/%.*$/s, "")
    .replace(/[^:]*\.[^:]*$/, (dotted) => hexOfIPv4(dotted).replace(/^.{4}/, "$&:"))
    .split("::")
  const groups = (part: string): string =>
    part
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join("")
  if (tail === undefined) return groups(head).toLowerCase()
  const left = head === "" ? "" : groups(head)
  const right = tail === "" ? "" : groups(tail)
  return (left + "0".repeat(32 - left.length - right.length) + right).toLowerCase()
}

const hexOfIPv4 = (text: string): string =>
  text
    .split(".")
    .map((byte) => Number(byte).toString(16).padStart(2, "0"))
    .join("")

/** As it is typed: an address, or a network that a prefix tells. */
export const networkText = ({ from, to }: Network): string => {
  const bits = BigInt(`0x${from}`)
  const hosts = (bits ^ BigInt(`0x${to}`)).toString(2).replace(/^0$/, "").length
  const isIPv4 = from.startsWith(`${"0".repeat(20)}ffff`)
  const address = isIPv4 ? dotted(from.slice(24)) : groupsOf(from)
  return hosts === 0 ? address : `${address}/${(isIPv4 ? 32 : 128) - hosts}`
}

const dotted = (hex: string): string => [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".")

/** As URLs write it, which is RFC 5952. */
const groupsOf = (hex: string): string => {
  const groups = Array.from({ length: 8 }, (_, n) => hex.slice(4 * n, 4 * n + 4))
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1)
}
