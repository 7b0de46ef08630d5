/**
 * User agents: a few that everybody has and thousands that a handful of people have (phone models inside apps, old
 * versions), because that long tail is what a log's dictionary of agents consists of.
 */
import { weighted, zipf } from "./random.ts"
import type { Random } from "./random.ts"

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome"
const WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

const desktops = [
  "Windows NT 10.0; Win64; x64",
  "Macintosh; Intel Mac OS X 10_15_7",
  "X11; Linux x86_64",
  "X11; CrOS x86_64 14541.0.0"
]
const desktop = weighted([70, 20, 8, 2])
const version = zipf(40, 1)
const build = zipf(60, 4)
const model = zipf(400, 6)

/** Chrome's and Firefox's current major version is 156 in autumn 2026; fewer people have each older one. */
const major = (random: Random): number => 156 - version(random)

const phone = (random: Random): string => {
  const n = model(random)
  const makers = ["SM-S9", "SM-A5", "Pixel ", "2312DRA", "CPH2", "moto g", "V2", "RMX3"]
  return `${makers[n % makers.length]}${(n * 37) % 100}${"BFUGN"[n % 5]}`
}

const iOS = (random: Random): string => {
  const n = version(random)
  return `${18 - (n >>> 3)}_${7 - (n & 7)}`
}

const families: ReadonlyArray<readonly [share: number, agent: (random: Random) => string]> = [
  [31, (r) => `Mozilla/5.0 (${desktops[desktop(r)]}) ${CHROME}/${major(r)}.0.0.0 Safari/537.36`],
  [24, (r) => `Mozilla/5.0 (Linux; Android 10; K) ${CHROME}/${major(r)}.0.0.0 Mobile Safari/537.36`],
  [
    20,
    (r) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${iOS(r)} like Mac OS X) ${WEBKIT} Version/${27 - (version(r) >>> 2)}.${version(r) & 7} Mobile/15E148 Safari/604.1`
  ],
  [
    8,
    (r) => {
      const n = major(r)
      return `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${n}.0) Gecko/20100101 Firefox/${n}.0`
    }
  ],
  [
    7,
    (r) => {
      const n = major(r)
      return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}/${n}.0.0.0 Safari/537.36 Edg/${n}.0.0.0`
    }
  ],
  [
    6,
    (r) =>
      `Mozilla/5.0 (Linux; Android ${15 - (version(r) >>> 3)}; ${phone(r)}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/${major(r)}.0.${7000 + build(r)}.${build(r)} Mobile Safari/537.36`
  ],
  [
    4,
    (r) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${iOS(r)} like Mac OS X) ${WEBKIT} Mobile/22H31 Instagram ${400 - build(r)}.0.0.${build(r)} (iPhone${17 - (version(r) >>> 3)},${1 + (version(r) & 3)}; en_GB)`
  ]
]
const family = weighted(families.map(([share]) => share))

export const browser = (random: Random): string => (families[family(random)] as (typeof families)[number])[1](random)

/** Robots that read pages, with their share of all robots' requests. */
export const crawlers: ReadonlyArray<readonly [share: number, agent: string]> = [
  [22, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
  [
    14,
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.7812.44 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
  ],
  [
    14,
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36"
  ],
  [12, "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"],
  [9, "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)"],
  [8, "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"],
  [6, "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)"],
  [5, "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)"],
  [5, "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"],
  [3, "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)"]
]

/** Programs that ask for one thing again and again. */
export const machines: ReadonlyArray<readonly [agent: string, path: string]> = [
  ["Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "/"],
  ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers)", "/feed.xml"],
  ["Mozilla/5.0 (compatible; Miniflux/2.2.13; +https://miniflux.app)", "/feed.xml"],
  ["python-requests/2.32.5", "/api/v1/stock"],
  ["Go-http-client/1.1", "/api/v1/prices"],
  ["okhttp/5.1.0", "/api/v1/session"]
]

/** Those who look for holes say little about themselves. */
export const intruders = ["curl/8.14.1", "Mozilla/5.0 zgrab/0.x", "-", "Mozilla/5.0"]
