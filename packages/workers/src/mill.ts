/**
 * The loop that everything passes through: bytes of one piece in, batches out.
 *
 * Takes complete lines from the front of a window, parses them in place, asks the filter, and appends the kept ones to
 * columns; when the columns are full they leave as a batch. All state of a worker that outlives a piece (dictionaries,
 * column memory) is here. Line ends are LF or CRLF; NUL bytes before a line (what a crash or copytruncate leaves) are
 * skipped; a line longer than 64 KiB is a reject and reading goes on after it. What becomes of a line does not depend on
 * how its bytes were portioned.
 */
import { type Batch, batchBytes, batchEntries, type Reject } from "./batch.ts"
import { ValueColumn } from "./column.ts"
import { RangeDigest } from "./digest.ts"
import { noVerdict, type Rules, type Verdict } from "./filter/rules.ts"
import {
  LineFields,
  type LineParser,
  maxLineBytes,
  OK,
  rejectReasons,
  type RejectReason,
  TOO_LONG
} from "./parse/line.ts"
import { endOfWord } from "./parse/clf.ts"
import { skipBlanks } from "./parse/quoted.ts"
import { RequestColumn } from "./requests.ts"
import { textOf, textOfBytes } from "./parse/value.ts"

const LF = 0x0a
const CR = 0x0d
const NUL = 0x00
const HASH = 0x23

/** What is kept of a line that is too long. */
const longLineTextBytes = 1024

/** Site of every entry of the piece (`--site`), instead of what lines say. */
export interface PieceContext {
  readonly pieceId: number
  readonly parser: LineParser
  readonly site: string | null
}

export class Mill {
  readonly #rules: Rules | null
  readonly #emit: (batch: Batch) => void
  readonly #fields = new LineFields()
  readonly #digest = new RangeDigest()

  readonly #requests: RequestColumn
  readonly #clients = new ValueColumn()
  readonly #referrers = new ValueColumn()
  readonly #agents = new ValueColumn()
  readonly #sites = new ValueColumn()
  readonly #users = new ValueColumn()
  readonly #extras = new ValueColumn((texts, bytes, start, end) => texts.addText(extraOf(bytes, start, end)))
  #clientVerdicts = new Map<string, Verdict>()
  /** By client, where the agent of its last entry stands in the dictionary of agents. */
  #agentSlots = new Int32Array(1024)

  // Columns of the batch being filled.
  readonly #rangeLine = new Uint32Array(batchEntries)
  readonly #time = new Float64Array(batchEntries)
  readonly #status = new Float64Array(batchEntries)
  readonly #bytes = new Float64Array(batchEntries)
  readonly #client = new Int32Array(batchEntries)
  readonly #request = new Int32Array(batchEntries)
  readonly #referrer = new Int32Array(batchEntries)
  readonly #agent = new Int32Array(batchEntries)
  readonly #site = new Int32Array(batchEntries)
  readonly #user = new Int32Array(batchEntries)
  readonly #extra = new Int32Array(batchEntries)
  #hasSite = false
  #hasUser = false
  #hasExtra = false
  #entries = 0
  #lines = 0
  #blank = 0
  #comment = 0
  #filtered: Array<number> = []
  #rejects: Array<Reject> = []
  #minTime = Infinity
  #maxTime = -Infinity

  // Where we are in the piece.
  #pieceId = -1
  #parser: LineParser | undefined
  #siteBytes: Buffer | null = null
  #siteView: DataView | null = null
  #rangeStart = 0
  /** Offset where the line begins of which leading NULs or the first part were taken already; -1 when none was. */
  #openLine = -1
  /** Text kept of a too long line whose end has not come yet. */
  #longLine: Buffer | null = null

  constructor(rules: Rules | null, emit: (batch: Batch) => void) {
    this.#rules = rules === null || rules.isEmpty ? null : rules
    this.#requests = new RequestColumn(this.#rules)
    this.#emit = emit
  }

