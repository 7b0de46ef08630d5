/**
 * What a parser says about one line: where each field's bytes are, and the numbers it has read.
 *
 * One mutable object is reused for all lines of a worker, so that the hot path allocates nothing. Positions are offsets
 * into `bytes`; a start of -1 means that the line has no such field (or says `-`). Nothing is copied or decoded here:
 * that happens once per distinct value (value.ts, request.ts).
 */

import type { Program } from "../format/program.ts"
import { Scratch } from "../format/scratch.ts"

/** Why a line was rejected; the closed set stored in `reject.reason`. The index is what a parser returns. */
export const rejectReasons = [
  "ok",
  "no-client",
  "no-time",
  "bad-time",
  "no-request",
  "bad-status",
  "bad-bytes",
  "number-too-large",
  "too-long",
  "leading-site",
  "bad-number",
  "no-match"
] as const
export type RejectReason = Exclude<(typeof rejectReasons)[number], "ok">

/** What each reason means, for people. */
export const rejectReasonTexts: Readonly<Record<RejectReason, string>> = {
  "no-client": "the line does not begin with a client and the fields that come before the time",
  "no-time": "there is no time in brackets where one is expected",
  "bad-time": "the time is not a time that exists, or is before 1970",
  "no-request": "there is no quoted request, or its quote is never closed",
  "bad-status": "the status is neither a whole number nor -",
  "bad-bytes": "the number of bytes is neither a whole number nor -",
  "number-too-large": "a number is 2^53 or larger, which SQLite clients could not read back exactly",
  "too-long": "the line is longer than 64 KiB, or far longer than it was when its escapes are undone",
  "leading-site":
    "the line begins with a virtual host, which the format it was read as does not have; --log-format vhost-combined does, and auto sees it by itself",
  "bad-number": "a duration or another number is neither a number nor -",
  "no-match": "the line is not written as the format says"
}

export const OK = 0
export const NO_CLIENT = 1
export const NO_TIME = 2
export const BAD_TIME = 3
export const NO_REQUEST = 4
export const BAD_STATUS = 5
export const BAD_BYTES = 6
export const NUMBER_TOO_LARGE = 7
export const TOO_LONG = 8
export const LEADING_SITE = 9
export const BAD_NUMBER = 10
export const NO_MATCH = 11

/** Lines of the Common Log Format that the kernel reads, too, without and with a virtual host; bits. */
export const WITHOUT_SITE = 1
export const WITH_SITE = 2

/** The longest line that is parsed, in bytes without its line end (nginx and Apache cap requests far below). */
export const maxLineBytes = 64 * 1024

/** How much of a line may be put aside (LineFields.scratch): texts with their escapes, and the names of others. */
export const mostAside = (lineBytes: number): number => 2 * lineBytes + 4096

/** Where a field's bytes are: in the line, or in scratch when they do not stand there as they are stored. */
export class Span {
  /** -1: the line has no such field, or says `-`. */
  start = -1
  end = -1
  inScratch = false

  set(start: number, end: number, inScratch: boolean): void {
    this.start = start
    this.end = end
    this.inScratch = inScratch
  }
}

export class LineFields {
  /** Time in milliseconds since 1970, UTC. */
  time = 0
  /** HTTP status as logged, or -1 for `-`. */
  status = -1
  /** Response bytes, or -1 for `-`. */
  bytes = -1
  /** Bytes of the request, microseconds that it took, and that the server behind took; -1: not logged. */
  bytesIn = -1
  durationUs = -1
  upstreamUs = -1
  readonly client = new Span()
  readonly timeAt = new Span()
  readonly statusAt = new Span()
  readonly bytesAt = new Span()
  readonly site = new Span()
  /** Port after the virtual host, when one is logged. */
  readonly port = new Span()
  /** A list of addresses (`X-Forwarded-For`). */
  readonly forwarded = new Span()
  readonly user = new Span()
  readonly request = new Span()
  readonly referrer = new Span()
  readonly agent = new Span()
  /** What follows the fields of a Common Log Format line, and is not kept. */
  readonly rest = new Span()
  /** Other texts: names and values, a NUL before each; in scratch. */
  readonly extra = new Span()
  /** The client is the first of a list: no address of the connection is logged. */
  isClientListed = false
  /** Texts of many values that were asked for (`--keep-extra`), written as `extra` is. */
  readonly kept = new Span()
  /** Whether referrer and agent are logged at all, be it as `-`. */
  hasReferrer = false
  /** Time of what is around the line (format/wrap.ts), for lines that have none; NaN: it says none. */
  outerTime = NaN
  /** Where parsing stopped, for explanations. */
  stoppedAt = -1
  readonly scratch = new Scratch(Buffer.alloc(mostAside(maxLineBytes)))
  /** Those that texts are read from. */
  readonly texts: ReadonlyArray<Span> = [
    this.client,
    this.site,
    this.port,
    this.forwarded,
    this.user,
    this.request,
    this.referrer,
    this.agent,
    this.extra,
    this.kept
  ]

  /** As if nothing had been read. */
  clear(): void {
    this.time = this.outerTime = NaN
    this.status = this.bytes = this.bytesIn = this.durationUs = this.upstreamUs = -1
    this.hasReferrer = this.isClientListed = false
    this.stoppedAt = -1
    this.scratch.used = 0
    for (const span of this.texts) span.set(-1, -1, false)
    for (const span of [this.timeAt, this.statusAt, this.bytesAt, this.rest]) span.set(-1, -1, false)
  }
}

/**
 * A parser reads the line in bytes[start, end) (no line end) into `fields`, which are clear, and returns OK or the index
 * of a reject reason. It must not read past `end` for decisions, must not throw, and takes time linear in the line's length.
 */
export interface LineParser {
  /** Which lines the kernel reads as this parser does (assembly/scan.ts), as bits. */
  readonly ordinary: number
  /** Whether lines mean what a header line before them says. */
  readonly hasHeaders?: boolean
  /** Takes a header line; false when it is none. */
  takeHeader?(bytes: Buffer, start: number, end: number): boolean
  /** Whether lines of the format begin with `#`, so that only those are comments that it can't read. */
  readonly hasHash?: boolean
  /** How the kernel reads ordinary lines of the parser's format; changes with headers. */
  readonly program?: Program | null
  /** Another source begins: headers are forgotten. */
  begin?(): void
  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number
}
