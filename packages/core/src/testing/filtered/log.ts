/**
 * Log lines with what they mean, for tests that hold the filter to plain JavaScript: the lines are written here from
 * records, and whoever checks an answer looks at the records. Nothing of logmill's own reading is used.
 */
import { below, oneOf, type Random } from "@logmill/workers/testing/mutations"

/** A text that is logged somewhere. */
export interface Value {
  /** Its bytes. */
  readonly raw: string
  /** What the database holds: control bytes and backslashes are written out. */
  readonly stored: string
  /** The pattern that means it and nothing else, written by hand. */
  readonly typed: string
}

const plain = (text: string): Value => ({ raw: text, stored: text, typed: text })
const typed = (text: string, pattern: string): Value => ({ raw: text, stored: text, typed: pattern })

export interface Client extends Value {
  /** 128 bits, IPv4 as ::ffff:a.b.c.d; null: a name. */
  readonly address: bigint | null
}

const ipv4 = (a: number, b: number, c: number, d: number): bigint =>
  (0xffffn << 32n) | BigInt(((a * 256 + b) * 256 + c) * 256 + d)

export const clients: ReadonlyArray<Client> = [
  { ...plain("192.0.2.1"), address: ipv4(192, 0, 2, 1) },
  { ...plain("192.0.2.200"), address: ipv4(192, 0, 2, 200) },
  { ...plain("198.51.100.7"), address: ipv4(198, 51, 100, 7) },
  { ...plain("::ffff:192.0.2.1"), address: ipv4(192, 0, 2, 1) },
  { ...plain("2001:db8::1"), address: (0x20010db8n << 96n) | 1n },
  { ...plain("2001:0DB8:0:0::1"), address: (0x20010db8n << 96n) | 1n },
  { ...plain("2001:db9::5"), address: (0x20010db9n << 96n) | 5n },
  { ...plain("host-7.example.com"), address: null },
  { ...plain("-"), address: null }
]

/** What was sent as a request: the method, null when it is no request; the path, the query. */
export interface Request {
  readonly raw: string
  readonly method: string | null
  readonly path: Value
}

export const paths: ReadonlyArray<Value> = [
  plain("/"),
  plain("/a"),
  plain("/A"),
  plain("/a/b.css"),
  plain("/shop/tea"),
  typed("/shop/tea,green", "/shop/tea\\,green"),
  typed("/stars*", "/stars\\*"),
  plain("/a&b|c"),
  plain("/(x)"),
  plain("/it%27s"),
  plain("/ünï"),
  plain('/quo"te'),
  { raw: "/back\\slash", stored: "/back\\\\slash", typed: "/back\\\\slash" },
  typed("-", "\\-"),
  { raw: "\x16\x03\x01", stored: "\\x16\\x03\\x01", typed: "\\x16\\x03\\x01" }
]

export const methods = ["GET", "GET", "GET", "POST", "HEAD", "get", "PURGE"]

const requestOf = (random: Random): Request => {
  const path = oneOf(random, paths)
  if (!path.raw.startsWith("/")) return { raw: path.raw, method: null, path }
  const method = oneOf(random, methods)
  const query = oneOf(random, ["", "", "?", "?a=1", "?path=/a&b=2"])
  const target = `${oneOf(random, ["", "", "", "http://example.net"])}${path.raw}${query}`
  return { raw: `${method} ${target}${oneOf(random, [" HTTP/1.1", " HTTP/2.0", ""])}`, method, path }
}

export const referrers: ReadonlyArray<Value | null> = [
  null,
  null,
  typed("", "~^$"),
  plain("https://example.org/"),
  typed("https://www.google.com/search?q=a,b", "https://www.google.com/search?q=a\\,b"),
  plain("http://example.com/a|b"),
  typed("- & -", "- \\& -")
]

export interface Agent extends Value {
  readonly class: string
}

/** Null is of the class `unknown`. */
export const agents: ReadonlyArray<Agent | null> = [
  null,
  { ...plain("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"), class: "human" },
  { ...plain("Googlebot/2.1 (+http://www.google.com/bot.html)"), class: "search" },
  { ...plain("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"), class: "ai-crawler" },
  { ...plain("curl/8.5.0"), class: "library" },
  { ...plain("UptimeRobot/2.0"), class: "monitor" },
  { ...plain("Nikto/2.5"), class: "scanner" },
  { ...typed("", "~^$"), class: "unknown" },
  { ...typed("Reader ( a & b ), c", "Reader \\( a \\& b )\\, c"), class: "other-bot" },
  { raw: 'say "hi" \\ there', stored: 'say "hi" \\\\ there', typed: 'say "hi" \\\\ there', class: "unknown" },
  { ...typed("*", "\\*"), class: "unknown" }
]

