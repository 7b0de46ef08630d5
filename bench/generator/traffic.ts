/**
 * The lines of a bench log in the order of time: what logs have in common with one another and uniform random lines
 * have not. A client keeps its user agent; a person loads a page and, in a burst, what is on it, with the page as
 * referrer; some hundred people do so at once; few pages are read often; a quarter of the lines are robots'; several
 * lines share a second, more in the evening than at night.
 *
 * Every line is well-formed: broken lines are for tests, the samples have some. Clients are documentation addresses:
 * few in IPv4, each shared by several people as behind a provider's gateway, any number in IPv6.
 */
import { browser, crawlers, intruders, machines } from "./agents.ts"
import { mix, Random, weighted, zipf } from "./random.ts"
import { call, holes, origin, pages, search, shared } from "./site.ts"
import type { Page, Resource } from "./site.ts"

export type TrafficOptions = {
  readonly seed: number
  /** Every line has a URL and a user agent of its own. */
  readonly unique: boolean
}

type Client = {
  /** Address, identity and user: the beginning of each of its lines. */
  readonly who: string
  readonly agent: string
  sessions: number
}

type Session = {
  client: Client
  page: Page
  pagesLeft: number
  /** What the browser still asks for, from `next` on. */
  pending: ReadonlyArray<Resource>
  next: number
}

const AT_ONCE = 250
const START = Date.UTC(2026, 9, 5) / 1000
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
/** Lines a second, by the hour of the day; 8 on average. */
const PACE = [4, 3, 2, 2, 2, 3, 5, 7, 9, 10, 11, 11, 12, 11, 10, 10, 10, 11, 12, 13, 13, 11, 8, 6]

/** The next line at each call, with its newline; without end. */
export const traffic = ({ seed, unique }: TrafficOptions): (() => string) => {
  const random = new Random(seed)
  const stamp = clock(random)
  const people = peopleOf(random)
  const robots = robotsOf(random)
  let written = 0
  return () => {
    const line = random.chance(0.25) ? robots() : people()
    const second = stamp()
    if (!unique) return text(line, second, line.request, line.agent)
    const id = mix(++written ^ seed)
      .toString(16)
      .padStart(8, "0")
    const request = `GET /item/${id}/${line.bytes.toString(36)}.html HTTP/1.1`
    return text(line, second, request, `${line.agent} Build/${id}`)
  }
}

type Line = {
  readonly who: string
  readonly request: string
  readonly status: number
  readonly bytes: number
  readonly referrer: string
  readonly agent: string
}

const text = (line: Line, second: string, request: string, agent: string): string =>
  `${line.who}${second}${request}" ${line.status} ${line.bytes === 0 ? "-" : line.bytes} "${line.referrer}" "${agent}"\n`

