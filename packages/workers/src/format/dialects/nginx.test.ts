import { describe, expect, it } from "vitest"

import { parseRequest } from "../../parse/request.ts"
import { textOfBytes } from "../../parse/value.ts"
import { columnsOf, hostile, jsonEscaped, nginxEscaped, read, stored, word } from "../../testing/lines.ts"
import { below, oneOf, type Random, randomFrom, seedOf } from "../../testing/mutations.ts"
import { FormatError } from "../definition.ts"
import { nginxFormat } from "./nginx.ts"

const time = { time: "2026-11-10T13:55:36.000Z" }
const get = { method: "GET", path: "/a", protocol: "HTTP/1.1" }
const beginning = '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1"'
const base = '$remote_addr [$time_local] "$request"'

describe("a log_format that is refused", () => {
  it.each([
    ["log_format main;", /the log_format main is never said/],
    ["log_format", /no variables/],
    ["log_format a '$remote_addr'; log_format b '$request';", /not one whole log_format/],
    ["log_format main 'nothing';", /no variables, such as \$remote_addr/],
    ["$status $request", /nothing in the format is the client, such as \$remote_addr$/],
    ["$remote_adr $request", /\$remote_adr is no variable of nginx; did you mean \$remote_addr\?/],
    [
      "$remote_addr $requst",
      /is the request, such as \$request; \$requst is no variable of nginx; did you mean \$request\?/
    ],
    ["$remote_addr$request", /nothing stands between \$remote_addr and \$request/],
    ["escape=html '$remote_addr $request'", /no escape=html; it has escape=default, escape=json and escape=none/],
    ['{"a": $remote_addr, }', /looks like a JSON object, but is none/],
    ['{"r": "$request"}', /the client/]
  ])("%j", (text, message) => {
    expect(() => nginxFormat(text)).toThrow(FormatError)
    expect(() => nginxFormat(text)).toThrow(message)
  })
})

