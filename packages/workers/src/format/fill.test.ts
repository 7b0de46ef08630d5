/** Fields of lines, by what a format says of them: each line is read as a sample is. */
import { describe, expect, it } from "vitest"

import { LineFields, maxLineBytes, OK } from "../parse/line.ts"
import { storedLine } from "../parse/stored.ts"
import { mutate, randomFrom, seedOf } from "../testing/mutations.ts"
import type { ZoneRule } from "../zone.ts"
import { utc } from "../zone.ts"
import { FormatParser } from "./compile.ts"
import type { FormatDefinition } from "./definition.ts"
import { readSample, type SampleFields } from "./samples.ts"

type Part = Partial<FormatDefinition>

const json = {
  "time:any": "time",
  "client:port": "client",
  forwarded_for: "xff",
  user: "user",
  request: "request",
  method: "method",
  uri: "uri",
  path: "path",
  query: "query",
  protocol: "protocol",
  status: "status",
  bytes: "bytes",
  "duration:ms": "ms",
  "+duration:ms": "more",
  "duration:s": "s",
  referrer: "referrer",
  agent: "agent",
  site: "site",
  tls: "tls",
  "extra.tag": "tag"
}

const definition = (part: Part): FormatDefinition => ({ name: "x", title: "x", json, samples: [], ...part })

const sound = { time: 1_794_318_936, client: "192.0.2.1", request: "GET / HTTP/1.1" }

/** What is stored of a line of JSON besides what is stored of every one here; or why it is a reject. */
const read = (values: Readonly<Record<string, unknown>> | string, part: Part = {}): SampleFields | string => {
  const line = typeof values === "string" ? values : JSON.stringify({ ...sound, ...values })
  return readSample(definition(part), { line, fields: {} })
}

const fieldsOf = (values: Readonly<Record<string, unknown>> | string, part: Part = {}): SampleFields => {
  const fields = read(values, part)
  if (typeof fields === "string") throw new Error(fields)
  return fields
}

/** Lines of columns in this order; columns are looked at before keys. */
const blanks = (fields: Readonly<Record<string, string>>, part: Part = {}): Part => ({
  columns: { header: "#Fields:", separator: "blanks", order: Object.keys(fields), fields },
  ...part
})

describe("a method that its path has, too", () => {
  const textOf = (...lines: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyArray<string> => {
    const parser = new FormatParser(definition({}), utc)
    const fields = new LineFields()
    return lines.map((values) => {
      const line = Buffer.from(JSON.stringify({ ...sound, request: null, ...values }))
      fields.clear()
      const view = new DataView(line.buffer, line.byteOffset, line.length)
      expect(parser.parse(line, view, 0, line.length, fields)).toBe(OK)
      return fields.scratch.bytes.toString("latin1", fields.request.start, fields.request.end)
    })
  }

  it("is said once", () => {
    expect(textOf({ method: "GET", uri: "GET /a" })).toEqual(["GET /a"])
  })

  it("is looked for in the line's own bytes only", () => {
    expect(textOf({ method: "GET", uri: "GET /a" }, { method: "GET", uri: "GE" })).toEqual(["GET /a", "GET GE"])
  })
})

describe("fields that are not there", () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["no-client", { client: null }],
    ["no-client", { client: "" }],
    ["no-client", { client: null, xff: "-" }],
    ["no-time", { time: null }],
    ["bad-time", { time: "" }],
    ["bad-time", { time: "soon" }],
    ["bad-time", { time: -1 }],
    ["bad-time", { time: 1e300 }],
    ["bad-time", { time: "31/Nov/2026:00:00:00 +0000" }],
    ["no-request", { request: null }],
    ["no-request", { request: null, method: "GET", protocol: "HTTP/1.1" }],
    ["bad-status", { status: "OK" }],
    ["bad-status", { status: true }],
    ["bad-bytes", { bytes: "1k" }],
    ["number-too-large", { bytes: "9007199254740993" }],
    ["bad-number", { ms: "2s1m" }],
    ["bad-number", { ms: "fast" }]
  ])("are a reject: %s, %j", (reason, values) => expect(read(values)).toMatch(new RegExp(`^${reason} at byte \\d+`)))

  it("are null where an entry needs none", () => {
    for (const none of [null, "", "-"]) {
      const values = {
        user: none,
        referrer: none,
        agent: none,
        site: none,
        tls: none,
        tag: none,
        status: none,
        ms: none
      }
      expect(fieldsOf(values)).toEqual(fieldsOf({}))
    }
    expect(fieldsOf({ tag: "(empty)", agent: "N/A", user: "n/a" }, { none: ["(empty)", "N/A"] })).toEqual({
      ...fieldsOf({}),
      user: "n/a"
    })
  })

  it("are an empty request where the server logs one", () => {
    expect(fieldsOf({ request: "" })["path"]).toBe("")
    expect(fieldsOf({ request: "-" })["path"]).toBe("-")
    expect(fieldsOf({ request: null, method: "-", uri: "-" })).toMatchObject({ path: "-" })
  })
})

