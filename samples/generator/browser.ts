/**
 * A person's browser: opens pages, loads what belongs to them, follows redirects and keeps copies.
 *
 * A page of the shop is never kept, one of the journal or the manual is asked for again (304), a picture is good for a
 * day, a bundle with a hash in its name for ever. Other sites see only the origin as referrer, as browsers do it today.
 */
import { DAY } from "./clock.ts"
import type { Chapter, Emit } from "./log.ts"
import type { Person } from "./people.ts"
import type { Random } from "./random.ts"
import { answer, assetsOf, changed, keeping, pathOf } from "./site.ts"
import type { Answer, Host } from "./site.ts"

export class Browser {
  readonly person: Person
  readonly random: Random
  /** The present moment of this person; every step moves it on. */
  time: number
  host: Host = "www.example.com"
  path = ""
  private referrer: string | undefined
  private readonly emit: Emit

  constructor(person: Person, random: Random, time: number, emit: Emit) {
    this.person = person
    this.random = random
    this.time = time
    this.emit = emit
  }

  /** Opens a page from elsewhere; `referrer` is undefined for a typed or hidden address. False if it is not there. */
  arrive(host: Host, target: string, referrer?: string, chapter?: Chapter): boolean {
    this.referrer = referrer
    return this.open(host, target, chapter)
  }

  /** Opens a page after having looked at the present one for a while. */
  follow(target: string, host: Host = this.host): boolean {
    this.time += this.random.skewed(3, 160)
    if (host !== this.host) this.referrer = `https://${this.host}/`
    return this.open(host, target)
  }

  /** Sends a form of the present page. The answer is the caller's to know; a redirect is followed. */
  submit(target: string, result: Answer, chapter?: Chapter): void {
    this.time += this.random.skewed(4, 60)
    this.send("POST", this.host, target, result, chapter)
    if (result.location === undefined) return
    this.time += 0.2
    this.open(this.host, result.location)
  }

  /** A call of the page's script to another host; the page stays. */
  call(method: string, host: Host, target: string, result: Answer): void {
    this.time += 0.1
    const { referrer } = this
    this.referrer = `https://${this.host}/`
    this.send(method, host, target, result)
    this.referrer = referrer
  }

  /** Loads a part of a page, unless a copy of it is still good. */
  load(host: Host, asset: string, referrer: string, time = this.time): void {
    const { actor, copies } = this.person
    const copied = copies.get(host + asset)
    const good = keeping(host, asset) === "ever" ? Infinity : DAY
    if (copied !== undefined && time - copied < good) return
    const result = answer(host, asset, time)
    copies.set(host + asset, time)
    const { status, bytes } = copied !== undefined && result.status === 200 ? { status: 304, bytes: 0 } : result
    this.emit({ kind: "hit", time, host, actor, method: "GET", target: asset, status, bytes, referrer })
  }

  private open(host: Host, target: string, chapter?: Chapter): boolean {
    const result = this.fetch(host, target, chapter)
    if (result.location !== undefined) {
      this.time += this.random.between(0.05, 0.4)
      const elsewhere = /^https:\/\/([^/]+)(\/.*)$/.exec(result.location)
      return this.open((elsewhere?.[1] ?? host) as Host, elsewhere?.[2] ?? result.location)
    }
    this.host = host
    this.path = pathOf(target)
    this.referrer = `https://${host}${target}`
    if (result.status !== 200) return false
    let time = this.time
    for (const asset of [...assetsOf(host, this.path, this.time), ...this.icons(host)]) {
      time += this.random.between(0.02, 0.2)
      this.load(host, asset, this.referrer, time)
    }
    return true
  }

  /** Icons that some browsers ask for at their first visit without having been told of any. */
  private icons(host: Host): ReadonlyArray<string> {
    const { actor, copies } = this.person
    if (copies.has(host)) return []
    copies.set(host, this.time)
    if (!this.random.chance(0.12)) return []
    return /iPhone|iPad/.test(actor.agent ?? "") ? [...touchIcons, "/favicon.ico"] : ["/favicon.ico"]
  }

  private fetch(host: Host, target: string, chapter: Chapter | undefined): Answer {
    const { copies } = this.person
    const result = answer(host, target, this.time)
    const copied = copies.get(host + target) ?? -1
    const current =
      keeping(host, target) === "ask" && result.status === 200 && copied >= changed(host, target, this.time)
    if (result.status === 200) copies.set(host + target, this.time)
    this.send("GET", host, target, current ? { status: 304, bytes: 0 } : result, chapter)
    return result
  }

  private send(method: string, host: Host, target: string, result: Answer, chapter?: Chapter): void {
    const { actor } = this.person
    const { status, bytes } = result
    const { referrer, time } = this
    this.emit({
      kind: "hit",
      time,
      host,
      actor,
      method,
      target,
      status,
      bytes,
      ...(referrer !== undefined && { referrer }),
      ...(chapter && { chapter })
    })
  }
}

const touchIcons = ["/apple-touch-icon-precomposed.png", "/apple-touch-icon.png"]
