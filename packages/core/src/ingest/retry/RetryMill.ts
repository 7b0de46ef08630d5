/**
 * Rejected lines through the mill again, as if they stood one after the other in a file of their own: what comes out are
 * batches of a retried range (store/schema.ts), and the lines that still do not parse.
 *
 * The dictionaries of one mill go on from range to range, so every batch must reach the writer, also one of which nothing
 * is to be stored.
 */
import type { Batch } from "@logmill/workers/batch"
import type { Rules } from "@logmill/workers/filter/rules"
import { Mill } from "@logmill/workers/mill"
import type { LineParser, RejectReason } from "@logmill/workers/parse/line"

import type { RangeRow } from "../../store/ranges.ts"
import type { RejectRow } from "../../store/rejects.ts"
import type { Retry } from "../../store/writer.ts"
import { comparable, lineDigestOf, packLineDigests } from "../lineDigests.ts"

/** A line to try; one without a reject is a header that those after it need. */
export interface TriedLine {
  readonly reject: RejectRow | null
  readonly bytes: Buffer
}

export interface Tried {
  readonly batch: Batch
  readonly resolved: Retry["resolved"]
  readonly failed: ReadonlyArray<{ readonly reason: RejectReason; readonly line: Buffer }>
}

export class RetryMill {
  readonly #mill: Mill
  readonly #key: Uint8Array
  #batches: Array<Batch> = []

  /** `key`: of the digests. */
  constructor(rules: Rules, key: Uint8Array) {
    this.#key = key
    this.#mill = new Mill(rules, key, (batch) => this.#batches.push(batch))
  }

  /** Lines that were rejected in `origin`, in their order. */
  read(
    origin: RangeRow,
    lines: ReadonlyArray<TriedLine>,
    parser: LineParser,
    site: string | null
  ): ReadonlyArray<Tried> {
    const ofFile = lines.map(({ bytes, reject }) => (reject === null ? bytes : comparable(bytes, reject.offset)))
    this.#feed(Buffer.concat(ofFile.flatMap((line) => [line, newline])), parser, site)
    let before = 0
    return this.#batches.splice(0).map((batch) => {
      const own = lines.slice(before, before + batch.lines)
      const bytes = ofFile.slice(before, before + batch.lines)
      before += batch.lines
      return this.#triedIn(batch, origin, own, bytes)
    })
  }

  #feed(bytes: Buffer, parser: LineParser, site: string | null): void {
    // Not at 0, where a file's byte order mark is.
    this.#mill.begin({ pieceId: 0, parser, site }, 1)
    const { window } = this.#mill
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(window.room, bytes.length - at)
      window.append(bytes, at, length)
      at += length
      this.#mill.feed(Infinity)
    }
    this.#mill.finish(false)
  }

  #triedIn(batch: Batch, origin: RangeRow, lines: ReadonlyArray<TriedLine>, bytes: ReadonlyArray<Buffer>): Tried {
    const failing = new Set(batch.rejects.map(({ rangeLine }) => rangeLine))
    const lineOf = (index: number): number => lines[index]!.reject!.rangeLine
    const resolved = [...lines.keys()].filter((index) => lines[index]!.reject !== null && !failing.has(index))
    const headers = lines.filter(({ reject }) => reject === null).length
    return {
      batch: {
        ...batch,
        startOffset: origin.startOffset,
        endOffset: origin.startOffset,
        lines: 0,
        comment: batch.comment - headers,
        rejects: [],
        rangeLine: Uint32Array.from({ length: batch.entries }, (_, index) => lineOf(batch.rangeLine?.[index] ?? index)),
        digest: packLineDigests(
          resolved.map((index) => [lineOf(index), lineDigestOf(bytes[index]!, this.#key)] as const)
        ),
        tail: origin.tail
      },
      resolved: resolved.map((index) => lines[index]!.reject!.id),
      failed: batch.rejects.map(({ rangeLine, reason }) => ({ reason, line: bytes[rangeLine]! }))
    }
  }
}

const newline = Buffer.from("\n")
