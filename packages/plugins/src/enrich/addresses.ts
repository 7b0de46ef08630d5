/**
 * Where addresses are, and of which network: from the user's own databases in MaxMind's format (MMDB 2.0), which MaxMind,
 * DB-IP, IPinfo and others give out. Nothing is asked over the network.
 *
 * Each of country, city and network is taken from the first database that tells it. Names of hosts have none.
 */
import { addressHex, type ClientDetails, type MadeWith } from "@logmill/core/plugin"
import { open, type Reader } from "maxmind"
import { open as openFile } from "node:fs/promises"

/** The sentence names the file, and what to do. */
export class GeoipError extends Error {
  override readonly name = "GeoipError"
}

export interface Addresses {
  /** Five to ten microseconds a call. */
  readonly client: (client: string) => ClientDetails
  readonly madeWith: MadeWith["geoip"]
}

/** Reads the databases into memory, whole. Rejects with a GeoipError. */
export const openAddresses = async (paths: ReadonlyArray<string>): Promise<Addresses> =>
  joined(await Promise.all(paths.map(openDatabase)))

/** Those that were used before. One that is not there any more is kept in mind, so that it is missed the next time, too. */
export const openRemembered = async (
  paths: ReadonlyArray<string>
): Promise<{ readonly addresses: Addresses; readonly problems: ReadonlyArray<string> }> => {
  const problems: Array<string> = []
  const found = await Promise.all(
    paths.map((path) =>
      openDatabase(path).catch((cause: unknown) => {
        if (!(cause instanceof GeoipError)) throw cause
        problems.push(
          `${cause.message}; clients of this database were looked up in it: name it anew (--geoip PATH), or do without (--geoip none)`
        )
        return missing(path)
      })
    )
  )
  return { addresses: joined(found), problems }
}

const nowhere: ClientDetails = { country: null, city: null, network: null }

const missing = (path: string): Addresses => ({ client: () => nowhere, madeWith: [{ path, type: "", builtAt: "" }] })

const joined = (several: ReadonlyArray<Addresses>): Addresses => ({
  client: (client) => several.map((one) => one.client(client)).reduce(withRest, nowhere),
  madeWith: several.flatMap(({ madeWith }) => madeWith)
})

const withRest = (before: ClientDetails, next: ClientDetails): ClientDetails => ({
  country: before.country ?? next.country,
  city: before.city ?? next.city,
  network: before.network ?? next.network
})

/** By their names, the databases that tell one of the three. */
const useful = /city|country|enterprise|location|asn|isp|ipinfo|iplocate|lite/i

const openDatabase = async (path: string): Promise<Addresses> => {
  const reader = await open<never>(path).catch((cause: NodeJS.ErrnoException) => {
    throw new GeoipError(whyNot(path, cause), { cause })
  })
  const { buildEpoch, databaseType, searchTreeSize } = reader.metadata
  if (!(await isWhole(path, searchTreeSize))) {
    throw new GeoipError(`${path} is damaged: it ends early, or is not as its own description says; fetch it again`)
  }
  if (!useful.test(databaseType)) {
    throw new GeoipError(
      `${path} is a database of the type "${databaseType}", which tells no country, city or network; give one of cities, countries or ASNs`
    )
  }
  return {
    client: (client) => detailsOf(client, reader),
    madeWith: [{ path, type: databaseType, builtAt: buildEpoch.toISOString() }]
  }
}

const whyNot = (path: string, cause: NodeJS.ErrnoException): string => {
  if (cause.code === "ENOENT") return `there is no database of addresses ${path}`
  if (cause.code !== undefined && cause.syscall !== undefined) return `${path} can't be read: ${cause.message}`
  const isArchive = /gzip/.test(cause.message)
  const what = isArchive ? "is compressed; unpack it first" : "is no database of addresses (.mmdb), or is damaged"
  return `${path} ${what}`
}

/** Whether the search tree is followed by the sixteen zeros of its separator. */
const isWhole = async (path: string, searchTreeSize: number): Promise<boolean> => {
  const file = await openFile(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16, 1), 0, 16, searchTreeSize)
    return bytesRead === 16 && buffer.every((byte) => byte === 0)
  } finally {
    await file.close()
  }
}

const mapped = `${"0".repeat(20)}ffff`

const detailsOf = (client: string, reader: Reader<never>): ClientDetails => {
  const hex = addressHex(client)
  if (hex === null) return nowhere
  const isIPv4 = hex.startsWith(mapped)
  // In a tree of IPv4 the bits of another address would lead anywhere.
  if (!isIPv4 && reader.metadata.ipVersion === 4) return nowhere
  const found = recordOf(reader, isIPv4 ? dotted(hex.slice(24)) : hex.replaceAll(/.{4}(?!$)/g, "$&:"))
  return found === null ? nowhere : { country: countryOf(found), city: cityOf(found), network: networkOf(found) }
}

const dotted = (hex: string): string => [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(".")

/** MaxMind's record, or one of those that have texts in place of its objects. */
type AddressRecord = Readonly<Record<string, unknown>>

const recordOf = (reader: Reader<never>, address: string): AddressRecord | null => {
  try {
    return objectOf(reader.get(address))
  } catch {
    // A place that is damaged; the rest of the database may be whole.
    return null
  }
}

const objectOf = (value: unknown): AddressRecord | null =>
  typeof value === "object" && value !== null ? (value as AddressRecord) : null

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

const countryOf = ({ country, country_code: code }: AddressRecord): string | null => {
  const text = textOf(objectOf(country)?.["iso_code"]) ?? textOf(code) ?? textOf(country)
  return text !== null && /^[A-Z]{2}$/i.test(text) ? text.toUpperCase() : null
}

const cityOf = ({ city }: AddressRecord): string | null =>
  textOf(objectOf(objectOf(city)?.["names"])?.["en"]) ?? textOf(city)

const networkOf = (found: AddressRecord): string | null => {
  const traits = objectOf(found["traits"]) ?? {}
  const number = found["autonomous_system_number"] ?? traits["autonomous_system_number"] ?? found["asn"]
  const asn = typeof number === "number" ? `AS${number}` : textOf(number)
  if (asn === null || !/^(?:AS)?\d+$/i.test(asn)) return null
  const name =
    textOf(found["autonomous_system_organization"]) ??
    textOf(traits["autonomous_system_organization"]) ??
    textOf(found["as_name"]) ??
    textOf(found["name"])
  return `AS${asn.replace(/^AS/i, "")}${name === null ? "" : ` ${name}`}`
}
