/**
 * The samples of lnav's tests and formats (BSD-2-Clause, Timothy Stack), found without being told what they are. The lines
 * that are none of an access log are listed one by one.
 */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { corpus, hasCorpus, whySkipped } from "@logmill/workers/testing/corpus"
import { readDetected } from "@logmill/workers/testing/detected"
import { deviations, type Oracle } from "@logmill/workers/testing/oracle"

import { alb, elb, s3 } from "./amazon.ts"
import { builtInCatalog } from "./catalog.ts"
import { clf } from "./commonLogFormat.ts"
import { byExpression, isoTime } from "./values.ts"
import { w3c } from "./w3cColumns.ts"

if (whySkipped !== "") console.warn(whySkipped)

const haproxy = byExpression(
  /^\w{3} \d+ \S+ \S+ haproxy\[\d+\]: (?<client>\S+):\d+ \[(?<time>[^\]]+)\] (?<frontend>\S+) (?<backend>[^\s/]+)\/(?<server>\S+) [-\d]+\/[-\d]+\/[-\d]+\/(?<upstream_ms>[-\d]+)\/(?<duration_ms>\d+) (?<status>\d+) (?<bytes>\d+) - - (?<termination>\S+) \S+ \S+ \{[^}]*\} \{[^}]*\} "(?<request>[^"]*)"$/
)

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

const uwsgi = byExpression(
  /^\[pid: \d+\|app: \d+\|req: \d+\/\d+\] (?<client>\S+) \(\) \{\d+ vars in \d+ bytes\} \[\w{3} (?<month>\w{3}) +(?<day>\d+) (?<clock>\S+) (?<year>\d{4})\] (?<method>\S+) (?<target>\S+) => generated (?<bytes>\d+) bytes in (?<took>\d+) (?<unit>msecs|micros) \((?<protocol>\S+) (?<status>\d+)\) \d+ headers in \d+ bytes \(\d+ switches on core \d+\)$/,
  ({ clock, day = "", month = "", took, unit, year }) => {
    const number = String(months.indexOf(month) / 3 + 1).padStart(2, "0")
    return {
      time: isoTime(`${year}-${number}-${day.padStart(2, "0")}T${clock}Z`),
      duration_us: String(Number(took) * (unit === "msecs" ? 1000 : 1)),
      month: undefined,
      day: undefined,
      clock: undefined,
      year: undefined,
      took: undefined,
      unit: undefined
    }
  }
)

interface CaddyLine {
  readonly ts: number
  readonly request: {
    readonly client_ip: string
    readonly proto: string
    readonly method: string
    readonly host: string
    readonly uri: string
    readonly headers: Readonly<Record<string, ReadonlyArray<string>>>
    readonly tls?: { readonly version: number; readonly cipher_suite: number }
  }
  readonly bytes_read: number
  readonly duration: number
  readonly size: number
  readonly status: number
  readonly resp_headers: Readonly<Record<string, ReadonlyArray<string>>>
}

/** Numbers of the registry of TLS, as far as the samples have them. */
const tlsVersions: Readonly<Record<number, string>> = { 0x0304: "TLSv1.3" }
const tlsSuites: Readonly<Record<number, string>> = { 0x1301: "TLS_AES_128_GCM_SHA256" }

const caddy = (line: string) => {
  const entry = JSON.parse(line.replace(/^caddy +\| /, "")) as CaddyLine
  const { client_ip, headers, host, method, proto, tls, uri } = entry.request
  return {
    time: new Date(Math.floor(entry.ts * 1000)).toISOString(),
    client: client_ip,
    site: host.replace(/:\d+$/, ""),
    method,
    target: uri,
    protocol: proto,
    status: String(entry.status),
    bytes: String(entry.size),
    bytes_in: String(entry.bytes_read),
    duration_us: String(Math.round(entry.duration * 1e6)),
    agent: headers["User-Agent"]?.[0],
    referrer: headers["Referer"]?.[0],
    forwarded_for: headers["X-Forwarded-For"]?.[0],
    mime: entry.resp_headers["Content-Type"]?.[0],
    tls: tls && tlsVersions[tls.version],
    cipher: tls && tlsSuites[tls.cipher_suite]
  }
}

