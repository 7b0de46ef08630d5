/**
 * The ids of `hit_key` rows: site, method, status and agent class of an entry as one small number, stored when first met.
 *
 * The kernel remembers what the ids of an entry stand for (the method of a request, the class of an agent), and which
 * keys there are, and asks here for the rest. Memory is bounded: `reset` when `isLarge`, at a moment when nobody holds
 * numbers of methods.
 */
import type { Statement } from "better-sqlite3"
import { and, eq, sql } from "drizzle-orm"

import type { AgentClass } from "../details.ts"
import type { Connection } from "../open.ts"
import { agent, hitKey, request } from "../schema.ts"

/** Methods and keys remembered; a log has a dozen methods and a few hundred keys, unless it is made to hurt. */
const mostRemembered = 20_000

export class HitKeys {
  readonly #methods = new Numbered<string | null>()
  readonly #classes = new Numbered<string>()
  readonly #ids = new Map<string, number>()
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

  numberOfMethod(method: string | null): number {
    return this.#methods.numberOf(method)
  }

  numberOfClass(agentClass: string): number {
    return this.#classes.numberOf(agentClass)
  }

  /** What a request is, by its id. */
  findRequest(id: number): { readonly pathId: number; readonly method: number } {
    const row = this.#findRequest.get(id) as { readonly path_id: number; readonly method: string | null }
    return { pathId: row.path_id, method: this.#methods.numberOf(row.method) }
  }

  /** The number of an agent's class; -1: no agent. */
  findClass(agentId: number): number {
    return this.#classes.numberOf(agentId === -1 ? unknownAgent : (this.#findAgent.get(agentId) as string))
  }

  /** The id of a key, stored if it is new. Method and class are numbers; -1: no site, no status. */
  idOf(siteId: number, method: number, status: number, agentClass: number): number {
    const text = `${siteId} ${method} ${status} ${agentClass}`
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const key = [Math.max(siteId, 0), this.#methods.valueOf(method) ?? "", status, this.#classes.valueOf(agentClass)]
    const stored = this.#findKey.get(key) as number | undefined
    const id = stored ?? Number(this.#insertKey.run(key).lastInsertRowid)
    this.#ids.set(text, id)
    return id
  }

  get isLarge(): boolean {
    return this.#methods.size > mostRemembered || this.#ids.size > mostRemembered
  }

  reset(): void {
    this.#methods.clear()
    this.#ids.clear()
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
