/**
 * Flags as other tools have them, and what they are called here: data, asked when a flag is not known. Spelling says nothing
 * of them, or something wrong (`--day` is near to `--raw`). What was typed behind one is suggested with the flag that is meant.
 */
import { shellWord } from "@logmill/core/shellWord"

interface OtherFlags {
  /** Without hyphens. */
  readonly names: ReadonlyArray<string>
  /** The flag that is meant. */
  readonly flag: string
  /** All that is to be typed; `value`: what was typed behind the other flag, null for nothing. */
  readonly typed: (value: string | null) => string
}

/** A flag with the value that was typed, as `shape` makes it one of its own; where that is null, with the example. */
const taking =
  (flag: string, example: string, shape: (value: string) => string | null = (value) => value): OtherFlags["typed"] =>
  (value) => {
    const shaped = value === null ? null : shape(value)
    return `${flag} ${shaped === null ? example : shellWord(shaped)}`
  }

const always = (typed: string) => () => typed

const units = /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)$/i

/** `30d`, `-30d` and `30 days` are so long ago; null: it is something else. */
const longAgo = (value: string): string | null => {
  const [, count, unit = ""] = /^-?(\d{1,6}) ?([a-z]+)$/i.exec(value) ?? []
  return count !== undefined && units.test(unit) ? `-${count}${unit[0]!.toLowerCase()}` : null
}

const time = (value: string): string | null =>
  /^\d{4}(?:-\d\d){0,2}(?:T|$)|^(?:now|today|yesterday|(?:this|last)-month)$/.test(value) ? value : longAgo(value)

const number = (value: string): string | null => (/^\d+$/.test(value) ? value : null)

const period = (value: string | null): string => {
  const span = value === null ? null : time(/^\d{1,3}$/.test(value) ? `${value}d` : value)
  if (span?.startsWith("-") === true) return `--from ${span}`
  return `--from ${span ?? "2026-11-10"} --to ${span ?? "2026-11-10"}`
}

/** What stands anywhere in a text. */
const within = (value: string): string => (/[*~]/.test(value) ? value : `*${value}*`)

export const otherFlags: ReadonlyArray<OtherFlags> = [
  { names: ["day", "days", "date", "on", "range", "period", "time"], flag: "from", typed: period },
  { names: ["since", "after", "start", "begin", "last"], flag: "from", typed: taking("--from", "-7d", time) },
  {
    names: ["until", "before", "end"],
    flag: "to",
    typed: taking("--to", "2026-11-10", time)
  },
  {
    names: ["ip", "ips", "addr", "address", "remote", "remote-addr"],
    flag: "client",
    typed: taking("--client", "192.0.2.1")
  },
  {
    names: ["n", "top", "rows", "max", "count", "head", "lines"],
    flag: "limit",
    typed: taking("--limit", "N", number)
  },
  {
    names: ["people", "human", "humans", "no-bots", "exclude-bots", "without-bots", "no-crawlers", "ignore-crawlers"],
    flag: "class",
    typed: always("--class people")
  },
  { names: ["bots", "bots-only", "only-bots", "crawlers-only"], flag: "class", typed: always("--class bots") },
  { names: ["url", "uri", "page", "pages", "request"], flag: "path", typed: taking("--path", "'/shop/*'") },
  { names: ["ua", "user-agent", "useragent"], flag: "agent", typed: taking("--agent", "'*Firefox*'", within) },
  { names: ["browsers", "browser-name"], flag: "browser", typed: taking("--browser", "Firefox") },
  { names: ["system", "systems", "platform", "operating-system"], flag: "os", typed: taking("--os", "Windows") },
  { names: ["device-type", "devices"], flag: "device", typed: taking("--device", "mobile") },
  { names: ["robot", "crawler", "spider", "bot-name"], flag: "bot", typed: taking("--bot", "Googlebot") },
  { names: ["geo", "location", "country-code", "countries"], flag: "country", typed: taking("--country", "DE") },
  {
    names: ["asn", "as", "isp", "provider", "net"],
    flag: "network",
    typed: taking("--network", "'AS64500 *'", (value) => (/^\d+$/.test(value) ? `AS${value} *` : within(value)))
  },
  { names: ["username", "remote-user", "auth-user", "account", "login"], flag: "user", typed: taking("--user", "ada") },
  { names: ["referer", "ref"], flag: "referrer", typed: taking("--referrer", "'*example.org*'", within) },
  { names: ["code", "status-code", "http-status"], flag: "status", typed: taking("--status", "404") },
  { names: ["vhost", "virtual-host", "domain", "hostname"], flag: "site", typed: taking("--site", "example.com") },
  { names: ["verb", "http-method"], flag: "method", typed: taking("--method", "GET") },
  { names: ["log", "logfile"], flag: "source", typed: taking("--source", "'*access.log*'", within) },
  { names: ["out", "outfile"], flag: "output", typed: taking("-o", "FILE") },
  { names: ["timezone", "zone", "time-zone"], flag: "tz", typed: taking("--tz", "Europe/Berlin") },
  { names: ["database"], flag: "db", typed: taking("--db", "PATH") }
]

/** `option` as typed, with its hyphens and without a value. */
export const otherFlag = (option: string): OtherFlags | null => {
  const name = option.replace(/^--?/, "")
  return otherFlags.find(({ names }) => names.includes(name)) ?? null
}
