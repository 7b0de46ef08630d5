/**
 * What comes by itself at its own times: monitors, feed readers, link previews, and the server calling itself.
 */
import { feedReaders, robots } from "./agents.ts"
import { DAY, DAYS, END, FRONT_PAGE, HOUR, MINUTE, START } from "./clock.ts"
import { ask } from "./crawlers.ts"
import type { Actor, Emit } from "./log.ts"
import type { Random } from "./random.ts"
import { FRONT_PAGE_ARTICLE, changed, picture, products } from "./site.ts"

const www = "www.example.com"
const blog = "blog.example.net"

/** Requests that come like a clock, with the little drift of a busy machine. */
const tick = (random: Random, every: number, visit: (time: number) => void): void => {
  for (let time = START + random.between(0, every); time < END; time += every + random.between(-0.8, 1.2)) visit(time)
}

export const monitor = (random: Random, emit: Emit): void => {
  const uptime: Actor = { client: "2001:db8:53::1:7", agent: robots.uptime, protocol: "HTTP/1.1", role: "monitor" }
  tick(random.fork("uptime"), 5 * MINUTE, (time) => ask(emit, uptime, www, "/", time, false, "HEAD"))
  const pingdom: Actor = {
    client: "203.0.113.9",
    name: "probe-eu1.example.net",
    agent: robots.pingdom,
    protocol: "HTTP/1.1",
    role: "monitor"
  }
  tick(random.fork("pingdom"), 15 * MINUTE, (time) => ask(emit, pingdom, blog, "/", time))
  const server: Actor = { client: "192.0.2.10", agent: robots.dummy, protocol: "HTTP/1.0", role: "server" }
  const own = random.fork("dummy")
  for (let day = 0; day < DAYS; day++) {
    let time = START + day * DAY + 4.5 * HOUR + own.between(0, 9)
    for (let n = own.int(2, 5); n > 0; n--) {
      emit({ kind: "hit", time, host: blog, actor: server, method: "OPTIONS", target: "*", status: 200, bytes: 0 })
      time += own.between(0.5, 2)
    }
  }
}

/** Feed readers know what they have, all but the last of the list, which takes the whole feed each time. */
export const readFeeds = (random: Random, emit: Emit): void => {
  for (const [n, [agent, minutes]] of feedReaders.entries()) {
    const own = random.fork(agent)
    const client = n % 3 === 0 ? `2001:db8:feed::${n + 1}` : `198.51.100.${10 + n}`
    const actor: Actor = { client, agent, protocol: own.chance(0.5) ? "HTTP/2.0" : "HTTP/1.1", role: "feed" }
    const forgets = n === feedReaders.length - 1
    let last = 0
    tick(own, minutes * MINUTE, (time) => {
      const target = "/feed.xml"
      ask(emit, actor, blog, target, time, !forgets && last >= changed(blog, target, time))
      last = time
      if (own.chance(0.01)) ask(emit, actor, blog, "/favicon.ico", time + 1)
    })
  }
}

/** When a link is posted, the machines of the place it is posted to fetch it. */
export const preview = (random: Random, emit: Emit): void => {
  const social: Actor = { client: "2001:db8:fb::9", agent: robots.facebook, protocol: "HTTP/1.1", role: "preview" }
  const chat: Actor = { client: "203.0.113.33", agent: robots.slack, protocol: "HTTP/1.1", role: "preview" }
  for (let day = 0; day < DAYS; day++) {
    for (let n = random.int(2, 6); n > 0; n--) {
      const time = START + day * DAY + random.between(8, 22) * HOUR
      const product = random.pick(products)
      ask(emit, random.chance(0.7) ? social : chat, www, product, time)
      ask(emit, random.chance(0.7) ? social : chat, www, picture(product), time + 0.7)
    }
  }
  for (let n = 0; n < 46; n++) {
    const client = `2001:db8:50c1:${(n + 1).toString(16)}::2`
    const time = FRONT_PAGE + 40 * MINUTE + random.skewed(0, 3 * MINUTE)
    ask(emit, { client, agent: robots.mastodon, protocol: "HTTP/1.1", role: "preview" }, blog, FRONT_PAGE_ARTICLE, time)
  }
}
