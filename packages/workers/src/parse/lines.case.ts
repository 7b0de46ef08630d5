/**
 * The parsing table: a line in, its fields out, or why it is rejected. Shared by every implementation of a line parser.
 *
 * A line is written with one character a byte (`\xE9` is the byte E9), fields as the text that is stored. Letters in
 * brackets are the variants that real files hold, as lnav's four patterns and nine samples show them: (a) common, (b)
 * combined, (c) virtual host first, (d) `-` as the request, (e) no protocol, (f) empty referrer, (g) `-` as bytes,
 * (h) two blanks, (i) further fields, (j) ISO time first, (k) Python's http.server.
 */
import type { ZoneRule } from "../zone.ts"
import type { RejectReason } from "./line.ts"

/** What is stored of a line. */
export interface StoredFields {
  readonly time: number
  readonly site: string | null
  readonly port: string | null
  readonly client: string
  readonly forwardedFor: string | null
  readonly user: string | null
  readonly method: string | null
  readonly origin: string | null
  readonly path: string
  readonly query: string | null
  readonly protocol: string | null
  readonly status: number | null
  readonly bytes: number | null
  readonly referrer: string | null
  readonly agent: string | null
}

/** A name, a line, and what differs from `ordinary` (or the reason of its rejection). */
export type LineCase = readonly [name: string, line: string, expected: Partial<StoredFields> | RejectReason]

export interface LineCases {
  readonly title: string
  /** Formats that read these lines so. */
  readonly formats: ReadonlyArray<string>
  readonly cases: ReadonlyArray<LineCase>
}

/** The fields of `ordinaryLine`. */
export const ordinary: StoredFields = {
  time: Date.UTC(2026, 10, 10, 13, 55, 36),
  site: null,
  port: null,
  client: "192.0.2.1",
  forwardedFor: null,
  user: null,
  method: "GET",
  origin: null,
  path: "/a",
  query: null,
  protocol: "HTTP/1.1",
  status: 200,
  bytes: 2326,
  referrer: null,
  agent: null
}

const time = "[10/Nov/2026:13:55:36 +0000]"
const withRequest = (request: string): string => `192.0.2.1 - - ${time} "${request}" 200 2326 "-" "-"`
const withTime = (text: string): string => `192.0.2.1 - - [${text}] "GET /a HTTP/1.1" 200 2326 "-" "-"`
/** What stands before the time, and what stands after the request. */
const withStart = (start: string): string => `${start} ${time} "GET /a HTTP/1.1" 200 2326 "-" "-"`
const withEnd = (end: string): string => `192.0.2.1 - - ${time} "GET /a HTTP/1.1" ${end}`
const withReferrer = (referrer: string): string => withEnd(`200 2326 ${referrer}`)
const withAgent = (agent: string): string => withEnd(`200 2326 "-" ${agent}`)
const notARequest = (path: string): Partial<StoredFields> => ({ method: null, path, protocol: null })

export const ordinaryLine = withRequest("GET /a HTTP/1.1")

const clientFirst = ["auto", "combined", "common"]
const siteFirst = ["auto", "vhost-combined", "vhost-common"]
const timeFirst = ["auto", "timestamp-first"]

/** Times without a zone are taken in this one: UTC+1 in winter 2026, UTC+2 before. */
export const caseZone: ZoneRule = [
  [-Infinity, 2 * 3_600_000],
  [Date.UTC(2026, 9, 25, 1), 3_600_000]
]