const from = (first: number, last: number, why: string): Readonly<Record<number, string>> =>
  Object.fromEntries(Array.from({ length: last - first + 1 }, (_, index) => [first + index, why]))

const proxyEvent = "HAProxy says that a proxy starts or stops"
const noRequest = "a connection that never came to a request"
const caddyEvent = "Caddy says what it does: starts, stops, certificates"

const files: Readonly<Record<string, Oracle>> = {
  "alb_log.log": { format: "aws-alb", lines: 5, expect: alb },
  "elb_log.log": { format: "aws-elb", lines: 5, expect: elb },
  "s3_log.log": { format: "aws-s3", lines: 2, expect: s3 },
  "haproxy_log.log": {
    format: "syslog/haproxy",
    lines: 6,
    rejected: { ...from(1, 3, proxyEvent), 4: noRequest, 5: "a connection in TCP mode, which has no request" },
    expect: haproxy
  },
  "logfile_haproxy.0": {
    format: "syslog/haproxy",
    lines: 17,
    rejected: { ...from(1, 3, proxyEvent), 14: noRequest },
    expect: haproxy
  },
  "uwsgi_log.log": { format: "uwsgi", lines: 1, expect: uwsgi },
  "logfile_uwsgi.0": { format: "uwsgi", lines: 19, expect: uwsgi },
  "logfile_caddy_log.0": {
    format: "compose/caddy",
    lines: 39,
    rejected: { ...from(1, 15, caddyEvent), ...from(17, 36, caddyEvent) },
    expect: caddy
  },
  "logfile_caddy_log.1": { format: "caddy", lines: 4, expect: caddy },
  "logfile_access_log.0": { format: "auto", lines: 3, expect: clf },
  "logfile_access_log.1": { format: "auto", lines: 1, expect: clf },
  "logfile_access_log_dupe.0": { format: "auto", lines: 3, expect: clf },
  "logfile_bad_access_log.0": {
    format: "auto",
    lines: 3,
    rejected: { 2: "a line whose ident and user are lost, as the name of the file says" },
    expect: clf
  },
  "logfile_shop_access_log.0": { format: "auto", lines: 1000, expect: clf },
  "logfile_w3c.0": { format: "iis", lines: 1, expect: w3c },
  "logfile_w3c.1": { format: "w3c", lines: 1, expect: w3c },
  "logfile_w3c.3": { format: "iis", lines: 3, expect: w3c },
  "logfile_w3c.4": { format: "imperva", lines: 2, expect: w3c },
  "logfile_w3c.6": { format: "iis", lines: 1, expect: w3c },
  "logfile_w3c_big.0": { format: "iis", lines: 210, expect: w3c }
}

/** Files that are no access log, and why. */
const others: Readonly<Record<string, string>> = {
  "logfile_crlf.0": "a file with CRLF, of no server",
  "logfile_invalid_utf8.0": "a file with broken UTF-8, of no server",
  "logfile_w3c.2": "the commands of an FTP session (IIS 4)",
  "logfile_w3c.5": "its header names six columns of fifteen, none of them the client"
}

describe.skipIf(!hasCorpus)(`logs of lnav${whySkipped}`, () => {
  const read = (name: string): Buffer => readFileSync(join(corpus, "lnav", name))

  it.each(Object.entries(files))("%s", (name, oracle) => {
    assert.deepStrictEqual(deviations(read(name), builtInCatalog(), oracle), [])
  })

  it.each(Object.entries(others))("%s is none: %s", (name) => {
    const { lines, reader } = readDetected(read(name), builtInCatalog())
    assert.strictEqual(reader, null)
    assert.isTrue(lines.every(({ stored }) => stored === null))
  })

  it("are all of them", () => {
    assert.deepStrictEqual(
      readdirSync(join(corpus, "lnav")).toSorted(),
      Object.keys({ ...files, ...others }).toSorted()
    )
  })
})
