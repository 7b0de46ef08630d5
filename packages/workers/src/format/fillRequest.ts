/** The request of a line as one text, of one field or put together from several. */
import type { LineFields } from "../parse/line.ts"
import type { TextField } from "./definition.ts"
import { Repeated } from "./Repeated.ts"
import type { Scratch } from "./scratch.ts"
import { has, isGiven, type Slots } from "./slots.ts"
import { holds, writeText } from "./writeText.ts"

const SPACE = 0x20
const QUESTION = 0x3f
const OPEN = 0x5b

export class RequestFiller {
  readonly #slots: Readonly<Record<TextField, number>>
  readonly #protocols: ReadonlyMap<string, string>
  readonly #lastProtocol = new Repeated<Buffer>(nothing)

  /** `slots`: -1 where the format has no such field. `protocols`: what is stored in place of others. */
  constructor(slots: Readonly<Record<TextField, number>>, protocols: ReadonlyMap<string, string>) {
    this.#slots = slots
    this.#protocols = protocols
  }

  /** False when there is none. */
  fill(bytes: Buffer, slots: Slots, fields: LineFields): boolean {
    const { request, method, uri, path, query, protocol } = this.#slots
    const { scratch } = fields
    const from = scratch.used
    const target = isGiven(bytes, slots, uri) || !has(slots, path) ? uri : path
    if (has(slots, request) && (isGiven(bytes, slots, request) || !isGiven(bytes, slots, target))) {
      if (write(scratch, bytes, slots, request)) fields.request.set(from, scratch.used, true)
      else fields.request.set(slots.starts[request]!, slots.ends[request]!, false)
      return true
    }
    if (!has(slots, target)) return false
    // IIS numbers the sessions of its FTP service: `[2]USER`.
    if (has(slots, method) && bytes[slots.starts[method]!] === OPEN) return false
    if (isGiven(bytes, slots, method)) {
      add(scratch, bytes, slots, method)
      if (slots.ends[target]! > slots.starts[target]!) scratch.byte(SPACE)
    }
    const targetFrom = scratch.used
    add(scratch, bytes, slots, target)
    // Amazon's routes have the method before their path: `GET /a`.
    const sameTo = 2 * targetFrom - from
    const { bytes: written } = scratch
    if (
      targetFrom > from &&
      sameTo <= scratch.used &&
      written.compare(written, from, targetFrom, targetFrom, sameTo) === 0
    ) {
      scratch.used = from
      add(scratch, bytes, slots, target)
    }
    if (isGiven(bytes, slots, query) && !holds(scratch.bytes, QUESTION, targetFrom, scratch.used)) {
      if (bytes[slots.starts[query]!] !== QUESTION) scratch.byte(QUESTION)
      add(scratch, bytes, slots, query)
    }
    if (isGiven(bytes, slots, method) && isGiven(bytes, slots, protocol)) {
      scratch.add(this.#protocolOf(scratch, bytes, slots, protocol))
    }
    fields.request.set(from, scratch.used, true)
    return true
  }

  /** With a blank before it. What is no version of HTTP (`https`, `WebSocket`) would be taken for a part of the target. */
  #protocolOf(scratch: Scratch, bytes: Buffer, slots: Slots, slot: number): Buffer {
    const last = this.#lastProtocol
    const start = slots.starts[slot]!
    const end = slots.ends[slot]!
    if (last.isLast(bytes, start, end)) return last.value
    const before = scratch.used
    add(scratch, bytes, slots, slot)
    const text = scratch.bytes.toString("latin1", before, scratch.used)
    scratch.used = before
    const name = this.#protocols.get(text) ?? text
    return last.keep(bytes, start, end, isProtocol.test(name) ? Buffer.from(` ${name}`) : nothing)
  }
}

const write = (scratch: Scratch, bytes: Buffer, slots: Slots, slot: number): boolean =>
  writeText(scratch, bytes, slots.starts[slot]!, slots.ends[slot]!, slots.escaped[slot]!, "plain", "other")

const add = (scratch: Scratch, bytes: Buffer, slots: Slots, slot: number): void => {
  if (!write(scratch, bytes, slots, slot)) scratch.copy(bytes, slots.starts[slot]!, slots.ends[slot]!)
}

const nothing = Buffer.alloc(0)

const isProtocol = /^HTTP\/\d+(?:\.\d+)?$/i
