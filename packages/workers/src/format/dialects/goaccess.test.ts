import { describe, expect, it } from "vitest"

import { read } from "../../testing/lines.ts"
import { FormatError } from "../definition.ts"
import { goaccessFormat, goaccessName, goaccessPresets } from "./goaccess.ts"

const time = { time: "2026-11-10T13:55:36.000Z" }
const get = { method: "GET", path: "/a", protocol: "HTTP/1.1" }

describe("a log-format of GoAccess that is refused", () => {
  it.each([
    ["%h %^[%d:%t %^]", /nothing in the format is the request, such as %r/],
    ['%^[%d:%t %^] "%r"', /nothing in the format is the client, such as %h/],
    ['%h %^ "%r"', /nothing in the format is the date, such as %d or %x/],
    ['%h %d %t "%r" %Z', /%Z is no specifier of GoAccess; there are %x %d %t %h/],
    ['%h%d "%r"', /nothing stands between %h and %d/],
    ['~h{, %d "%r"', /never closed/],
    ['%h %x "%r" | %F | %T | %Z', /a date-format and a time-format, no more/],
    ['{"a":"%h", "b":"%x" "c":"%r"}', /looks like a JSON object, but is none/],
    ['{"a":"%h", "b":"%x", "c":"%m %s"}', /"%m %s" has more than one specifier/],
    ['%h %x "%r" | %Q', /%Q in the time/]
  ])("%j", (text, message) => {
    const make = () => read(goaccessFormat(text), "")
    expect(make).toThrow(FormatError)
    expect(make).toThrow(message)
  })
})

