/**
 * Robots that walk from page to page: search engines, collectors of training data, sellers of link statistics.
 */
import { robots } from "./agents.ts"
import { DAY, DAYS, RELEASE, START, at } from "./clock.ts"
import type { Actor, Emit, Role } from "./log.ts"
import type { Random } from "./random.ts"
import { answer, articles, assetsOf, categories, gone, oldBundles, pagesOf, picture, products } from "./site.ts"
import type { Host } from "./site.ts"

type Crawler = {
  readonly name: string
  readonly role: Role
  readonly agent: string
  readonly clients: ReadonlyArray<string>
  readonly protocol?: string
  /** Pages a day, per host. */
  readonly daily: Partial<Record<Host, number>>
  /** Pages of one run, and the longest pause between them in seconds. */
  readonly run: readonly [pages: number, pause: number]
  /** The share of pages that come back as unchanged, because the crawler says what it has. */
  readonly unchanged?: number
  /** What it takes instead of pages alone. */
  readonly takes?: "pictures" | "everything" | "facets"
}

const range = (prefix: string, from: number, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `${prefix}${from + i}`)

const www = "www.example.com"
const blog = "blog.example.net"
const docs = "docs.example.org"

const crawlers: ReadonlyArray<Crawler> = [
  {
    name: "googlebot",
    role: "search",
    agent: robots.googlePhone,
    clients: range("192.0.2.", 64, 5),
    daily: { [www]: 96, [blog]: 30, [docs]: 14, "example.com": 2 },
    run: [6, 25],
    unchanged: 0.3,
    takes: "everything"
  },
  {
    name: "googlebot-desktop",
    role: "search",
    agent: robots.google,
    clients: range("192.0.2.", 70, 2),
    daily: { [www]: 34, [blog]: 9 },
    run: [4, 30],
    unchanged: 0.2
  },
  {
    name: "googlebot-image",
    role: "search",
    agent: robots.googleImage,
    clients: ["192.0.2.73"],
    daily: { [www]: 16, [blog]: 4 },
    run: [5, 12],
    unchanged: 0.5,
    takes: "pictures"
  },
  {
    name: "bingbot",
    role: "search",
    agent: robots.bing,
    clients: range("198.51.100.", 70, 4),
    protocol: "HTTP/2.0",
    daily: { [www]: 92, [blog]: 22, [docs]: 12, "example.com": 3 },
    run: [5, 20],
    unchanged: 0.1
  },
  {
    name: "duckduckbot",
    role: "search",
    agent: robots.duck,
    clients: ["198.51.100.60"],
    daily: { [www]: 11, [blog]: 4 },
    run: [2, 40]
  },
  {
    name: "applebot",
    role: "search",
    agent: robots.apple,
    clients: ["203.0.113.60", "203.0.113.61"],
    daily: { [www]: 30, [blog]: 8 },
    run: [4, 15]
  },
  {
    name: "yandexbot",
    role: "search",
    agent: robots.yandex,
    clients: ["2001:db8:b0::a1", "2001:db8:b0::a2"],
    daily: { [www]: 38, [blog]: 10 },
    run: [4, 20],
    unchanged: 0.15
  },
  {
    name: "ahrefsbot",
    role: "seo",
    agent: robots.ahrefs,
    clients: ["198.51.100.50", "198.51.100.51"],
    daily: { [www]: 52, [blog]: 12 },
    run: [9, 14]
  },
  {
    name: "semrushbot",
    role: "seo",
    agent: robots.semrush,
    clients: ["203.0.113.52"],
    daily: { [www]: 44, [blog]: 10 },
    run: [8, 12]
  },
  {
    name: "claudebot",
    role: "ai-crawler",
    agent: robots.claude,
    clients: ["198.51.100.30", "198.51.100.31"],
    protocol: "HTTP/2.0",
    daily: { [www]: 64, [blog]: 22, [docs]: 20 },
    run: [11, 9]
  },
  {
    name: "gptbot",
    role: "ai-crawler",
    agent: robots.gpt,
    clients: ["192.0.2.40", "192.0.2.41"],
    protocol: "HTTP/2.0",
    daily: { [www]: 22, [blog]: 8, [docs]: 8 },
    run: [6, 6]
  },
  {
    name: "oai-searchbot",
    role: "ai-crawler",
    agent: robots.oaiSearch,
    clients: ["192.0.2.44"],
    daily: { [www]: 14, [blog]: 7, [docs]: 4 },
    run: [3, 8]
  },
  {
    name: "chatgpt-user",
    role: "ai-crawler",
    agent: robots.chatgptUser,
    clients: ["192.0.2.47", "192.0.2.48"],
    daily: { [www]: 9, [blog]: 7, [docs]: 4 },
    run: [1, 4]
  },
  {
    name: "bytespider",
    role: "ai-crawler",
    agent: robots.bytespider,
    clients: range("203.0.113.", 20, 4),
    daily: { [www]: 118, [blog]: 18 },
    run: [17, 4],
    takes: "facets"
  },
  {
    name: "perplexitybot",
    role: "ai-crawler",
    agent: robots.perplexity,
    clients: ["198.51.100.36"],
    daily: { [www]: 18, [blog]: 9, [docs]: 5 },
    run: [3, 10]
  },
  {
    name: "meta",
    role: "ai-crawler",
    agent: robots.meta,
    clients: ["2001:db8:fb::24", "2001:db8:fb::25"],
    daily: { [www]: 34, [blog]: 10 },
    run: [6, 5]
  }
]