describe("the client", () => {
  it.each([
    ["192.0.2.1:1024", "192.0.2.1"],
    ["192.0.2.1:", "192.0.2.1:"],
    [":80", ":80"],
    ["[2001:db8::1]:1024", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:db8::1:8080", "2001:db8::1:8080"],
    ["2001:db8::1:46532", "2001:db8::1"],
    ["2001:db8:0:0:0:0:0:1:80", "2001:db8:0:0:0:0:0:1"],
    ["::1", "::1"],
    ["host.example.org:80", "host.example.org"],
    ["192.0.2.8, 192.0.2.9", "192.0.2.8"],
    ["192.0.2.8,192.0.2.9:1", "192.0.2.8"]
  ])("of %s is %s", (client, expected) => expect(fieldsOf({ client })["client"]).toBe(expected))

  it.each([
    ["2001:db8::1:8080", "2001:db8::1"],
    ["2001:db8::1:1", "2001:db8::1"],
    ["[2001:db8::1]:80", "2001:db8::1"],
    ["192.0.2.1:1024", "192.0.2.1"],
    ["2001:db8::1:", "2001:db8::1:"],
    ["-", "-"],
    [":80", ":80"]
  ])("of %s, where a port is always logged, is %s", (client, expected) => {
    const { "client:port": key, ...others } = json
    expect(fieldsOf({ client }, { json: { ...others, "client:ports": key } })["client"]).toBe(expected)
  })

  it("is the first of the list where only that is logged", () => {
    for (const client of [null, "", "-"])
      expect(fieldsOf({ client, xff: "198.51.100.7, 192.0.2.1" })).toMatchObject({
        client: "198.51.100.7",
        forwarded_for: "198.51.100.7, 192.0.2.1"
      })
    expect(fieldsOf({ client: "-", xff: "-" })["client"]).toBe("-")
  })
})

describe("the site", () => {
  const typed = blanks({ time: "time:s", client: "client", site: "site", uri: "uri" })

  it.each([
    ["www.example.com", "www.example.com"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["-", undefined]
  ])("of %s is %s", (text, site) => {
    expect(fieldsOf(`1794318936 192.0.2.1 ${text} /`, typed)["site"]).toBe(site)
  })
})

describe("the request", () => {
  const parts = (values: Readonly<Record<string, unknown>>, part: Part = {}) => {
    const { method, origin, path, query, protocol } = fieldsOf({ request: "", ...values }, part)
    return [method, origin, path, query, protocol]
  }

  it.each<[Readonly<Record<string, unknown>>, ReadonlyArray<string | undefined>]>([
    [{ method: "GET", uri: "/a?b=1", protocol: "HTTP/2" }, ["GET", undefined, "/a", "b=1", "HTTP/2"]],
    [{ method: "GET", uri: "https://example.com/a" }, ["GET", "https://example.com", "/a", undefined, undefined]],
    [{ method: "GET", path: "/a", query: "b" }, ["GET", undefined, "/a", "b", undefined]],
    [{ method: "GET", path: "/a", query: "?b" }, ["GET", undefined, "/a", "b", undefined]],
    [{ method: "GET", uri: "/a?b", query: "b" }, ["GET", undefined, "/a", "b", undefined]],
    [{ method: "GET", uri: "/a", path: "/c", query: "b" }, ["GET", undefined, "/a", "b", undefined]],
    [{ method: "GET", uri: "", path: "/c", query: "-" }, ["GET", undefined, "/c", undefined, undefined]],
    [{ method: "GET", path: "/a b c", protocol: "HTTP/1.0" }, ["GET", undefined, "/a b c", undefined, "HTTP/1.0"]],
    [{ method: "GET", uri: "/a", protocol: "https" }, ["GET", undefined, "/a", undefined, undefined]],
    [{ method: "GET", uri: "/a", protocol: "1.1" }, ["GET", undefined, "/a", undefined, undefined]],
    [{ method: "RPC_IN_DATA", uri: "/a" }, ["RPC_IN_DATA", undefined, "/a", undefined, undefined]],
    [{ method: "", uri: "/a", protocol: "HTTP/1.1" }, [undefined, undefined, "/a", undefined, undefined]],
    [{ method: "GET", uri: '/"\\\n' }, ["GET", undefined, '/"\\\\\\x0A', undefined, undefined]],
    [{ request: "POST /r HTTP/1.1", method: "GET", uri: "/a" }, ["POST", undefined, "/r", undefined, "HTTP/1.1"]]
  ])("of %j", (values, expected) => expect(parts(values)).toEqual(expected))

  it("has the protocol that stands for another", () =>
    expect(
      parts({ method: "GET", uri: "/", protocol: "2.0" }, { values: { protocol: { "2.0": "HTTP/2.0" } } })[4]
    ).toBe("HTTP/2.0"))
})

describe("the site and the target in one text", () => {
  const place = blanks({ time: "time:s", client: "client", method: "method", place: "site+uri", query: "query" })

  it.each<[string, ReadonlyArray<string | undefined>]>([
    ["www.example.com/a", ["www.example.com", "/a", "b=1"]],
    ["example.com:8443/a/c", ["example.com", "/a/c", "b=1"]],
    ["[2001:db8::80]:8443/", ["2001:db8::80", "/", "b=1"]],
    ["/a", [undefined, "/a", "b=1"]],
    ["www.example.com", [undefined, "www.example.com", "b=1"]]
  ])("%s", (text, expected) => {
    const { path, query, site } = fieldsOf(`1794318936 192.0.2.1 GET ${text} b=1`, place)
    expect([site, path, query]).toEqual(expected)
  })
})

describe("times", () => {
  it.each([
    ["10/Nov/2026:14:55:36 +0100", "2026-11-10T13:55:36.000Z"],
    ["2026-11-10T13:55:36.1239Z", "2026-11-10T13:55:36.123Z"],
    ["2026-11-10T13:55:36+0000", "2026-11-10T13:55:36.000Z"],
    [1_794_318_936, "2026-11-10T13:55:36.000Z"],
    ["1794318936.5", "2026-11-10T13:55:36.500Z"],
    [1_794_318_936_500, "2026-11-10T13:55:36.500Z"],
    ["1794318936500000000", "2026-11-10T13:55:36.500Z"]
  ])("of any form: %s", (time, expected) => expect(fieldsOf({ time })["time"]).toBe(expected))

  const berlin: ZoneRule = [[-Infinity, 3_600_000]]
  const timeOf = (fields: Readonly<Record<string, string>>, line: string, zone = berlin): string | number => {
    const parser = new FormatParser(definition(blanks({ ...fields, ip: "client", uri: "uri" })), zone)
    const bytes = Buffer.from(`${line} 192.0.2.1 /`)
    const taken = new LineFields()
    const outcome = parser.parse(bytes, new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length, taken)
    return outcome === OK ? new Date(storedLine(bytes, taken).time).toISOString() : outcome
  }
  const local = { d: "date", t: "clock" }
  const both = { ud: "date:utc", ut: "clock:utc", ...local }

  it("in two columns are local, or in UTC whatever zone is set", () => {
    expect(timeOf(local, "2026-11-10 13:55:36")).toBe("2026-11-10T12:55:36.000Z")
    expect(timeOf(local, "2026-11-10 13:55:36", utc)).toBe("2026-11-10T13:55:36.000Z")
    expect(timeOf({ d: "date:utc", t: "clock:utc" }, "2026-11-10 13:55:36.25")).toBe("2026-11-10T13:55:36.250Z")
    expect(timeOf(both, "2026-11-10 13:55:36 2026-11-10 14:55:36")).toBe("2026-11-10T13:55:36.000Z")
  })

  it("in two columns are none without the other, or when they do not exist", () => {
    for (const line of [
      "- 13:55:36",
      "2026-11-10 -",
      "2026-11-31 13:55:36",
      "2026-11-10 24:00:00",
      "2026-11-10 13:55:36."
    ])
      expect(timeOf(local, line)).toBeTypeOf("number")
  })
})

describe("durations", () => {
  it.each<[Readonly<Record<string, unknown>>, number | undefined]>([
    [{ ms: 12 }, 12_000],
    [{ ms: 12, more: "3" }, 15_000],
    [{ ms: "-", more: 3 }, 3000],
    [{ ms: "0.1, 0.2 : -" }, 300],
    [{ ms: "1.5s" }, 1_500_000],
    [{ s: 0.25 }, 250_000],
    [{ ms: 12, s: 0.25 }, 12_000],
    [{ ms: "-", s: 0.25 }, 250_000],
    [{ ms: -1 }, undefined]
  ])("of %j", (values, expected) => expect(fieldsOf(values)["duration_us"]).toBe(expected))
})

describe("texts", () => {
  it("are stored in place of others, or are nothing", () => {
    const values = { tls: { "772": "TLSv1.3", none: "" }, tag: { "0": "" } }
    expect(fieldsOf({ tls: 772, tag: 0 }, { values })).toMatchObject({ tls: "TLSv1.3" })
    expect(fieldsOf({ tls: 772, tag: 0 }, { values })).not.toHaveProperty("tag")
    expect(fieldsOf({ tls: "none", tag: "1" }, { values })).toMatchObject({ tag: "1" })
    expect(fieldsOf({ tls: "none" }, { values })).not.toHaveProperty("tls")
  })

  it("that must be there are no field", () => {
    const fixed = { ...json, "=one|two": "msg" }
    for (const msg of ["one", "two", null]) expect(fieldsOf({ msg }, { json: fixed })).toEqual(fieldsOf({}))
    for (const msg of ["three", "one|two", "", 1]) expect(read({ msg }, { json: fixed })).toMatch(/^no-match/)
  })

  it.each([
    ["Mozilla/5.0%20(X11)%20%22q%22", 'Mozilla/5.0 (X11) "q"'],
    ["Mozilla/5.0%2520(X11)%2522", 'Mozilla/5.0 (X11)"'],
    ["Mozilla/5.0%20(X11)%2520", "Mozilla/5.0 (X11)%20"],
    ["Mozilla%2F5.0+%28X11%3B+%2Bhttps%3A%2F%2Fexample.org%29", "Mozilla/5.0 (X11; +https://example.org)"],
    ["Mozilla/5.0%20(+https://example.org)", "Mozilla/5.0 (+https://example.org)"],
    ["a\\b%5Cx41%", "a\\\\b\\\\x41%"]
  ])("percent-encoded: an agent %s", (agent, expected) =>
    expect(fieldsOf({ agent }, { text: "percent" })["agent"]).toBe(expected)
  )

  it("percent-encoded: addresses that can be read stay as they are", () => {
    const values = { referrer: "https://example.org/a%20b", client: "fe80::1%25eth0" }
    expect(fieldsOf({ ...values, request: null, uri: "/a%20b" }, { text: "percent" })).toMatchObject({
      ...values,
      path: "/a%20b"
    })
    expect(fieldsOf({ referrer: "https%3A%2F%2Fexample.org%2Fa%2520b" }, { text: "percent" })["referrer"]).toBe(
      "https://example.org/a%20b"
    )
  })

  it("of columns: backslashes are some, two quotes are one, `+` is a blank but in addresses and quotes", () => {
    const columns = blanks(
      {
        time: "time:s",
        ip: "client",
        uri: "uri",
        user: "user",
        agent: "agent",
        referrer: "referrer",
        tag: "extra.tag"
      },
      { text: "plus" }
    )
    expect(
      fieldsOf("1794318936 192.0.2.1 /a+\\x41 EXAMPLE\\bob+b a+b;++c https://example.org/?q=a+b x+y", columns)
    ).toEqual({
      time: "2026-11-10T13:55:36.000Z",
      client: "192.0.2.1",
      path: "/a+\\\\x41",
      user: "EXAMPLE\\\\bob b",
      agent: "a b; +c",
      referrer: "https://example.org/?q=a+b",
      tag: "x y"
    })
    expect(fieldsOf('1794318936 192.0.2.1 "/a ""b""" "" "a+""b""\\n" - "x y"', columns)).toEqual({
      time: "2026-11-10T13:55:36.000Z",
      client: "192.0.2.1",
      path: '/a "b"',
      agent: 'a+"b"\\\\n',
      tag: "x y"
    })
  })

  it("as long as a line can be do not outgrow their place", () => {
    const seen = new Set<unknown>()
    for (const piece of ["\\n", "\\\\", "\\u0001", "%01", "\u0001", "\0", "\\n\0\0\0", '\\"']) {
      const long = piece.repeat(Math.floor((maxLineBytes - 200) / piece.length))
      for (const key of ["agent", "xff", "tag", "uri", "user"]) {
        const client = key === "xff" ? "-" : "192.0.2.1"
        const line = `{"time":1794318936,"client":"${client}","uri":"/","${key}":"${long}"}`
        for (const text of ["plain", "percent"] as const) {
          const fields = read(line, { text })
          const isTooLong =
            typeof fields === "string" && fields.startsWith("too-long") && (key === "xff" || piece.includes("\0"))
          seen.add(typeof fields === "string" ? isTooLong || fields.slice(0, 50) : fields["time"])
        }
      }
    }
    expect(seen).toEqual(new Set(["2026-11-10T13:55:36.000Z", true]))
  })

  it("with NULs do not end there", () => {
    const line = '{"time":1794318936,"client":"192.0.2.1","uri":"/\0","tag":"a\0tls\0x","agent":"b\0\\n"}'
    for (const text of ["plain", "percent", "plus"] as const)
      expect(fieldsOf(line.replaceAll("a\0", "a%2B+\0"), { text })).toEqual({
        time: "2026-11-10T13:55:36.000Z",
        client: "192.0.2.1",
        path: "/\\x00",
        agent: "b\\x00\\x0A",
        tag: { plain: "a%2B+", percent: "a++", plus: "a%2B " }[text] + "\\x00tls\\x00x"
      })
  })

  it("are read without throwing, whatever they are", () => {
    const random = randomFrom(seedOf("fields"))
    const lines = [
      JSON.stringify({ ...sound, xff: "192.0.2.1, 192.0.2.2", agent: "a%20b\\", ms: 1.5, user: "\ud800", tag: "x" }),
      JSON.stringify({ time: "2026-11-10T13:55:36Z", client: "[2001:db8::1]:80", method: "GET", path: "/", query: "a" })
    ]
    const wrong: Array<unknown> = []
    for (let index = 0; index < 3000; index++) {
      const line = mutate(lines, random).replaceAll("\n", " ")
      const fields = read(line, { text: index % 2 === 0 ? "percent" : "plus" })
      if (typeof fields === "string" && !/^[a-z-]+ at byte \d+: /.test(fields)) wrong.push([line, fields])
    }
    expect(wrong).toEqual([])
  })
})
