/**
 * What a parser says about one line: where each field's bytes are, and the numbers it has read.
 *
 * One mutable object is reused for all lines of a worker, so that the hot path allocates nothing. Positions are offsets
 * into `bytes`; a start of -1 means that the line has no such field (or says `-`). Nothing is copied or decoded here:
 * that happens once per distinct value (value.ts, request.ts).
 */

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
  "leading-site"
] as const
export type RejectReason = Exclude<(typeof rejectReasons)[number], "ok">

/** What each reason means, for people. */
export const rejectReasonTexts: Readonly<Record<RejectReason, string>> = {
  "no-client": "the line does not begin with a client and the fields that come before the time",
  "no-time": "there is no time in brackets where one is expected",
  "bad-time": "the time is not a time that exists",
  "no-request": "there is no quoted request, or its quote is never closed",
  "bad-status": "the status is neither a whole number nor -",
  "bad-bytes": "the number of bytes is neither a whole number nor -",
  "number-too-large": "a number is larger than 2^53, which SQLite clients could not read back exactly",
  "too-long": "the line is longer than 64 KiB",
  "leading-site":
    "the line begins with a virtual host, which the format it was read as does not have; --log-format vhost-combined does, and auto sees it by itself"
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

/** Lines of the Common Log Format that the kernel reads, too, without and with a virtual host; bits. */
export const WITHOUT_SITE = 1
export const WITH_SITE = 2

/** The longest line that is parsed, in bytes without its line end (nginx and Apache cap requests far below). */
export const maxLineBytes = 64 * 1024

export class LineFields {
  /** Time in milliseconds since 1970, UTC. */
  time = 0
  /** HTTP status as logged, or -1 for `-`. */
  status = -1
  /** Response bytes, or -1 for `-`. */
  bytes = -1
  clientStart = -1
  clientEnd = -1
  timeStart = -1
  timeEnd = -1
  statusStart = -1
  statusEnd = -1
  bytesStart = -1
  bytesEnd = -1
  siteStart = -1
  siteEnd = -1
  /** Port after the virtual host, when one is logged. */
  portStart = -1
  portEnd = -1
  /** A list of addresses (`X-Forwarded-For`) where the client is expected, whose first is the client. */
  forwardedStart = -1
  forwardedEnd = -1
  userStart = -1
  userEnd = -1
  /** Where the request line's bytes are: the line itself, or `scratch` when the format had to be put together. */
  requestInScratch = false
  requestStart = -1
  requestEnd = -1
  referrerStart = -1
  referrerEnd = -1
  agentStart = -1
  agentEnd = -1
  /** Whether referrer and agent are logged at all, be it as `-`. */
  hasReferrer = false
  /** Where parsing stopped, for explanations. */
  stoppedAt = -1
  readonly scratch: Buffer = Buffer.alloc(maxLineBytes + 16)
  readonly scratchView: DataView = new DataView(this.scratch.buffer, this.scratch.byteOffset, this.scratch.byteLength)
}

/**
 * A parser reads the line in bytes[start, end) (no line end) into `fields` and returns OK or the index of a reject
 * reason. It must not read past `end` for decisions, must not throw, and takes time linear in the line's length.
 */
export interface LineParser {
  /** Which lines the kernel reads as this parser does (assembly/scan.ts), as bits. */
  readonly ordinary: number
  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number
}
