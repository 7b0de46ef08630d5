/**
 * How people walk through the shop, the journal and the manual, from the link that brought them to the page they leave.
 */
import type { Browser } from "./browser.ts"
import type { Random } from "./random.ts"
import { FRONT_PAGE_ARTICLE, MISSPELT, articles, catalogue, categories, gone, information, manual } from "./site.ts"
import { picture, products } from "./site.ts"

const SHOP = "www.example.com"
const JOURNAL = "blog.example.net"
const MANUAL = "docs.example.org"

const searchEngines = {
  "https://www.google.com/": 70,
  "https://duckduckgo.com/": 9,
  "https://www.bing.com/": 11,
  "https://www.ecosia.org/": 5,
  "android-app://com.google.android.googlequicksearchbox/": 5
}
const social = {
  "https://www.facebook.com/": 28,
  "https://l.facebook.com/": 14,
  "https://www.instagram.com/": 22,
  "https://www.reddit.com/": 18,
  "https://t.co/": 8,
  "https://www.pinterest.com/": 10
}
const FORUM = "https://forum.example.org/viewtopic.php?t=2204"
const friends = {
  "https://gardeners.example.org/links/": 40,
  "https://allotment.example.net/wiki/Seed_merchants": 30,
  [FORUM]: 30
}
const phrases =
  "garlic broad+beans k%C3%BCrbis seed+tray dibber gift winter+salad tomato compost hori+hori sweet+pea autumn+onion peat+free voucher".split(
    " "
  )
const campaign = "utm_source=newsletter&utm_medium=email&utm_campaign=november"

/** A visit to the shop, which now and then ends with an order. */
export const shop = (browser: Browser): void => {
  const { random } = browser
  let there = true
  switch (random.choose({ search: 37, direct: 28, apex: 6, social: 9, friends: 5, journal: 8, old: 5, mail: 2 })) {
    case "search":
      there = browser.arrive(SHOP, landing(random), random.choose(searchEngines))
      break
    case "direct":
      there = browser.arrive(SHOP, random.chance(0.8) ? "/" : random.pick(categories))
      break
    case "apex":
      there = browser.arrive("example.com", "/")
      break
    case "social": {
      const click = `fbclid=IwAR${random.int(1e9, 9e9).toString(36)}`
      const from = random.choose(social)
      there = browser.arrive(SHOP, `${random.pick(products)}${from.includes("facebook") ? `?${click}` : ""}`, from)
      break
    }
    case "friends":
      there = browser.arrive(SHOP, random.pick(["/", "/shop/", ...categories]), random.choose(friends))
      break
    case "journal":
      there = browser.arrive(SHOP, random.pick(products), `https://${JOURNAL}/`)
      break
    case "mail":
      there = browser.arrive(SHOP, "/?utm_source=receipt&utm_medium=email")
      break
    case "old": {
      const from = random.chance(0.6) ? random.choose(friends) : undefined
      there = browser.arrive(SHOP, random.pick(gone[SHOP] ?? []), from, "dead-link")
      if (!there && random.chance(0.35)) there = browser.follow("/")
      break
    }
  }
  if (there && random.chance(0.66)) stroll(browser, Math.round(random.skewed(1, 17)))
}

const landing = (random: Random): string => {
  if (random.chance(0.62)) return random.pick(products)
  return random.chance(0.5) ? random.pick(categories) : random.pick(["/", "/", "/shop/", ...information])
}

/** From page to page inside the shop. */
const stroll = (browser: Browser, pages: number): void => {
  const { random } = browser
  let asked = false
  for (let n = 0; n < pages && browser.host === SHOP; n++) {
    switch (random.choose(nextSteps(browser.path))) {
      case "home":
        browser.follow("/")
        break
      case "category":
        browser.follow(random.pick(categories))
        break
      case "product":
        browser.follow(random.pick(products.filter((path) => near(path, browser.path))))
        break
      case "search":
        browser.follow(`/search?q=${random.pick(phrases)}${random.chance(0.15) ? "&page=2" : ""}`)
        break
      case "information":
        inform(browser)
        break
      case "catalogue":
        leaf(browser)
        return
      case "journal":
        browser.follow("/", JOURNAL)
        return
      case "account":
        signIn(browser)
        break
      case "basket":
        browser.submit("/cart/add", { status: 303, bytes: 0, location: "/cart" })
        if (random.chance(0.5)) {
          order(browser)
          return
        }
        break
    }
    if (products.includes(browser.path)) {
      askStock(browser, !asked)
      asked = true
    }
  }
}

const nextSteps = (path: string) => {
  const none = { home: 0, category: 0, product: 0, search: 0, information: 0, catalogue: 0, journal: 0, account: 0 }
  if (path === "/") {
    return {
      ...none,
      category: 52,
      product: 14,
      search: 14,
      information: 6,
      catalogue: 2,
      journal: 5,
      account: 6,
      basket: 0
    }
  }
  if (categories.includes(path)) return { ...none, product: 72, category: 18, home: 4, search: 6, basket: 0 }
  if (products.includes(path)) {
    return { ...none, product: 34, category: 26, search: 6, home: 6, information: 4, basket: 22, account: 2 }
  }
  if (path === "/search") return { ...none, product: 70, search: 20, home: 10, basket: 0 }
  return { ...none, category: 40, product: 30, home: 20, search: 10, basket: 0 }
}

