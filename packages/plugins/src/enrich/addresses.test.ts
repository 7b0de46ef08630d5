import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { makeMmdb } from "../testing/mmdb.ts"
import { GeoipError, openAddresses, openRemembered } from "./addresses.ts"

const city = makeMmdb("GeoLite2-City", {
  "192.0.2.0/24": { country: { iso_code: "NL" }, city: { names: { de: "Den Haag", en: "The Hague" } } },
  "192.0.2.128/25": { country: { iso_code: "BE" } },
  "2001:db8::/32": { country: { iso_code: "de" }, city: { names: { en: "Köln" } } }
})
const asn = makeMmdb("DBIP-ASN-Lite (compat=GeoLite2-ASN)", {
  "192.0.2.0/24": { autonomous_system_number: 64500, autonomous_system_organization: "Example Net" },
  "2001:db8::/32": { autonomous_system_number: 64501 }
})
const texts = makeMmdb("ipinfo standard", {
  "192.0.2.0/24": { country: "FR", city: "Paris", asn: "AS64502", as_name: "Texts" },
  "198.51.100.0/24": { country_code: "es", city: "Sevilla", asn: "AS64502", name: "Texts" },
  "203.0.113.0/24": { country: "Spain", asn: "none" }
})

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-geoip-"))
  const old = makeMmdb("GeoIP2-Country", { "192.0.2.0/24": { country: { iso_code: "IT" } }, "32.0.0.0/8": {} }, 4)
  const files: Readonly<Record<string, Buffer>> = {
    "city.mmdb": city,
    "asn.mmdb": asn,
    "texts.mmdb": texts,
    "old.mmdb": old,
    "domain.mmdb": makeMmdb("GeoIP2-Domain", { "192.0.2.0/24": { domain: "example.net" } }),
    "cut.mmdb": city.subarray(0, city.length / 2),
    "hole.mmdb": Buffer.concat([city.subarray(0, 60), city.subarray(72)]),
    "text.mmdb": Buffer.from("no database at all, but long enough to look into"),
    "empty.mmdb": Buffer.alloc(0),
    "city.mmdb.gz": gzipSync(city)
  }
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const paths = (...names: ReadonlyArray<string>) => names.map((name) => join(folder, name))
const nowhere = { country: null, city: null, network: null }

describe("openAddresses refuses", () => {
  const cases: ReadonlyArray<readonly [name: string, sentence: RegExp]> = [
    ["none.mmdb", /^the database of addresses \S+none\.mmdb is not there$/],
    [".", /can't be read: EISDIR/],
    ["cut.mmdb", /cut\.mmdb is no database of addresses \(\.mmdb\), or is damaged$/],
    ["hole.mmdb", /hole\.mmdb is no database of addresses \(\.mmdb\), or is damaged$/],
    ["text.mmdb", /text\.mmdb is no database of addresses/],
    ["empty.mmdb", /empty\.mmdb is no database of addresses/],
    ["city.mmdb.gz", /city\.mmdb\.gz is compressed; unpack it first$/],
    ["domain.mmdb", /"GeoIP2-Domain", which tells no country, city or network/]
  ]
  it.each(cases)("%s", async (name, sentence) => {
    const error: unknown = await openAddresses(paths("city.mmdb", name)).catch((cause: unknown) => cause)
    assert.instanceOf(error, GeoipError)
    assert.match(error.message, sentence)
  })
})

describe("openAddresses", () => {
  it("tells country, city and network, each by the first database that has it", async () => {
    const { client, madeWith } = await openAddresses(paths("city.mmdb", "asn.mmdb", "texts.mmdb"))
    const network = "AS64500 Example Net"
    assert.deepStrictEqual(client("192.0.2.1"), { country: "NL", city: "The Hague", network })
    assert.deepStrictEqual(client("192.0.2.200"), { country: "BE", city: "Paris", network })
    assert.deepStrictEqual(client("198.51.100.1"), { country: "ES", city: "Sevilla", network: "AS64502 Texts" })
    assert.deepStrictEqual(client("203.0.113.1"), nowhere)
    assert.deepStrictEqual(madeWith[0], {
      path: join(folder, "city.mmdb"),
      type: "GeoLite2-City",
      builtAt: new Date(1_795_000_000_000).toISOString()
    })
  })

  it("knows IPv6, and IPv4 within it, in any spelling; names are nowhere", async () => {
    const { client } = await openAddresses(paths("city.mmdb", "asn.mmdb"))
    const cologne = { country: "DE", city: "Köln", network: "AS64501" }
    for (const address of ["2001:db8::1", "2001:0DB8:0:0:1::", "[2001:db8::7]", "2001:db8::1%eth0"]) {
      assert.deepStrictEqual(client(address), cologne, address)
    }
    assert.strictEqual(client("::ffff:192.0.2.1").country, "NL")
    assert.strictEqual(client("::ffff:c000:201").country, "NL")
    for (const name of ["2001:db9::1", "203.0.113.1", "host.example.net", "-", "", "*.example.net", "192.0.2"]) {
      assert.deepStrictEqual(client(name), nowhere, name)
    }
  })

  it("asks a database of IPv4 for no other addresses", async () => {
    const { client } = await openAddresses(paths("old.mmdb"))
    assert.strictEqual(client("192.0.2.1").country, "IT")
    // Its first bits are those of 32.1.13.184.
    assert.deepStrictEqual(client("2001:db8::1"), nowhere)
  })
})

describe("openRemembered", () => {
  it("does without those that can't be used any more, and says so", async () => {
    const { addresses, problems } = await openRemembered(paths("none.mmdb", "city.mmdb", "cut.mmdb"))
    assert.strictEqual(addresses.client("192.0.2.1").country, "NL")
    assert.deepStrictEqual(
      addresses.madeWith.map(({ path }) => path),
      paths("none.mmdb", "city.mmdb", "cut.mmdb")
    )
    assert.strictEqual(problems.length, 2)
    for (const problem of problems) assert.match(problem, /--geoip PATH.*--geoip none/)
  })
})
