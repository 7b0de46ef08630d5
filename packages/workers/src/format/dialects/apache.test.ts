import { describe, expect, it } from "vitest"

import { parseRequest } from "../../parse/request.ts"
import { textOfBytes } from "../../parse/value.ts"
import { apacheEscaped, columnsOf, hostile, read, stored, word } from "../../testing/lines.ts"
import { below, oneOf, type Random, randomFrom, seedOf } from "../../testing/mutations.ts"
import { FormatError } from "../definition.ts"
import { apacheFormat } from "./apache.ts"

const time = { time: "2026-11-10T13:55:36.000Z" }
const get = { method: "GET", path: "/a", protocol: "HTTP/1.1" }
const base = '%h %l %u %t "%r"'
const beginning = '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1"'

describe("a LogFormat that is refused", () => {
  it.each([
    ["LogFormat", /no directive of LogFormat in it, such as %h/],
    ["LogFormat  ", /no directive|never said/],
    ['LogFormat "%h %r" a\nLogFormat "%h %r" b', /not one whole logformat/],
    ["%h %Z %r", /%Z is no directive of LogFormat; there are %a %h/],
    ["%h %^XX %r", /%\^XX is no directive/],
    ["%{Referer}i -> %U", /nothing in the format is the client, such as %h/],
    ["%h %t %s", /nothing in the format is the request, such as %r/],
    ["%h%r", /nothing stands between %h and %r/],
    ["%h %r %{min}T", /a duration is in \{s\}, \{ms\} or \{us\}/],
    ["%h %r %{foo}t", /says no time: there are sec, msec/]
  ])("%j", (text, message) => {
    expect(() => apacheFormat(text)).toThrow(FormatError)
    expect(() => apacheFormat(text)).toThrow(message)
  })
})

