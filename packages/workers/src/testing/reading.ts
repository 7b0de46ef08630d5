/**
 * What batches say, one record a line, and whether they keep their promises: the account of lines is even, ranges follow
 * one another without a gap, digests are those of the bytes. Shares nothing with the code that makes batches but types.
 */
import { createCipheriv } from "node:crypto"
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Batch } from "../batch.ts"
import { Rules } from "../filter/rules.ts"
import { Mill } from "../mill.ts"
import { parserFor } from "../parse/formats.ts"
import type { LineParser } from "../parse/line.ts"
import { requestOfText } from "../parse/request.ts"
import { type Piece, type PieceEnd, PieceReader } from "../piece.ts"
import { type NewValues, textsOf } from "../texts.ts"
import { utc } from "../zone.ts"

/** The texts behind a worker's ids of one dictionary. */
class Texts<Value> {
  #texts: Array<Value> = []

  add(firstId: number, texts: ReadonlyArray<Value>): void {
    if (firstId === 0) this.#texts = []
    if (firstId !== this.#texts.length) throw new Error(`ids continue at ${this.#texts.length}, not at ${firstId}`)
    this.#texts.push(...texts)
  }

  get(id: number | undefined): Value | null {
    if (id === undefined || id === -1) return null
    const text = this.#texts[id]
    if (text === undefined) throw new Error(`no text was sent for the id ${id}`)
    return text
  }
}

interface Range {
  readonly batch: Batch
  /** By line within the range: the entry's values as JSON, or a reject. */
  readonly records: ReadonlyArray<readonly [rangeLine: number, record: string]>
}

/** Takes batches of one worker and one source, in the order in which they were sent. */
export class Reading {
  readonly #clients = new Texts<string>()
  readonly #referrers = new Texts<string>()
  readonly #agents = new Texts<string>()
  readonly #sites = new Texts<string>()
  readonly #users = new Texts<string>()
  readonly #extras = new Texts<string>()
  readonly #requests = new Texts<ReadonlyArray<string | null>>()
  readonly #ranges: Array<Range> = []

