/** Lines of Amazon's load balancers, CDN and object storage, by Amazon's descriptions of their fields, read by expressions. */
import { byColumns, byExpression, isoTime, microseconds } from "./values.ts"

type Groups = Readonly<Record<string, string | undefined>>

/** All three times together; of the one that the server behind took, itself. None where it was not forwarded (-1). */
const times = ({ first = "", second = "", third = "" }: Groups) => {
  const parts = [first, second, third].map((part) => microseconds(part, "s"))
  const measured = parts.filter((part) => part !== null)
  const sum = measured.reduce((total, part) => total + Number(part), 0)
  return {
    duration_us: measured.length === 0 ? null : String(sum),
    upstream_us: parts[1]!,
    first: undefined,
    second: undefined,
    third: undefined
  }
}

const balanced = String.raw`(?:(?<client>\S+):\d+|-) (?<upstream_address>\S+) (?<first>\S+) (?<second>\S+) (?<third>\S+) (?<status>\S+) (?<upstream_status>\S+) (?<bytes_in>\d+) (?<bytes>\d+) "(?<request>[^"]*)" "(?<agent>[^"]*)" (?<cipher>\S+) (?<tls>\S+)`

/** Application Load Balancer; its lines have grown by a field now and then. */
export const alb = byExpression(
  new RegExp(
    String.raw`^(?<type>h2|https?|wss?|grpcs?) (?<time>\S+) (?<balancer>\S+) ${balanced} (?<backend>\S+) "[^"]*"(?: "?(?<site>[^\s"]+)"? "?[^\s"]+"?.*)?$`
  ),
  times
)

/** Classic Load Balancer; `- - - ` is what it logs where there was no request. */
export const elb = byExpression(new RegExp(String.raw`^(?<time>\S+) (?<balancer>\S+) ${balanced}$`), (groups) => ({
  ...times(groups),
  ...(groups["request"] === "- - - " ? { target: "-" } : {})
}))

/** S3's bytes, key and other sizes are not kept; older lines end before the version's id. */
export const s3 = byExpression(
  /^\S+ (?<site>\S+) \[(?<time>[^\]]+)\] (?<client>\S+) (?<user>\S+) \S+ (?<operation>\S+) \S+ (?:"(?<request>[^"]*)"|-) (?<status>\S+) (?<error>\S+) (?<bytes>\S+) \S+ (?<duration_ms>\S+) \S+ "(?<referrer>[^"]*)" "(?<agent>[^"]*)"(?: \S+(?: \S+ (?<signature>\S+) (?<cipher>\S+) (?<authentication>\S+) \S+ (?<version>\S+).*)?)?$/,
  ({ version }) => ({
    tls: version === undefined || version === "-" ? null : version.replace("TLSV", "TLSv"),
    version: undefined
  })
)

/** Percent-encoding undone as often as there is any: CloudFront encodes, and agents were encoded already. */
const decoded = (value: string): string | null =>
  value === "-"
    ? null
    : value
        .replaceAll("%25", "%")
        .replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))

const results: Readonly<Record<string, string>> = { Hit: "HIT", Miss: "MISS" }

export const cloudfront = byColumns(
  /^#Fields: /,
  /[ \t]/,
  {
    "x-edge-location": "pop",
    "sc-bytes": "bytes",
    "c-ip": "client",
    "cs-method": "method",
    "sc-status": "status",
    "cs(Referer)": "referrer",
    "x-host-header": "site",
    "cs-protocol": "scheme",
    "cs-bytes": "bytes_in",
    "time-taken": "duration_s",
    "ssl-protocol": "tls",
    "ssl-cipher": "cipher",
    "cs-protocol-version": "protocol"
  },
  (columns) => {
    const { date, time } = columns
    const result = columns["x-edge-result-type"]!
    const detailed = columns["x-edge-detailed-result-type"] ?? "-"
    const query = columns["cs-uri-query"]!
    return {
      time: isoTime(`${date}T${time}Z`),
      target: columns["cs-uri-stem"]! + (query === "-" ? "" : `?${query}`),
      agent: decoded(columns["cs(User-Agent)"]!),
      cache: results[result] ?? result,
      // Kept where it says more than the result does.
      result: detailed === "-" || detailed === result ? null : detailed,
      mime: columns["sc-content-type"] === undefined ? null : decoded(columns["sc-content-type"])
    }
  }
)
