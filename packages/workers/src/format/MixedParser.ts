/** Lines of several formats, which stand in one source. */
import { type LineFields, type LineParser, OK } from "../parse/line.ts"
import { WrappedParser } from "./wrap.ts"

/** Several parsers for one source: all of them see its headers. */
export abstract class SeveralParsers implements LineParser {
  readonly ordinary = 0
  readonly hasHeaders: boolean
  readonly hasHash: boolean
  protected readonly parsers: ReadonlyArray<LineParser>

  constructor(parsers: ReadonlyArray<LineParser>) {
    this.parsers = parsers
    this.hasHeaders = parsers.some((parser) => parser.hasHeaders === true)
    this.hasHash = parsers.some((parser) => parser.hasHash === true)
  }

  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    let isHeader = false
    for (const parser of this.parsers) if (parser.takeHeader?.(bytes, start, end) === true) isHeader = true
    return isHeader
  }

  begin(): void {
    for (const parser of this.parsers) parser.begin?.()
  }

  abstract parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number
}

/**
 * Lines of several formats: each is read by the first that fits, beginning with the one that fitted last. One that leaves
 * something of a line, as the family of the Common Log Format may, counts only where no other reads all of it.
 */
export class MixedParser extends SeveralParsers {
  /** How many read what stands within others: they come first, because what is around a line can be read as a part of it. */
  readonly #wrapped: number
  #last = 0

  constructor(parsers: ReadonlyArray<LineParser>) {
    const isWrapped = (parser: LineParser): boolean => parser instanceof WrappedParser
    super([...parsers.filter(isWrapped), ...parsers.filter((parser) => !isWrapped(parser))])
    this.#wrapped = parsers.filter(isWrapped).length
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    let furthest = -1
    let reason = OK
    let partly = -1
    for (let index = 0; index < this.parsers.length; index++) {
      const at = this.#wrapped > 0 ? index : (this.#last + index) % this.parsers.length
      if (index > 0) fields.clear()
      const outcome = this.parsers[at]!.parse(bytes, view, start, end, fields)
      if (outcome === OK && fields.rest.start < 0) {
        this.#last = at
        return OK
      }
      if (outcome === OK) {
        if (partly < 0) partly = at
      } else if (fields.stoppedAt > furthest) {
        furthest = fields.stoppedAt
        reason = outcome
      }
    }
    if (partly >= 0) {
      fields.clear()
      return this.parsers[partly]!.parse(bytes, view, start, end, fields)
    }
    fields.stoppedAt = furthest
    return reason
  }
}
