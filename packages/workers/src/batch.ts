/**
 * What workers send: columnar batches of entries. One typed array a column, values as numbers of the worker's own
 * dictionaries, and the texts of the values that are new since the worker's last batch. Buffers are transferred, not
 * copied.
 *
 * A batch is one range of its source: all complete lines between two offsets, in order, so that storing it and
 * remembering that it was read is one act. `-1` in a column of numbers is null.
 */
import type { RejectReason } from "./parse/line.ts"
import type { KeptTexts } from "./kept.ts"
import type { NewValues } from "./texts.ts"

/** Entries at most in one batch: some 10 ms of a writer's work; twice as many cost 15 MB more memory and gain nothing. */
export const batchEntries = 8 * 1024
/** A batch ends, too, when it has taken in this many bytes, so that commits and progress never wait on odd files. */
export const batchBytes = 16 * 1024 * 1024

export interface Reject {
  /** Line within the range, from 0. */
  readonly rangeLine: number
  readonly offset: number
  readonly reason: RejectReason
  /** The line as logged (lossless text, see parse/value.ts); of a line that is too long its first 1 KiB. */
  readonly text: string
}

export interface Batch extends KeptTexts {
  readonly pieceId: number
  /** Byte offsets in the decompressed source; `endOffset` is the start of the next line. */
  readonly startOffset: number
  readonly endOffset: number
  readonly lines: number
  readonly entries: number
  readonly blank: number
  readonly comment: number
  /** Bytes of runs of NULs in front of lines, with what a crash had cut off before them: no part of any line. */
  readonly nulBytes: number
  /** Dropped lines by the index of the rule that dropped them. */
  readonly filtered: ReadonlyArray<number>
  readonly rejects: ReadonlyArray<Reject>
  readonly digest: Uint8Array<ArrayBuffer>
  /** The one line of this batch had no line end: it may go on later. */
  readonly tail: boolean
  readonly minTime: number
  readonly maxTime: number
  /** Lines within the range of the entries; null when every line is an entry. */
  readonly rangeLine: Uint32Array<ArrayBuffer> | null
  readonly time: Float64Array<ArrayBuffer>
  readonly status: Float64Array<ArrayBuffer>
  readonly bytes: Float64Array<ArrayBuffer>
  readonly client: Int32Array<ArrayBuffer>
  readonly request: Int32Array<ArrayBuffer>
  readonly referrer: Int32Array<ArrayBuffer>
  readonly agent: Int32Array<ArrayBuffer>
  readonly site: Int32Array<ArrayBuffer> | null
  readonly user: Int32Array<ArrayBuffer> | null
  readonly extra: Int32Array<ArrayBuffer> | null
  /** Microseconds that requests took, and that servers behind took; bytes of requests. Null when no entry has any. */
  readonly durationUs: Float64Array<ArrayBuffer> | null
  readonly upstreamUs: Float64Array<ArrayBuffer> | null
  readonly bytesIn: Float64Array<ArrayBuffer> | null
  readonly newClients: NewValues
  /** Each as its `requestText`. */
  readonly newRequests: NewValues
  readonly newReferrers: NewValues
  readonly newAgents: NewValues
  readonly newSites: NewValues
  readonly newUsers: NewValues
  readonly newExtras: NewValues
}

const columnNames = [
  "time",
  "status",
  "bytes",
  "durationUs",
  "upstreamUs",
  "bytesIn",
  "rangeLine",
  "client",
  "request",
  "referrer",
  "agent",
  "site",
  "user",
  "extra",
  "keptRow",
  "keptName"
] as const satisfies ReadonlyArray<keyof Batch>

const valueNames = [
  "newClients",
  "newRequests",
  "newReferrers",
  "newAgents",
  "newSites",
  "newUsers",
  "newExtras",
  "keptTexts"
] as const satisfies ReadonlyArray<keyof Batch>

/** The new values of all dictionaries. */
export const newValuesOf = (batch: Batch): ReadonlyArray<NewValues> => valueNames.map((name) => batch[name])

type Column = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/**
 * The same batch with copies of all its arrays, side by side in one buffer: handing over some twenty of them cost as much
 * as a tenth of parsing (Nov 2026).
 */
export const packed = (batch: Batch): Batch => {
  const columns = columnNames.flatMap((name) => batch[name] ?? [])
  const values = newValuesOf(batch)
  // Wide numbers first, so that each array begins where its numbers may.
  const arrays: ReadonlyArray<Column> = [
    ...columns,
    ...values.map(({ ends }) => ends),
    ...values.map(({ bytes }) => bytes),
    batch.digest
  ]
  const buffer = new ArrayBuffer(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let used = 0
  const copy = <Array extends Column>(array: Array): Array => {
    // A Buffer is made otherwise than the arrays, and is one of bytes.
    const Kind = (array instanceof Uint8Array ? Uint8Array : array.constructor) as new (
      buffer: ArrayBuffer,
      offset: number,
      length: number
    ) => Array
    const to = new Kind(buffer, used, array.length)
    to.set(array)
    used += array.byteLength
    return to
  }
  const copies = columnNames.map((name) => [name, batch[name] === null ? null : copy(batch[name])] as const)
  const ends = values.map((value) => copy(value.ends))
  const bytes = values.map((value) => copy(value.bytes))
  const newValues = valueNames.map(
    (name, index) =>
      [name, { firstId: batch[name].firstId, bytes: bytes[index]!, ends: ends[index]! } satisfies NewValues] as const
  )
  return { ...batch, ...Object.fromEntries(copies), ...Object.fromEntries(newValues), digest: copy(batch.digest) }
}

/** The memory of a packed batch, which can be handed over instead of copied. */
export const bufferOf = (batch: Batch): ArrayBuffer => batch.digest.buffer

/** Gives back the memory of a batch at once: left to the garbage collector, tens of megabytes would pile up. */
export const freeColumns = (batch: Batch): void => void bufferOf(batch).transfer(0)
