/**
 * The sites the logs tell of: a seed shop with its API, its garden journal and its manual.
 *
 * `answer` is the one place that knows what exists, what moved and how large it is, so every client that asks for the
 * same thing gets the same. What depends on more than the address (a password, an order) is up to the caller.
 */
import { DAY, NEWSLETTER_FIXED, RELEASE, RELEASED, at } from "./clock.ts"
import { hash } from "./random.ts"

export type Host = "www.example.com" | "api.example.com" | "example.com" | "blog.example.net" | "docs.example.org"

export type Answer = { readonly status: number; readonly bytes: number; readonly location?: string }

type Resource = {
  readonly bytes: number
  /** How a browser keeps it: not at all, asking again each time, for a day, for ever. */
  readonly keep: "never" | "ask" | "day" | "ever"
}

const seeds = [
  "broad-bean-aquadulce",
  "garlic-solent-wight",
  "tomato-black-krim",
  "pea-douce-provence",
  "lettuce-winter-gem",
  "kale-nero-di-toscana",
  "chilli-hungarian-wax",
  "beetroot-boltardy",
  "sweet-pea-mix",
  "cornflower-blue",
  "squash-crown-prince",
  "leek-musselburgh",
  "onion-sets-radar",
  "spinach-giant-winter"
].map((slug) => `/shop/seeds/${slug}`)
const tools = ["dibber-oak", "hand-fork", "hori-hori", "secateurs-bypass", "watering-can-9l", "soil-thermometer"].map(
  (slug) => `/shop/tools/${slug}`
)
const pots = ["terracotta-15cm", "terracotta-25cm", "seed-tray-40", "coir-pots-24", "zinc-planter"].map(
  (slug) => `/shop/pots/${slug}`
)
const books = ["the-sowing-year", "winter-vegetables", "saving-seed", "compost-for-everyone"].map(
  (slug) => `/shop/books/${slug}`
)

export const products = [...seeds, ...tools, ...pots, ...books]
export const categories = ["/shop/seeds/", "/shop/tools/", "/shop/pots/", "/shop/books/"]
export const information = ["/delivery", "/about", "/contact", "/privacy", "/gift-cards"]
export const catalogue = "/files/catalogue-2027.pdf"

/** Articles of the journal, newest last, with the moment each appeared. */
export const articles: ReadonlyArray<readonly [path: string, published: number]> = [
  ["/2026/02/a-seed-order-for-small-gardens/", at("2026-02-10T08:00:00")],
  ["/2026/03/hotbeds-from-manure/", at("2026-03-05T08:00:00")],
  ["/2026/04/when-to-plant-out-tomatoes/", at("2026-04-21T08:00:00")],
  ["/2026/05/slugs-what-works/", at("2026-05-12T08:00:00")],
  ["/2026/06/watering-in-a-drought/", at("2026-06-18T08:00:00")],
  ["/2026/08/saving-tomato-seed/", at("2026-08-27T08:00:00")],
  ["/2026/09/k%C3%BCrbis-s%C3%BC%C3%9F-sauer/", at("2026-09-15T08:00:00")],
  ["/2026/10/planting-garlic-before-frost/", at("2026-10-06T08:00:00")],
  ["/2026/10/leaf-mould-in-a-year/", at("2026-10-20T08:00:00")],
  ["/2026/11/broad-beans-in-november/", at("2026-11-03T08:05:00")],
  ["/2026/11/what-our-soil-test-said/", at("2026-11-06T08:10:00")],
  ["/2026/11/sharpening-secateurs/", at("2026-11-10T08:00:00")],
  ["/2026/11/cold-frames-from-old-windows/", at("2026-11-12T07:30:00")]
]
export const FRONT_PAGE_ARTICLE = "/2026/11/cold-frames-from-old-windows/"
const tags = ["/tag/winter/", "/tag/saving-seed/", "/tag/soil/", "/tag/%E7%A7%8D%E5%AD%90/"]

export const manual = [
  "/planner/",
  "/planner/first-bed/",
  "/planner/frost-dates/",
  "/planner/rotation/",
  "/planner/sharing-a-plan/",
  "/api/",
  "/api/authentication/",
  "/api/stock/",
  "/api/orders/",
  "/api/errors/",
  "/api/changelog/"
]

/** Names of the shop's style sheet and scripts before and after the release of 9 November. */
const bundles = {
  old: ["/assets/site.8d3f1c.css", "/assets/app.52be90.js", "/assets/shop.e07a44.js"],
  new: ["/assets/site.c41e07.css", "/assets/app.9f6d12.js", "/assets/shop.b830fe.js"]
} as const
export const bundlesAt = (time: number) => (time < RELEASED ? bundles.old : bundles.new)
export const oldBundles: ReadonlyArray<string> = bundles.old

