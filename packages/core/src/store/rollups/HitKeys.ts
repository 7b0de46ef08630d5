/**
 * The ids of `hit_key` rows: site, method, status and agent class of an entry as one small number, stored when first met.
 *
 * An entry brings ids. What they stand for (the method of a request, the class of an agent) is remembered by id, and
 * looked up in the dictionary table otherwise. Memory is bounded: `reset` when `isLarge`, at a moment when nobody holds
 * ids of methods.
 */
import type { Statement } from "better-sqlite3"
import { and, eq, sql } from "drizzle-orm"

import type { AgentClass } from "../details.ts"
import type { Connection } from "../open.ts"
import { agent, hitKey, request } from "../schema.ts"
import { RowMemory } from "./RowMemory.ts"

/** Methods and keys remembered; a log has a dozen methods and a few hundred keys, unless it is made to hurt. */
const mostRemembered = 20_000
/** Slots of the fast way to a key: one comparison of a number. */
const slots = 1 << 14
/** Beyond these a key does not fit into one number, and is found by its text. */
const fastStatuses = 1 << 12
const fastSites = 1 << 20
const fastMethods = 1 << 15
const fastClasses = 1 << 6

export class HitKeys {
  /** Path id and method number of requests. */
  readonly #requests = new RowMemory()
  /** Class number of agents. */
  readonly #agents = new RowMemory()
  readonly #methods = new Numbered<string | null>()
  readonly #classes = new Numbered<string>()
  readonly #ids = new Map<string, number>()
  readonly #fastKeys = new Float64Array(slots)
  readonly #fastIds = new Int32Array(slots)
  readonly #findRequest: Statement
  readonly #findAgent: Statement
  readonly #findKey: Statement
  readonly #insertKey: Statement

  constructor({ raw, db }: Connection) {
    const named = (name: string) => sql`${sql.placeholder(name)}`
    const prepare = (query: { toSQL: () => { sql: string } }): Statement => raw.prepare(query.toSQL().sql)
    this.#findRequest = prepare(
      db
        .select({ pathId: request.pathId, method: request.method })
        .from(request)
        .where(eq(request.id, named("id")))
    )
    this.#findAgent = prepare(
      db
        .select({ agentClass: agent.agentClass })
        .from(agent)
        .where(eq(agent.id, named("id")))
    ).pluck()
    this.#findKey = prepare(
      db
        .select({ id: hitKey.id })
        .from(hitKey)
        .where(
          and(
            eq(hitKey.siteId, named("siteId")),
            eq(hitKey.method, named("method")),
            eq(hitKey.status, named("status")),
            eq(hitKey.agentClass, named("agentClass"))
          )
        )
    ).pluck()
    this.#insertKey = prepare(
      db.insert(hitKey).values({
        siteId: named("siteId"),
        method: named("method"),
        status: named("status"),
        agentClass: named("agentClass")
      })
    )
  }

  learnRequest(id: number, pathId: number, method: string | null): void {
    this.#requests.set(id, pathId, this.#methods.numberOf(method))
  }

  learnAgent(id: number, agentClass: string): void {
    this.#agents.set(id, this.#classes.numberOf(agentClass), 0)
  }

  /** For `pathOf` and `idOf`, until the next call. */
  requestSlot(requestId: number): number {
    const slot = this.#requests.slotOf(requestId)
    return slot < 0 ? this.#lookUpRequest(requestId) : slot
  }

  pathOf(requestSlot: number): number {
    return this.#requests.first(requestSlot)
  }

  /** The id of a key, stored if it is new. -1: no site, no agent, no status. */
  idOf(siteId: number, requestSlot: number, status: number, agentId: number): number {
    const method = this.#requests.second(requestSlot)
    const agentClass = this.#classOf(agentId)
    if (status >= fastStatuses - 1 || siteId >= fastSites - 1 || method >= fastMethods || agentClass >= fastClasses) {
      return this.#slowIdOf(siteId, method, status, agentClass)
    }
    // 20 + 15 + 6 + 12 bits: a safe integer, and never 0, the mark of a free slot.
    const packed = (((siteId + 1) * fastMethods + method) * fastClasses + agentClass) * fastStatuses + (status + 1) + 1
    const hash = Math.imul(status, 0x9e3779b1) ^ Math.imul(method * fastClasses + agentClass, 0x85ebca6b) ^ siteId
    const slot = (hash ^ (hash >>> 15)) & (slots - 1)
    if (this.#fastKeys[slot] === packed) return this.#fastIds[slot]!
    const id = this.#slowIdOf(siteId, method, status, agentClass)
    this.#fastKeys[slot] = packed
    this.#fastIds[slot] = id
    return id
  }

  get isLarge(): boolean {
    return this.#methods.size > mostRemembered || this.#ids.size > mostRemembered
  }

  reset(): void {
    this.#requests.clear()
    this.#methods.clear()
    this.#ids.clear()
    this.#fastKeys.fill(0)
  }

  #classOf(agentId: number): number {
    if (agentId === -1) return this.#classes.numberOf(unknownAgent)
    const slot = this.#agents.slotOf(agentId)
    if (slot >= 0) return this.#agents.first(slot)
    const agentClass = this.#classes.numberOf(this.#findAgent.get(agentId) as string)
    this.#agents.set(agentId, agentClass, 0)
    return agentClass
  }

  #lookUpRequest(requestId: number): number {
    const { path_id: pathId, method } = this.#findRequest.get(requestId) as {
      readonly path_id: number
      readonly method: string | null
    }
    return this.#requests.set(requestId, pathId, this.#methods.numberOf(method))
  }

  #slowIdOf(siteId: number, methodNumber: number, status: number, classNumber: number): number {
    const text = `${siteId} ${methodNumber} ${status} ${classNumber}`
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const key = [
      Math.max(siteId, 0),
      this.#methods.valueOf(methodNumber) ?? "",
      status,
      this.#classes.valueOf(classNumber)
    ]
    const stored = this.#findKey.get(key) as number | undefined
    const id = stored ?? Number(this.#insertKey.run(key).lastInsertRowid)
    this.#ids.set(text, id)
    return id
  }
}

/** The class of an entry without an agent; the views say so, too. */
const unknownAgent: AgentClass = "unknown"

/** Values as the numbers they came in, from 0. */
class Numbered<Value> {
  readonly #numbers = new Map<Value, number>()
  readonly #values: Array<Value> = []

  get size(): number {
    return this.#values.length
  }

  numberOf(value: Value): number {
    let number = this.#numbers.get(value)
    if (number === undefined) {
      number = this.#values.push(value) - 1
      this.#numbers.set(value, number)
    }
    return number
  }

  valueOf(number: number): Value {
    return this.#values[number]!
  }

  clear(): void {
    this.#numbers.clear()
    this.#values.length = 0
  }
}
