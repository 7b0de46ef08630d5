/** Who asked, by which proxies are trusted: of lists of addresses that proxies, and clients, can have made. */
import { BlockList, isIP } from "node:net"
import { describe, expect, it } from "vitest"

import { FormatCatalog } from "../format/catalog.ts"
import type { FormatDefinition } from "../format/definition.ts"
import { oneOf, randomFrom, seedOf } from "../testing/mutations.ts"
import { utc } from "../zone.ts"
import { LineFields, maxLineBytes, OK, rejectReasons } from "./line.ts"
import { storedLine } from "./stored.ts"
import { readTrusted, trusting } from "./trustedProxies.ts"

const keys = { "time:s": "t", client: "ip", forwarded_for: "xff", uri: "u", "extra.tag": "tag" }
const definition: FormatDefinition = { name: "x", title: "x", json: keys, samples: [] }
const catalog = new FormatCatalog(() => [definition])

/** Client, list and connection's address as they are stored; or why the line is a reject. */
const readBy = (format: string, line: string, trusted: ReadonlyArray<string>) => {
  const parser = trusting(catalog.parserFor(format, utc), trusted)
  const bytes = Buffer.from(line + "\0".repeat(64), "latin1")
  const fields = new LineFields()
  const outcome = parser.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, line.length, fields)
  if (outcome !== OK) return rejectReasons[outcome]!
  const { client, extra } = storedLine(bytes, fields)
  return [client, extra["forwarded_for"] ?? null, extra["remote_address"] ?? null]
}

const json = (ip: string | null, xff: string | null, trusted: ReadonlyArray<string>) =>
  readBy("x", JSON.stringify({ t: 1_794_318_936, ip, xff, u: "/" }), trusted)

describe("networks of proxies", () => {
  it.each([
    "",
    ",",
    "10.0.0.0/8,",
    "10.0.0.0/33",
    "::/129",
    "10.0.0/8",
    "300.0.0.1",
    "Private",
    "localhost",
    "10.0.0.0/-1"
  ])("are none: %j", (text) => {
    expect(readTrusted(text)).toBeNull()
    expect(() => trusting(catalog.parserFor("x", utc), [text])).toThrow(RangeError)
  })

  it.each(["10.0.0.0/8", " 10.0.0.0/8 , private", "2001:db8::1", "::/0", "unix:", "::ffff:10.0.0.0/104"])(
    "are some: %j",
    (text) => expect(readTrusted(text)).not.toBeNull()
  )

  it("are needed: without any the parser is the parser", () => {
    const parser = catalog.parserFor("x", utc)
    expect(trusting(parser, [])).toBe(parser)
  })
})