/** A category leads to its own products; from anywhere else all are near. */
const near = (product: string, path: string): boolean => !categories.includes(path) || product.startsWith(path)

/** The page's script asks the API how many are left, once per visit with the browser's permission to do so. */
const askStock = (browser: Browser, first: boolean): void => {
  const target = `/v1/stock/${1001 + products.indexOf(browser.path)}`
  if (first) browser.call("OPTIONS", "api.example.com", target, { status: 204, bytes: 0 })
  browser.call("GET", "api.example.com", target, { status: 200, bytes: 74 + browser.random.int(0, 3) })
}

const inform = (browser: Browser): void => {
  browser.follow(browser.random.pick(information))
  if (browser.path === "/contact" && browser.random.chance(0.4)) {
    browser.submit("/contact", { status: 303, bytes: 0, location: "/contact?sent=1" })
  }
}

/** A viewer of PDFs that takes the file in parts. */
const leaf = (browser: Browser): void => {
  browser.follow(catalogue)
  for (let n = browser.random.int(0, 4); n > 0; n--) {
    browser.time += browser.random.between(1, 9)
    browser.call("GET", SHOP, catalogue, { status: 206, bytes: 65_536 * browser.random.int(1, 8) })
  }
}

const signIn = (browser: Browser): void => {
  const { person, random } = browser
  if (!person.account) return
  browser.follow("/login")
  if (random.chance(0.22)) browser.submit("/login", { status: 401, bytes: 7410 })
  browser.submit("/login", { status: 302, bytes: 0, location: "/account" })
  if (random.chance(0.6)) browser.follow("/account/orders")
}

const order = (browser: Browser): void => {
  const { random } = browser
  browser.follow("/checkout")
  if (random.chance(0.3)) return
  if (random.chance(0.12)) browser.submit("/checkout", { status: 422, bytes: 12_904 })
  if (random.chance(0.03)) browser.submit("/checkout", { status: 504, bytes: 247 })
  const number = (Math.floor(browser.time) % 1e7).toString(36)
  browser.submit("/checkout", { status: 303, bytes: 0, location: `/checkout/thanks?order=${number}` }, "order")
}

/** The journal is found by searching, by a friend's link, or by those who read it anyway. */
export const journal = (browser: Browser): void => {
  const { random } = browser
  const known = articles.filter(([, published]) => published <= browser.time).map(([path]) => path)
  switch (random.choose({ search: 46, home: 30, friends: 10, social: 10, old: 4 })) {
    case "search":
      browser.arrive(JOURNAL, random.pick(known), random.choose(searchEngines))
      break
    case "home":
      browser.arrive(JOURNAL, "/")
      break
    case "friends":
      browser.arrive(JOURNAL, random.pick(known), random.choose(friends))
      break
    case "social":
      browser.arrive(JOURNAL, random.pick(known), random.choose(social))
      break
    case "old":
      browser.arrive(JOURNAL, random.pick(gone[JOURNAL] ?? []), random.choose(searchEngines), "dead-link")
      return
  }
  for (let n = Math.round(random.skewed(0, 6)); n > 0; n--) browser.follow(random.pick(known))
  if (random.chance(0.09)) {
    browser.follow(random.pick(products), SHOP)
    stroll(browser, Math.round(random.skewed(0, 6)))
  }
}

export const readManual = (browser: Browser): void => {
  const { random } = browser
  const start = random.chance(0.4) ? "/" : random.pick(manual)
  const from = random.choose({ ...searchEngines, [`https://${SHOP}/`]: 30 })
  browser.arrive(
    MANUAL,
    random.chance(0.04) ? random.pick(gone[MANUAL] ?? []) : start,
    random.chance(0.6) ? from : undefined
  )
  for (let n = Math.round(random.skewed(0, 9)); n > 0; n--) browser.follow(random.pick(manual))
  if (random.chance(0.2)) browser.follow("/search-index.json")
}

/** A thread elsewhere shows one of the shop's pictures: its readers load that and nothing else. */
export const lookAtForum = (browser: Browser): void => {
  browser.load(SHOP, picture("/shop/tools/hori-hori"), FORUM)
}

export const newsletter = (browser: Browser): void => {
  const { random } = browser
  const link = random.choose({ "/": 30, "/shop/seeds/broad-bean-aquadulce": 28, [MISSPELT]: 30, "/gift-cards": 12 })
  const there = browser.arrive(
    SHOP,
    `${link}?${campaign}`,
    undefined,
    link === MISSPELT ? "misspelt-link" : "newsletter"
  )
  if (there || random.chance(0.4)) stroll(browser, Math.round(random.skewed(1, 14)))
}

export const frontPage = (browser: Browser): void => {
  const { random } = browser
  const from = random.chance(0.86) ? "https://news.ycombinator.com/" : undefined
  browser.arrive(JOURNAL, FRONT_PAGE_ARTICLE, from, from && "front-page")
  if (random.chance(0.15)) browser.follow(random.chance(0.6) ? "/" : "/2026/10/leaf-mould-in-a-year/")
  if (random.chance(0.05)) browser.follow("/", SHOP)
}

/** Next door to the client of the storm somebody reads up on orders and errors, minutes before it ends. */
export const studyErrors = (browser: Browser): void => {
  browser.arrive(MANUAL, "/api/orders/", "https://duckduckgo.com/")
  for (const path of ["/api/errors/", "/api/orders/", "/api/changelog/", "/api/errors/"]) browser.follow(path)
}
