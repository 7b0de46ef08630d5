/** The running sums of an ingest: what became of each file, and of its lines. */
import type { Batch } from "@logmill/workers/batch"

import type { Sums, Undoing } from "../store/ranges.ts"
import type { Discovery } from "./discover.ts"
import { inNaturalOrder } from "./naturalOrder.ts"
import {
  addCounts,
  type Counts,
  type IngestProgress,
  type IngestReport,
  isStream,
  noCounts,
  type SourceOutcome
} from "./report.ts"

export class Tally {
  /** Those that times of new logs are written with. */
  readonly offsets = new Set<string>()
  readonly #outcomes: Array<SourceOutcome> = []
  readonly #filteredBy = new Map<string, number>()
  readonly #rejectedBy = new Map<string, number>()
  readonly #startedAt: number
  readonly #onProgress: (progress: IngestProgress) => void
  readonly #bytesTotal: number
  readonly #sourcesTotal: number
  #counts: Counts = noCounts
  #bytes = 0
  #nulBytes = 0
  #bytesDone = 0
  #sourcesDone = 0

  constructor(found: Discovery, startedAt: number, onProgress: (progress: IngestProgress) => void) {
    this.#startedAt = startedAt
    this.#onProgress = onProgress
    this.#bytesTotal = found.files.reduce((sum, file) => sum + Number(file.stat?.size ?? 0), 0)
    this.#sourcesTotal = found.files.length
    const nothing = { sourceId: null, format: null, counts: noCounts }
    for (const { path, message } of found.problems) {
      const result = message === "there is no such file" || message === "matches no file" ? "missing" : "unreadable"
      this.#outcomes.push({ ...nothing, path, result, detail: message })
    }
    for (const { path, message } of found.skipped) {
      this.#outcomes.push({ ...nothing, path, result: "skipped", detail: message })
    }
    for (const { path, sameAs } of found.repeated) {
      this.#outcomes.push({ ...nothing, path, result: "alreadyRead", detail: `is the same file as ${sameAs}` })
    }
  }

  /** A stored batch. */
  add(batch: Batch, ruleNames: ReadonlyArray<string>): void {
    this.#counts = addCounts(this.#counts, countsOf(batch))
    this.#bytes += batch.endOffset - batch.startOffset
    this.#nulBytes += batch.nulBytes
    batch.filtered.forEach((lines, rule) => increase(this.#filteredBy, ruleNames[rule]!, lines))
    for (const { reason } of batch.rejects) increase(this.#rejectedBy, reason, 1)
  }

  /** A last line without line end was undone, to be read again. */
  undo({ filteredBy, range, rejectedFor, sums }: Undoing): void {
    this.#nulBytes -= range.nulBytes
    this.#counts = addCounts(this.#counts, negative(sums))
    for (const { rule, lines } of filteredBy) increase(this.#filteredBy, rule, -lines)
    for (const reason of rejectedFor) increase(this.#rejectedBy, reason, -1)
  }

  read(bytes: number): void {
    this.#bytesDone += bytes
  }

  end(outcome: SourceOutcome): void {
    this.#outcomes.push(outcome)
    this.#sourcesDone++
  }

  /** Of the files so far. */
  get outcomes(): ReadonlyArray<SourceOutcome> {
    return this.#outcomes
  }

  /** Sources that files were read as for the first time, or that go on in a file that begins with another. */
  get fresh(): ReadonlySet<number> {
    return this.#sourcesOf((outcome) => outcome.result === "read" || outcome.result === "damaged" || isLonger(outcome))
  }

  /** Of these, those that go on. */
  get longer(): ReadonlySet<number> {
    return this.#sourcesOf(isLonger)
  }

  #sourcesOf(isOne: (outcome: SourceOutcome) => boolean): ReadonlySet<number> {
    const outcomes = this.#outcomes.filter((outcome) => !isStream(outcome.path) && isOne(outcome))
    return new Set(outcomes.flatMap(({ sourceId }) => sourceId ?? []))
  }

  progress(now: number): void {
    this.#onProgress({
      bytesDone: Math.min(this.#bytesDone, this.#bytesTotal),
      bytesTotal: this.#bytesTotal,
      lines: this.#counts.lines,
      rejected: this.#counts.rejected,
      sourcesDone: this.#sourcesDone,
      sourcesTotal: this.#sourcesTotal,
      elapsedMs: now - this.#startedAt
    })
  }

  report({ now, ...run }: Run): IngestReport {
    const listed = (sums: ReadonlyMap<string, number>) =>
      [...sums].filter(([, lines]) => lines !== 0).toSorted(([, a], [, b]) => b - a)
    return {
      ...run,
      outcomes: inNaturalOrder(this.#outcomes, ({ path }) => path),
      counts: this.#counts,
      bytes: this.#bytes,
      nulBytes: this.#nulBytes,
      elapsedMs: now - this.#startedAt,
      filteredBy: listed(this.#filteredBy).map(([rule, lines]) => ({ rule, lines })),
      rejectedBy: listed(this.#rejectedBy).map(([reason, lines]) => ({ reason, lines }))
    }
  }
}

const isLonger = ({ detail, result }: SourceOutcome): boolean => result === "continued" && detail !== null

/** What of a report is none of the files. */
type Run = Pick<IngestReport, "runId" | "notices" | "hadSources" | "interrupted"> & {
  /** ms UTC. */
  readonly now: number
}

const increase = (sums: Map<string, number>, key: string, by: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + by)

export const countsOf = (batch: Batch): Counts => ({
  lines: batch.lines,
  stored: batch.entries,
  filtered: batch.filtered.reduce((sum, lines) => sum + (lines ?? 0), 0),
  rejected: batch.rejects.length,
  blank: batch.blank,
  comment: batch.comment
})

/** What undoing a range takes off the sums. */
export const negative = (sums: Sums): Counts => ({
  lines: -sums.lines,
  stored: -sums.stored,
  filtered: -sums.filtered,
  rejected: -sums.rejected,
  blank: -sums.blank,
  comment: -sums.comment
})
