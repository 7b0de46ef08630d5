/**
 * From a line taken apart (slots) to its fields: texts, numbers and the time, by what the format says of each slot. What
 * a field is read by is decided once, when the filler is made.
 */
import type { ZoneOffset } from "../parse/time.ts"
import {
  BAD_BYTES,
  BAD_NUMBER,
  BAD_STATUS,
  BAD_TIME,
  type LineFields,
  mostAside,
  NO_CLIENT,
  NO_MATCH,
  NO_REQUEST,
  NO_TIME,
  NUMBER_TOO_LARGE,
  OK,
  TOO_LONG
} from "../parse/line.ts"
import {
  type DurationUnit,
  durationUnits,
  type FieldSpec,
  type FormatDefinition,
  type NumberField,
  type TextCode,
  type TextField
} from "./definition.ts"
import { endOfAddress as endOfListed, endOfFirst, placeOf, startOfAddress as startOfListed } from "../parse/listed.ts"
import { FieldsOfTime } from "./fillTime.ts"
import { Repeated } from "./Repeated.ts"
import type { Scratch } from "./scratch.ts"
import { durationUs, wholeNumber } from "./numbers.ts"
import { ABSENT, ESCAPED, JSON_STRING, type Slots } from "./slots.ts"
import { holds, type TextKind, writeText } from "./writeText.ts"

const DASH = 0x2d
const SPACE = 0x20
const QUESTION = 0x3f
const COLON = 0x3a
const DOT = 0x2e
const SLASH = 0x2f
const OPEN = 0x5b
const CLOSE = 0x5d

/** Texts of a line that are kept with others in `extra`, under these names. */
export const extraNames: Readonly<Partial<Record<TextField, string>>> = {
  port: "port",
  scheme: "scheme",
  forwarded_for: "forwarded_for",
  tls: "tls",
  cipher: "cipher",
  cache: "cache",
  mime: "mime",
  upstream_address: "upstream_address"
}

/** Slots by what they are; -1 where the format has no such field. */
type SlotOf = Readonly<Record<TextField, number>>

interface NumberSlot {
  readonly slot: number
  /** Null: it is not kept. */
  readonly field: NumberField | null
  readonly unit: DurationUnit
  /** Whether a time of the server behind is a part of the duration, too. */
  readonly isPart: boolean
  /** Says in another unit what an earlier one says. */
  readonly isAgain: boolean
}

interface ExtraSlot {
  /** Between NULs. */
  readonly name: Buffer
  /** The list of addresses that the client is chosen from. */
  readonly isForwarded: boolean
  readonly slot: number
  readonly values: Values | null
}

const extraSlot = (name: string, slot: number, values: ReadonlyMap<string, string>): ExtraSlot => {
  const of = new Map([...values].map(([text, value]) => [text, Buffer.from(value)]))
  return {
    name: Buffer.from(`\0${name}\0`),
    isForwarded: name === "forwarded_for",
    slot,
    values: of.size === 0 ? null : { of, last: new Repeated<Buffer | undefined>(undefined) }
  }
}

/** What is stored in place of texts. */
interface Values {
  readonly of: ReadonlyMap<string, Buffer>
  readonly last: Repeated<Buffer | undefined>
}

const valueOf = ({ last, of }: Values, bytes: Buffer, start: number, end: number): Buffer | undefined =>
  last.isLast(bytes, start, end)
    ? last.value
    : last.keep(bytes, start, end, of.get(bytes.toString("latin1", start, end)))

