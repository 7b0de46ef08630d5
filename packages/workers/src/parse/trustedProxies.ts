/**
 * Who asked, where proxies stand before the server that wrote the log: the rule of nginx's `real_ip_recursive` and of
 * Apache's mod_remoteip, applied to what is logged.
 *
 * It begins with the address of the connection. While the address at hand is a trusted proxy's, the next from the right
 * of the list that proxies pass on (`X-Forwarded-For`) takes its place; the first that is not trusted is the client, or
 * the leftmost if all are. What is no address (`unknown`, a name, whatever a client sent) ends the way there: nobody
 * trusted vouches for what stands before it. Where the list is logged in place of the client, its last address is the
 * first at hand. Without trusted proxies none of this runs.
 *
 * The list stays as it was logged (`forwarded_for`); the connection's address is kept as `remote_address` where it is
 * not the client's.
 */
import { addressHex, type Network, networkOf } from "../filter/client.ts"
import { type LineFields, type LineParser, maxLineBytes, mostAside, OK, TOO_LONG } from "./line.ts"
import { endOfAddress, endOfText, startOfAddress, startOfLast, startOfText } from "./listed.ts"

/** A connection within the machine has no address: nginx logs `unix:`, Go `@`. */
const socket = "unix:"
const isSocket = (text: string): boolean => text.startsWith(socket) || text === "@"

/** Names for several networks: RFC 1918, loopback, unique local addresses (RFC 4193). */
const presets: Readonly<Record<string, ReadonlyArray<string>>> = {
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1", "fc00::/7", socket]
}

/** What can be said in place of a network. */
export const trustedNames: ReadonlyArray<string> = [...Object.keys(presets), socket]

/** Networks, addresses and names, several with commas between them; null when one is none of these. */
export const readTrusted = (text: string): ReadonlyArray<Network | typeof socket> | null => {
  const trusted: Array<Network | typeof socket> = []
  for (const part of text.split(",").map((one) => one.trim())) {
    for (const item of Object.hasOwn(presets, part) ? presets[part]! : [part]) {
      const network = item === socket ? item : networkOf(item)
      if (network === null) return null
      trusted.push(network)
    }
  }
  return trusted
}

const UNKNOWN = 0
const UNTRUSTED = 1
const TRUSTED = 2

/** Texts remembered: more than proxies and clients of a while, less than what would fill memory. */
const mostTexts = 100_000

class TrustedProxies {
  readonly #networks: ReadonlyArray<Network>
  readonly #trustsSockets: boolean
  readonly #kinds = new Map<string, number>()

  /** Throws a RangeError for a text that `readTrusted` does not read. */
  constructor(texts: ReadonlyArray<string>) {
    const trusted = texts.flatMap((text) => {
      const networks = readTrusted(text)
      if (networks === null) throw new RangeError(`"${text}" is no list of networks`)
      return networks
    })
    this.#networks = trusted.filter((one) => one !== socket)
    this.#trustsSockets = trusted.includes(socket)
  }

  kindOf(text: string): number {
    let kind = this.#kinds.get(text)
    if (kind === undefined) {
      if (this.#kinds.size >= mostTexts) this.#kinds.clear()
      this.#kinds.set(text, (kind = this.#judge(text)))
    }
    return kind
  }

  #judge(text: string): number {
    if (isSocket(text)) return this.#trustsSockets ? TRUSTED : UNTRUSTED
    const address = addressHex(text)
    if (address === null) return UNKNOWN
    return this.#networks.some(({ from, to }) => from <= address && address <= to) ? TRUSTED : UNTRUSTED
  }
}

/** Reads lines as another parser does, and chooses the client by which proxies are trusted; by none, that parser itself. */
export const trusting = (parser: LineParser, trusted: ReadonlyArray<string>): LineParser =>
  trusted.length === 0 ? parser : new TrustingParser(parser, new TrustedProxies(trusted))

/** Longer than an address is, with its zone. */
const mostAddressBytes = 64

class TrustingParser implements LineParser {
  /** The lines that the kernel reads have no list. */
  readonly ordinary: number
  readonly hasHeaders: boolean
  readonly hasHash: boolean
  /** Whose clients are chosen. */
  readonly inner: LineParser
  readonly #proxies: TrustedProxies
  // The address that was found last.
  #start = -1
  #end = -1

  constructor(inner: LineParser, proxies: TrustedProxies) {
    this.inner = inner
    this.#proxies = proxies
    this.ordinary = inner.ordinary
    this.hasHeaders = inner.hasHeaders === true
    this.hasHash = inner.hasHash === true
  }

  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    return this.inner.takeHeader?.(bytes, start, end) === true
  }

  begin(): void {
    this.inner.begin?.()
  }

  /** Of a line that is a reject, too: what is there of a line that was cut is compared with the whole one. */
  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    const outcome = this.inner.parse(bytes, view, start, end, fields)
    const { client, forwarded } = fields
    if (outcome === TOO_LONG || forwarded.start < 0 || client.start < 0) return outcome
    this.#choose(bytes, fields)
    return outcome === OK && fields.scratch.used > mostAside(Math.min(end - start, maxLineBytes)) ? TOO_LONG : outcome
  }

  #choose(bytes: Buffer, fields: LineFields): void {
    const { client, forwarded, scratch } = fields
    const clientBytes = client.inScratch ? scratch.bytes : bytes
    if (!fields.isClientListed && this.#kindOf(clientBytes, client.start, client.end) !== TRUSTED) return
    const list = forwarded.inScratch ? scratch.bytes : bytes
    this.#find(list, forwarded.start, forwarded.end)
    if (this.#start < 0) return
    const isSame = list.subarray(this.#start, this.#end).equals(clientBytes.subarray(client.start, client.end))
    if (!isSame && !fields.isClientListed) addExtra(fields, "remote_address", clientBytes, client.start, client.end)
    client.set(this.#start, this.#end, forwarded.inScratch)
  }

  /** From the right of the list: its first address that is not trusted, or the last one that can be reached. */
  #find(list: Buffer, start: number, end: number): void {
    this.#start = -1
    for (let at = end, comma = end; comma > start; at = comma - 1) {
      comma = startOfLast(list, start, at)
      const textStart = startOfText(list, comma, at)
      const textEnd = endOfText(list, textStart, at)
      if (textStart === textEnd) continue
      const addressStart = startOfAddress(list, textStart, textEnd)
      const addressEnd = endOfAddress(list, textStart, textEnd)
      const kind = this.#kindOf(list, addressStart, addressEnd)
      if (kind === UNKNOWN) return
      this.#start = addressStart
      this.#end = addressEnd
      if (kind === UNTRUSTED) return
    }
  }

  #kindOf(bytes: Buffer, start: number, end: number): number {
    return end - start > mostAddressBytes ? UNKNOWN : this.#proxies.kindOf(bytes.toString("latin1", start, end))
  }
}

/** Adds a text to those that the line has beside the fields of an entry, which must be the last in scratch. */
const addExtra = ({ extra, scratch }: LineFields, name: string, bytes: Buffer, start: number, end: number): void => {
  const isLast = extra.start >= 0 && extra.end === scratch.used
  const from = isLast ? extra.start : scratch.used
  if (!isLast && extra.start >= 0) scratch.again(extra.start, extra.end)
  scratch.nul()
  scratch.ascii(name)
  scratch.nul()
  scratch.copy(bytes, start, end)
  extra.set(from, scratch.used, true)
}
