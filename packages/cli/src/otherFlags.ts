/**
 * Flags as other tools have them, and what they are called here: data, asked when a flag is not known. Spelling says nothing
 * of them, or something wrong (`--day` is near to `--raw`).
 */

interface OtherFlags {
  /** Without hyphens. */
  readonly names: ReadonlyArray<string>
  /** The flag that is meant, and all that is to be typed. */
  readonly flag: string
  readonly typed: string
}

const days = "--from 2026-11-10 --to 2026-11-10"

export const otherFlags: ReadonlyArray<OtherFlags> = [
  { names: ["day", "days", "date", "on", "range", "period", "time"], flag: "from", typed: days },
  { names: ["since", "after", "start", "begin", "last"], flag: "from", typed: "--from -7d" },
  { names: ["until", "before", "end"], flag: "to", typed: "--to 2026-11-10" },
  { names: ["ip", "ips", "addr", "address", "remote", "remote-addr"], flag: "client", typed: "--client 192.0.2.1" },
  { names: ["n", "top", "rows", "max", "count", "head", "lines"], flag: "limit", typed: "--limit N" },
  {
    names: ["people", "human", "humans", "no-bots", "exclude-bots", "without-bots", "no-crawlers", "ignore-crawlers"],
    flag: "class",
    typed: "--class people"
  },
  { names: ["bots", "bots-only", "only-bots", "crawlers-only"], flag: "class", typed: "--class bots" },
  { names: ["url", "uri", "page", "pages", "request"], flag: "path", typed: "--path '/shop/*'" },
  { names: ["ua", "user-agent", "useragent"], flag: "agent", typed: "--agent '*Firefox*'" },
  { names: ["browsers", "browser-name"], flag: "browser", typed: "--browser Firefox" },
  { names: ["system", "systems", "platform", "operating-system"], flag: "os", typed: "--os Windows" },
  { names: ["device-type", "devices"], flag: "device", typed: "--device mobile" },
  { names: ["robot", "crawler", "spider", "bot-name"], flag: "bot", typed: "--bot Googlebot" },
  { names: ["geo", "location", "country-code", "countries"], flag: "country", typed: "--country DE" },
  { names: ["asn", "as", "isp", "provider", "net"], flag: "network", typed: "--network 'AS64500 *'" },
  { names: ["username", "remote-user", "auth-user", "account", "login"], flag: "user", typed: "--user ada" },
  { names: ["referer", "ref"], flag: "referrer", typed: "--referrer '*example.org*'" },
  { names: ["code", "status-code", "http-status"], flag: "status", typed: "--status 404" },
  { names: ["vhost", "virtual-host", "domain", "hostname"], flag: "site", typed: "--site example.com" },
  { names: ["verb", "http-method"], flag: "method", typed: "--method GET" },
  { names: ["log", "logfile"], flag: "source", typed: "--source '*access.log*'" },
  { names: ["out", "outfile"], flag: "output", typed: "-o FILE" },
  { names: ["timezone", "zone", "time-zone"], flag: "tz", typed: "--tz Europe/Berlin" },
  { names: ["database"], flag: "db", typed: "--db PATH" }
]

/** `option` as typed, with its hyphens and without a value. */
export const otherFlag = (option: string): OtherFlags | null => {
  const name = option.replace(/^--?/, "")
  return otherFlags.find(({ names }) => names.includes(name)) ?? null
}