export const lineCases: ReadonlyArray<LineCases> = [
  {
    title: "whole lines",
    formats: clientFirst,
    cases: [
      ["(a) common", `192.0.2.1 - - ${time} "GET /a HTTP/1.0" 200 2326`, { protocol: "HTTP/1.0" }],
      [
        "(a) common, with ident and user",
        `host.example.com rfc ada ${time} "POST /a HTTP/1.0" 201 0`,
        { client: "host.example.com", user: "ada", method: "POST", protocol: "HTTP/1.0", status: 201, bytes: 0 }
      ],
      [
        "(b) combined",
        `192.0.2.1 - ada ${time} "GET /a?b=1 HTTP/2.0" 304 0 "https://example.org/x" "Mozilla/5.0 (X11; Linux)"`,
        {
          user: "ada",
          query: "b=1",
          protocol: "HTTP/2.0",
          status: 304,
          bytes: 0,
          referrer: "https://example.org/x",
          agent: "Mozilla/5.0 (X11; Linux)"
        }
      ],
      ["(d) request -", `192.0.2.1 - - ${time} "-" 408 - "-" "-"`, { ...notARequest("-"), status: 408, bytes: null }],
      ["(e) no protocol", `192.0.2.1 - - ${time} "GET /a.html" 200 2326`, { path: "/a.html", protocol: null }],
      ["(f) empty referrer", withEnd(`200 2326 "" "curl/8.9"`), { referrer: "", agent: "curl/8.9" }],
      ["(g) bytes -", withEnd(`304 - "-" "-"`), { status: 304, bytes: null }],
      ["(i) a further number", withEnd(`200 2326 "-" "curl/8.9" 293`), { agent: "curl/8.9" }],
      ["(i) a further -", withEnd(`200 2326 "-" "curl/8.9" -`), { agent: "curl/8.9" }],
      ["(i) further quoted fields", withEnd(`200 2326 "-" "curl/8.9" "198.51.100.7" "a b"`), { agent: "curl/8.9" }],
      [
        "(k) Python's http.server",
        `192.0.2.1 - - [29/Aug/2023 22:02:58] "GET /a HTTP/1.1" 200 -`,
        { time: Date.UTC(2023, 7, 29, 20, 2, 58), bytes: null }
      ],
      [
        "the longest fields that are empty",
        `- - - ${time} "" - - "" ""`,
        {
          ...notARequest(""),
          client: "-",
          status: null,
          bytes: null,
          referrer: "",
          agent: ""
        }
      ]
    ]
  },
  {
    title: "blanks between fields",
    formats: clientFirst,
    cases: [
      ["(h) two after the client", withStart("192.0.2.1  - -"), {}],
      ["(h) two after the ident", withStart("192.0.2.1 -  -"), {}],
      ["(h) two before the time", withStart("192.0.2.1 - - "), {}],
      ["(h) two after the time", `192.0.2.1 - - ${time}  "GET /a HTTP/1.1" 200 2326`, {}],
      ["(h) two before the status", withEnd(` 200 2326 "-" "-"`), {}],
      ["(h) two before the bytes", withEnd(`200  2326 "-" "-"`), {}],
      ["(h) two before the referrer", withEnd(`200 2326  "r" "-"`), { referrer: "r" }],
      ["(h) two before the agent", withEnd(`200 2326 "-"  "a"`), { agent: "a" }],
      [
        "tabs everywhere",
        `192.0.2.1\t-\tada\t${time}\t"GET /a HTTP/1.1"\t200\t2326\t"-"\t"x"`,
        { user: "ada", agent: "x" }
      ],
      ["none after the time", `192.0.2.1 - - ${time}"GET /a HTTP/1.1" 200 2326`, {}],
      ["none before the status", `192.0.2.1 - - ${time} "GET /a HTTP/1.1"200 2326`, {}],
      ["some at the end of a common line", withEnd("200 2326  "), {}],
      ["some at the end of a combined line", withEnd(`200 2326 "-" "x"  `), { agent: "x" }]
    ]
  },
  {
    title: "requests",
    formats: clientFirst,
    cases: [
      ["empty", withRequest(""), notARequest("")],
      ["a blank", withRequest(" "), notARequest(" ")],
      ["a method alone", withRequest("GET"), notARequest("GET")],
      ["a method and a blank", withRequest("GET "), notARequest("GET ")],
      ["a protocol for a target", withRequest("GET HTTP/1.1"), { path: "HTTP/1.1", protocol: null }],
      ["no target between two blanks", withRequest("GET  HTTP/1.1"), notARequest("GET  HTTP/1.1")],
      ["no protocol, lower case", withRequest("get /a"), { method: "get", protocol: null }],
      ["no protocol, a rare method", withRequest("PURGE /a"), { method: "PURGE", protocol: null }],
      ["no protocol, words", withRequest("HELLO /a b"), notARequest("HELLO /a b")],
      ["a rare method", withRequest("PURGE /a HTTP/1.1"), { method: "PURGE" }],
      ["a method with a dash", withRequest("M-SEARCH * HTTP/1.1"), { method: "M-SEARCH", path: "*" }],
      ["a method that is no token", withRequest("GE(T /a HTTP/1.1"), notARequest("GE(T /a HTTP/1.1")],
      ["any target", withRequest("OPTIONS * HTTP/1.1"), { method: "OPTIONS", path: "*" }],
      ["HTTP/3", withRequest("GET /a HTTP/3"), { protocol: "HTTP/3" }],
      ["a protocol in lower case", withRequest("GET /a http/1.1"), { protocol: "http/1.1" }],
      ["a protocol that is none", withRequest("GET /a HTTP/1.1x"), { path: "/a HTTP/1.1x", protocol: null }],
      ["blanks in the target", withRequest("GET /a b  c HTTP/1.1"), { path: "/a b  c" }],
      ["a blank before the target", withRequest("GET  /a HTTP/1.1"), { path: " /a" }],
      ["a blank after the target", withRequest("GET /a  HTTP/1.1"), { path: "/a " }],
      ["a tab is no blank", withRequest("GET /a\tHTTP/1.1"), { path: "/a\\x09HTTP/1.1", protocol: null }],
      ["a query", withRequest("GET /a?b=1&c=%20 HTTP/1.1"), { query: "b=1&c=%20" }],
      ["an empty query", withRequest("GET /a? HTTP/1.1"), { query: "" }],
      ["a second question mark", withRequest("GET /a?b?c HTTP/1.1"), { query: "b?c" }],
      ["a query without a path", withRequest("GET ?b HTTP/1.1"), { path: "", query: "b" }],
      ["a fragment", withRequest("GET /a#b?c HTTP/1.1"), { path: "/a#b", query: "c" }],
      ["percent-encoding stays", withRequest("GET /%41%2f%zz%00 HTTP/1.1"), { path: "/%41%2f%zz%00" }],
      ["case stays", withRequest("GET /A/B HTTP/1.1"), { path: "/A/B" }],
      [
        "absolute form",
        withRequest("GET http://example.com:8080/a?b HTTP/1.1"),
        { origin: "http://example.com:8080", query: "b" }
      ],
      [
        "absolute form without a path",
        withRequest("GET http://example.com HTTP/1.1"),
        { origin: "http://example.com", path: "" }
      ],
      [
        "absolute form, a query right after the host",
        withRequest("GET http://example.com?b HTTP/1.1"),
        { origin: "http://example.com", path: "", query: "b" }
      ],
      ["absolute form in capitals", withRequest("GET HTTP://EXAMPLE.COM/a HTTP/1.1"), { origin: "HTTP://EXAMPLE.COM" }],
      [
        "an address within a path",
        withRequest("GET /a/http://example.org/ HTTP/1.1"),
        { path: "/a/http://example.org/" }
      ],
      [
        "authority form",
        withRequest("CONNECT example.com:443 HTTP/1.1"),
        { method: "CONNECT", path: "example.com:443" }
      ],
      ["raw TLS bytes", withRequest("\x16\x03\x01\x02\xfc"), notARequest("\\x16\\x03\\x01\\x02\\xFC")],
      ["escaped TLS bytes", withRequest("\\x16\\x03\\x01\\x02\\xFC"), notARequest("\\x16\\x03\\x01\\x02\\xFC")],
      [
        "escaped TLS bytes with blanks",
        withRequest("\\x16\\x03 \\x01 HTTP/1.1"),
        notARequest("\\x16\\x03 \\x01 HTTP/1.1")
      ],
      ["a SOCKS greeting", withRequest("\\x05\\x01"), notARequest("\\x05\\x01")],
      ["escaped blanks separate nothing", withRequest("GET\\x20/a\\x20HTTP/1.1"), notARequest("GET /a HTTP/1.1")],
      ["an escaped quote", withRequest('GET /a\\"b\\" HTTP/1.1'), { path: '/a"b"' }],
      ["an escaped quote at the end", withRequest('GET /a\\"'), { path: '/a"', protocol: null }],
      ["nginx's escaped quote", withRequest("GET /a\\x22b HTTP/1.1"), { path: '/a"b' }],
      ["an escaped backslash", withRequest("GET /a\\\\b HTTP/1.1"), { path: "/a\\\\b" }],
      ["an escaped backslash at the end", withRequest("GET /a\\\\"), { path: "/a\\\\", protocol: null }],
      ["an escaped backslash before an x", withRequest("GET /\\\\x41 HTTP/1.1"), { path: "/\\\\x41" }],
      [
        "short escapes",
        withRequest("GET /\\n\\t\\r\\b\\f\\v\\a HTTP/1.1"),
        { path: "/\\x0A\\x09\\x0D\\x08\\x0C\\x0B\\x07" }
      ],
      ["an escape of a printable byte", withRequest("GET /\\x41 HTTP/1.1"), { path: "/A" }],
      ["escaped UTF-8", withRequest("GET /\\xc3\\xa9 HTTP/1.1"), { path: "/é" }],
      [
        "a backslash that escapes nothing",
        withRequest("GET /\\u00e9\\q\\xg1 HTTP/1.1"),
        { path: "/\\\\u00e9\\\\q\\\\xg1" }
      ],
      ["raw UTF-8", withRequest("GET /\xc3\xa9\xf0\x9f\x98\x80 HTTP/1.1"), { path: "/é😀" }],
      ["raw bytes that are no UTF-8", withRequest("GET /\xe9\xff HTTP/1.1"), { path: "/\\xE9\\xFF" }],
      ["an encoded surrogate", withRequest("GET /\xed\xb9\xa4 HTTP/1.1"), { path: "/\\xED\\xB9\\xA4" }],
      ["an overlong slash", withRequest("GET /..\xc0\xaf.. HTTP/1.1"), { path: "/..\\xC0\\xAF.." }],
      ["a NUL", withRequest("GET /a\0b HTTP/1.1"), { path: "/a\\x00b" }],
      ["a lone CR", withRequest("GET /a\rb HTTP/1.1"), { path: "/a\\x0Db" }],
      ["DEL", withRequest("GET /a\x7f HTTP/1.1"), { path: "/a\\x7F" }],
      [
        "brackets",
        withRequest("GET /a[1]=[10/Nov/2026:00:00:00 +0000] HTTP/1.1"),
        { path: "/a[1]=[10/Nov/2026:00:00:00 +0000]" }
      ],
      ["an unescaped quote", withRequest('GET /a"b HTTP/1.1'), { path: '/a"b' }],
      ["unescaped quotes round blanks", withRequest('GET /a?q="b c" HTTP/1.1'), { query: 'q="b c"' }],
      ["an unescaped quote before a dash", withRequest('GET /a" - b" HTTP/1.1'), { path: '/a" - b"' }],
      ["an unescaped quote before a short number", withRequest('GET /a" 7 b HTTP/1.1'), { path: '/a" 7 b' }],
      [
        "a backslash at the end that escapes nothing",
        `192.0.2.1 - - ${time} "GET /a\\" 200 2326`,
        {
          path: "/a\\\\",
          protocol: null
        }
      ],
      ["the ends of quoted fields", withRequest('" "-" "-'), notARequest('" "-" "-')],
      [
        "8 KiB",
        withRequest(`SEARCH /${"\\x90".repeat(2048)} HTTP/1.1`),
        { method: "SEARCH", path: `/${"\\x90".repeat(2048)}` }
      ]
    ]
  },
  {
    title: "requests that are not there",
    formats: clientFirst,
    cases: [
      ["nothing after the time", `192.0.2.1 - - ${time}`, "no-request"],
      ["a blank after the time", `192.0.2.1 - - ${time} `, "no-request"],
      ["a quote and no more", `192.0.2.1 - - ${time} "`, "no-request"],
      ["no quote", `192.0.2.1 - - ${time} GET /a HTTP/1.1 200 2326`, "no-request"],
      ["never closed", `192.0.2.1 - - ${time} "GET /a HTTP/1.1 200 2326`, "no-request"],
      ["closed by an escaped quote only", `192.0.2.1 - - ${time} "GET /a\\" HTTP/1.1 200 2326`, "no-request"],
      ["never closed, more quotes", `192.0.2.1 - - ${time} "GET /a 200 2326 "-" "curl/8.9"`, "bad-status"]
    ]
  },
  {
    title: "clients and users",
    formats: clientFirst,
    cases: [
      ["IPv6", withStart("2001:db8::7 - -"), { client: "2001:db8::7" }],
      ["IPv6 in brackets", withStart("[2001:db8::7] - -"), { client: "[2001:db8::7]" }],
      ["IPv6 in brackets, two blanks", withStart("[2001:db8::7]  - -"), { client: "[2001:db8::7]" }],
      ["IPv6 with a zone", withStart("fe80::1%eth0 - -"), { client: "fe80::1%eth0" }],
      ["IPv4 in IPv6", withStart("::ffff:192.0.2.1 - -"), { client: "::ffff:192.0.2.1" }],
      ["a host name", withStart("host-1.Example.COM - -"), { client: "host-1.Example.COM" }],
      ["a word", withStart("unix: - -"), { client: "unix:" }],
      ["no client", withStart("- - -"), { client: "-" }],
      ["a client in raw bytes", withStart("\xff\xfe - -"), { client: "\\xFF\\xFE" }],
      ["a client with a quote", withStart('a"192.0.2.1" - -'), { client: 'a"192.0.2.1"' }],
      ["an ident is not kept", withStart("192.0.2.1 ident -"), {}],
      ["an ident and a user", withStart("192.0.2.1 ident ada"), { user: "ada" }],
      ["a user", withStart("192.0.2.1 - ada@example.com"), { user: "ada@example.com" }],
      ["no user, and no place for one", withStart("192.0.2.1 -"), {}],
      ["an empty user, as nginx has it with escape=none", withStart("2001:db8::7 - "), { client: "2001:db8::7" }],
      ["a user with blanks", withStart("192.0.2.1 - Ada King Lovelace"), { user: "Ada King Lovelace" }],
      ["a user with a bracket", withStart("192.0.2.1 - a[b]"), { user: "a[b]" }],
      ["a user with a bracket after a blank", withStart("192.0.2.1 - ada [x]"), { user: "ada [x]" }],
      ["a user of two dashes", withStart("192.0.2.1 - --"), { user: "--" }],
      ["Apache's empty user", withStart('192.0.2.1 - ""'), { user: '""' }],
      ["a domain user", withStart("192.0.2.1 - EXAMPLE\\\\ada"), { user: "EXAMPLE\\\\ada" }],
      ["a domain user, not escaped", withStart("192.0.2.1 - EXAMPLE\\king"), { user: "EXAMPLE\\\\king" }],
      [
        "a domain user whose name begins like an escape",
        withStart("192.0.2.1 - EXAMPLE\\ada"),
        { user: "EXAMPLE\\\\ada" }
      ],
      ["a domain user in Apache's escapes", withStart("192.0.2.1 - EXAMPLE\\\\nina"), { user: "EXAMPLE\\\\nina" }],
      ["a domain user in nginx's escapes", withStart("192.0.2.1 - EXAMPLE\\x5Cnina"), { user: "EXAMPLE\\\\nina" }],
      ["a user in UTF-8", withStart("192.0.2.1 - J\xc3\xbcrgen"), { user: "Jürgen" }],
      ["a user with escaped bytes", withStart("192.0.2.1 - \\x22ada\\x22"), { user: '"ada"' }]
    ]
  },
  {
    title: "clients with a port",
    formats: clientFirst,
    cases: [
      ["IPv4 (Hypercorn)", withStart("192.0.2.1:54321 - -"), {}],
      ["IPv4 and a user", withStart("192.0.2.1:54321 - ada"), { user: "ada" }],
      [
        "no zone and no protocol (Daphne)",
        `192.0.2.1:54321 - - [10/Nov/2026:14:55:36] "GET /a" 200 2326`,
        { protocol: null }
      ],
      ["IPv6 in brackets", withStart("[2001:db8::7]:54321 - -"), { client: "2001:db8::7" }],
      ["IPv6 that ends in digits", withStart("2001:db8::7:5432 - -"), { client: "2001:db8::7:5432" }],
      ["IPv4 in IPv6", withStart("::ffff:192.0.2.1 - -"), { client: "::ffff:192.0.2.1" }],
      ["a name", withStart("host.example.com:54321 - -"), { client: "host.example.com:54321" }],
      ["a colon and nothing", withStart("192.0.2.1: - -"), { client: "192.0.2.1:" }],
      ["a port alone", withStart(":54321 - -"), { client: ":54321" }],
      ["no address", withStart("192.0.2.256:54321 - -"), { client: "192.0.2.256:54321" }],
      ["a list", withStart("192.0.2.1:54321, 198.51.100.7 - -"), { forwardedFor: "192.0.2.1:54321, 198.51.100.7" }]
    ]
  },
  {
    title: "quotes round the line (LiteSpeed)",
    formats: clientFirst,
    cases: [
      ["combined", `"${withAgent('"curl/8.9"')}"`, { agent: "curl/8.9" }],
      ["combined, and no user agent", `"${ordinaryLine}"`, {}],
      ["common", `"192.0.2.1 - ada ${time} "GET /a HTTP/1.1" 200 2326"`, { user: "ada" }],
      ["common, bytes -", `"192.0.2.1 - - ${time} "GET /a HTTP/1.1" 304 -"`, { status: 304, bytes: null }],
      ["the last one missing", `"${withAgent('"curl/8.9"')}`, { agent: "curl/8.9" }],
      ["quotes in the request", `"${withRequest('GET /a"b HTTP/1.1')}"`, { path: '/a"b' }],
      ["two", `""${ordinaryLine}""`, "no-client"],
      ["nothing in them", '""', "no-client"],
      ["nothing else", '"', "no-time"]
    ]
  },
  {
    title: "quotes round the client",
    formats: clientFirst,
    cases: [
      ["an address", withStart('"192.0.2.1" - -'), {}],
      [
        "a list",
        withStart('"192.0.2.1, 198.51.100.7" - ada'),
        { forwardedFor: "192.0.2.1, 198.51.100.7", user: "ada" }
      ],
      ["an address and a port", withStart('"192.0.2.1:54321" - -'), {}],
      ["nothing", withStart('"" - -'), "no-client"],
      ["two words", withStart('"192.0.2.1 198.51.100.7" - -'), "no-client"],
      ["and more", withStart('"192.0.2.1"x - -'), { client: '"192.0.2.1"x' }]
    ]
  },
  {
    title: "lists of addresses in place of the client",
    formats: clientFirst,
    cases: [
      ["two", withStart("192.0.2.1, 198.51.100.7 - -"), { forwardedFor: "192.0.2.1, 198.51.100.7" }],
      [
        "three, and a user",
        withStart("2001:db8::7, 192.0.2.1, 198.51.100.7 - ada"),
        { client: "2001:db8::7", forwardedFor: "2001:db8::7, 192.0.2.1, 198.51.100.7", user: "ada" }
      ],
      [
        "two blanks, ident and a user in two words",
        withStart("192.0.2.1,  198.51.100.7 ident Ada King"),
        { forwardedFor: "192.0.2.1,  198.51.100.7", user: "Ada King" }
      ],
      [
        "not all of them parted by blanks",
        withStart("192.0.2.1,203.0.113.9, 198.51.100.7 - -"),
        { forwardedFor: "192.0.2.1,203.0.113.9, 198.51.100.7" }
      ],
      ["without blanks", withStart("192.0.2.1,198.51.100.7 - -"), { forwardedFor: "192.0.2.1,198.51.100.7" }],
      [
        "without blanks, longer than a word is at a glance, and a user",
        withStart("2001:db8:1:2:3:4:5:6,198.51.100.7 - ada"),
        { client: "2001:db8:1:2:3:4:5:6", forwardedFor: "2001:db8:1:2:3:4:5:6,198.51.100.7", user: "ada" }
      ],
      ["a comma before", withStart(",192.0.2.1 - -"), { client: ",192.0.2.1" }],
      [
        "a word first",
        withStart("unknown, 198.51.100.7 - -"),
        { client: "unknown", forwardedFor: "unknown, 198.51.100.7" }
      ],
      ["a comma too much", withStart("192.0.2.1, - -"), { client: "192.0.2.1," }],
      ["a comma too much, two blanks", withStart("192.0.2.1,  - ada"), { client: "192.0.2.1,", user: "ada" }],
      ["without a user", withStart("192.0.2.1, 198.51.100.7 -"), { forwardedFor: "192.0.2.1, 198.51.100.7" }],
      ["nothing but a list", withStart("192.0.2.1, 198.51.100.7,"), "no-client"]
    ]
  },
  {
    title: "virtual hosts",
    formats: siteFirst,
    cases: [
      [
        "before a list of addresses",
        withStart("www.example.com 192.0.2.1, 198.51.100.7 - ada"),
        { site: "www.example.com", forwardedFor: "192.0.2.1, 198.51.100.7", user: "ada" }
      ],
      [
        "before a list without blanks",
        withStart("www.example.com 192.0.2.1,198.51.100.7 - ada"),
        { site: "www.example.com", forwardedFor: "192.0.2.1,198.51.100.7", user: "ada" }
      ],
      [
        "with a port, before a list of addresses",
        withStart("www.example.com:443 192.0.2.1, 198.51.100.7 - -"),
        { site: "www.example.com", port: "443", forwardedFor: "192.0.2.1, 198.51.100.7" }
      ],
      ["(c) before a client", withStart("www.example.com 192.0.2.1 - -"), { site: "www.example.com" }],
      ["(c) with a port", withStart("www.example.com:443 192.0.2.1 - -"), { site: "www.example.com", port: "443" }],
      [
        "(c) common",
        `www.example.com:80 192.0.2.1 - ada ${time} "GET /a HTTP/1.1" 200 2326`,
        { site: "www.example.com", port: "80", user: "ada" }
      ],
      ["case stays", withStart("WWW.Example.COM 192.0.2.1 - -"), { site: "WWW.Example.COM" }],
      [
        "IPv6 client",
        withStart("www.example.com:443 2001:db8::7 - -"),
        {
          site: "www.example.com",
          port: "443",
          client: "2001:db8::7"
        }
      ],
      ["IPv6 site", withStart("2001:db8::80 192.0.2.1 - -"), { site: "2001:db8::80" }],
      ["IPv6 site in brackets", withStart("[2001:db8::80] 192.0.2.1 - -"), { site: "2001:db8::80" }],
      ["IPv6 site with a port", withStart("[2001:db8::80]:443 192.0.2.1 - -"), { site: "2001:db8::80", port: "443" }],
      ["IPv4 site", withStart("192.0.2.80:8080 192.0.2.1 - -"), { site: "192.0.2.80", port: "8080" }],
      ["a default host", withStart("_default_:443 192.0.2.1 - -"), { site: "_default_", port: "443" }],
      ["no site", withStart("- 192.0.2.1 - -"), {}],
      ["a colon without a port", withStart("www.example.com: 192.0.2.1 - -"), { site: "www.example.com:" }],
      ["a port that is a word", withStart("www.example.com:https 192.0.2.1 - -"), { site: "www.example.com:https" }],
      ["a name of digits", withStart("8080 192.0.2.1 - -"), { site: "8080" }],
      ["a port alone", withStart(":443 192.0.2.1 - -"), { site: ":443" }],
      [
        "a user with blanks",
        withStart("www.example.com 192.0.2.1 - Ada King"),
        { site: "www.example.com", user: "Ada King" }
      ],
      [
        "BunkerWeb's request id, and no user",
        withStart("www.example.com 192.0.2.1 - 0123456789abcdef0123456789abcdef -"),
        { site: "www.example.com" }
      ],
      [
        "BunkerWeb's request id, and a user with a blank",
        withStart("www.example.com 2001:db8::7 - 0123456789abcdef0123456789abcdef Ada King"),
        { site: "www.example.com", client: "2001:db8::7", user: "Ada King" }
      ],
      [
        "an id in place of the user",
        withStart("www.example.com 192.0.2.1 - 0123456789abcdef0123456789abcdef"),
        { site: "www.example.com", user: "0123456789abcdef0123456789abcdef" }
      ],
      ["another id, and no user", withStart("www.example.com 192.0.2.1 - a-1 -"), { site: "www.example.com" }],
      ["LiteSpeed's, in brackets", withStart('["www.example.com"] 192.0.2.1 - -'), { site: "www.example.com" }],
      ["a bracket and a quote", withStart('["] 192.0.2.1 - -'), { site: '["]' }],
      ["quotes round the line", `"${withStart("www.example.com 192.0.2.1 - -")}"`, { site: "www.example.com" }],
      [
        "a client with a port",
        withStart("www.example.com 192.0.2.1:54321 - ada"),
        { site: "www.example.com", user: "ada" }
      ],
      ["two blanks", withStart("www.example.com  192.0.2.1  -  -"), { site: "www.example.com" }],
      ["ident and user", withStart("www.example.com 192.0.2.1 ident ada"), { site: "www.example.com", user: "ada" }]
    ]
  },
  {
    title: "lines held to a virtual host",
    formats: ["vhost-combined", "vhost-common"],
    cases: [
      ["a line without one", withStart("192.0.2.1 - -"), "no-client"],
      ["a list of addresses in its place", withStart("192.0.2.1, 198.51.100.7 - -"), "no-client"],
      ["a line without one, and without a user", withStart("192.0.2.1 -"), "no-client"],
      [
        "a line without one, with a user in two words",
        withStart("192.0.2.1 - Ada King"),
        {
          site: "192.0.2.1",
          client: "-",
          user: "King"
        }
      ],
      ["an ISO time first", `2026-11-10T13:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "no-time"]
    ]
  },
  {
    title: "lines held to no virtual host",
    formats: ["combined", "common"],
    cases: [
      ["a line with one", withStart("www.example.com 192.0.2.1 - -"), "leading-site"],
      ["a line with one and a port", withStart("www.example.com:443 2001:db8::7 - ada"), "leading-site"],
      ["a line with one and a user in two words", withStart("www.example.com 192.0.2.1 - Ada King"), "leading-site"],
      ["a line with one, ident and user", withStart("www.example.com 192.0.2.1 ident ada"), "leading-site"],
      ["a line with one and a list", withStart("www.example.com 192.0.2.1, 198.51.100.7 - -"), "leading-site"],
      [
        "a host name where the ident should be, which may be one",
        withStart("192.0.2.1 host.example.com - -"),
        { user: "- -" }
      ],
      ["two addresses, of which the first is the client's", withStart("192.0.2.1 198.51.100.7 - -"), { user: "- -" }],
      [
        "an address as the ident",
        withStart("host.example.com 192.0.2.1 ada"),
        { client: "host.example.com", user: "ada" }
      ],
      ["an ident that ends in a comma", withStart("192.0.2.1 king, Ada Lovelace"), { user: "Ada Lovelace" }],
      ["an ISO time first", `2026-11-10T13:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "no-time"]
    ]
  },
  {
    title: "times",
    formats: clientFirst,
    cases: [
      ["west of Greenwich", withTime("10/Nov/2026:06:55:36 -0700"), {}],
      ["half an hour off", withTime("10/Nov/2026:17:25:36 +0330"), {}],
      ["a quarter of an hour off", withTime("10/Nov/2026:19:40:36 +0545"), {}],
      ["the next day already", withTime("11/Nov/2026:03:55:36 +1400"), {}],
      ["the day before still", withTime("09/Nov/2026:23:55:36 -1400"), {}],
      ["a colon in the zone", withTime("10/Nov/2026:19:25:36 +05:30"), {}],
      ["a zone of hours", withTime("10/Nov/2026:15:55:36 +02"), {}],
      ["Z", withTime("10/Nov/2026:13:55:36 Z"), {}],
      ["UTC by its name (WEBrick)", withTime("10/Nov/2026:13:55:36 UTC"), {}],
      ["UTC by its old name", withTime("10/Nov/2026:13:55:36 GMT"), {}],
      ["another zone by its name", withTime("10/Nov/2026:13:55:36 CET"), "bad-time"],
      ["minus nothing", withTime("10/Nov/2026:13:55:36 -0000"), {}],
      ["no zone, winter", withTime("10/Nov/2026:14:55:36"), {}],
      ["no zone, summer", withTime("10/Jul/2026:14:55:36"), { time: Date.UTC(2026, 6, 10, 12, 55, 36) }],
      ["(k) a blank before the hour", withTime("10/Nov/2026 14:55:36"), {}],
      ["a blank before the hour, and a zone", withTime("10/Nov/2026 13:55:36 +0000"), {}],
      ["a fraction", withTime("10/Nov/2026:13:55:36.789 +0000"), { time: ordinary.time + 789 }],
      ["a fraction in nanoseconds", withTime("10/Nov/2026:13:55:36.789999999 +0000"), { time: ordinary.time + 789 }],
      ["a fraction as long as a zone", withTime("10/Nov/2026:14:55:36.78901"), { time: ordinary.time + 789 }],
      ["the month in small letters", withTime("10/nov/2026:13:55:36 +0000"), {}],
      ["the month in capitals", withTime("10/NOV/2026:13:55:36 +0000"), {}],
      ["a leap second", withTime("31/Dec/2016:23:59:60 +0000"), { time: Date.UTC(2017, 0, 1) }],
      ["a leap day", withTime("29/Feb/2024:13:55:36 +0000"), { time: Date.UTC(2024, 1, 29, 13, 55, 36) }],
      ["a leap day of a century", withTime("29/Feb/2000:00:00:00 +0000"), { time: Date.UTC(2000, 1, 29) }],
      ["the first second", withTime("01/Jan/1970:00:00:00 +0000"), { time: 0 }],
      ["before the first second", withTime("01/Jan/1970:00:00:00 +0100"), { time: -3_600_000 }],
      ["the first seconds west of Greenwich", withTime("31/Dec/1969:19:00:05 -0500"), { time: 5_000 }],
      ["the last second", withTime("30/Dec/9999:23:59:59 +0000"), { time: Date.UTC(9999, 11, 30, 23, 59, 59) }],
      [
        "the last seconds east of Greenwich",
        withTime("31/Dec/9999:00:30:00 +0100"),
        { time: Date.UTC(9999, 11, 30, 23, 30) }
      ],
      ["29 February of a common year", withTime("29/Feb/2026:13:55:36 +0000"), "bad-time"],
      ["29 February of a common century", withTime("29/Feb/2100:13:55:36 +0000"), "bad-time"],
      ["31 June", withTime("31/Jun/2026:13:55:36 +0000"), "bad-time"],
      ["day 0", withTime("00/Nov/2026:13:55:36 +0000"), "bad-time"],
      ["a day of one digit", withTime("1/Nov/2026:13:55:36 +0000"), "bad-time"],
      ["no such month", withTime("10/Foo/2026:13:55:36 +0000"), "bad-time"],
      ["a month in digits", withTime("10/11/2026:13:55:36 +0000"), "bad-time"],
      ["hour 24", withTime("10/Nov/2026:24:00:00 +0000"), "bad-time"],
      ["minute 60", withTime("10/Nov/2026:13:60:00 +0000"), "bad-time"],
      ["second 61", withTime("10/Nov/2026:13:55:61 +0000"), "bad-time"],
      ["1969", withTime("31/Dec/1969:23:59:59 +0000"), "bad-time"],
      ["1969 in UTC, too", withTime("31/Dec/1969:18:59:59 -0500"), "bad-time"],
      ["1968", withTime("31/Dec/1968:19:00:05 -0500"), "bad-time"],
      ["the year 10000 in some zone", withTime("31/Dec/9999:00:00:00 +0000"), "bad-time"],
      ["the year 10000 in some zone, by one of its own", withTime("30/Dec/9999:23:30:00 -0100"), "bad-time"],
      ["a leap second at the end of time", withTime("30/Dec/9999:23:59:60 +0000"), "bad-time"],
      ["a zone of 16 hours", withTime("10/Nov/2026:13:55:36 +1600"), "bad-time"],
      ["a zone of 60 minutes", withTime("10/Nov/2026:13:55:36 +0060"), "bad-time"],
      ["a zone in letters", withTime("10/Nov/2026:13:55:36 CET"), "bad-time"],
      ["a zone without a sign", withTime("10/Nov/2026:13:55:36 0000"), "bad-time"],
      ["something after the zone", withTime("10/Nov/2026:13:55:36 +0000 x"), "bad-time"],
      ["something after the second", withTime("10/Nov/2026:13:55:36x+0000"), "bad-time"],
      ["a dash", withTime("-"), "bad-time"],
      ["nothing", withTime(""), "bad-time"],
      ["NULs", withTime("\0".repeat(26)), "bad-time"],
      ["never closed", `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000 "GET /a HTTP/1.1" 200 2326`, "no-time"],
      ["no bracket", `192.0.2.1 - - 10/Nov/2026:13:55:36 +0000 "GET /a HTTP/1.1" 200 2326`, "no-time"]
    ]
  },
  {
    title: "status and bytes",
    formats: clientFirst,
    cases: [
      ["status -", withEnd(`- 2326 "-" "-"`), { status: null }],
      ["status 0", withEnd(`0 2326 "-" "-"`), { status: 0 }],
      ["status 000", withEnd(`000 2326 "-" "-"`), { status: 0 }],
      ["status 99", withEnd(`99 2326 "-" "-"`), { status: 99 }],
      ["status 999", withEnd(`999 2326 "-" "-"`), { status: 999 }],
      ["status 12345", withEnd(`12345 2326 "-" "-"`), { status: 12345 }],
      ["status 2^53 - 1", withEnd(`9007199254740991 0`), { status: Number.MAX_SAFE_INTEGER, bytes: 0 }],
      ["status 2^53", withEnd(`9007199254740992 0`), "number-too-large"],
      ["status in words", withEnd(`OK 2326`), "bad-status"],
      ["status 2xx", withEnd(`2xx 2326`), "bad-status"],
      ["status 200.1", withEnd(`200.1 2326`), "bad-status"],
      ["status -1", withEnd(`-1 2326`), "bad-status"],
      ["status +200", withEnd(`+200 2326`), "bad-status"],
      ["status in quotes", withEnd(`"200" 2326`), "bad-status"],
      ["no status", withEnd(""), "bad-status"],
      ["bytes 0", withEnd("200 0"), { bytes: 0 }],
      ["bytes 2^32", withEnd("200 4294967296"), { bytes: 2 ** 32 }],
      ["bytes 2^53 - 1", withEnd("200 9007199254740991"), { bytes: Number.MAX_SAFE_INTEGER }],
      ["bytes 2^53 - 7", withEnd("200 9007199254740985"), { bytes: Number.MAX_SAFE_INTEGER - 6 }],
      ["bytes 2^53", withEnd("200 9007199254740992"), "number-too-large"],
      ["bytes 2^53 + 1", withEnd("200 9007199254740993"), "number-too-large"],
      ["bytes of 400 digits", withEnd(`200 ${"9".repeat(400)} "-" "-"`), "number-too-large"],
      ["bytes with zeros before", withEnd("200 000000000000000000000000002326"), {}],
      ["bytes -5", withEnd("200 -5"), "bad-bytes"],
      ["bytes 1.5", withEnd("200 1.5"), "bad-bytes"],
      ["bytes 12k", withEnd("200 12k"), "bad-bytes"],
      ["bytes in quotes", withEnd(`200 "2326"`), "bad-bytes"],
      ["no bytes", withEnd("200"), "bad-bytes"],
      ["no bytes, a blank", withEnd("200 "), "bad-bytes"],
      ["no bytes, a referrer", withEnd(`200 "-" "curl/8.9"`), "bad-bytes"]
    ]
  },
  {
    title: "referrers",
    formats: clientFirst,
    cases: [
      ["none logged", withEnd("200 2326"), {}],
      ["a further number instead", withEnd("200 2326 0.005"), {}],
      ["alone", withReferrer('"https://example.org/"'), { referrer: "https://example.org/" }],
      ["alone, then a number", withReferrer('"https://example.org/" 293'), { referrer: "https://example.org/" }],
      ["empty, alone", withReferrer('""'), { referrer: "" }],
      ["two dashes", withReferrer('"--" "x"'), { referrer: "--", agent: "x" }],
      ["a blank", withReferrer('" " "x"'), { referrer: " ", agent: "x" }],
      ["blanks inside", withReferrer('"a b" "x"'), { referrer: "a b", agent: "x" }],
      ["escaped quotes", withReferrer('"a\\"b\\"" "x"'), { referrer: 'a"b"', agent: "x" }],
      ["escaped quotes that look like the end", withReferrer('"a\\" \\"b" "x"'), { referrer: 'a" "b', agent: "x" }],
      ["an escaped backslash at the end", withReferrer('"a\\\\" "x"'), { referrer: "a\\\\", agent: "x" }],
      ["unescaped quotes", withReferrer('"/?q="a" b" "x"'), { referrer: '/?q="a" b', agent: "x" }],
      ["never closed", withReferrer('"https://example.org/'), { referrer: "https://example.org/" }],
      ["a quote and no more", withReferrer('"'), { referrer: "" }],
      [
        "raw UTF-8",
        withReferrer('"https://example.org/\xc3\xa9" "x"'),
        { referrer: "https://example.org/é", agent: "x" }
      ],
      [
        "a script",
        withReferrer('"<script>alert(1)</script>" "x"'),
        { referrer: "<script>alert(1)</script>", agent: "x" }
      ]
    ]
  },
  {
    title: "agents",
    formats: clientFirst,
    cases: [
      ["empty", withAgent('""'), { agent: "" }],
      ["escaped quotes", withAgent('"a \\"b\\" c"'), { agent: 'a "b" c' }],
      ["an escaped quote at the end", withAgent('"a\\""'), { agent: 'a"' }],
      ["an escaped backslash at the end", withAgent('"a\\\\"'), { agent: "a\\\\" }],
      ["unescaped quotes", withAgent('"a "b" c"'), { agent: 'a "b" c' }],
      ["unescaped quotes, then fields", withAgent('"a"b" 293 "c d"'), { agent: 'a"b' }],
      ["quotes side by side", withAgent('"a""b"'), { agent: 'a""b' }],
      ["three fields", withAgent('"a" "b c" 1'), { agent: "a" }],
      ["named fields", withAgent('"a b" rt=0.045 urt="0.040" host="x y"'), { agent: "a b" }],
      ["named fields behind a quoted one", withAgent('"a b" "198.51.100.7" rt=0.045 urt:"0.040"'), { agent: "a b" }],
      ["unescaped quotes, then named fields", withAgent('"a "b" c" rt=0.045 urt="0.040"'), { agent: 'a "b" c' }],
      [
        "unescaped quotes of an element",
        withAgent('"<a href="x" rel="y">z</a>"'),
        { agent: '<a href="x" rel="y">z</a>' }
      ],
      ["an unescaped quote before a sign", withAgent('"a" ="b"'), { agent: 'a" ="b' }],
      ["a further field never closed", withAgent('"a" "b c'), { agent: 'a" "b c' }],
      ["a further field with escaped quotes", withAgent('"a" "b \\" c"'), { agent: "a" }],
      ["text right after the quote", withAgent('"a"x'), { agent: 'a"x' }],
      ["never closed", withAgent('"Mozilla/5.0 (X11'), { agent: "Mozilla/5.0 (X11" }],
      ["never closed, escaped quote", withAgent('"a\\"'), { agent: 'a"' }],
      ["a quote and no more", withAgent('"'), { agent: "" }],
      ["not quoted", withAgent("curl/8.9"), {}],
      ["emoji", withAgent('"a \xf0\x9f\x98\x80"'), { agent: "a 😀" }],
      ["latin-1", withAgent('"caf\xe9"'), { agent: "caf\\xE9" }],
      [
        "control characters of a terminal",
        withAgent('"\x1b[31mred\x1b[0m\x07"'),
        { agent: "\\x1B[31mred\\x1B[0m\\x07" }
      ],
      ["a lone CR", withAgent('"a\rb"'), { agent: "a\\x0Db" }],
      ["60,000 bytes", withAgent(`"${"m".repeat(60_000)}"`), { agent: "m".repeat(60_000) }]
    ]
  },
  {
    title: "(j) an ISO time first",
    formats: timeFirst,
    cases: [
      ["quoted", `2026-11-10T14:55:36 192.0.2.1 - GET "/a?b=1" -1 200 2326`, { query: "b=1", protocol: null }],
      ["not quoted", `2026-11-10T14:55:36 192.0.2.1 - GET /a?b=1 -1 200 2326`, { query: "b=1", protocol: null }],
      ["a user", `2026-11-10T14:55:36 192.0.2.1 ada GET "/a" 12 200 2326`, { user: "ada", protocol: null }],
      ["Z", `2026-11-10T13:55:36Z 192.0.2.1 - GET "/a" -1 200 2326`, { protocol: null }],
      ["a zone", `2026-11-10T15:55:36+02:00 192.0.2.1 - GET "/a" -1 200 2326`, { protocol: null }],
      [
        "a fraction",
        `2026-11-10T13:55:36.5Z 192.0.2.1 - GET "/a" -1 200 2326`,
        {
          time: ordinary.time + 500,
          protocol: null
        }
      ],
      [
        "a fraction behind a comma, no zone",
        `2026-11-10T14:55:36,250 192.0.2.1 - GET "/a" -1 200 2326`,
        {
          time: ordinary.time + 250,
          protocol: null
        }
      ],
      [
        "referrer and agent",
        `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 2326 "-" "curl/8.9" 7`,
        {
          protocol: null,
          agent: "curl/8.9"
        }
      ],
      ["something else at the end", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 2326 x "y`, { protocol: null }],
      [
        "blanks in a quoted URI",
        `2026-11-10T14:55:36 192.0.2.1 - GET "/a b" -1 200 2326`,
        { path: "/a b", protocol: null }
      ],
      [
        "an escaped quote",
        `2026-11-10T14:55:36 192.0.2.1 - GET "/a\\"b" -1 200 2326`,
        { path: '/a"b', protocol: null }
      ],
      ["two blanks everywhere", `2026-11-10T14:55:36  192.0.2.1  -  GET  "/a"  -1  200  2326`, { protocol: null }],
      [
        "many blanks before the numbers",
        `2026-11-10T14:55:36 192.0.2.1 - GET "/a"${" ".repeat(70)}-1 200 2326`,
        {
          protocol: null
        }
      ],
      [
        "no status and no bytes",
        `2026-11-10T14:55:36 192.0.2.1 - GET "/a" - - -`,
        {
          status: null,
          bytes: null,
          protocol: null
        }
      ],
      ["IPv6", `2026-11-10T14:55:36 2001:db8::7 - GET "/a" -1 200 2326`, { client: "2001:db8::7", protocol: null }],
      ["too few words", "2026-11-10T14:55:36 192.0.2.1 - GET", "no-client"],
      ["31 June", `2026-06-31T14:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "bad-time"],
      ["month 13", `2026-13-01T14:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "bad-time"],
      ["hour 24", `2026-11-10T24:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "bad-time"],
      ["1969", `1969-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 2326`, "bad-time"],
      ["a zone in letters", `2026-11-10T14:55:36CET 192.0.2.1 - GET "/a" -1 200 2326`, "bad-time"],
      ["a URI never closed", `2026-11-10T14:55:36 192.0.2.1 - GET "/a -1 200 2326`, "no-request"],
      ["a method that is none", `2026-11-10T14:55:36 192.0.2.1 - G3T "/a" -1 200 2326`, "no-request"],
      [
        "a container's line",
        `2026-11-10T14:55:36.123456789+01:00 stdout F [2026-11-10T13:55:36Z] "GET /a HTTP/2" 204 - 154 0 "-"`,
        "no-request"
      ],
      ["nothing after the URI", `2026-11-10T14:55:36 192.0.2.1 - GET /a`, "no-request"],
      ["nothing after a quoted URI", `2026-11-10T14:55:36 192.0.2.1 - GET "/a"`, "bad-status"],
      ["a word for the number that is not kept", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" x 200 2326`, "bad-status"],
      ["a word for a status", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 OK 2326`, "bad-status"],
      ["a word for bytes", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 2326x`, "bad-bytes"],
      ["no bytes", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200`, "bad-bytes"],
      ["bytes 2^53", `2026-11-10T14:55:36 192.0.2.1 - GET "/a" -1 200 9007199254740992`, "number-too-large"]
    ]
  },
  {
    title: "lines held to an ISO time first",
    formats: ["timestamp-first"],
    cases: [
      ["a combined line", ordinaryLine, "bad-time"],
      ["a date without a T", `2026-11-10 14:55:36 192.0.2.1 GET "/a" -1 200 2326`, "bad-time"],
      ["a word", "hello", "no-time"]
    ]
  },
  {
    title: "lines of something else",
    formats: clientFirst,
    cases: [
      ["a word", "hello", "no-time"],
      ["a sentence", "the quick brown fox jumps over the lazy dog", "no-time"],
      ["a quote", '"', "no-time"],
      ["a quoted text", '"hello world"', "no-time"],
      ["a bracket", "[", "no-time"],
      ["a bracket after a word", "hello [", "bad-time"],
      ["JSON", '{"remote_addr":"192.0.2.1","status":200}', "no-time"],
      ["an error log", "[Tue Nov 10 13:55:36.789 2026] [core:error] [pid 7] AH00126: Invalid URI", "no-time"],
      ["nginx's error log", "2026/11/10 13:55:36 [error] 7#7: *1 open() failed", "bad-time"],
      ["a W3C line", "2026-11-10 13:55:36 192.0.2.80 GET /a - 443 - 192.0.2.1 curl/8.9 200 0 0 15", "no-time"],
      ["the end of a line", `/a HTTP/1.1" 200 2326 "-" "curl/8.9"`, "no-time"],
      ["the beginning of a line", "192.0.2.1 - - [10/Nov/2026:13:5", "no-time"],
      ["client and time only", `192.0.2.1 ${time} "GET /a HTTP/1.1" 200 2326`, "no-client"],
      ["client, a word and time", `192.0.2.1 ada ${time} "GET /a HTTP/1.1" 200 2326`, "no-client"],
      ["ident and user only", `- - ${time} "GET /a HTTP/1.1" 200 2326`, "no-client"],
      ["time only", `${time} "GET /a HTTP/1.1" 200 2326`, "no-time"],
      ["a blank first", ` ${ordinaryLine}`, "no-client"],
      ["nothing but dashes", "- - - - - - - -", "no-time"],
      ["random bytes", "\x89PNG\r\x1a\0\0\0\rIHDR\0\0", "no-time"]
    ]
  }
]
