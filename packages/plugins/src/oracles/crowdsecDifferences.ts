/**
 * Where CrowdSec and this project differ, each with its reason. `events` are those of a test (`n` in crowdsec.jsonl).
 *
 * What is written in another way but says the same (`-` for nothing, escapes, `1.1` for `HTTP/1.1`) is no difference:
 * crowdsecFields.ts.
 */
export interface Lines {
  readonly test: string
  readonly events: ReadonlyArray<number>
  readonly why: string
}

export interface Difference extends Lines {
  /** Ours. */
  readonly field: string
}

const errorLog = "a line of an error log"
const application = "an event of an application, that is no request with a response"

/** Events that are no request answered. */
export const noAccessLogs: ReadonlyArray<Lines> = [
  { test: "apache2-logs", events: [7], why: errorLog },
  { test: "cpanel-logs", events: [3, 4, 5, 6, 7], why: "a line of cPanel's login_log" },
  { test: "kasm", events: [0, 1, 2, 3, 4], why: application },
  { test: "modsecurity-logs", events: [8, 11], why: errorLog },
  { test: "modsecurity-logs-nginx", events: [5, 6, 7], why: errorLog },
  {
    test: "navidrome-logs",
    events: [0, 1],
    why: "a warning of an application that a request failed; it logs no others"
  },
  { test: "nginx-proxy-manager-logs", events: [4, 5], why: errorLog },
  { test: "nginx_http-logs", events: [8], why: errorLog },
  { test: "nginx_req_limit_exceeded", events: [0, 1, 2, 3, 4, 5, 6, 7, 8], why: errorLog },
  { test: "npmplus-logs", events: [0, 1], why: errorLog },
  { test: "pfsense-rfc5424-nginx", events: [0], why: errorLog },
  { test: "teleport-logs", events: [0], why: application }
]

/** Requests that are not read here. */
export const notRead: ReadonlyArray<Lines> = [
  { test: "iis-xml-logs", events: [0], why: "an event of Windows in XML; IIS's log files are read" }
]

const hostPort = "a port is no part of the site"
const traefikTime =
  "CrowdSec takes `time`, when the line was written, to the second; here it is StartUTC, when the request began"
const traefikDuration = "CrowdSec calls it milliseconds; Traefik's Duration in JSON is in nanoseconds"
const oneResult = "kept only where it says more than the result type (cache), which is the same"

export const differences: ReadonlyArray<Difference> = [
  {
    test: "aws-cloudfront-logs",
    events: [0, 1],
    field: "mime",
    why: "CloudFront encodes blanks; here they are undone"
  },
  { test: "aws-cloudfront-logs", events: [0, 1], field: "result", why: oneResult },
  { test: "caddy-logs", events: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], field: "site", why: hostPort },
  { test: "traefik_json", events: [0, 1, 2, 4, 6], field: "time", why: traefikTime },
  { test: "traefik_json", events: [0, 1, 2, 3, 4, 6], field: "duration_us", why: traefikDuration },
  {
    test: "traefik_json",
    events: [6],
    field: "client",
    why: "of a list of addresses CrowdSec takes the last, which is a proxy's; here it is the first, the client's"
  }
]