export class Filler {
  readonly specs: ReadonlyArray<FieldSpec>
  readonly #code: TextCode
  readonly #slots: SlotOf
  /** Slots of addresses, and whether a port is behind each. */
  readonly #addresses = new Map<number, boolean>()
  /** Slot of a target with the site before it; -1 where the format has none. */
  readonly #withSite: number
  readonly #numbers: ReadonlyArray<NumberSlot>
  readonly #extras: ReadonlyArray<ExtraSlot>
  readonly #kept: ReadonlyArray<ExtraSlot>
  readonly #time: FieldsOfTime
  readonly #protocols: ReadonlyMap<string, string>
  readonly #lastProtocol = new Repeated<Buffer>(nothing)
  readonly #none: ReadonlySet<string>
  readonly #fixed: ReadonlyArray<{
    readonly slot: number
    readonly texts: ReadonlyArray<string>
    readonly isNeeded: boolean
  }>

  /**
   * `specs`: of the slots. `keepExtra`: which texts of many values are kept, `*` for all. The time that a prefix says
   * (wrap.ts) is that of lines whose format has none.
   */
  constructor(
    specs: ReadonlyArray<FieldSpec>,
    definition: Pick<FormatDefinition, "text" | "none" | "values">,
    zone: ZoneOffset,
    keepExtra: ReadonlyArray<string> = []
  ) {
    this.specs = specs
    this.#code = definition.text ?? "plain"
    this.#none = new Set(definition.none)
    const valuesOf = (name: string) => new Map(Object.entries(definition.values?.[name] ?? {}))
    this.#protocols = valuesOf("protocol")
    const slotOf = (field: TextField): number => specs.findIndex((spec) => "field" in spec && spec.field === field)
    const texts = specs.flatMap((spec) => (spec.kind === "text" || spec.kind === "address" ? [spec.field] : []))
    this.#slots = Object.fromEntries(
      fieldNames.map((field) => [field, texts.includes(field) ? slotOf(field) : -1])
    ) as SlotOf
    for (const [slot, spec] of specs.entries())
      if (spec.kind === "address") this.#addresses.set(slot, spec.hasPort === "always")
    this.#withSite = specs.findIndex((spec) => spec.kind === "text" && spec.withSite === true)
    this.#numbers = specs.flatMap((spec, slot): ReadonlyArray<NumberSlot> => {
      if (spec.kind === "skip" && spec.isNumber)
        return [{ slot, field: null, unit: "us", isPart: false, isAgain: false }]
      if (spec.kind !== "number") return []
      const { field, unit, isPart } = spec
      const isAgain = specs
        .slice(0, slot)
        .some((other) => other.kind === "number" && other.field === field && other.unit !== unit)
      return [{ slot, field, unit, isPart, isAgain }]
    })
    this.#extras = specs.flatMap((spec, slot) => {
      const name =
        spec.kind === "extra"
          ? spec.name
          : spec.kind === "text" || spec.kind === "address"
            ? extraNames[spec.field]
            : undefined
      return name === undefined ? [] : [extraSlot(name, slot, valuesOf(name))]
    })
    const isKept = (name: string): boolean => keepExtra.includes(name) || keepExtra.includes("*")
    this.#kept = specs.flatMap((spec, slot) =>
      spec.kind === "unique" && isKept(spec.name) ? [extraSlot(spec.name, slot, valuesOf(spec.name))] : []
    )
    this.#fixed = specs.flatMap((spec, slot) => (spec.kind === "fixed" ? [{ ...spec, slot }] : []))
    this.#time = new FieldsOfTime(specs, zone)
  }

  /** Whether lines say when they were written. */
  get hasTime(): boolean {
    return this.#time.areThere
  }

  /** Fills `fields`, which were cleared; returns OK or why the line is a reject, and in `stoppedAt` where. */
  fill(bytes: Buffer, view: DataView, lineBytes: number, slots: Slots, fields: LineFields): number {
    const { client, user, site, referrer, agent } = this.#slots
    if (this.#none.size > 0) this.#dropNone(bytes, slots)
    for (const { isNeeded, slot, texts } of this.#fixed) {
      const start = slots.starts[slot]!
      if (start < 0 ? isNeeded : !texts.includes(bytes.toString("latin1", start, slots.ends[slot]))) {
        return stop(fields, slots, slot, NO_MATCH)
      }
    }
    if (this.#withSite >= 0) this.#takeSite(bytes, slots, fields)
    const hasClient = this.#fillText(bytes, slots, client, fields, fields.client, false)
    if (!isGiven(bytes, slots, client) && !this.#fillFirstOfList(bytes, slots, fields) && !hasClient) {
      return stop(fields, slots, client, NO_CLIENT)
    }
    // Traefik has the whole list as its client, when it is told to trust one.
    const { client: place, scratch } = fields
    const listEnd = place.end
    const firstEnd = endOfFirst(place.inScratch ? scratch.bytes : bytes, place.start, listEnd)
    const isList = place.start < firstEnd && firstEnd < listEnd
    if (isList) {
      place.end = firstEnd
      fields.isClientListed = true
    }
    if (this.hasTime) {
      const time = this.#time.read(bytes, view, slots, fields.outerTime)
      if (!(time >= 0)) {
        const slot = this.#time.slotOf(slots)
        return stop(fields, slots, slot, slots.starts[slot]! < 0 ? NO_TIME : BAD_TIME)
      }
      fields.time = time
    } else if (Number.isNaN(fields.outerTime)) return NO_TIME
    else fields.time = fields.outerTime
    if (!this.#fillRequest(bytes, slots, fields)) return stop(fields, slots, this.#slots.request, NO_REQUEST)
    // Nobody and no site are called nothing; a referrer or an agent may be.
    if (!isEmpty(slots, user)) this.#fillText(bytes, slots, user, fields, fields.user, true)
    if (!isEmpty(slots, site)) this.#fillText(bytes, slots, site, fields, fields.site, true)
    this.#fillText(bytes, slots, referrer, fields, fields.referrer, true, "referrer")
    this.#fillText(bytes, slots, agent, fields, fields.agent, true, "agent")
    for (const number of this.#numbers) {
      const reason = fillNumber(bytes, slots, number, fields)
      if (reason !== OK) return stop(fields, slots, number.slot, reason)
    }
    this.#fillExtras(bytes, slots, fields, this.#extras, fields.extra)
    if (isList && fields.forwarded.start < 0) this.#keepList(bytes, fields, listEnd)
    if (this.#kept.length > 0) this.#fillExtras(bytes, slots, fields, this.#kept, fields.kept)
    // Only of lines that are made to: of nothing but NULs, or escapes of what is no text.
    return fields.scratch.used > mostAside(lineBytes) ? TOO_LONG : OK
  }

  #dropNone(bytes: Buffer, slots: Slots): void {
    for (let slot = 0; slot < slots.starts.length; slot++) {
      const start = slots.starts[slot]!
      if (start >= 0 && this.#none.has(bytes.toString("latin1", start, slots.ends[slot]))) slots.starts[slot] = ABSENT
    }
  }

  /** Of `example.com:8080/a?b` the name, and leaves `/a?b`. */
  #takeSite(bytes: Buffer, slots: Slots, fields: LineFields): void {
    const start = slots.starts[this.#withSite]!
    const slash = start < 0 ? start : placeOf(bytes, SLASH, start, slots.ends[this.#withSite]!)
    if (slash <= start || slash === slots.ends[this.#withSite]!) return
    const end = endOfAddress(bytes, start, slash, false)
    const bracket = bytes[start] === OPEN && bytes[end - 1] === CLOSE ? 1 : 0
    fields.site.set(start + bracket, end - bracket, false)
    slots.starts[this.#withSite] = slash
  }

  /** False when the line has no such text. `isDashNone`: a dash says so, too. */
  #fillText(
    bytes: Buffer,
    slots: Slots,
    slot: number,
    fields: LineFields,
    span: LineFields["client"],
    isDashNone: boolean,
    kind: TextKind = "other"
  ): boolean {
    if (slot < 0 || slots.starts[slot]! < 0) return false
    let start = slots.starts[slot]!
    let end = slots.ends[slot]!
    const hasPort = this.#addresses.get(slot)
    if (hasPort !== undefined) {
      end = endOfAddress(bytes, start, end, hasPort)
      if (bytes[start] === OPEN && bytes[end - 1] === CLOSE) {
        start++
        end--
      }
    }
    if (isDashNone && isDash(bytes, start, end)) return false
    // Of columns and keys that are always there an empty one says that there is nothing.
    if (start === end && slots.escaped[slot] !== ESCAPED) return false
    const { scratch } = fields
    const from = scratch.used
    // Neither an address nor the name of a host has anything to decode.
    const code = slot === this.#slots.client || slot === this.#slots.site ? "plain" : this.#code
    if (!writeText(scratch, bytes, start, end, slots.escaped[slot]!, code, kind)) {
      span.set(start, end, false)
      return start < end || isDashNone
    }
    span.set(from, scratch.used, true)
    return scratch.used > from
  }

  /** Where the only address logged is that of a list of them, its first is the client, without brackets and port. */
  #fillFirstOfList(bytes: Buffer, slots: Slots, fields: LineFields): boolean {
    const list = this.#slots.forwarded_for
    if (list < 0 || isEmpty(slots, list)) return false
    // Envoy's text logs have a dash there for who came directly; in JSON a dash is nobody.
    if (slots.escaped[list] === JSON_STRING && !isGiven(bytes, slots, list)) return false
    if (!this.#fillText(bytes, slots, list, fields, fields.client, false)) return false
    const { client, scratch } = fields
    const text = client.inScratch ? scratch.bytes : bytes
    const start = startOfListed(text, client.start, (client.end = endOfFirst(text, client.start, client.end)))
    client.set(start, endOfListed(text, client.start, client.end), client.inScratch)
    fields.isClientListed = true
    return client.start < client.end
  }

  /** A list that stood in place of the client, as one that has a field of its own. */
  #keepList(bytes: Buffer, { client, extra, forwarded, scratch }: LineFields, listEnd: number): void {
    const from = extra.start < 0 ? scratch.used : extra.start
    scratch.nul()
    scratch.ascii("forwarded_for")
    scratch.nul()
    forwarded.set(scratch.used, scratch.used, true)
    scratch.copy(client.inScratch ? scratch.bytes : bytes, client.start, listEnd)
    forwarded.end = scratch.used
    extra.set(from, scratch.used, true)
  }

  #fillRequest(bytes: Buffer, slots: Slots, fields: LineFields): boolean {
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

  /** As names and values, a NUL before each. */
  #fillExtras(
    bytes: Buffer,
    slots: Slots,
    fields: LineFields,
    extras: ReadonlyArray<ExtraSlot>,
    span: LineFields["extra"]
  ): void {
    const { scratch } = fields
    const from = scratch.used
    for (const { isForwarded, name, slot, values } of extras) {
      const start = slots.starts[slot]!
      const end = slots.ends[slot]!
      if (start < 0 || start === end || isDash(bytes, start, end)) continue
      const other = values === null ? undefined : valueOf(values, bytes, start, end)
      if (other?.length === 0) continue
      scratch.add(name)
      const valueFrom = scratch.used
      if (other !== undefined) scratch.add(other)
      else if (!writeText(scratch, bytes, start, end, slots.escaped[slot]!, this.#code, "other")) {
        scratch.copy(bytes, start, end)
      }
      if (isForwarded) fields.forwarded.set(valueFrom, scratch.used, true)
    }
    if (scratch.used > from) span.set(from, scratch.used, true)
  }
}

const has = (slots: Slots, slot: number): boolean => slot >= 0 && slots.starts[slot]! >= 0

const write = (scratch: Scratch, bytes: Buffer, slots: Slots, slot: number): boolean =>
  writeText(scratch, bytes, slots.starts[slot]!, slots.ends[slot]!, slots.escaped[slot]!, "plain", "other")

const add = (scratch: Scratch, bytes: Buffer, slots: Slots, slot: number): void => {
  if (!write(scratch, bytes, slots, slot)) scratch.copy(bytes, slots.starts[slot]!, slots.ends[slot]!)
}

const nothing = Buffer.alloc(0)

const isProtocol = /^HTTP\/\d+(?:\.\d+)?$/i

const fieldNames: ReadonlyArray<TextField> = [
  "client",
  "site",
  "user",
  "request",
  "method",
  "uri",
  "path",
  "query",
  "protocol",
  "referrer",
  "agent",
  "port",
  "scheme",
  "forwarded_for",
  "tls",
  "cipher",
  "cache",
  "mime",
  "upstream_address"
]

const stop = (fields: LineFields, slots: Slots, slot: number, reason: number): number => {
  if (slot >= 0 && slots.starts[slot]! >= 0) fields.stoppedAt = slots.starts[slot]!
  return reason
}

/** Whether the line has this field, and something in it. */
const isGiven = (bytes: Buffer, slots: Slots, slot: number): boolean =>
  slot >= 0 &&
  slots.starts[slot]! >= 0 &&
  slots.ends[slot]! > slots.starts[slot]! &&
  !isDash(bytes, slots.starts[slot]!, slots.ends[slot]!)

const isEmpty = (slots: Slots, slot: number): boolean =>
  slot >= 0 && slots.starts[slot]! >= 0 && slots.starts[slot] === slots.ends[slot]

const isDash = (bytes: Buffer, start: number, end: number): boolean => end - start === 1 && bytes[start] === DASH

/**
 * Where the address ends that a port stands behind. An IPv6 address without brackets ends in a number, too: where it is
 * not known to have a port (`hasPort`), one is only what can't be a part of the address.
 */
const endOfAddress = (bytes: Buffer, start: number, end: number, hasPort: boolean): number => {
  let colon = end - 1
  while (colon > start && bytes[colon]! >= 48 && bytes[colon]! <= 57) colon--
  if (colon <= start || colon >= end - 1 || bytes[colon] !== COLON) return end
  if (hasPort || bytes[colon - 1] === CLOSE || !holds(bytes, COLON, start, colon)) return colon
  let colons = 1
  for (let at = start; at < colon; at++) if (bytes[at] === COLON) colons++
  return colons === 8 || end - colon > 5 ? colon : end
}

const fillNumber = (bytes: Buffer, slots: Slots, number: NumberSlot, fields: LineFields): number => {
  const { slot, field, unit, isPart, isAgain } = number
  const start = slots.starts[slot]!
  if (start < 0 || (isAgain && (field === "duration" ? fields.durationUs : fields.upstreamUs) >= 0)) return OK
  const end = slots.ends[slot]!
  const value =
    field === null || field === "duration" || field === "upstream"
      ? durationUs(bytes, start, end, durationUnits[unit])
      : wholeNumber(bytes, start, end)
  const isOther = unit === "s.ms" && value >= 0 && !holds(bytes, DOT, start, end)
  if (Number.isNaN(value) || isOther)
    return field === "status" ? BAD_STATUS : field === "bytes" ? BAD_BYTES : BAD_NUMBER
  if (value > Number.MAX_SAFE_INTEGER) return NUMBER_TOO_LARGE
  if (field === "status") fields.status = value
  else if (field === "bytes") fields.bytes = value
  else if (field === "bytes_in") fields.bytesIn = value
  if (field === "duration" || isPart) fields.durationUs = sum(fields.durationUs, value)
  if (field === "upstream") fields.upstreamUs = sum(fields.upstreamUs, value)
  return OK
}

const sum = (before: number, value: number): number => (value < 0 ? before : Math.max(before, 0) + value)