describe("a log_format", () => {
  it.each([
    ["the text", base],
    ["in quotes", `'${base}'`],
    ["in double quotes, with escapes", '"$remote_addr [$time_local] \\"$request\\""'],
    ["several strings", `'$remote_addr [$time_local] '\n   '"$request"'`],
    ["the directive", `log_format main '${base}';`],
    ["the directive on several lines", `log_format  main  '$remote_addr [$time_local] '\n  '"$request"';\n`],
    ["with a comment", `log_format main '$remote_addr ' # the client's "address"\n '[$time_local] "$request"';`],
    ["with braces", '${remote_addr} [${time_local}] "${request}"']
  ])("%s", (_, text) => expect(read(nginxFormat(text), beginning)).toEqual({ ...time, client: "192.0.2.1", ...get }))

  it.each<[variables: string, values: string, fields: Readonly<Record<string, unknown>>]>([
    ["$status $body_bytes_sent", "200 2326", { status: 200, bytes: 2326 }],
    ["$bytes_sent $body_bytes_sent", "2680 2326", { bytes: 2326 }],
    ["$bytes_sent $request_length", "2680 512", { bytes: 2680, bytes_in: 512 }],
    [
      "$request_time $upstream_response_time",
      "0.120 0.100, 0.010 : 0.005",
      { duration_us: 120_000, upstream_us: 115_000 }
    ],
    ["$request_time $upstream_response_time", "0.120 -", { duration_us: 120_000 }],
    ['"$http_referer" "$http_user_agent"', '"-" "a \\x22b\\x22"', { agent: 'a "b"' }],
    ['"$http_x_forwarded_for"', '"198.51.100.7, 192.0.2.9"', { forwarded_for: "198.51.100.7, 192.0.2.9" }],
    [
      "$upstream_addr $upstream_status $host",
      "10.0.0.1:80, 10.0.0.2:80 502, 200 a.example.com",
      { upstream_address: "10.0.0.1:80, 10.0.0.2:80", upstream_status: "502, 200", site: "a.example.com" }
    ],
    ["$server_name $host", "_ a.example.com", { site: "a.example.com", server_name: "_" }],
    [
      "$scheme://$host:$server_port",
      "https://a.example.com:8443",
      { scheme: "https", site: "a.example.com", port: 8443 }
    ],
    [
      "$ssl_protocol $ssl_cipher $upstream_cache_status $sent_http_content_type",
      "TLSv1.3 TLS_AES_128_GCM_SHA256 HIT text/html",
      { tls: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", cache: "HIT", mime: "text/html" }
    ],
    // Of few values; those of many are kept only when asked for.
    ["$pipe $hostname $connection $request_id", ". web-1 17 4bf92f35", { pipe: ".", hostname: "web-1" }],
    // Made by set and map: the name tells.
    ["$tenant $tenant_id $trace_id", "shop 17 4bf9", { tenant: "shop" }],
    ["$http_x_tenant $cookie_lang $upstream_http_x_pool", "shop en blue", { upstream_http_x_pool: "blue" }],
    // Nothing stands for what is empty.
    ["$args $status $tenant", " 200 shop", { status: 200, tenant: "shop" }],
    ["$status $tenant $upstream_response_time", "200  -", { status: 200 }],
    ["$status\t$tenant", "200\tshop", { status: 200, tenant: "shop" }],
    ["{$status} {$tenant}", "{200} {shop}", { status: 200, tenant: "shop" }]
  ])("reads %s of %j", (variables, values, fields) =>
    expect(read(nginxFormat(`${base} ${variables}`), `${beginning} ${values}`)).toEqual({
      ...time,
      client: "192.0.2.1",
      ...get,
      ...fields
    })
  )

  it.each<[text: string, line: string, fields: Readonly<Record<string, unknown>>]>([
    // The finest time counts.
    [
      "$remote_addr $msec [$time_local] $request_uri",
      "192.0.2.1 1794318936.537 [10/Nov/2026:13:55:36 +0000] /a",
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", path: "/a" }
    ],
    [
      "$time_local $remote_addr $uri",
      "10/Nov/2026:13:55:36 +0000 192.0.2.1 /a",
      { ...time, client: "192.0.2.1", path: "/a" }
    ],
    [
      "$time_iso8601 $remote_addr:$remote_port $request_method $uri$is_args$args $server_protocol",
      "2026-11-10T13:55:36+00:00 2001:db8::1:47110 GET /a?b=1 HTTP/1.1",
      { ...time, client: "2001:db8::1", ...get, query: "b=1" }
    ],
    [
      '$remote_addr [$time_local] "$request_method $scheme://$host$request_uri $server_protocol" $status',
      '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET https://example.com/a b HTTP/1.1" 200',
      { ...time, client: "192.0.2.1", ...get, origin: "https://example.com", path: "/a b", status: 200 }
    ],
    [
      "$remote_addr [$time_local] $host$request_uri $status",
      "192.0.2.1 [10/Nov/2026:13:55:36 +0000] example.com/a 200",
      { ...time, client: "192.0.2.1", site: "example.com", path: "/a", status: 200 }
    ],
    [
      "$http_x_real_ip $remote_addr [$time_local] $uri",
      "198.51.100.7 192.0.2.1 [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "192.0.2.1", path: "/a" }
    ],
    [
      "$http_x_real_ip [$time_local] $uri",
      "198.51.100.7 [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "198.51.100.7", path: "/a" }
    ],
    [
      "$http_x_forwarded_for [$time_local] $uri",
      "198.51.100.7, 192.0.2.9 [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "198.51.100.7", forwarded_for: "198.51.100.7, 192.0.2.9", path: "/a" }
    ],
    // Names of users have blanks, and may be nothing.
    [
      "$remote_addr - $remote_user [$time_local] $uri",
      "192.0.2.1 - ada b [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "192.0.2.1", user: "ada b", path: "/a" }
    ],
    [
      "$remote_addr - $remote_user [$time_local] $uri",
      "192.0.2.1 -  [10/Nov/2026:13:55:36 +0000] /a",
      { ...time, client: "192.0.2.1", path: "/a" }
    ],
    [
      "escape=json '$remote_addr [$time_local] $uri \"$http_user_agent\"'",
      '192.0.2.1 [10/Nov/2026:13:55:36 +0000] /a "a \\"b\\" \\u00e9 \\\\x41"',
      { ...time, client: "192.0.2.1", path: "/a", agent: 'a "b" é \\\\x41' }
    ],
    [
      "escape=none '$remote_addr [$time_local] $uri \"$http_user_agent\"'",
      '192.0.2.1 [10/Nov/2026:13:55:36 +0000] /a "a\\x41"',
      { ...time, client: "192.0.2.1", path: "/a", agent: "a\\\\x41" }
    ],
    [
      '{"t":"$time_iso8601","c":"$remote_addr","q":{"m":"$request_method","u":"$request_uri"},"s":$status,"id":"$request_id","pool":"$pool","x":"a $status"}',
      '{"s":200,"q":{"u":"/a?b","m":"GET"},"c":"192.0.2.1","t":"2026-11-10T13:55:36+00:00","pool":"blue","other":1}',
      { ...time, client: "192.0.2.1", method: "GET", path: "/a", query: "b", status: 200, pool: "blue" }
    ],
    [
      '{ "a": ["$remote_addr"], "r": "$request_method $request_uri $server_protocol", "t": $msec }',
      '{ "a": ["192.0.2.1"], "r": "GET /a HTTP/1.1", "t": 1794318936.537 }',
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", ...get }
    ]
  ])("%s reads %j", (text, line, fields) => expect(read(nginxFormat(text), line)).toEqual(fields))

  it.each([
    [`${base} $status`, `${beginning} 200 more`],
    [`${base} $status`, `${beginning} OK`],
    [`${base} $status`, beginning],
    ["$remote_addr $request_uri", "192.0.2.1 - - /a"]
  ])("%s is not what %j is in", (text, line) => expect(read(nginxFormat(text), line)).toBeTypeOf("string"))

  it("says which variable its fields are", () =>
    expect(nginxFormat(`${base} $server_name $host $msec`).words).toEqual([
      "$remote_addr",
      "$time_local",
      "$request",
      "$server_name",
      "$host",
      "$msec"
    ]))
})

/** A variable, what nginx has for it, and what is stored of that by the name of a column. */
interface Valued {
  readonly variable: string
  readonly value: Buffer
  readonly column: string
  readonly stored: unknown
  /** Whether it may have blanks. */
  readonly isText: boolean
}

const requestOf = (request: Buffer) => {
  const logged = Buffer.from(nginxEscaped(request))
  return parseRequest(logged, 0, logged.length)
}

const textOrNull = (value: Buffer): string | null => (value.toString("latin1") === "-" ? null : textOfBytes(value))

const makers: ReadonlyArray<(random: Random) => Valued> = [
  ...(["http_referer", "http_user_agent"] as const).map((variable) => (random: Random): Valued => {
    const value = hostile(random)
    const column = variable === "http_referer" ? "referrer" : "agent"
    return { variable, value, column, stored: textOrNull(value), isText: true }
  }),
  ...["pool", "colour", "upstream_http_x_a"].map((variable) => (random: Random): Valued => {
    const value = hostile(random)
    return { variable, value, column: `extra.${variable}`, stored: textOrNull(value) ?? undefined, isText: true }
  }),
  ...(["host", "site"] as const).slice(0, 1).map((variable) => (random: Random): Valued => {
    const text = word(random)
    return { variable, value: Buffer.from(text), column: "site", stored: text, isText: false }
  }),
  ...(
    [
      ["status", "status", 1],
      ["body_bytes_sent", "bytes", 1],
      ["request_length", "bytes_in", 1]
    ] as const
  ).map(([variable, column]) => (random: Random): Valued => {
    const number = below(random, 100_000)
    return { variable, value: Buffer.from(String(number)), column, stored: number, isText: false }
  }),
  ...(
    [
      ["request_time", "duration"],
      ["upstream_response_time", "upstream"]
    ] as const
  ).map(([variable, column]) => (random: Random): Valued => {
    const ms = below(random, 100_000)
    return { variable, value: Buffer.from((ms / 1000).toFixed(3)), column, stored: ms * 1000, isText: false }
  })
]

describe("a line that nginx writes by any log_format", () => {
  it.each([
    ["default", nginxEscaped],
    ["json", jsonEscaped]
  ] as const)("is read as what was in it, with escape=%s", (escape, escaped) => {
    const random = randomFrom(seedOf(`nginx ${escape}`))
    for (let run = 0; run < 2000; run++) {
      const request = Buffer.concat([Buffer.from("GET /"), hostile(random), Buffer.from(" HTTP/1.1")])
      const some = makers.filter(() => random() < 0.6).map((make) => make(random))
      const values = some.toSorted(() => random() - 0.5)
      let format = 'c=$remote_addr [$time_local] "$request"'
      let line = `c=192.0.2.1 [10/Nov/2026:13:55:36 +0000] "${escaped(request)}"`
      for (const { isText, value, variable } of values) {
        const between = oneOf(random, [" ", " - ", " | ", "\t", " x="])
        const quote = isText || random() < 0.3 ? '"' : ""
        format += `${between}${quote}$${variable}${quote}`
        line += `${between}${quote}${escaped(value)}${quote}`
      }
      const definition = nginxFormat(`log_format x escape=${escape} '${format}';`)
      const read = stored(definition, Buffer.from(line, "latin1"))
      const columns = typeof read === "string" ? read : columnsOf(read)
      expect(columns, `${format}\n${line}`).toMatchObject({
        client: "192.0.2.1",
        request: requestOf(request),
        ...Object.fromEntries(values.filter((one) => one.stored !== undefined).map((one) => [one.column, one.stored]))
      })
    }
  })

  it("is read as what was in it, as a JSON object", () => {
    const random = randomFrom(seedOf("nginx JSON"))
    for (let run = 0; run < 2000; run++) {
      const request = Buffer.concat([Buffer.from("GET /"), hostile(random), Buffer.from(" HTTP/1.1")])
      const values = makers.filter(() => random() < 0.6).map((make) => make(random))
      const keys = ['"t":"$time_iso8601"', '"c":"$remote_addr"', '"r":"$request"']
      const line = ['"t":"2026-11-10T13:55:36+00:00"', '"c":"192.0.2.1"', `"r":"${jsonEscaped(request)}"`]
      for (const one of values) {
        const { isText, value, variable } = one
        const quote = isText ? '"' : random() < 0.5 ? '"' : ""
        // Only numbers go without quotes.
        const mark = typeof one.stored === "number" ? quote : '"'
        keys.push(`"${variable}":${mark}$${variable}${mark}`)
        line.push(`"${variable}":${mark}${jsonEscaped(value)}${mark}`)
      }
      const definition = nginxFormat(`{${keys.join(",")}}`)
      const read = stored(definition, Buffer.from(`{${line.toSorted(() => random() - 0.5).join(",")}}`, "latin1"))
      const text = line.join(",")
      expect(typeof read === "string" ? read : columnsOf(read), `{${text}}`).toMatchObject({
        client: "192.0.2.1",
        request: requestOf(request),
        ...Object.fromEntries(values.filter((one) => one.stored !== undefined).map((one) => [one.column, one.stored]))
      })
    }
  })
})
