/**
 * The rollups while entries are counted for them: resolved (Resolver.ts), added up in memory (Sums.ts), and now and then
 * written (RollupTables.ts), in the transaction that moves the watermark.
 *
 * Until then the sums are behind, and the watermark with them: answers add the entries beyond it. A kill loses the sums,
 * not the entries: the next ingest begins with `catchUp`.
 */
import type { Connection } from "../open.ts"
import { addendBytes } from "./Addends.ts"
import { Resolver, type ResolverInput } from "./Resolver.ts"
import { RollupTables } from "./RollupTables.ts"
import { type Bounds, type Summing, Sums, type SumsSetup } from "./Sums.ts"
import { SumsThread } from "./SumsThread.ts"

/** 10 MB; 5 MB of a file that is not meant for the disk; 8 MB. */
const usualBounds: Bounds = { rows: 160 * 1024, sealed: 256 * 1024, paths: 128 * 1024 }

/** Entries of an ingest for which a thread is worth its start; they wait for it, 40 bytes each. */
const entriesForThread = 20_000

export interface TotalsOptions {
  readonly bounds?: Bounds
  readonly entriesForThread?: number
}

export class Totals {
  readonly #connection: Connection
  readonly #kind: "ingested" | "behind" | "again"
  readonly #resolver: Resolver
  readonly #tables: RollupTables
  readonly #setup: SumsSetup
  readonly #entriesForThread: number
  /** Until it is known whether there are enough for a thread. */
  readonly #waiting: Array<(sums: Summing) => void> = []
  #waitingEntries = 0
  #sums: Summing | undefined

  /**
   * `ingested`: of entries that are being stored; not to be made inside a transaction, and to be closed. `behind`: of
   * entries that were. `again`: of days that are made anew: the watermark counts them already, and the sums by path are
   * the caller's to make.
   */
  constructor(connection: Connection, kind: "ingested" | "behind" | "again", options: TotalsOptions = {}) {
    this.#connection = connection
    this.#kind = kind
    this.#entriesForThread = options.entriesForThread ?? entriesForThread
    this.#resolver = new Resolver(connection)
    this.#tables = new RollupTables(connection, kind === "ingested")
    this.#setup = {
      shapes: this.#tables.shapes,
      bounds: options.bounds ?? usualBounds,
      image: this.#tables.emptyImage,
      isWithoutPaths: kind === "again"
    }
    if (kind !== "ingested") this.#sums = new Sums(this.#setup)
  }

  /** What a request is, told when it is stored: saves looking it up. */
  learnRequest(id: number, pathId: number, method: string | null): void {
    this.#resolver.learnRequest(id, pathId, method)
  }

  learnAgent(id: number, agentClass: string): void {
    this.#resolver.learnAgent(id, agentClass)
  }

  /**
   * Adds `count` entries that get the ids from `firstEntry` on in this transaction. Their requests and agents are stored
   * already, or learnt.
   */
  add(count: number, firstEntry: number, columns: ResolverInput): void {
    const { most } = this.#resolver
    for (let from = 0; from < count; from += most) {
      const to = Math.min(from + most, count)
      // A whole batch's, so that a buffer can be used again.
      const buffer = this.#sums?.buffer(addendBytes(most)) ?? new ArrayBuffer(addendBytes(to - from))
      const addends = this.#resolver.resolve(columns, from, to, firstEntry + from, buffer)
      this.#ask((sums) => sums.add(addends))
      if (this.#sums === undefined && (this.#waitingEntries += addends.count) > this.#entriesForThread) {
        this.#begin(new SumsThread(this.#setup))
      }
    }
  }

  /** Entries up to this one are not to be added: those of a last line that may be undone. */
  pass(lastEntry: number): void {
    this.#ask((sums) => sums.pass(lastEntry))
  }

  /** Asks for all sums to be written, with the last those by path: `write` does it as soon as they are ready. */
  flush(isLast: boolean): void {
    this.#begun.flush(isLast)
  }

  /** Writes all there is, with the sums by path, in transactions of its own. */
  finish(): void {
    const write = this.#connection.raw.transaction(() => this.write())
    const settle = (): void => {
      this.#begun.settle()
      while (write());
    }
    // What is ready before has the image: the last rows can have it after that.
    settle()
    this.flush(true)
    settle()
  }

  /**
   * Writes what is ready, and says whether there was anything, and may be more for the next transaction: as the last
   * thing in one; of entries that are being ingested, one that began deferred.
   */
  write(): boolean {
    const flush = this.#sums?.take()
    if (flush === undefined) return false
    // What writes first locks a transaction that began deferred, as it must be before the image is read.
    if (this.#kind !== "again") this.#tables.setPathsFollow(flush.hasPaths)
    this.#tables.add(flush)
    if (this.#kind !== "again" && flush.upTo > 0) this.#tables.moveWatermark(flush.upTo)
    if (flush.inImage !== null) this.#sums!.release()
    return true
  }

  close(): void {
    this.#sums?.close()
    this.#tables.close()
  }

  #ask(what: (sums: Summing) => void): void {
    if (this.#sums === undefined) this.#waiting.push(what)
    else what(this.#sums)
  }

  get #begun(): Summing {
    return this.#sums ?? this.#begin(new Sums(this.#setup))
  }

  #begin(sums: Summing): Summing {
    this.#sums = sums
    for (const what of this.#waiting.splice(0)) what(sums)
    return sums
  }
}
