/**
 * People: who they are and on which days, at which hours, they come.
 */
import { browsers } from "./agents.ts"
import { Browser } from "./browser.ts"
import {
  DAYS,
  FRONT_PAGE,
  HOUR,
  MINUTE,
  NEWSLETTER,
  isWeekend,
  moment,
  office,
  at,
  shopping,
  weekend
} from "./clock.ts"
import type { Actor, Emit } from "./log.ts"
import type { Random } from "./random.ts"
import { frontPage, journal, lookAtForum, newsletter, readManual, shop, studyErrors } from "./walks.ts"

export type Person = {
  readonly actor: Actor
  readonly account: boolean
  /** What the browser keeps, and since when. */
  readonly copies: Map<string, number>
}

/** Last octets from 80 to 250 belong to people, several of whom may share one; machines live below. */
const person = (random: Random): Person => ({
  actor: {
    client: random.chance(0.36) ? sixAddress(random) : `${random.pick(networks)}.${random.int(80, 250)}`,
    agent: browsers[random.index(browsers.map(([, share]) => share))]?.[0] ?? "",
    protocol: random.chance(0.93) ? "HTTP/2.0" : "HTTP/1.1",
    role: "person"
  },
  account: random.chance(0.14),
  copies: new Map()
})

const networks = ["192.0.2", "198.51.100", "203.0.113"]
const providers = ["4a0", "4a1", "8f2", "c03", "c04"]

const sixAddress = (random: Random): string => {
  const group = () => random.int(1, 0xffff).toString(16)
  return `2001:db8:${random.pick(providers)}:${group()}:${group()}:${group()}:${group()}:${group()}`
}

/** Visits of a fortnight: the daily life of a town, and the crowds a newsletter and a front page bring. */
export const visits = (random: Random, emit: Emit): void => {
  const towns = random.fork("town")
  const town = Array.from({ length: 1150 }, () => person(towns))
  const plan = random.fork("plan")
  const starts: Array<{ readonly time: number; readonly walk: (browser: Browser) => void; readonly who: Person }> = []
  const invite = (time: number, walk: (browser: Browser) => void, who = regular(plan, town)): void => {
    starts.push({ time, walk, who })
  }

  for (let day = 0; day < DAYS; day++) {
    const free = isWeekend(day)
    const rhythm = free ? weekend : shopping
    const busy = plan.between(0.9, 1.1) * (free ? 0.76 : 1)
    for (let n = Math.round(80 * busy); n > 0; n--) invite(moment(plan, day, rhythm), shop)
    for (let n = Math.round(22 * busy); n > 0; n--) invite(moment(plan, day, rhythm), journal)
    for (let n = plan.int(6, 12); n > 0; n--) invite(moment(plan, day, rhythm), lookAtForum)
    for (let n = free ? 4 : plan.int(11, 16); n > 0; n--) invite(moment(plan, day, office), readManual)
  }
  for (let n = 0; n < 104; n++)
    invite(NEWSLETTER + plan.between(0.5, 25) * MINUTE + plan.skewed(0, 15 * HOUR), newsletter)
  const crowd = random.fork("crowd")
  for (let n = 0; n < 240; n++) {
    const late = plan.chance(0.2) ? plan.between(0, 40 * HOUR) : plan.between(0, 1.4 * HOUR) + plan.skewed(0, 9 * HOUR)
    invite(FRONT_PAGE + late, frontPage, person(crowd))
  }
  const neighbour = person(random.fork("neighbour"))
  invite(at("2026-11-10T14:47:19"), studyErrors, {
    ...neighbour,
    actor: { ...neighbour.actor, client: "203.0.113.78", agent: browsers[18]?.[0] ?? "", protocol: "HTTP/2.0" }
  })

  starts.sort((a, b) => a.time - b.time)
  for (const [n, { time, walk, who }] of starts.entries()) {
    walk(new Browser(who, random.fork(`visit ${n}`), time, emit))
  }
}

/** Some come again and again, most only once or twice. */
const regular = (random: Random, town: ReadonlyArray<Person>): Person =>
  town[Math.floor(random.next() * random.next() * town.length)] as Person
