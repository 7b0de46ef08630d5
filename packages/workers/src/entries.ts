/**
 * The entries of the batch that is being filled: records of lines become rows of columns, unless the filter rules drop
 * them; when the batch leaves, the columns are copied out with the values that are new. Dictionaries outlive batches and
 * pieces.
 */
import { type Batch, batchEntries } from "./batch.ts"
import { ValueColumn } from "./column.ts"
import { Details } from "./details.ts"
import { decodeExtra } from "./extra.ts"
import { noVerdict, type Rules, type Verdict } from "./filter/rules.ts"
import { Kept, type KeptTexts } from "./kept.ts"
import { AGENT, CLIENT, ENTRY, EXTRA, type Kernel, NO_ENTRY, REFERRER, REQUEST, SITE, USER } from "./kernel.ts"
import { textOf } from "./parse/value.ts"
import { RequestColumn } from "./requests.ts"
import type { TextList } from "./texts.ts"

/** Of a batch, what entries are in it. */
type Taken = Pick<
  Batch,
  | "minTime"
  | "maxTime"
  | "rangeLine"
  | "time"
  | "status"
  | "bytes"
  | "client"
  | "request"
  | "referrer"
  | "agent"
  | "site"
  | "user"
  | "extra"
  | "durationUs"
  | "upstreamUs"
  | "bytesIn"
  | "newClients"
  | "newRequests"
  | "newReferrers"
  | "newAgents"
  | "newSites"
  | "newUsers"
  | "newExtras"
  | keyof KeptTexts
>

export class Entries {
  readonly #kernel: Kernel
  readonly #rules: Rules | null
  readonly #requests: RequestColumn
  readonly #clients: ValueColumn
  readonly #referrers: ValueColumn
  readonly #agents: ValueColumn
  readonly #sites: ValueColumn
  readonly #users: ValueColumn
  readonly #extras: ValueColumn
  /** Numbers that few formats have. */
  readonly details: Details
  /** Texts of many values that were asked for. */
  readonly kept: Kept
  #clientVerdicts = new Map<string, Verdict>()
  #count = 0
  #filled = 0
  #minTime = Infinity
  #maxTime = -Infinity

  constructor(kernel: Kernel, rules: Rules | null) {
    const values = (number: number): ValueColumn => new ValueColumn(kernel.dictionaries[number]!)
    this.#kernel = kernel
    this.#rules = rules
    this.#requests = new RequestColumn(kernel, rules)
    this.#clients = values(CLIENT)
    this.#referrers = values(REFERRER)
    this.#agents = values(AGENT)
    this.#sites = values(SITE)
    this.#users = values(USER)
    this.#extras = new ValueColumn(kernel.dictionaries[EXTRA]!, addExtra)
    this.details = new Details(kernel)
    this.kept = new Kept(kernel)
  }

  get count(): number {
    return this.#count
  }

  /** How many more fit into the batch. */
  get room(): number {
    return batchEntries - this.#count
  }

  /** A dictionary is full: the batch is to leave. */
  get isFull(): boolean {
    return this.#kernel.dictionaries.some((dictionary) => dictionary.isFull)
  }

  /**
   * Takes the entries among the kernel's records [from, to); record 0 is line `firstLine` of the range. `site`, put
   * aside, is that of all. Counts in `filtered` what rules drop, by their indexes.
   */
  append(
    from: number,
    to: number,
    firstLine: number,
    site: readonly [start: number, end: number] | null,
    filtered: Array<number>
  ): void {
    const kernel = this.#kernel
    kernel.encodeRequests(from, to)
    if (this.#rules !== null) this.#filter(this.#rules, from, to, filtered)
    if (site !== null) {
      for (let record = from; record < to; record++) {
        if (!kernel.has(record, SITE)) kernel.setSpan(record, SITE, site[0], site[1])
      }
    }
    this.details.append(from, to, this.#count)
    this.kept.append(from, this.#count)
    this.#count += kernel.encode(from, to, firstLine, this.#count)
    this.#filled |= kernel.filledColumns
    this.#minTime = Math.min(this.#minTime, kernel.minTime)
    this.#maxTime = Math.max(this.#maxTime, kernel.maxTime)
  }

  #filter(rules: Rules, from: number, to: number, filtered: Array<number>): void {
    const kernel = this.#kernel
    for (let record = from; record < to; record++) {
      if (kernel.kindOf(record) !== ENTRY) continue
      const request = kernel.requestIdOf(record)
      const client = rules.judgesClients ? this.#verdictOfClient(rules, record) : noVerdict
      const rule = rules.droppedBy(
        this.#requests.verdict(request),
        client,
        rules.verdictOfStatus(kernel.statusOf(record))
      )
      if (rule < 0) kernel.setRequestId(record, this.#requests.wireIdOf(request))
      else {
        kernel.setKind(record, NO_ENTRY)
        filtered[rule] = (filtered[rule] ?? 0) + 1
      }
    }
  }

  #verdictOfClient(rules: Rules, record: number): Verdict {
    const client = textOf(this.#kernel.readable, ...this.#kernel.spanOf(record, CLIENT))
    let verdict = this.#clientVerdicts.get(client)
    if (verdict === undefined) {
      if (this.#clientVerdicts.size > 100_000) this.#clientVerdicts = new Map()
      verdict = rules.verdictOfClient(client)
      this.#clientVerdicts.set(client, verdict)
    }
    return verdict
  }

  /** The batch's entries, of a range of so many lines. Arrays are views of memory that is used again after `clear`. */
  look(lines: number): Taken {
    const count = this.#count
    const { bytes, ids, rangeLine, status, time } = this.#kernel.columns
    const idsOf = (number: number): Int32Array<ArrayBuffer> => ids[number]!.subarray(0, count)
    const idsIfAny = (number: number): Int32Array<ArrayBuffer> | null =>
      (this.#filled & (1 << number)) === 0 ? null : idsOf(number)
    return {
      minTime: this.#minTime,
      maxTime: this.#maxTime,
      rangeLine: count === lines ? null : rangeLine.subarray(0, count),
      time: time.subarray(0, count),
      status: status.subarray(0, count),
      bytes: bytes.subarray(0, count),
      client: idsOf(CLIENT),
      request: idsOf(REQUEST),
      referrer: idsOf(REFERRER),
      agent: idsOf(AGENT),
      site: idsIfAny(SITE),
      user: idsIfAny(USER),
      extra: idsIfAny(EXTRA),
      ...this.details.look(count),
      ...this.kept.look(),
      newClients: this.#clients.lookNew(),
      newRequests: this.#requests.lookNew(),
      newReferrers: this.#referrers.lookNew(),
      newAgents: this.#agents.lookNew(),
      newSites: this.#sites.lookNew(),
      newUsers: this.#users.lookNew(),
      newExtras: this.#extras.lookNew()
    }
  }

  /** Begins the next batch: its new values are those after the last one's. */
  clear(): void {
    this.details.clear()
    this.kept.clear()
    this.#count = 0
    this.#filled = 0
    this.#minTime = Infinity
    this.#maxTime = -Infinity
    const values = [this.#clients, this.#referrers, this.#agents, this.#sites, this.#users, this.#extras]
    for (const column of [this.#requests, ...values]) column.clear()
  }
}

const addExtra = (texts: TextList, bytes: Buffer, start: number, end: number): void =>
  texts.addText(JSON.stringify(decodeExtra(bytes, start, end)))