  readonly take = (batch: Batch): void => {
    const add = (texts: Texts<string>, values: NewValues): void => texts.add(values.firstId, textsOf(values))
    add(this.#clients, batch.newClients)
    add(this.#referrers, batch.newReferrers)
    add(this.#agents, batch.newAgents)
    add(this.#sites, batch.newSites)
    add(this.#users, batch.newUsers)
    add(this.#extras, batch.newExtras)
    const requests = textsOf(batch.newRequests).map(requestOfText)
    this.#requests.add(
      batch.newRequests.firstId,
      requests.map(({ method, origin, path, query, protocol }) => [method, origin, path, query, protocol])
    )
    const records: Array<readonly [number, string]> = []
    for (let index = 0; index < batch.entries; index++) {
      const values = [
        batch.time[index],
        batch.status[index],
        batch.bytes[index],
        this.#clients.get(batch.client[index]),
        ...this.#requests.get(batch.request[index])!,
        this.#referrers.get(batch.referrer[index]),
        this.#agents.get(batch.agent[index]),
        this.#sites.get(batch.site?.[index]),
        this.#users.get(batch.user?.[index]),
        this.#extras.get(batch.extra?.[index]),
        ...detailsOf(batch, index)
      ]
      records.push([batch.rangeLine === null ? index : batch.rangeLine[index]!, JSON.stringify(values)])
    }
    for (const { rangeLine, offset, reason, text } of batch.rejects) {
      records.push([rangeLine, `rejected at ${offset}: ${reason} ${text}`])
    }
    checkBatch(batch)
    this.#ranges.push({ batch, records: records.toSorted(([a], [b]) => a - b) })
  }

  get batches(): ReadonlyArray<Batch> {
    return this.#ranges.map(({ batch }) => batch)
  }

  /** `line: record` of all entries and rejects in the order of the source. Throws when ranges leave gaps or overlap. */
  get records(): ReadonlyArray<string> {
    const records: Array<string> = []
    let firstLine = 1
    let offset = 0
    for (const { batch, records: ofRange } of this.#ranges.toSorted(
      (a, b) => a.batch.startOffset - b.batch.startOffset
    )) {
      if (batch.startOffset !== offset) throw new Error(`a range begins at ${batch.startOffset}, not at ${offset}`)
      for (const [rangeLine, record] of ofRange) records.push(`${firstLine + rangeLine}: ${record}`)
      firstLine += batch.lines
      offset = batch.endOffset
    }
    return records
  }

  /** Sums over all batches. */
  get counts(): Readonly<Record<"lines" | "entries" | "filtered" | "rejected" | "blank" | "comment", number>> {
    const counts = { lines: 0, entries: 0, filtered: 0, rejected: 0, blank: 0, comment: 0 }
    for (const batch of this.batches) {
      counts.lines += batch.lines
      counts.entries += batch.entries
      counts.filtered += sum(batch.filtered)
      counts.rejected += batch.rejects.length
      counts.blank += batch.blank
      counts.comment += batch.comment
    }
    return counts
  }

  get endOffset(): number {
    return Math.max(0, ...this.batches.map((batch) => batch.endOffset))
  }

  /** Throws unless the digest of every range is that of its bytes in `source`. */
  checkDigests(source: Buffer): void {
    for (const { startOffset, endOffset, digest } of this.batches) {
      const expected: Array<Buffer> = []
      for (let at = startOffset; at < endOffset; at += 65_536) {
        const block = source.subarray(at, Math.min(at + 65_536, endOffset))
        const mac = createCipheriv("aes-128-gcm", testKey, Buffer.alloc(12)).setAAD(block)
        mac.final()
        expected.push(mac.getAuthTag().subarray(0, 8))
      }
      if (!Buffer.concat(expected).equals(digest)) {
        throw new Error(`the digest of [${startOffset}, ${endOffset}) is not that of its bytes`)
      }
    }
  }
}

/** Numbers that few formats have; none of a line that has none of them. */
const detailsOf = (batch: Batch, index: number): ReadonlyArray<number> => {
  const details = [batch.durationUs, batch.upstreamUs, batch.bytesIn].map((column) => column?.[index] ?? -1)
  return details.every((value) => value === -1) ? [] : details
}

/** Of a database that there is not. */
export const testKey = Buffer.from("0123456789abcdef")

const sum = (counts: ReadonlyArray<number>): number => counts.reduce((total, count) => total + (count ?? 0), 0)

/** The law of the lines, and that columns and counts agree. */
const checkBatch = (batch: Batch): void => {
  const { lines, entries, blank, comment, filtered, rejects, startOffset, endOffset } = batch
  const accounted = entries + sum(filtered) + rejects.length + blank + comment
  if (lines !== accounted) throw new Error(`${lines} lines, but ${accounted} are accounted for`)
  if (endOffset <= startOffset || lines === 0) throw new Error(`the range [${startOffset}, ${endOffset}) is empty`)
  if (batch.tail && lines !== 1) throw new Error(`a tail of ${lines} lines`)
  const times = [...batch.time]
  if (entries > 0 && (batch.minTime !== min(times) || batch.maxTime !== -min(times.map((time) => -time)))) {
    throw new Error("minTime or maxTime is not that of the entries")
  }
  for (const { offset } of rejects) {
    if (offset < startOffset || offset >= endOffset) throw new Error(`a reject at ${offset} is outside its range`)
  }
}

const min = (values: ReadonlyArray<number>): number => values.reduce((least, value) => Math.min(least, value), Infinity)

export interface MillOptions {
  /** Sizes of the portions in which the bytes come; whole windows by default. */
  readonly portions?: () => number
  readonly format?: string
  /** In place of that of the format. */
  readonly parser?: LineParser
  readonly drop?: ReadonlyArray<string>
  readonly site?: string | null
  /** Whether the end of `bytes` is the end of the source; else a last line without its end is left. */
  readonly atEnd?: boolean
  /** Every line is read in JavaScript, none by the kernel. */
  readonly withoutKernel?: boolean
}

/** Puts bytes through a mill of its own, as a reader does. Digests are checked. */
export const mill = (bytes: Buffer, options: MillOptions = {}): Reading => {
  const { portions = () => Infinity, format = "auto", drop = [], site = null, atEnd = true } = options
  const { parser = parserFor(format, utc) } = options
  const slowly: LineParser = {
    ordinary: 0,
    hasHeaders: parser.hasHeaders === true,
    hasHash: parser.hasHash === true,
    takeHeader: (...line) => parser.takeHeader!(...line),
    begin: () => parser.begin?.(),
    parse: (...line) => parser.parse(...line)
  }
  const reading = new Reading()
  const run = new Mill(new Rules(drop, [], {}), testKey, reading.take)
  const { window } = run
  run.begin({ pieceId: 0, parser: options.withoutKernel === true ? slowly : parser, site }, 0)
  for (let at = 0; at < bytes.length;) {
    const length = Math.min(window.room, bytes.length - at, portions())
    window.append(bytes, at, length)
    at += length
    run.feed(Infinity)
  }
  run.finish(atEnd)
  reading.checkDigests(bytes)
  return reading
}

/** Files of a test, deleted at the end of its scope (`using`). */
export class TestFiles implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "logmill-workers-"))
  readonly #open: Array<number> = []

  write(name: string, content: string | Buffer): string {
    const path = join(this.directory, name)
    writeFileSync(path, content)
    return path
  }

  open(path: string): number {
    const fd = openSync(path, "r")
    this.#open.push(fd)
    return fd
  }

  [Symbol.dispose](): void {
    for (const fd of this.#open) closeSync(fd)
    rmSync(this.directory, { recursive: true })
  }
}

/** The whole of a plain file; other pieces say what is different. */
export const wholeFile: Omit<Piece, "fd"> = {
  pieceId: 1,
  compression: "none",
  stream: false,
  start: 0,
  end: null,
  startsLine: true,
  format: "auto",
  formats: [],
  site: null
}

/** Reads pieces of one open file, one after the other, with one worker's reader. */
export const readPieces = async (
  fd: number,
  pieces: ReadonlyArray<Partial<Piece>>,
  shouldStop: () => boolean = () => false,
  now: () => number = () => 0
): Promise<{ readonly reading: Reading; readonly ends: ReadonlyArray<PieceEnd> }> => {
  const reading = new Reading()
  const reader = new PieceReader(
    new Mill(null, testKey, reading.take),
    (format) => parserFor(format, utc),
    shouldStop,
    now
  )
  const ends: Array<PieceEnd> = []
  for (const piece of pieces) ends.push(await reader.read({ ...wholeFile, fd, ...piece }))
  return { reading, ends }
}
