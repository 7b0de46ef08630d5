/**
 * `in_network(text, '192.0.2.0/24')` of SQL: whether an address lies in a network, however either is spelled, as `--client`
 * tells it (workers/filter/client.ts). The text may also be what proxies write: addresses with ports, and lists of them,
 * of which one is enough, or the network itself. What else is no address lies in no network.
 */
import { addressHex, type Network, networkOf } from "@logmill/workers/filter/client"

import { Refusal } from "./Refusal.ts"

/** Texts whose addresses are remembered, and characters of one: clients come again and again, and to read one takes a microsecond. */
const mostTexts = 50_000
const longestTold = 64

/** The function, which remembers networks and texts that it was asked for. It throws when one is neither network nor address. */
export const networkTest = (): ((text: string, network: string) => boolean) => {
  const known = new Map<string, Network>()
  const told = new Map<string, ReadonlyArray<string>>()
  const read = (text: string): Network => {
    const network = networkOf(text.trim())
    if (network === null)
      throw new Refusal(
        "syntax",
        `in_network(): "${text.slice(0, 100)}" is no network; write 192.0.2.0/24 or 2001:db8::/32`
      )
    if (known.size > 1000) known.clear()
    known.set(text, network)
    return network
  }
  const addressesOf = (text: string): ReadonlyArray<string> => {
    const before = told.get(text)
    if (before !== undefined) return before
    if (told.size > mostTexts) told.clear()
    const addresses = addressesIn(text)
    if (text.length <= longestTold) told.set(text, addresses)
    return addresses
  }
  return (text, network) => {
    const { from, to } = known.get(network) ?? read(network)
    return text === network || addressesOf(text).some((address) => from <= address && address <= to)
  }
}

const addressesIn = (text: string): ReadonlyArray<string> => {
  const whole = addressHex(text)
  if (whole !== null) return [whole]
  return /[,:]/.test(text) ? text.split(",").flatMap((part) => addressHex(withoutPort(part.trim())) ?? []) : []
}

const withoutPort = (text: string): string => text.replace(/^(\[.*\]|\d+\.\d+\.\d+\.\d+):\d+$/s, "$1")