/** Nights on which GPTBot takes the whole of all three sites. */
const harvests = [at("2026-11-04T02:10:00"), at("2026-11-13T01:25:00")]

export const crawl = (random: Random, emit: Emit): void => {
  for (const crawler of crawlers) {
    const own = random.fork(crawler.name)
    for (const [host, daily] of Object.entries(crawler.daily) as Array<[Host, number]>) {
      for (let day = 0; day < DAYS; day++) {
        let left = Math.round(daily * own.between(0.75, 1.25))
        const midnight = START + day * DAY
        const rules = actorOf(crawler, own.pick(crawler.clients))
        if (host !== "example.com") ask(emit, rules, host, "/robots.txt", midnight + own.between(0, DAY))
        while (left > 0) {
          const pages = Math.min(left, own.int(1, crawler.run[0] * 2 - 1))
          left -= pages
          const actor = actorOf(crawler, own.pick(crawler.clients))
          let time = midnight + own.between(0, DAY)
          for (let n = 0; n < pages; n++) {
            const target = wish(own, crawler, host, time)
            ask(emit, actor, host, target, time, own.chance(crawler.unchanged ?? 0))
            time += own.between(0.4, crawler.run[1])
          }
        }
      }
    }
  }
  const gpt = crawlers.find(({ name }) => name === "gptbot") as Crawler
  for (const [night, start] of harvests.entries()) {
    let time = start
    const own = random.fork(`harvest ${night}`)
    const actor = actorOf(gpt, gpt.clients[night] as string)
    for (const host of [www, blog, docs] as const) {
      for (const target of ["/robots.txt", "/sitemap.xml", ...own.shuffle(pagesOf(host, time))]) {
        ask(emit, actor, host, target, time)
        time += own.between(0.6, 3)
      }
    }
  }
}

const actorOf = ({ agent, protocol, role }: Crawler, client: string): Actor => ({
  client,
  agent,
  protocol: protocol ?? "HTTP/1.1",
  role,
  ...(client.startsWith("192.0.2.6") && { name: `crawl-${client.replaceAll(".", "-")}.example.net` })
})

const wish = (random: Random, crawler: Crawler, host: Host, time: number): string => {
  if (host === "example.com") return random.pick(["/", "/shop/", "/robots.txt"])
  const pages = pagesOf(host, time)
  const page = random.pick(pages)
  if (random.chance(0.045)) return random.pick(gone[host] ?? pages)
  switch (crawler.takes) {
    case "pictures":
      return host === www ? picture(random.pick(products)) : picture(random.pick(articles.slice(0, 9))[0])
    case "everything":
      if (host === www && time > RELEASE && time < RELEASE + 3 * DAY && random.chance(0.2))
        return random.pick(oldBundles)
      return random.chance(0.25) ? random.pick([...assetsOf(host, page, time), page]) : page
    case "facets":
      if (host !== www || random.chance(0.4)) return page
      return `${random.pick(categories)}?sort=${random.pick(["price", "name", "new"])}&page=${random.int(1, 9)}`
    default:
      return page
  }
}

/** One request of a program that gives no referrer. */
export const ask = (
  emit: Emit,
  actor: Actor,
  host: Host,
  target: string,
  time: number,
  unchanged = false,
  method = "GET"
) => {
  const { status, bytes } = answer(host, target, time)
  const same = unchanged && status === 200
  const none = same || method === "HEAD"
  emit({ kind: "hit", time, host, actor, method, target, status: same ? 304 : status, bytes: none ? 0 : bytes })
}