export const picture = (page: string): string =>
  page.startsWith("/shop/") ? `/images/products/${page.split("/").at(-1)}.webp` : `/images${page.slice(0, -1)}.webp`
const banner = (category: string): string => `/images/categories/${category.split("/").at(2)}.webp`

const size = (path: string, low: number, high: number): number => low + (hash(path) % (high - low))

const resources: Readonly<Record<Host, ReadonlyMap<string, Resource>>> = {
  "www.example.com": new Map<string, Resource>([
    ...["/", "/shop/", ...categories, ...products, ...information].map(
      (path) => [path, page(path, 11_000, 34_000)] as const
    ),
    ...["/search", "/cart", "/checkout", "/checkout/thanks", "/login", "/account", "/account/orders"].map(
      (path) => [path, page(path, 6000, 15_000)] as const
    ),
    ...[...bundles.old, ...bundles.new].map(
      (path) => [path, { bytes: size(path, 14_000, 72_000), keep: "ever" }] as const
    ),
    ["/assets/lora.woff2", { bytes: 41_208, keep: "ever" }],
    ["/assets/icon.svg", { bytes: 1184, keep: "day" }],
    ["/assets/logo.svg", { bytes: 3907, keep: "day" }],
    ["/images/hero-autumn.webp", { bytes: 188_342, keep: "day" }],
    ...categories.map((path) => [banner(path), { bytes: size(banner(path), 40_000, 95_000), keep: "day" }] as const),
    ...products.map((path) => [picture(path), { bytes: size(picture(path), 22_000, 110_000), keep: "day" }] as const),
    [catalogue, { bytes: 2_318_441, keep: "ask" }],
    ["/robots.txt", { bytes: 214, keep: "ask" }],
    ["/sitemap.xml", { bytes: 9871, keep: "ask" }]
  ]),
  "blog.example.net": new Map<string, Resource>([
    ...["/", ...tags, ...articles.map(([path]) => path)].map(
      (path) => [path, { bytes: size(path, 7000, 29_000), keep: "ask" }] as const
    ),
    ...articles.map(([path]) => [picture(path), { bytes: size(picture(path), 60_000, 240_000), keep: "day" }] as const),
    ["/theme.css", { bytes: 8830, keep: "day" }],
    ["/icon.svg", { bytes: 1184, keep: "day" }],
    ["/feed.xml", { bytes: 38_116, keep: "ask" }],
    ["/robots.txt", { bytes: 66, keep: "ask" }],
    ["/sitemap.xml", { bytes: 2904, keep: "ask" }]
  ]),
  "docs.example.org": new Map<string, Resource>([
    ...["/", ...manual].map((path) => [path, { bytes: size(path, 5000, 21_000), keep: "ask" }] as const),
    ["/assets/manual.css", { bytes: 6204, keep: "day" }],
    ["/assets/manual.js", { bytes: 18_440, keep: "day" }],
    ["/search-index.json", { bytes: 51_377, keep: "ask" }],
    ["/internal/stock-list.csv", { bytes: 20_771, keep: "never" }],
    ["/robots.txt", { bytes: 24, keep: "ask" }],
    ["/sitemap.xml", { bytes: 1731, keep: "ask" }]
  ]),
  "api.example.com": new Map(),
  "example.com": new Map()
}

function page(path: string, low: number, high: number): Resource {
  return { bytes: size(path, low, high), keep: "never" }
}

/** What moved where; the second is the hurried repair of the newsletter's misspelt link. */
const moved: Readonly<Record<string, { readonly to: string; readonly since: number }>> = {
  "www.example.com/shop/seeds/runner-bean-enorma": { to: "/shop/seeds/", since: 0 },
  "www.example.com/shop/seeds/garlic-solent-white": { to: "/shop/seeds/garlic-solent-wight", since: NEWSLETTER_FIXED },
  "www.example.com/blog/": { to: "https://blog.example.net/", since: 0 },
  "www.example.com/feed.xml": { to: "https://blog.example.net/feed.xml", since: 0 },
  "docs.example.org/api/auth/": { to: "/api/authentication/", since: 0 }
}
export const MISSPELT = "/shop/seeds/garlic-solent-white"

