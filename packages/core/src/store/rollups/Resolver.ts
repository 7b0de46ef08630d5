/**
 * What entries count towards in the rollups: the path of their request, their key, their day and hour. A kernel remembers
 * what requests, agents, keys and the hour stand for; what it misses is looked up here.
 *
 * Costs 30 ns an entry (Nov 2026), where everything is known. Writes to the database only keys that are new.
 */
import type { ZoneRule } from "@logmill/workers/zone"

import { type ResolveKernel, resolveKernel } from "../../kernels.ts"
import type { Connection } from "../open.ts"
import { type Addends, packAddends } from "./Addends.ts"
import { hourAround, minuteMs } from "./calendar.ts"
import { HitKeys } from "./HitKeys.ts"
import { reportZone } from "./reportZone.ts"

/** What the kernel may miss of an entry (assembly/resolve.ts). */
const missing = { hour: 1, request: 2, agent: 3, key: 4 } as const
/** Of the minutes of an hour's beginning, which need 33 bits until the year 9999: the kernel has them in two parts. */
const minuteUnit = 1 << 16

/** Columns of the kernel: those it is given, and those it fills (assembly/resolve.memory.ts). */
const column = {
  time: 0,
  status: 1,
  request: 2,
  agent: 3,
  site: 4,
  path: 5,
  key: 6,
  day: 7,
  minuteHigh: 8,
  minuteLow: 9
} as const

/** Entries by columns, with stored ids; -1 is null, a column that is null throughout may be left out. */
export interface ResolverInput {
  readonly time: Float64Array
  readonly clientId: Int32Array
  readonly requestId: Int32Array
  readonly agentId: Int32Array
  readonly siteId?: Int32Array
  readonly status: Float64Array
  readonly bytes: Float64Array
  readonly durationUs?: Float64Array
}

export class Resolver {
  readonly #zone: ZoneRule
  readonly #keys: HitKeys
  readonly #kernel: ResolveKernel = resolveKernel()

  constructor(connection: Connection) {
    this.#zone = reportZone(connection)
    this.#keys = new HitKeys(connection)
  }

  /** Entries that can be resolved at a time. */
  get most(): number {
    return this.#kernel.batchRows.value
  }

  /** What a request is, told when it is stored: saves looking it up. */
  learnRequest(id: number, pathId: number, method: string | null): void {
    this.#kernel.learnRequest(id, pathId, this.#keys.numberOfMethod(method))
  }

  learnAgent(id: number, agentClass: string): void {
    this.#kernel.learnAgent(id, this.#keys.numberOfClass(agentClass))
  }

  /**
   * Those of the entries from `from` to before `to`, into a buffer with room for them. Their requests and agents are
   * stored already, or learnt.
   */
  resolve(input: ResolverInput, from: number, to: number, firstEntry: number, buffer: Addends["buffer"]): Addends {
    const count = to - from
    const kernel = this.#kernel
    const numbers = (index: number): Float64Array => new Float64Array(kernel.memory.buffer, this.#at(index), count)
    const integers = (index: number): Int32Array => new Int32Array(kernel.memory.buffer, this.#at(index), count)
    const request = input.requestId.subarray(from, to)
    const agent = input.agentId.subarray(from, to)
    const site = input.siteId?.subarray(from, to)
    numbers(column.time).set(input.time.subarray(from, to))
    numbers(column.status).set(input.status.subarray(from, to))
    integers(column.request).set(request)
    integers(column.agent).set(agent)
    if (site === undefined) integers(column.site).fill(-1)
    else integers(column.site).set(site)
    for (let row = 0; (row = kernel.resolve(row, count)) < count;) this.#tell(row)
    const addends = packAddends(buffer, count, firstEntry, {
      bytes: input.bytes.subarray(from, to),
      duration: input.durationUs?.subarray(from, to),
      client: input.clientId.subarray(from, to),
      request,
      agent,
      site: integers(column.site),
      path: integers(column.path),
      key: integers(column.key),
      day: integers(column.day),
      minuteHigh: integers(column.minuteHigh),
      minuteLow: integers(column.minuteLow)
    })
    if (this.#keys.isLarge) {
      this.#keys.reset()
      kernel.forget()
    }
    return addends
  }

  #at(index: number): number {
    return this.#kernel.columnsAt.value + index * this.#kernel.columnBytes.value
  }

  /** Tells the kernel what is missing of the entry in this row. */
  #tell(row: number): void {
    const kernel = this.#kernel
    const keys = this.#keys
    const integer = (index: number): number => new Int32Array(kernel.memory.buffer, this.#at(index))[row]!
    const number = (index: number): number => new Float64Array(kernel.memory.buffer, this.#at(index))[row]!
    switch (kernel.missing.value) {
      case missing.hour: {
        const { start, end, day } = hourAround(this.#zone, number(column.time))
        const minute = Math.floor(start / minuteMs)
        const high = Math.floor(minute / minuteUnit)
        kernel.enterHour(start, end, high, minute - high * minuteUnit, day)
        break
      }
      case missing.request: {
        const id = integer(column.request)
        const { pathId, method } = keys.findRequest(id)
        kernel.learnRequest(id, pathId, method)
        break
      }
      case missing.agent: {
        const id = integer(column.agent)
        kernel.learnAgent(id, keys.findClass(id))
        break
      }
      case missing.key: {
        const { method, agentClass } = kernel
        kernel.giveKey(row, keys.idOf(integer(column.site), method.value, number(column.status), agentClass.value))
      }
    }
  }
}