export const classes = [
  "human",
  "search",
  "ai-crawler",
  "monitor",
  "feed",
  "scanner",
  "library",
  "other-bot",
  "unknown"
]

export const sites: ReadonlyArray<Value> = [plain("example.com"), plain("www.example.org"), plain("shop.example.com")]
export const statuses: ReadonlyArray<number | null> = [200, 200, 200, 204, 299, 304, 404, 420, 500, 503, 0, 999, null]

/** What a line says; each of it is as it was written. */
export interface Entry {
  /** ms UTC */
  readonly time: number
  readonly client: Client
  readonly request: Request
  readonly status: number | null
  readonly site: Value | null
  readonly referrer: Value | null
  readonly agent: Agent | null
}

export interface Line {
  readonly text: string
  /** Null: a line that is no entry. */
  readonly entry: Entry | null
}

export interface LogFile {
  /** In the folder of the logs. */
  readonly name: string
  /** What `--log-format` takes. */
  readonly format: string
  readonly lines: ReadonlyArray<Line>
  /** Whether the last line has a line end. */
  readonly ends: boolean
}

/** The first and the last day of the logs; the clocks of Berlin go back on 25 October, at 01:00 UTC. */
export const firstTime = Date.UTC(2026, 9, 23)
export const lastTime = Date.UTC(2026, 9, 27)

const hour = 3_600_000
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
const two = (number: number): string => String(number).padStart(2, "0")

const loggedTime = (time: number, offsetHours: number): string => {
  const local = new Date(time + offsetHours * hour)
  const date = `${two(local.getUTCDate())}/${months[local.getUTCMonth()]}/${local.getUTCFullYear()}`
  const sign = offsetHours < 0 ? "-" : "+"
  return `${date}:${local.toISOString().slice(11, 19)} ${sign}${two(Math.abs(offsetHours))}00`
}

type Escape = (text: string) => string

const control: Escape = (text) =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\x00-\x1f]/g, (byte) => `\\x${two16(byte)}`)
const two16 = (byte: string): string => byte.charCodeAt(0).toString(16).padStart(2, "0")
const asApache: Escape = (text) => control(text.replaceAll(/[\\"]/g, "\\$&"))
const asNginx: Escape = (text) =>
  control(text.replaceAll('"', "\\x22").replaceAll("\\", "\\x5C").replaceAll("\\x5Cx22", "\\x22"))

const entryOf = (random: Random, time: number, site: Value | null): Entry => ({
  time,
  client: oneOf(random, clients),
  request: requestOf(random),
  status: oneOf(random, statuses),
  site,
  referrer: oneOf(random, referrers),
  agent: oneOf(random, agents)
})

const common = (entry: Entry, random: Random, escape: Escape): string => {
  const quoted = (text: string | undefined): string => `"${escape(text ?? "-")}"`
  const time = loggedTime(entry.time, oneOf(random, [0, 2, 1, -5]))
  const user = oneOf(random, ["-", "-", "ada"])
  const bytes = oneOf(random, ["-", "0", String(below(random, 100_000))])
  return `${entry.client.raw} - ${user} [${time}] ${quoted(entry.request.raw)} ${entry.status ?? "-"} ${bytes} ${quoted(entry.referrer?.raw)} ${quoted(entry.agent?.raw)}`
}

const noEntries: ReadonlyArray<Line> = ["this is no log line", "", "# a comment"].map((text) => ({ text, entry: null }))

/** Times to whole seconds, many of them on the hour: filters cut there. */
const timeOf = (random: Random): number => {
  const time = firstTime + below(random, (lastTime - firstTime) / 1000) * 1000
  return random() < 0.6 ? Math.floor(time / (hour / 2)) * (hour / 2) : time
}

/** A format of nginx's with durations, but without sites. */
const timed =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time'

/** Files of two formats, with about so many lines in all. */
export const makeLog = (random: Random, size: number): ReadonlyArray<LogFile> =>
  ["site-a.log", "site-b.log", "old/site-a.log", "timed-a.log", "timed-b.log"].map((name) => {
    const isTimed = name.startsWith("timed")
    const lines = Array.from({ length: Math.round(size / 5) }, (): Line => {
      if (random() < 0.03) return oneOf(random, noEntries)
      const site = isTimed ? null : oneOf(random, sites)
      const entry = entryOf(random, timeOf(random), site)
      const text = common(entry, random, isTimed ? asNginx : asApache)
      return { entry, text: isTimed ? `${text} ${below(random, 3000) / 1000}` : `${site!.raw} ${text}` }
    })
    return { name, format: isTimed ? timed : "vhost-combined", lines, ends: random() < 0.5 }
  })