/** Addresses that old links and old search results still point to. */
export const gone: Partial<Record<Host, ReadonlyArray<string>>> = {
  "www.example.com": [
    "/shop/item.php?id=17",
    "/shop/item.php?id=31",
    "/shop/seeds/runner-bean-enorma",
    "/blog/",
    "/shop/offers",
    "/shop/seeds/tomato-gardeners-delight",
    "/catalogue-2025.pdf",
    "/shop/seeds",
    "/shop/tools/hori-hori/"
  ],
  "blog.example.net": ["/?p=212", "/2024/07/drying-herbs/", "/2026/10/leaf-mould-in-a-year", "/tag/peat/"],
  "docs.example.org": ["/api/auth/", "/planner/import/", "/api/v0/stock/", "/planner"]
}

/** The path of a target: all up to the first `?`. */
export const pathOf = (target: string): string => target.split("?", 1)[0] ?? ""

export const keeping = (host: Host, target: string): Resource["keep"] =>
  resources[host].get(pathOf(target))?.keep ?? "never"

/** When a page last changed: lists of the journal change with each article. */
export const changed = (host: Host, target: string, time: number): number =>
  host === "blog.example.net" && !target.startsWith("/20")
    ? Math.max(...articles.map(([, published]) => (published <= time ? published : 0)))
    : 0

export const pagesOf = (host: Host, time: number): ReadonlyArray<string> => {
  switch (host) {
    case "www.example.com":
      return ["/", "/shop/", ...categories, ...products, ...information]
    case "blog.example.net":
      return ["/", ...tags, ...articles.filter(([, published]) => published <= time).map(([path]) => path)]
    case "docs.example.org":
      return ["/", ...manual]
    default:
      return []
  }
}

/** What a browser loads for a page, besides the page. */
export const assetsOf = (host: Host, path: string, time: number): ReadonlyArray<string> => {
  if (host === "blog.example.net") {
    const pictures = path.startsWith("/20")
      ? [picture(path)]
      : articles
          .filter(([, t]) => t <= time)
          .slice(-2)
          .map(([p]) => picture(p))
    return ["/theme.css", "/icon.svg", ...pictures]
  }
  if (host === "docs.example.org") return path.endsWith("/") ? ["/assets/manual.css", "/assets/manual.js"] : []
  if (host !== "www.example.com" || path === catalogue) return []
  const [css, app, shop] = bundlesAt(time)
  const frame = [css, app, "/assets/lora.woff2", "/assets/logo.svg", "/assets/icon.svg"]
  if (path === "/") return [...frame, "/images/hero-autumn.webp", ...categories.map(banner)]
  if (path === "/shop/") return [...frame, shop, ...categories.map(banner)]
  if (categories.includes(path)) {
    const list = products.filter((product) => product.startsWith(path))
    return [...frame, shop, banner(path), ...list.slice(0, 5).map(picture)]
  }
  if (products.includes(path)) return [...frame, shop, picture(path)]
  return frame
}

/** The answer to a GET (or, without the body, a HEAD) of somebody who has no copy yet. */
export const answer = (host: Host, target: string, time: number): Answer => {
  const path = pathOf(target)
  if (host === "example.com")
    return { status: 301, bytes: 236 + target.length, location: `https://www.example.com${target}` }
  if (host === "www.example.com" && time >= RELEASE && time < RELEASED) return { status: 503, bytes: 299 }
  const known = resources[host]
  const move = moved[host + path]
  if (move !== undefined && time >= move.since) return { status: 301, bytes: 232 + move.to.length, location: move.to }
  const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`
  const resource = exists(host, path, time) ? known.get(path) : undefined
  if (resource !== undefined) {
    return { status: 200, bytes: resource.bytes + (resource.keep === "never" ? varying(target, time) : 0) }
  }
  if (known.has(other)) return { status: 301, bytes: 232 + other.length, location: other }
  return {
    status: 404,
    bytes: /\.(css|js|webp|png|svg|ico|map)$/.test(path) ? 196 : host === "www.example.com" ? 6214 : 2347
  }
}

/** Pages made on demand: another length for another query, another day, and for everybody's own pages another person. */
const varying = (target: string, time: number): number => {
  const personal = /^\/(cart|checkout|account)/.test(target)
  const query = target.includes("?") ? hash(target) % 5000 : 0
  return query + (hash(`${target} ${Math.floor(time / (personal ? 1 : DAY))}`) % (personal ? 2600 : 420))
}

const exists = (host: Host, path: string, time: number): boolean => {
  if (oldBundles.includes(path)) return time < RELEASED
  if (host !== "blog.example.net") return true
  const published = articles.find(([article]) => article === path || picture(article) === path)?.[1] ?? 0
  return published <= time
}
