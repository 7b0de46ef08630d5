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

/** What a database of addresses would tell of a client; null where nothing is known. */
export interface Place {
  readonly country: string | null
  readonly city: string | null
  readonly network: string | null
}

export interface Client extends Value {
  /** 128 bits, IPv4 as ::ffff:a.b.c.d; null: a name. */
  readonly address: bigint | null
  readonly place: Place
}

const ipv4 = (a: number, b: number, c: number, d: number): bigint =>
  (0xffffn << 32n) | BigInt(((a * 256 + b) * 256 + c) * 256 + d)

const nowhere: Place = { country: null, city: null, network: null }
const utrecht: Place = { country: "NL", city: "Utrecht", network: "AS64500 Example, Net" }
const somewhere: Place = { country: "NL", city: null, network: "AS64501 Shop (a & b)" }
const bonn: Place = { country: "DE", city: "Bonn", network: null }

export const clients: ReadonlyArray<Client> = [
  { ...plain("192.0.2.1"), address: ipv4(192, 0, 2, 1), place: utrecht },
  { ...plain("192.0.2.200"), address: ipv4(192, 0, 2, 200), place: utrecht },
  { ...plain("198.51.100.7"), address: ipv4(198, 51, 100, 7), place: somewhere },
  { ...plain("::ffff:192.0.2.1"), address: ipv4(192, 0, 2, 1), place: nowhere },
  { ...plain("2001:db8::1"), address: (0x20010db8n << 96n) | 1n, place: bonn },
  { ...plain("2001:0DB8:0:0::1"), address: (0x20010db8n << 96n) | 1n, place: bonn },
  { ...plain("2001:db9::5"), address: (0x20010db9n << 96n) | 5n, place: nowhere },
  { ...plain("host-7.example.com"), address: null, place: nowhere },
  { ...plain("-"), address: null, place: nowhere }
]

export const places = {
  country: [plain("NL"), plain("DE"), plain("nl")],
  city: [plain("Utrecht"), plain("Bonn")],
  network: [
    typed("AS64500 Example, Net", "AS64500 Example\\, Net"),
    typed("AS64501 Shop (a & b)", "AS64501 Shop (a \\& b)")
  ]
} as const satisfies Readonly<Record<keyof Place, ReadonlyArray<Value>>>

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

/** Who an agent is; what is left out is not known. */
export interface Agent extends Value {
  readonly class: string
  readonly bot?: string
  readonly browser?: string
  readonly os?: string
  readonly device?: string
}

/** Null is of the class `unknown`. */
export const agents: ReadonlyArray<Agent | null> = [
  null,
  {
    ...plain("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"),
    class: "human",
    browser: "Firefox",
    os: "Linux",
    device: "desktop"
  },
  {
    ...typed(
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36",
      "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML\\, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36"
    ),
    class: "human",
    browser: "Chrome",
    os: "Android",
    device: "mobile"
  },
  { ...plain("Googlebot/2.1 (+http://www.google.com/bot.html)"), class: "search", bot: "Googlebot" },
  {
    ...plain("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"),
    class: "ai-crawler",
    bot: "GPTBot"
  },
  { ...plain("curl/8.5.0"), class: "library", bot: "curl" },
  { ...plain("UptimeRobot/2.0"), class: "monitor", bot: "UptimeRobot" },
  { ...plain("Nikto/2.5"), class: "scanner", bot: "Nikto" },
  { ...typed("", "~^$"), class: "unknown" },
  { ...typed("Reader ( a & b ), c", "Reader \\( a \\& b )\\, c"), class: "other-bot", bot: "Reader" },
  { raw: 'say "hi" \\ there', stored: 'say "hi" \\\\ there', typed: 'say "hi" \\\\ there', class: "unknown" },
  { ...typed("*", "\\*"), class: "unknown" }
]

/** Names of what agents are, and one that none is. */
export const agentNames = {
  browser: [plain("Firefox"), plain("Chrome"), plain("firefox")],
  os: [plain("Linux"), plain("Android")],
  device: [plain("desktop"), plain("mobile")],
  bot: [plain("Googlebot"), plain("GPTBot"), plain("curl"), plain("Reader")]
} as const

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
/** Who was logged in. */
export const users: ReadonlyArray<Value | null> = [null, null, null, plain("ada"), typed("a,b", "a\\,b")]
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
  readonly user: Value | null
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
  agent: oneOf(random, agents),
  user: oneOf(random, users)
})

const common = (entry: Entry, random: Random, escape: Escape): string => {
  const quoted = (text: string | undefined): string => `"${escape(text ?? "-")}"`
  const time = loggedTime(entry.time, oneOf(random, [0, 2, 1, -5]))
  const bytes = oneOf(random, ["-", "0", String(below(random, 100_000))])
  return `${entry.client.raw} - ${entry.user?.raw ?? "-"} [${time}] ${quoted(entry.request.raw)} ${entry.status ?? "-"} ${bytes} ${quoted(entry.referrer?.raw)} ${quoted(entry.agent?.raw)}`
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