describe("the client", () => {
  const proxy = "10.0.0.1"
  const cases: ReadonlyArray<
    readonly [what: string, ip: string | null, list: string | null, trusted: string, client: string]
  > = [
    ["is the connection's, of a line without a list", proxy, null, "private", proxy],
    ["is the connection's, with an empty list", proxy, "", "private", proxy],
    ["is the connection's, of commas and blanks", proxy, " , ,, ", "private", proxy],
    ["is the connection's, where that is not trusted", "192.0.2.1", "198.51.100.7", "private", "192.0.2.1"],
    ["is in the list", proxy, "198.51.100.7", "private", "198.51.100.7"],
    ["is the last of the list that is not trusted", proxy, "203.0.113.9, 198.51.100.7", "private", "198.51.100.7"],
    ["stands before trusted ones", proxy, "203.0.113.9, 198.51.100.7, 192.168.1.1", "private", "198.51.100.7"],
    ["is the leftmost, where all are trusted", proxy, "10.2.0.1, 10.3.0.1", "private", "10.2.0.1"],
    ["is by several networks", proxy, "203.0.113.9,198.51.100.7", "private,198.51.100.0/24", "203.0.113.9"],
    ["is by an address", proxy, "203.0.113.9", "10.0.0.1", "203.0.113.9"],
    ["is not by a neighbour's address", proxy, "203.0.113.9", "10.0.0.2", proxy],
    ["is behind a trusted IPv6 proxy", "2001:db8::1", "203.0.113.9", "2001:db8::/32", "203.0.113.9"],
    ["is behind an IPv4 proxy in IPv6", "::ffff:10.0.0.1", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"],
    ["is behind one within brackets", "[::1]", "203.0.113.9", "private", "203.0.113.9"],
    ["is behind one with a zone", "fd00::1%eth0", "203.0.113.9", "private", "203.0.113.9"],
    ["is behind a socket", "unix:", "203.0.113.9", "private", "203.0.113.9"],
    ["is behind a socket that is trusted by itself", "@", "203.0.113.9", "unix:", "203.0.113.9"],
    ["is not behind a socket that is not trusted", "unix:", "203.0.113.9", "10.0.0.0/8", "unix:"],
    ["loses its port", proxy, "203.0.113.9:4711", "private", "203.0.113.9"],
    ["loses its brackets and port", proxy, "[2001:db8::7]:4711", "private", "2001:db8::7"],
    ["loses its brackets", proxy, "[2001:db8::7]", "private", "2001:db8::7"],
    ["keeps its colons", proxy, "2001:db8::7", "private", "2001:db8::7"],
    ["is behind a proxy with a port", proxy, "203.0.113.9, 10.0.0.2:80", "private", "203.0.113.9"],
    ["has blanks around it", proxy, "  203.0.113.9 , ,10.0.0.2 ", "private", "203.0.113.9"],
    ["is the proxy, where that knows nobody", proxy, "unknown", "private", proxy],
    ["is the proxy, where that hides somebody", proxy, "203.0.113.9, _gazonk", "private", proxy],
    ["is the last that is sure", proxy, "203.0.113.9, unknown, 10.0.0.2", "private", "10.0.0.2"],
    ["is not what a client made up", proxy, "127.0.0.1, 203.0.113.9", "private", "203.0.113.9"],
    ["is no command", proxy, "$(reboot), ' OR 1=1 --, <b>", "private", proxy],
    ["is no number", proxy, "3221225985", "private", proxy],
    ["is no part of an address", proxy, "203.0.113", "private", proxy],
    ["is no bracket", proxy, "[, ], []", "private", proxy],
    ["is not in what is too long for an address", proxy, "1".repeat(9000), "private", proxy],
    ["of a list alone is its last", null, "203.0.113.9, 198.51.100.7", "private", "198.51.100.7"],
    ["of a list alone stands before the trusted", "-", "203.0.113.9, 10.0.0.2", "private", "203.0.113.9"],
    [
      "of a list alone is as without trust, where nothing can be told",
      "",
      "203.0.113.9, unknown",
      "private",
      "203.0.113.9"
    ],
    ["of a list in its place is its last", "203.0.113.9, 198.51.100.7", null, "private", "198.51.100.7"]
  ]
  it.each(cases)("%s", (_, ip, list, trusted, client) => {
    const [found, kept, remote] = json(ip, list, [trusted]) as Array<string | null>
    expect(found).toBe(client)
    const isListed = ip === null || ip === "" || ip === "-" || ip.includes(",")
    expect(kept).toBe(list === "" ? null : list === null && isListed ? ip : list)
    expect(remote).toBe(isListed || ip === client ? null : ip)
  })

  it("is what the log says without trusted proxies", () => {
    expect(json(proxy, "203.0.113.9", [])).toEqual([proxy, "203.0.113.9", null])
    expect(json(null, "203.0.113.9, 10.0.0.2", [])).toEqual(["203.0.113.9", "203.0.113.9, 10.0.0.2", null])
    expect(json("203.0.113.9, 10.0.0.2", null, [])).toEqual(["203.0.113.9", "203.0.113.9, 10.0.0.2", null])
  })

  const rest = '- ada [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "-"'
  it.each([
    ["auto", `203.0.113.9, 198.51.100.7, 10.0.0.1 ${rest}`, "203.0.113.9, 198.51.100.7, 10.0.0.1"],
    ["auto", `203.0.113.9,198.51.100.7,10.0.0.1 ${rest}`, "203.0.113.9,198.51.100.7,10.0.0.1"],
    ["auto", `www.example.com:443 203.0.113.9, 198.51.100.7 ${rest}`, "203.0.113.9, 198.51.100.7"],
    [
      '$http_x_forwarded_for $remote_addr [$time_local] "$request"',
      '203.0.113.9, 198.51.100.7 10.0.0.1 [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1"',
      "203.0.113.9, 198.51.100.7"
    ],
    [
      '%a \\"%{X-Forwarded-For}i\\" %t \\"%r\\"',
      '10.0.0.1 "203.0.113.9, 198.51.100.7" [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1"',
      "203.0.113.9, 198.51.100.7"
    ]
  ])("is chosen in lines of %s: %s", (format, line, list) => {
    const remote = /remote_addr|%a/.test(format) ? "10.0.0.1" : null
    expect(readBy(format, line, ["private"])).toEqual(["198.51.100.7", list, remote])
    const docker = JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-11-10T13:55:36Z" })
    expect(readBy(`docker/${format === "auto" ? format : "x"}`, docker, ["private"])).toEqual(
      format === "auto" ? ["198.51.100.7", list, null] : "no-match"
    )
  })

  it("is chosen within what Docker puts around a line, and nothing else is lost", () => {
    const inside = JSON.stringify({ t: 1, ip: proxy, xff: "203.0.113.9", u: "/é", tag: "a\\b" })
    const line = Buffer.from(JSON.stringify({ log: `${inside}\n`, stream: "stdout", time: "2026-11-10T13:55:36Z" }))
    expect(readBy("docker/x", line.toString("latin1"), ["private"])).toEqual(["203.0.113.9", "203.0.113.9", proxy])
  })

  it("is chosen in the longest line, or the line is too long", () => {
    const pieces = { "10.0.0.1,": "203.0.113.9", "a,": "10.0.0.3", "\\u0000": proxy, "\\\\": proxy }
    for (const [piece, client] of Object.entries(pieces)) {
      const list = piece.repeat(Math.floor((maxLineBytes - 120) / piece.length))
      const line = `{"t":1,"ip":"${proxy}","u":"/","xff":"203.0.113.9,${list}10.0.0.3"}`
      const read = readBy("x", line, ["private"])
      expect(["too-long", client]).toContain(typeof read === "string" ? read : read[0])
    }
  })

  it("is that of a model that knows nothing of bytes", () => {
    const trusted = "10.0.0.0/8,2001:db8:ff::/48,198.51.100.7"
    const proxies = new BlockList()
    proxies.addSubnet("10.0.0.0", 8)
    proxies.addSubnet("2001:db8:ff::", 48, "ipv6")
    proxies.addAddress("198.51.100.7")
    const trusts = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")
    const addressOf = (text: string): string =>
      /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([^:]*):\d+$/, "$1")
    const model = (ip: string | null, list: string): string => {
      const hops = list
        .split(",")
        .map((text) => text.trim())
        .filter((text) => text !== "")
      const leftmost = addressOf(list.split(",")[0]!)
      let client = ip
      while (client === null || trusts(client)) {
        const next = hops.pop()
        const address = next === undefined ? "" : addressOf(next)
        if (isIP(address) === 0) break
        client = address
      }
      return client ?? leftmost
    }
    const addresses = ["10.1.2.3", "198.51.100.7", "203.0.113.9", "2001:db8:ff::1", "2001:db8::7", "192.0.2.1"]
    const random = randomFrom(seedOf("trusted proxies"))
    const hop = (): string => {
      const address = oneOf(random, addresses)
      const isOld = isIP(address) === 4
      return oneOf(random, [
        address,
        address,
        isOld ? `${address}:80` : `[${address}]:80`,
        ` ${address} `,
        "unknown",
        "",
        "_x"
      ])
    }
    for (let round = 0; round < 3000; round++) {
      const ip = oneOf(random, [null, ...addresses])
      const first = oneOf(random, addresses)
      const list = [first, ...Array.from({ length: Math.floor(random() * 5) }, hop)].join(oneOf(random, [",", ", "]))
      const [client] = json(ip, list, [trusted]) as Array<string | null>
      expect([ip, list, client]).toEqual([ip, list, model(ip, list)])
    }
  })
})