/** The time between brackets and the quote before the request; written anew only when the second changes. */
const clock = (random: Random): (() => string) => {
  let second = START - 1
  let left = 0
  let day = ""
  let stamp = ""
  return () => {
    while (left === 0) {
      second++
      const ofDay = second % 86_400
      if (day === "" || ofDay === 0) {
        const date = new Date(second * 1000)
        day = `[${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:`
      }
      const hour = Math.floor(ofDay / 3600)
      left = random.below(2 * (PACE[hour] as number) + 1)
      stamp = `${day}${two(hour)}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)} +0000] "`
    }
    left--
    return stamp
  }
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

const addressV4 = (n: number): string => `${["192.0.2", "198.51.100", "203.0.113"][n % 3]}.${(n >>> 8) & 255}`

/** Another address for every n. */
const addressV6 = (n: number): string => {
  const host = mix(n)
  return `2001:db8:${(host >>> 16).toString(16)}:${(host & 0xffff).toString(16)}::${((n & 7) + 1).toString(16)}`
}

const peopleOf = (random: Random): (() => Line) => {
  const site = pages("HTTP/2.0")
  const popular = zipf(site.length, 8)
  const clients: Array<Client> = []
  const pageAt = (rank: number): Page => site[rank] as Page

  const somebody = (): Client => {
    if (clients.length > AT_ONCE && random.chance(0.6)) {
      // Those who came lately come back most.
      const ago = random.next() * random.next()
      return clients[clients.length - 1 - Math.floor(ago * clients.length)] as Client
    }
    const n = clients.length + 1
    const address = random.chance(0.3) ? addressV4(mix(n)) : addressV6(n)
    const user = random.chance(0.03) ? `user${n}` : "-"
    const client = { who: `${address} - ${user} `, agent: browser(random), sessions: 0 }
    clients.push(client)
    return client
  }

  const arrive = (): Session => {
    const client = somebody()
    const page = pageAt(popular(random))
    const pending = client.sessions++ === 0 || random.chance(0.3) ? [...shared, ...page.pictures] : page.pictures
    return { client, page, pagesLeft: random.below(6), pending, next: -1 }
  }

  const sessions = Array.from({ length: AT_ONCE }, arrive)
  let last = 0

  return () => {
    const current = sessions[last] as Session
    const isLoading = current.next >= 0 && current.next < current.pending.length
    if (!isLoading || random.chance(0.35)) last = random.below(AT_ONCE)
    let session = sessions[last] as Session
    if (session.next >= session.pending.length && session.pagesLeft-- <= 0) {
      session = arrive()
      sessions[last] = session
    }
    const { agent, who } = session.client

    if (session.next < 0) {
      session.next = 0
      const { bytes, request } = session.page
      return { who, request, status: 200, bytes, referrer: origin(random) ?? "-", agent }
    }
    const { address } = session.page
    const resource = session.pending[session.next]
    if (resource !== undefined) {
      session.next++
      const isKept = session.client.sessions > 1 && random.chance(0.5)
      const { bytes, request } = resource
      return { who, request, status: isKept ? 304 : 200, bytes: isKept ? 0 : bytes, referrer: address, agent }
    }
    if (random.chance(0.25)) {
      const { bytes, request } = random.chance(0.3) ? search(random) : call(random)
      return { who, request, status: random.chance(0.01) ? 500 : 200, bytes, referrer: address, agent }
    }
    session.page = pageAt(popular(random))
    session.pending = session.page.pictures
    session.next = 0
    const drawn = random.next()
    const status = drawn < 0.95 ? 200 : drawn < 0.98 ? 301 : 404
    const { bytes, request } = session.page
    return { who, request, status, bytes: status === 200 ? bytes : 162, referrer: address, agent }
  }
}

const robotsOf = (random: Random): (() => Line) => {
  const site = pages("HTTP/1.1")
  const crawler = weighted(crawlers.map(([share]) => share))
  const anyPage = zipf(site.length, 800)
  const from = (n: number): string => `${addressV4(mix(n))} - - `

  return () => {
    const drawn = random.next()
    if (drawn < 0.75) {
      const n = crawler(random)
      const [, agent] = crawlers[n] as (typeof crawlers)[number]
      const { bytes, request } = site[anyPage(random)] as Page
      const status = random.chance(0.04) ? 404 : 200
      return { who: from(1000 * n + random.below(30)), request, status, bytes, referrer: "-", agent }
    }
    if (drawn < 0.95) {
      const n = random.below(machines.length)
      const [agent, path] = machines[n] as (typeof machines)[number]
      const who = from(100_000 + 100 * n + random.below(3))
      return { who, request: `GET ${path} HTTP/1.1`, status: 200, bytes: 300 + 7 * n, referrer: "-", agent }
    }
    const n = random.below(200)
    const agent = intruders[n % intruders.length] as string
    const request = `GET ${random.pick(holes)} HTTP/1.1`
    return { who: from(200_000 + n), request, status: 404, bytes: 162, referrer: "-", agent }
  }
}