  begin(context: PieceContext, startOffset: number): void {
    this.#pieceId = context.pieceId
    this.#parser = context.parser
    this.#siteBytes = context.site === null ? null : Buffer.concat([Buffer.from(context.site), Buffer.alloc(8)])
    this.#siteView =
      this.#siteBytes === null
        ? null
        : new DataView(this.#siteBytes.buffer, this.#siteBytes.byteOffset, this.#siteBytes.length)
    this.#rangeStart = startOffset
    this.#openLine = -1
    this.#longLine = null
  }

  /** Whether a line has begun whose end has not come. */
  get isInsideLine(): boolean {
    return this.#openLine >= 0
  }

  /**
   * Takes lines from bytes[0, end), which lies at `offset` in the source, as long as they begin before `limit`.
   * Returns how many bytes are done with; what is left is the beginning of a line (at most 64 KiB and a line end).
   */
  feed(bytes: Buffer, view: DataView, end: number, offset: number, limit: number): number {
    const readable = bytes.subarray(0, end)
    let at = 0
    let digested = 0
    let nextNul = indexOrEnd(readable, NUL, 0)
    for (;;) {
      if (this.#openLine < 0 && offset + at >= limit) break
      const lineStart = at
      while (this.#longLine === null && at < end && readable[at] === NUL) at++
      if (nextNul < at) nextNul = indexOrEnd(readable, NUL, at)
      const newline = at < end ? readable.indexOf(LF, at) : -1
      if (newline < 0) {
        const isLong = end - at > maxLineBytes + 1
        if (this.#longLine !== null) at = end
        else if (at > lineStart || isLong) {
          // The line's beginning is let go of before its end is known: it gets a range of its own, so that it can be
          // undone if it proves to be an unfinished last line.
          if (this.#openLine < 0) {
            this.#digest.update(bytes, digested, lineStart)
            digested = lineStart
            this.#flush(offset + lineStart, false)
            this.#openLine = offset + lineStart
          }
          if (isLong) {
            this.#longLine = Buffer.from(readable.subarray(at, at + longLineTextBytes))
            at = end
          }
        }
        break
      }
      const lineOffset = this.#openLine < 0 ? offset + lineStart : this.#openLine
      this.#openLine = -1
      if (this.#longLine !== null) {
        this.#reject(TOO_LONG, lineOffset, textOfBytes(this.#longLine))
        this.#longLine = null
      } else this.#line(readable, view, at, newline, lineOffset, nextNul < newline)
      this.#lines++
      at = newline + 1
      if (
        this.#entries === batchEntries ||
        this.#rejects.length === batchEntries ||
        offset + at - this.#rangeStart >= batchBytes ||
        this.#isFull()
      ) {
        this.#digest.update(bytes, digested, at)
        digested = at
        this.#flush(offset + at, false)
      }
    }
    this.#digest.update(bytes, digested, at)
    return at
  }

  /**
   * The source has ended (or a limit was reached at `endOffset`): the batch begun leaves, and bytes[0, end), a last line
   * without a line end, as a batch of its own. Without `keepTail` such a line is dropped: the source was cut in it.
   */
  finish(bytes: Buffer, view: DataView, end: number, offset: number, keepTail: boolean): number {
    const tailOffset = this.#openLine < 0 ? offset : this.#openLine
    if (this.#openLine < 0) this.#flush(offset, false)
    const isTail = keepTail && (this.#openLine >= 0 || end > 0)
    if (isTail) {
      if (this.#longLine !== null) this.#reject(TOO_LONG, tailOffset, textOfBytes(this.#longLine))
      else this.#line(bytes.subarray(0, end), view, 0, end, tailOffset, true)
      this.#lines++
      this.#digest.update(bytes, 0, end)
      this.#flush(offset + end, true)
    }
    this.#openLine = -1
    this.#longLine = null
    this.#digest.take()
    return isTail ? offset + end : tailOffset
  }

  #isFull(): boolean {
    return (
      this.#requests.dictionary.isFull ||
      this.#clients.dictionary.isFull ||
      this.#referrers.dictionary.isFull ||
      this.#agents.dictionary.isFull ||
      this.#extras.dictionary.isFull
    )
  }

  #line(bytes: Buffer, view: DataView, start: number, newline: number, lineOffset: number, mayHoldNuls: boolean): void {
    let from = start
    let end = newline > from && bytes[newline - 1] === CR ? newline - 1 : newline
    if (end - from > maxLineBytes) {
      this.#reject(TOO_LONG, lineOffset, textOfBytes(bytes.subarray(from, from + longLineTextBytes)))
      return
    }
    while (end > from && bytes[end - 1] === CR) end--
    if (lineOffset === 0 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3
    if (end <= from || isBlank(bytes, from, end)) {
      this.#blank++
      return
    }
    if (bytes[from] === HASH) {
      this.#comment++
      return
    }
    const fields = this.#fields
    if (mayHoldNuls) {
      // A crash can leave a cut line, a run of NULs and a whole line on one physical line: the whole one counts.
      const afterNuls = bytes.subarray(from, end).lastIndexOf(NUL) + 1
      if (afterNuls > 0 && this.#parser!.parse(bytes, view, from + afterNuls, end, fields) === OK) {
        this.#entry(bytes, view, fields)
        return
      }
    }
    const reason = this.#parser!.parse(bytes, view, from, end, fields)
    if (reason === OK) this.#entry(bytes, view, fields)
    else this.#reject(reason, lineOffset, textOfBytes(bytes.subarray(from, end)))
  }

  #entry(bytes: Buffer, view: DataView, fields: LineFields): void {
    const requestBytes = fields.requestInScratch ? fields.scratch : bytes
    const requestView = fields.requestInScratch ? fields.scratchView : view
    const request = this.#requests.idOf(requestBytes, requestView, fields.requestStart, fields.requestEnd)
    if (this.#rules !== null) {
      const client = this.#rules.judgesClients
        ? this.#verdictOfClient(textOf(bytes, fields.clientStart, fields.clientEnd))
        : noVerdict
      const status = this.#rules.verdictOfStatus(fields.status)
      const rule = this.#rules.droppedBy(this.#requests.verdict(request), client, status)
      if (rule >= 0) {
        this.#filtered[rule] = (this.#filtered[rule] ?? 0) + 1
        return
      }
    }
    const at = this.#entries++
    this.#rangeLine[at] = this.#lines
    this.#time[at] = fields.time
    if (fields.time < this.#minTime) this.#minTime = fields.time
    if (fields.time > this.#maxTime) this.#maxTime = fields.time
    this.#status[at] = fields.status
    this.#bytes[at] = fields.bytes
    const client = this.#clients.idOf(bytes, view, fields.clientStart, fields.clientEnd)
    this.#client[at] = client
    this.#request[at] = this.#requests.wireIdOf(request, requestBytes, fields.requestStart, fields.requestEnd)
    this.#referrer[at] =
      fields.referrerStart < 0 ? -1 : this.#referrers.idOf(bytes, view, fields.referrerStart, fields.referrerEnd)
    this.#agent[at] = fields.agentStart < 0 ? -1 : this.#agentOf(client, bytes, view, fields)

    if (this.#siteBytes !== null) {
      this.#site[at] = this.#sites.idOf(this.#siteBytes, this.#siteView!, 0, this.#siteBytes.length - 8)
      this.#hasSite = true
    } else if (fields.siteStart >= 0) {
      this.#site[at] = this.#sites.idOf(bytes, view, fields.siteStart, fields.siteEnd)
      this.#hasSite = true
    } else this.#site[at] = -1
    if (fields.userStart >= 0) {
      this.#user[at] = this.#users.idOf(bytes, view, fields.userStart, fields.userEnd)
      this.#hasUser = true
    } else this.#user[at] = -1
    if (fields.portStart >= 0 || fields.forwardedStart >= 0) {
      const start = fields.portStart >= 0 ? fields.portStart : fields.forwardedStart
      const end = fields.forwardedStart >= 0 ? fields.forwardedEnd : fields.portEnd
      this.#extra[at] = this.#extras.idOf(bytes, view, start, end)
      this.#hasExtra = true
    } else this.#extra[at] = -1
  }

  /** Most clients have one agent: comparing with the last one spares hashing the longest text of a line. */
  #agentOf(client: number, bytes: Buffer, view: DataView, fields: LineFields): number {
    const { agentEnd, agentStart } = fields
    if (client >= this.#agentSlots.length) {
      const grown = new Int32Array(this.#agentSlots.length * 2)
      grown.set(this.#agentSlots)
      this.#agentSlots = grown
    }
    const id = this.#agents.idNear(this.#agentSlots[client]!, bytes, view, agentStart, agentEnd)
    this.#agentSlots[client] = this.#agents.dictionary.lastSlot
    return id
  }

  #verdictOfClient(client: string): Verdict {
    let verdict = this.#clientVerdicts.get(client)
    if (verdict === undefined) {
      if (this.#clientVerdicts.size > 100_000) this.#clientVerdicts = new Map()
      verdict = this.#rules!.verdictOfClient(client)
      this.#clientVerdicts.set(client, verdict)
    }
    return verdict
  }

  #reject(reason: number, offset: number, text: string): void {
    this.#rejects.push({ rangeLine: this.#lines, offset, reason: rejectReasons[reason] as RejectReason, text })
  }

  #flush(endOffset: number, tail: boolean): void {
    if (endOffset === this.#rangeStart) return
    const count = this.#entries
    this.#emit({
      pieceId: this.#pieceId,
      startOffset: this.#rangeStart,
      endOffset,
      lines: this.#lines,
      entries: count,
      blank: this.#blank,
      comment: this.#comment,
      filtered: this.#filtered,
      rejects: this.#rejects,
      digest: this.#digest.take(),
      tail,
      minTime: this.#minTime,
      maxTime: this.#maxTime,
      rangeLine: count === this.#lines ? null : this.#rangeLine.slice(0, count),
      time: this.#time.slice(0, count),
      status: this.#status.slice(0, count),
      bytes: this.#bytes.slice(0, count),
      client: this.#client.slice(0, count),
      request: this.#request.slice(0, count),
      referrer: this.#referrer.slice(0, count),
      agent: this.#agent.slice(0, count),
      site: this.#hasSite ? this.#site.slice(0, count) : null,
      user: this.#hasUser ? this.#user.slice(0, count) : null,
      extra: this.#hasExtra ? this.#extra.slice(0, count) : null,
      newClients: this.#clients.takeNew(),
      newRequests: this.#requests.takeNew(),
      newReferrers: this.#referrers.takeNew(),
      newAgents: this.#agents.takeNew(),
      newSites: this.#sites.takeNew(),
      newUsers: this.#users.takeNew(),
      newExtras: this.#extras.takeNew()
    })
    this.#rangeStart = endOffset
    this.#entries = this.#lines = this.#blank = this.#comment = 0
    this.#hasSite = this.#hasUser = this.#hasExtra = false
    this.#filtered = []
    this.#rejects = []
    this.#minTime = Infinity
    this.#maxTime = -Infinity
    this.#clearFullDictionaries()
  }

  #clearFullDictionaries(): void {
    this.#requests.clearIfFull()
    this.#clients.clearIfFull()
    this.#referrers.clearIfFull()
    this.#agents.clearIfFull()
    this.#sites.clearIfFull()
    this.#users.clearIfFull()
    this.#extras.clearIfFull()
  }
}

/** As JSON: a virtual host's port, a list of addresses, or the one right before the other. */
const extraOf = (bytes: Buffer, start: number, end: number): string => {
  const wordEnd = endOfWord(bytes, start, end)
  const port = Number(bytes.toString("latin1", start, wordEnd))
  const list = Number.isNaN(port) ? start : skipBlanks(bytes, wordEnd, end)
  return JSON.stringify({
    ...(Number.isNaN(port) ? {} : { port }),
    ...(list === end ? {} : { forwarded_for: textOf(bytes, list, end) })
  })
}

const indexOrEnd = (bytes: Buffer, byte: number, from: number): number => {
  const found = bytes.indexOf(byte, from)
  return found < 0 ? bytes.length : found
}

const isBlank = (bytes: Buffer, from: number, end: number): boolean => {
  for (let at = from; at < end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}