describe("a LogFormat", () => {
  it.each([
    ["the string", base],
    ["in quotes", `"${base.replaceAll('"', '\\"')}"`],
    ["with a nickname", `"${base.replaceAll('"', '\\"')}" common`],
    ["with the escapes of httpd.conf alone", base.replaceAll('"', '\\"')],
    ["the directive", `LogFormat "${base.replaceAll('"', '\\"')}" common`],
    ["the directive, in other letters", `  logformat "${base.replaceAll('"', '\\"')}"`],
    ["the directive in single quotes", `LogFormat '${base}' common`],
    ["on two lines", `LogFormat "%h %l %u %t \\\n\\"%r\\"" common`]
  ])("%s", (_, text) => expect(read(apacheFormat(text), beginning)).toEqual({ ...time, client: "192.0.2.1", ...get }))

  it.each<[words: string, values: string, fields: Readonly<Record<string, unknown>>]>([
    ["%>s %b", "200 2326", { status: 200, bytes: 2326 }],
    ["%s %b", "404 -", { status: 404 }],
    ["%s %>s %B", "302 200 0", { status: 200, bytes: 0, first_status: "302" }],
    ["%<s %O %I %S", "200 2680 512 3192", { status: 200, bytes: 2680, bytes_in: 512 }],
    ["%O %b", "2680 2326", { bytes: 2326 }],
    ["%D", "1200", { duration_us: 1200 }],
    ["%T %D", "0 1200", { duration_us: 1200 }],
    ["%T %{ms}T", "1 1200", { duration_us: 1_200_000 }],
    ["%{us}T %T", "1200 0", { duration_us: 1200 }],
    ["%T", "3", { duration_us: 3_000_000 }],
    ["%^FB", "900", { upstream_us: 900 }],
    ["%v:%p", "www.example.com:443", { site: "www.example.com", port: 443 }],
    ["%V %v", "a.example.com b.example.com", { site: "b.example.com" }],
    ["%{Host}i", "a.example.com:8080", { site: "a.example.com" }],
    ["%{canonical}p %{local}p %{remote}p", "443 8443 50123", { port: 443, local_port: "8443" }],
    ['"%{Referer}i" "%{User-agent}i"', '"-" "a \\"b\\" \\x41"', { agent: 'a "b" A' }],
    ['"%!200,304{Referer}i" %400,501{User-agent}i', '"-" -', {}],
    ["%{X-Forwarded-For}i", "198.51.100.7", { forwarded_for: "198.51.100.7" }],
    [
      "%{SSL_PROTOCOL}x %{SSL_CIPHER}x %{SSL_CLIENT_VERIFY}x",
      "TLSv1.3 TLS_AES_128_GCM_SHA256 NONE",
      { tls: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", ssl_client_verify: "NONE" }
    ],
    ["%{version}c %{Content-Type}o", "TLSv1.2 text/html", { tls: "TLSv1.2", mime: "text/html" }],
    [
      "%X %k %L %P %{tid}P %R %A %f",
      "+ 1 XyZ 77 99 proxy-server 10.0.0.1 /srv/a",
      { connection_status: "+", handler: "proxy-server", server_addr: "10.0.0.1" }
    ],
    ["%{session}C %{BALANCER}e %{note}n %{X-Request-Id}i", "abc node1 x 4bf9", { balancer: "node1", note: "x" }],
    ["%{c}a %{Accept}i %{NAME}^ti", "10.0.0.9 */* -", {}],
    ["%%x%s", "%x200", { status: 200 }],
    ["%H %m %>s", "HTTP/1.1 GET 200", { status: 200 }]
  ])("reads %s of %j", (words, values, fields) =>
    expect(read(apacheFormat(`${base} ${words}`), `${beginning} ${values}`)).toEqual({
      ...time,
      client: "192.0.2.1",
      ...get,
      ...fields
    })
  )

  it.each<[text: string, line: string, fields: Readonly<Record<string, unknown>>]>([
    [
      "%a %h %t %m %U%q %H",
      "192.0.2.1 name.example.org [10/Nov/2026:13:55:36 +0000] GET /a?b=1 HTTP/1.1",
      { ...time, client: "192.0.2.1", ...get, query: "b=1" }
    ],
    [
      "%h %t %m %U%q %H",
      "192.0.2.1 [10/Nov/2026:13:55:36 +0000] GET /a HTTP/1.1",
      { ...time, client: "192.0.2.1", ...get }
    ],
    [
      "%h %t %m %U %q",
      "192.0.2.1 [10/Nov/2026:13:55:36 +0000] GET /a ?b=1",
      { ...time, client: "192.0.2.1", method: "GET", path: "/a", query: "b=1" }
    ],
    [
      "%v%U %h %t",
      "www.example.com/a 192.0.2.1 [10/Nov/2026:13:55:36 +0000]",
      { ...time, client: "192.0.2.1", site: "www.example.com", path: "/a" }
    ],
    ["%{c}a %t %U", "192.0.2.1 [10/Nov/2026:13:55:36 +0000] /a", { ...time, client: "192.0.2.1", path: "/a" }],
    ["%{X-Real-IP}i %t %U", "192.0.2.1 [10/Nov/2026:13:55:36 +0000] /a", { ...time, client: "192.0.2.1", path: "/a" }],
    // Times of all kinds.
    [
      "%{%d/%b/%Y:%T %z}t %h %U",
      "10/Nov/2026:13:55:36 +0000 192.0.2.1 /a",
      { ...time, client: "192.0.2.1", path: "/a" }
    ],
    ["%{%Y-%m-%d %H:%M:%S}t %h %U", "2026-11-10 13:55:36 192.0.2.1 /a", { ...time, client: "192.0.2.1", path: "/a" }],
    [
      "[%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %h %U",
      "[10/Nov/2026 13:55:36.537 +0100] 192.0.2.1 /a",
      { time: "2026-11-10T12:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    [
      "%{begin:%F}t %{begin:%T}t.%{begin:usec_frac}t %h %U",
      "2026-11-10 13:55:36.537999 192.0.2.1 /a",
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    [
      "%{sec}t.%{msec_frac}t %h %U",
      "1794318936.537 192.0.2.1 /a",
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    [
      "%{end:msec}t %h %U %t",
      "1794318936537 192.0.2.1 /a [10/Nov/2026:13:55:35 +0000]",
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    [
      "%{begin:usec}t %{end:usec}t %h %U",
      "1794318936537000 1794318999000000 192.0.2.1 /a",
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    ["%{%c}t %h %U", "Tue Nov 10 13:55:36 2026 192.0.2.1 /a", { ...time, client: "192.0.2.1", path: "/a" }],
    ["%{begin}t %h %U", "10/Nov/2026:13:55:36 +0000 192.0.2.1 /a", { ...time, client: "192.0.2.1", path: "/a" }],
    [
      '{ "t":"%{%FT%T%z}t", "c":"%a", "r":"%r", "s":%>s, "ua":"%{User-Agent}i" }',
      '{ "t":"2026-11-10T13:55:36+0000", "c":"192.0.2.1", "r":"GET /a HTTP/1.1", "s":200, "ua":"a \\"b\\"" }',
      { ...time, client: "192.0.2.1", ...get, status: 200, agent: 'a "b"' }
    ],
    ["%h\\t%t\\t%U", "192.0.2.1\t[10/Nov/2026:13:55:36 +0000]\t/a", { ...time, client: "192.0.2.1", path: "/a" }],
    [
      "%h %l %u %t %U",
      "192.0.2.1 - ada b [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "192.0.2.1", user: "ada b", path: "/a" }
    ]
  ])("%s reads %j", (text, line, fields) => expect(read(apacheFormat(text), line)).toEqual(fields))

  it.each([
    [`${base} %>s`, `${beginning} 200 more`],
    [`${base} %>s`, `${beginning} OK`],
    [`${base} %>s`, beginning],
    ['%h "%r" %>s', '192.0.2.1 - - "GET /a HTTP/1.1" 200']
  ])("%s is not what %j is in", (text, line) => expect(read(apacheFormat(text), line)).toBeTypeOf("string"))
})

describe("a line that Apache writes by any LogFormat", () => {
  const makers: ReadonlyArray<
    (random: Random) => readonly [word: string, value: Buffer, column: string, stored: unknown]
  > = [
    ...(
      [
        ["%{Referer}i", "referrer"],
        ["%{User-Agent}i", "agent"],
        ["%{pool}e", "extra.pool"],
        ["%{X-Cell}o", "extra.x-cell"]
      ] as const
    ).map(([directive, column]) => (random: Random) => {
      const value = hostile(random)
      const isNone = value.toString("latin1") === "-"
      return [
        directive,
        value,
        column,
        isNone ? (column.includes(".") ? undefined : null) : textOfBytes(value)
      ] as const
    }),
    (random) => {
      const site = word(random)
      return ["%v", Buffer.from(site), "site", site]
    },
    ...(
      [
        ["%>s", "status", 1],
        ["%b", "bytes", 1],
        ["%I", "bytes_in", 1],
        ["%D", "duration", 1],
        ["%^FB", "upstream", 1]
      ] as const
    ).map(([directive, column]) => (random: Random) => {
      const number = below(random, 100_000)
      return [directive, Buffer.from(String(number)), column, number] as const
    })
  ]

  it("is read as what was in it", () => {
    const random = randomFrom(seedOf("apache"))
    for (let run = 0; run < 2000; run++) {
      const request = Buffer.concat([Buffer.from("GET /"), hostile(random), Buffer.from(" HTTP/1.1")])
      const logged = Buffer.from(apacheEscaped(request))
      let format = '%h %t \\"%r\\"'
      let line = `192.0.2.1 [10/Nov/2026:13:55:36 +0000] "${logged.toString()}"`
      const values = makers.filter(() => random() < 0.6).map((make) => make(random))
      for (const [directive, value, column] of values.toSorted(() => random() - 0.5)) {
        const between = oneOf(random, [" ", " - ", " | ", " x="])
        const isText = /^(?:referrer|agent|extra)/.test(column)
        format += `${between}${isText ? '\\"' : ""}${directive}${isText ? '\\"' : ""}`
        line += `${between}${isText ? '"' : ""}${apacheEscaped(value)}${isText ? '"' : ""}`
      }
      const read = stored(apacheFormat(`LogFormat "${format}" x`), Buffer.from(line))
      expect(typeof read === "string" ? read : columnsOf(read), `${format}\n${line}`).toMatchObject({
        client: "192.0.2.1",
        request: parseRequest(logged, 0, logged.length),
        ...Object.fromEntries(values.filter((one) => one[3] !== undefined).map((one) => [one[2], one[3]]))
      })
    }
  })
})
