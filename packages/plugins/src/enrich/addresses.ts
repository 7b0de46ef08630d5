/**
 * Where addresses are, and of which network: from the user's own databases in MaxMind's format (MMDB 2.0), which MaxMind,
 * DB-IP, IPinfo and others give out. Nothing is asked over the network.
 *
 * Each of country, city and network is taken from the first database that tells it. Names of hosts have none.
 */
import { addressHex, type ClientDetails, type MadeWith } from "@logmill/core/plugin"
import { Reader } from "mmdb-lib"
import { readFile } from "node:fs/promises"

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
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === "ENOENT" ? "is not there" : `can't be read: ${cause.message}`
    throw new GeoipError(`the database of addresses ${path} ${what}`, { cause })
  })
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new GeoipError(`${path} is compressed; unpack it first`)
  const reader = readerOf(bytes)
  if (reader === null || !isWhole(bytes, reader.metadata.searchTreeSize)) {
    throw new GeoipError(`${path} is no database of addresses (.mmdb), or is damaged`)
  }
  const { buildEpoch, databaseType } = reader.metadata
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

/** Records remembered, some hundred bytes each: most addresses share theirs with others. */
const mostRecords = 10_000

/** Null: what it says of itself, at its end, can't be read. */
const readerOf = (bytes: Buffer): Reader<never> | null => {
  const records = new Map<string | number, unknown>()
  const cache = {
    get: (place: string | number) => records.get(place),
    set: (place: string | number, record: unknown) => {
      if (records.size >= mostRecords) records.clear()
      records.set(place, record)
    }
  }
  try {
    return new Reader<never>(bytes, { cache })
  } catch {
    return null
  }
}

/** Whether the search tree is followed by the sixteen zeros of its separator. */
const isWhole = (bytes: Buffer, searchTreeSize: number): boolean => {
  const separator = bytes.subarray(searchTreeSize, searchTreeSize + 16)
  return separator.length === 16 && separator.every((byte) => byte === 0)
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
