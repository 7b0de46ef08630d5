/**
 * The web site of the bench logs: 20,000 pages with the pictures on them, what every page loads, and what people search
 * for. Request lines and sizes are made once, so that writing a line of the log is joining texts that exist.
 */
import { mix } from "./random.ts"
import type { Random } from "./random.ts"

export type Resource = { readonly request: string; readonly bytes: number }

export type Page = Resource & {
  /** The page's address, as the browser names it when it asks for what is on the page. */
  readonly address: string
  readonly pictures: ReadonlyArray<Resource>
}

const PAGES = 20_000
const HOST = "https://www.example.com"

const words =
  "amber anchor apple autumn bamboo basket beacon birch bread bridge canvas carbon cedar chair clay cloud cobalt copper cotton crystal delta ember fabric falcon fern field garden glass granite harbor hazel honey island ivory juniper kettle lantern leather linen maple marble meadow mirror nectar oak olive orchard paper pebble pepper pine quartz river saffron silver spruce stone table timber velvet walnut willow winter wool".split(
    " "
  )
const sections = ["shop/kitchen", "shop/garden", "shop/lighting", "shop/textiles", "stories", "guides", "help"]

const word = (n: number): string => words[n % words.length] as string

/** Browsers speak HTTP/2, robots mostly still 1.1: the same page is two request lines. */
export type Protocol = "HTTP/1.1" | "HTTP/2.0"

const get = (path: string, bytes: number, protocol: Protocol = "HTTP/2.0"): Resource => ({
  request: `GET ${path} ${protocol}`,
  bytes
})

const page = (index: number, protocol: Protocol): Page => {
  const n = mix(index + 1)
  const section = sections[n % sections.length] as string
  const slug = `${word(n >>> 3)}-${word(n >>> 9)}-${word(n >>> 15)}`
  const path = index === 0 ? "/" : `/${section}/${slug}-${1000 + index}`
  const pictures = Array.from({ length: n % 5 }, (_, i) => {
    const id = mix(n + i)
    return get(`/media/${id.toString(16)}/${word(n >>> 3)}-${i}-640.webp`, 4000 + (id % 90_000), protocol)
  })
  return { ...get(path, 6000 + (n % 60_000), protocol), address: `${HOST}${path}`, pictures }
}

/** In the order of how often they are asked for. */
export const pages = (protocol: Protocol): ReadonlyArray<Page> =>
  Array.from({ length: PAGES }, (_, index) => page(index, protocol))

/** What a browser loads once and keeps. */
export const shared: ReadonlyArray<Resource> = [
  get("/assets/site.4f2a91c7.css", 48_211),
  get("/assets/theme.0b77de12.css", 9_840),
  get("/assets/vendor.93ac04e1.js", 184_002),
  get("/assets/site.c81f5520.js", 71_455),
  get("/assets/cart.77e1a0b4.js", 22_310),
  get("/assets/fonts/inter-400.woff2", 31_764),
  get("/assets/fonts/inter-700.woff2", 32_908),
  get("/assets/logo.svg", 2_214),
  get("/assets/icons.svg", 18_650),
  get("/favicon.ico", 15_086)
]

export const search = (random: Random): Resource => {
  const from = random.chance(0.2) ? `&page=${2 + random.below(9)}` : ""
  return get(`/search?q=${random.pick(words)}+${random.pick(words)}${from}`, 9000 + random.below(20_000))
}

export const call = (random: Random): Resource =>
  random.chance(0.6)
    ? get(`/api/v1/suggest?q=${random.pick(words).slice(0, 2 + random.below(4))}`, 120 + random.below(900))
    : { request: "POST /api/v1/cart HTTP/2.0", bytes: 80 + random.below(300) }

/** Where people come from; null is an address typed in, a bookmark or an app that doesn't tell. */
export const origin = (random: Random): string | null => {
  const drawn = random.next()
  if (drawn < 0.4) return null
  if (drawn < 0.7) return "https://search.example.net/"
  if (drawn < 0.8) return "https://social.example.org/"
  return `https://blog.example.net/${random.pick(words)}/${random.below(400)}`
}

export const holes = [
  "/wp-login.php",
  "/xmlrpc.php",
  "/.env",
  "/.git/config",
  "/phpmyadmin/index.php",
  "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
  "/admin.php",
  "/backup.sql"
]