describe("a log-format of GoAccess", () => {
  it.each<[text: string, line: string, fields: Readonly<Record<string, unknown>>]>([
    // Its own formats, as its manual has them.
    [
      '%h %^[%d:%t %^] "%r" %s %b "%R" "%u"',
      '192.0.2.1 - - [10/Nov/2026:14:55:36 +0100] "GET /a HTTP/1.1" 200 2326 "-" "curl"',
      { ...time, client: "192.0.2.1", ...get, status: 200, bytes: 2326, agent: "curl" }
    ],
    [
      '%v:%^ %h %^[%d:%t %^] \\"%r\\" %s %b',
      'www.example.com:443 192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 -',
      { ...time, site: "www.example.com", client: "192.0.2.1", ...get, status: 200 }
    ],
    [
      "%d %t %^ %m %U %q %^ %^ %h %u %R %s %^ %^ %L | %Y-%m-%d | %H:%M:%S",
      "2026-11-10 13:55:36 10.0.0.1 GET /a b=1 80 - 192.0.2.1 curl - 200 0 0 15",
      {
        ...time,
        client: "192.0.2.1",
        method: "GET",
        path: "/a",
        query: "b=1",
        agent: "curl",
        status: 200,
        duration_us: 15_000
      }
    ],
    [
      '%^ %dT%t.%^ %^ %h:%^ %^ %^ %T %^ %s %^ %^ %b "%r" "%u" %k %K %^',
      'https 2026-11-10T13:55:36.537Z app/x 192.0.2.1:4711 10.0.0.1:80 0.000 0.012 0.000 200 200 5 2326 "GET /a HTTP/1.1" "curl" ECDHE TLSv1.2 arn',
      {
        ...time,
        client: "192.0.2.1",
        ...get,
        status: 200,
        bytes: 2326,
        agent: "curl",
        cipher: "ECDHE",
        tls: "TLSv1.2",
        duration_us: 12_000
      }
    ],
    [
      "%^ %^ %^ %v %^: %x.%^ %~%L %h %^/%s %b %m %U | %s | %s",
      "Nov 10 13:55:36 proxy squid[1]: 1794318936.537    15 192.0.2.1 TCP_MISS/200 2326 GET /a",
      {
        time: "2026-11-10T13:55:36.537Z",
        site: "proxy",
        client: "192.0.2.1",
        method: "GET",
        path: "/a",
        status: 200,
        bytes: 2326,
        duration_us: 15_000
      }
    ],
    [
      '"%x","%h",%^,%^,"%m","%U","%s",%^,"%b","%D",%^,"%R","%u" | %f | %f',
      '"1794318936537000","192.0.2.1","1","","GET","/a","200","0","2326","1200","x","","curl"',
      {
        time: "2026-11-10T13:55:36.537Z",
        client: "192.0.2.1",
        method: "GET",
        path: "/a",
        status: 200,
        bytes: 2326,
        duration_us: 1200,
        referrer: "",
        agent: "curl"
      }
    ],
    [
      "%d\\t%t\\t%h\\t%m\\t%U\\t%C\\t%M | %F | %T",
      "2026-11-10\t13:55:36\t192.0.2.1\tGET\t/a\tHit\ttext/html",
      { ...time, client: "192.0.2.1", method: "GET", path: "/a", cache: "Hit", mime: "text/html" }
    ],
    [
      '%h - %e [%d:%t %^] "%r" %s %b "%R" "%u" %^ "%v" "%U" %Lms',
      '192.0.2.1 - ada [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 2326 "-" "-" 7 "web@docker" "http://10.0.0.1:80" 15ms',
      {
        ...time,
        client: "192.0.2.1",
        user: "ada",
        ...get,
        status: 200,
        bytes: 2326,
        site: "web@docker",
        duration_us: 15_000
      }
    ],
    // Times.
    [
      '%h [%x] "%r" | %d/%b/%Y:%H:%M:%S %z',
      '192.0.2.1 [10/Nov/2026:14:55:36 +0100] "GET /a HTTP/1.1"',
      { ...time, client: "192.0.2.1", ...get }
    ],
    ['%h %x "%r" | %s | %s', '192.0.2.1 1794318936 "GET /a HTTP/1.1"', { ...time, client: "192.0.2.1", ...get }],
    [
      '%h %x "%r" | %* | %*',
      '192.0.2.1 1794318936537 "GET /a HTTP/1.1"',
      { time: "2026-11-10T13:55:36.537Z", client: "192.0.2.1", ...get }
    ],
    [
      '%h %x "%r" | %Y%m%d | %H%M%S',
      '192.0.2.1 20261110 135536 "GET /a HTTP/1.1"',
      { ...time, client: "192.0.2.1", ...get }
    ],
    [
      '%h %d %t "%r" | W3C | W3C',
      '192.0.2.1 2026-11-10 13:55:36 "GET /a HTTP/1.1"',
      { ...time, client: "192.0.2.1", ...get }
    ],
    // Clients behind proxies.
    [
      '~h{, } [%x] "%r"',
      '198.51.100.7, 192.0.2.9 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1"',
      { ...time, client: "198.51.100.7", forwarded_for: "198.51.100.7, 192.0.2.9", ...get }
    ],
    [
      '%h [%x] "%r" "~h{, }" %n',
      '192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" "198.51.100.7" 1200000',
      { ...time, client: "192.0.2.1", forwarded_for: "198.51.100.7", ...get, duration_us: 1200 }
    ],
    // The first of two specifiers for the same counts.
    [
      '%h %h [%x] "%r" %T %D',
      '192.0.2.1 198.51.100.7 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 0.5 7',
      { ...time, client: "192.0.2.1", ...get, duration_us: 500_000 }
    ],
    [
      '100%% %h [%x] "%r"',
      '100% 192.0.2.1 [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1"',
      { ...time, client: "192.0.2.1", ...get }
    ],
    // JSON, whatever the order of its keys.
    [
      '{"ts":"%x.%^","request":{"client_ip":"%h","proto":"%H","method":"%m","host":"%v","uri":"%U","headers":{"User-Agent":["%u"],"Referer":["%R"]},"tls":{"cipher_suite":"%k","proto":"%K"}},"duration":"%T","size":"%b","status":"%s","resp_headers":{"Content-Type":["%M"]}} | %s | %s',
      '{"status":200,"ts":1794318936.537,"size":5,"duration":0.0012,"request":{"uri":"/a?b=1","host":"example.com","method":"GET","proto":"HTTP/1.1","client_ip":"192.0.2.1","headers":{"User-Agent":["curl"]}}}',
      {
        time: "2026-11-10T13:55:36.537Z",
        client: "192.0.2.1",
        site: "example.com",
        ...get,
        query: "b=1",
        status: 200,
        bytes: 5,
        agent: "curl",
        duration_us: 1200
      }
    ],
    [
      '{"t":"%dT%t+%^","c":"%h:%^","r":"%r","s":%s,"ms":"%Lms"} | %Y-%m-%d | %T',
      '{"c":"192.0.2.1:4711","t":"2026-11-10T14:55:36+01:00","r":"GET /a HTTP/1.1","s":200,"ms":"15ms"}',
      { ...time, client: "192.0.2.1", ...get, status: 200, duration_us: 15_000 }
    ]
  ])("%s reads %j", (text, line, fields) => expect(read(goaccessFormat(text), line)).toEqual(fields))

  it("goes by its 13 names, in any case of letters", () => {
    expect(goaccessPresets).toHaveLength(13)
    for (const [preset, format] of goaccessPresets) expect(goaccessName(preset.toLowerCase())).toBe(format)
    expect(goaccessName("constructor")).toBeUndefined()
    expect(goaccessName("nginx")).toBeUndefined()
  })
})
