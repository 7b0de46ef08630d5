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
  NO_CLIENT,
  NO_REQUEST,
  NO_TIME,
  NUMBER_TOO_LARGE,
  OK
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
import { durationUs, wholeNumber } from "./numbers.ts"
import type { Slots } from "./slots.ts"
import { strptime, strptimeReader } from "./strptime.ts"
import { timeReader, type TimeReader } from "./times.ts"

const DASH = 0x2d
const SPACE = 0x20
const QUESTION = 0x3f
const COLON = 0x3a
const COMMA = 0x2c
const DOT = 0x2e
const OPEN = 0x5b
const CLOSE = 0x5d
const BACKSLASH = 0x5c
const PERCENT = 0x25
const PLUS = 0x2b

/** Texts of a line that are kept with others in `extra`, under these names. */
const extraNames: Readonly<Partial<Record<TextField, string>>> = {
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
}

interface ExtraSlot {
  readonly name: string
  readonly slot: number
  /** What is stored in place of a text. */
  readonly values: ReadonlyMap<string, string>
}

export class Filler {
  readonly #code: TextCode
  readonly #slots: SlotOf
  readonly #addresses = new Set<number>()
  readonly #numbers: ReadonlyArray<NumberSlot>
  readonly #extras: ReadonlyArray<ExtraSlot>
  readonly #time: {
    readonly slots: ReadonlyArray<number>
    readonly read: (bytes: Buffer, view: DataView, slots: Slots) => number
  }

  /** `specs`: of the slots. The time that a prefix says (wrap.ts) is that of lines whose format has none. */
  constructor(
    specs: ReadonlyArray<FieldSpec>,
    definition: Pick<FormatDefinition, "text" | "values">,
    zone: ZoneOffset
  ) {
    this.#code = definition.text ?? "plain"
    const slotOf = (field: TextField): number => specs.findIndex((spec) => "field" in spec && spec.field === field)
    const texts = specs.flatMap((spec) => (spec.kind === "text" || spec.kind === "address" ? [spec.field] : []))
    this.#slots = Object.fromEntries(
      fieldNames.map((field) => [field, texts.includes(field) ? slotOf(field) : -1])
    ) as SlotOf
    for (const [slot, spec] of specs.entries()) if (spec.kind === "address") this.#addresses.add(slot)
    this.#numbers = specs.flatMap((spec, slot): ReadonlyArray<NumberSlot> => {
      if (spec.kind === "skip" && spec.isNumber) return [{ slot, field: null, unit: "us", isPart: false }]
      return spec.kind === "number" ? [{ slot, field: spec.field, unit: spec.unit, isPart: spec.isPart }] : []
    })
    this.#extras = specs.flatMap((spec, slot) => {
      const name =
        spec.kind === "extra"
          ? spec.name
          : spec.kind === "text" || spec.kind === "address"
            ? extraNames[spec.field]
            : undefined
      return name === undefined
        ? []
        : [{ name, slot, values: new Map(Object.entries(definition.values?.[name] ?? {})) }]
    })
    this.#time = timeOf(specs, zone)
  }

  /** Whether lines say when they were written. */
  get hasTime(): boolean {
    return this.#time.slots.length > 0
  }

  /** Fills `fields`, which were cleared; returns OK or why the line is a reject, and in `stoppedAt` where. */
  fill(bytes: Buffer, view: DataView, slots: Slots, fields: LineFields): number {
    const { client, user, site, referrer, agent } = this.#slots
    if (
      !this.#fillText(bytes, slots, client, fields, fields.client, false) &&
      !this.#fillFirstOfList(bytes, slots, fields)
    ) {
      return stop(fields, slots, client, NO_CLIENT)
    }
    if (this.hasTime) {
      const time = this.#time.read(bytes, view, slots)
      const [first] = this.#time.slots
      if (!(time >= 0)) return stop(fields, slots, first!, slots.starts[first!]! < 0 ? NO_TIME : BAD_TIME)
      fields.time = time
    } else if (Number.isNaN(fields.outerTime)) return NO_TIME
    else fields.time = fields.outerTime
    if (!this.#fillRequest(bytes, slots, fields)) return stop(fields, slots, this.#slots.request, NO_REQUEST)
    // Nobody and no site are called nothing; a referrer or an agent may be.
    if (!isEmpty(slots, user)) this.#fillText(bytes, slots, user, fields, fields.user, true)
    if (!isEmpty(slots, site)) this.#fillText(bytes, slots, site, fields, fields.site, true)
    this.#fillText(bytes, slots, referrer, fields, fields.referrer, true)
    this.#fillText(bytes, slots, agent, fields, fields.agent, true)
    for (const number of this.#numbers) {
      const reason = fillNumber(bytes, slots, number, fields)
      if (reason !== OK) return stop(fields, slots, number.slot, reason)
    }
    this.#fillExtras(bytes, slots, fields)
    return OK
  }

  /** False when the line has no such text. `isDashNone`: a dash says so, too. */
  #fillText(
    bytes: Buffer,
    slots: Slots,
    slot: number,
    fields: LineFields,
    span: LineFields["client"],
    isDashNone: boolean
  ): boolean {
    if (slot < 0 || slots.starts[slot]! < 0) return false
    let start = slots.starts[slot]!
    let end = slots.ends[slot]!
    if (this.#addresses.has(slot)) {
      end = endOfAddress(bytes, start, end)
      if (bytes[start] === OPEN && bytes[end - 1] === CLOSE) {
        start++
        end--
      }
    }
    if (isDashNone && isDash(bytes, start, end)) return false
    if (start === end && slots.escaped[slot] === 1) return false
    const { scratch } = fields
    const from = scratch.used
    if (!this.#decode(bytes, slots, slot, start, end, fields, true)) {
      span.set(start, end, false)
      return start < end || isDashNone
    }
    span.set(from, scratch.used, true)
    return scratch.used > from
  }

  /** Where the only address logged is that of a list of them, its first is the client, without brackets and port. */
  #fillFirstOfList(bytes: Buffer, slots: Slots, fields: LineFields): boolean {
    const list = this.#slots.forwarded_for
    if (list < 0 || !this.#fillText(bytes, slots, list, fields, fields.client, false)) return false
    const { client, scratch } = fields
    const text = client.inScratch ? scratch.bytes : bytes
    let { start, end } = client
    end = placeOf(text, COMMA, start, end)
    const close = placeOf(text, CLOSE, start, end)
    const port = endOfAddress(text, start, end)
    if (text[start] === OPEN && close < end) [start, end] = [start + 1, close]
    else if (placeOf(text, COLON, start, end) === port) end = port
    client.set(start, end, client.inScratch)
    return start < end
  }

  /** Writes a text to scratch if it is not stored as it stands in the line. */
  #decode(
    bytes: Buffer,
    slots: Slots,
    slot: number,
    start: number,
    end: number,
    fields: LineFields,
    isCoded: boolean
  ): boolean {
    const { scratch } = fields
    if (slots.escaped[slot] === 1) {
      if (!holds(bytes, BACKSLASH, start, end)) return false
      scratch.json(bytes, start, end)
      return true
    }
    if (!isCoded || this.#code === "plain") return false
    const isPlus = this.#code === "plus"
    if (!holds(bytes, isPlus ? PLUS : PERCENT, start, end)) return false
    const from = scratch.used
    scratch.encoded(bytes, start, end, isPlus)
    // CloudFront has encoded what it had encoded already.
    if (
      !isPlus &&
      holds(scratch.bytes, PERCENT, from, scratch.used) &&
      !holds(scratch.bytes, SPACE, from, scratch.used)
    ) {
      const once = Buffer.from(scratch.bytes.subarray(from, scratch.used))
      scratch.used = from
      scratch.encoded(once, 0, once.length, false)
    }
    return true
  }

  #fillRequest(bytes: Buffer, slots: Slots, fields: LineFields): boolean {
    const { request, method, uri, path, query, protocol } = this.#slots
    const has = (slot: number): boolean => slot >= 0 && slots.starts[slot]! >= 0
    const { scratch } = fields
    const from = scratch.used
    if (has(request)) {
      const start = slots.starts[request]!
      const end = slots.ends[request]!
      if (this.#decode(bytes, slots, request, start, end, fields, false)) fields.request.set(from, scratch.used, true)
      else fields.request.set(start, end, false)
      return true
    }
    const target = has(uri) ? uri : path
    if (!has(target)) return false
    const add = (slot: number): void => {
      const start = slots.starts[slot]!
      const end = slots.ends[slot]!
      if (!this.#decode(bytes, slots, slot, start, end, fields, false)) scratch.copy(bytes, start, end)
    }
    const isGiven = (slot: number): boolean => has(slot) && !isDash(bytes, slots.starts[slot]!, slots.ends[slot]!)
    if (isGiven(method)) {
      add(method)
      scratch.byte(SPACE)
    }
    add(target)
    if (target === path && isGiven(query) && slots.ends[query]! > slots.starts[query]!) {
      if (bytes[slots.starts[query]!] !== QUESTION) scratch.byte(QUESTION)
      add(query)
    }
    if (isGiven(method) && isGiven(protocol)) {
      scratch.byte(SPACE)
      add(protocol)
    }
    fields.request.set(from, scratch.used, true)
    return true
  }

  /** As names and values, a NUL before each. */
  #fillExtras(bytes: Buffer, slots: Slots, fields: LineFields): void {
    const { scratch } = fields
    const from = scratch.used
    for (const { name, slot, values } of this.#extras) {
      const start = slots.starts[slot]!
      const end = slots.ends[slot]!
      if (start < 0 || start === end || isDash(bytes, start, end)) continue
      scratch.nul()
      scratch.ascii(name)
      scratch.nul()
      const other = values.size === 0 ? undefined : values.get(bytes.toString("latin1", start, end))
      if (other !== undefined) scratch.ascii(other)
      else if (!this.#decode(bytes, slots, slot, start, end, fields, true)) scratch.copy(bytes, start, end)
    }
    if (scratch.used > from) fields.extra.set(from, scratch.used, true)
  }
}

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

const isDash = (bytes: Buffer, start: number, end: number): boolean => end - start === 1 && bytes[start] === DASH

/** Where the byte first is in bytes[start, end); `end` if nowhere. */
const placeOf = (bytes: Buffer, byte: number, start: number, end: number): number => {
  let at = start
  while (at < end && bytes[at] !== byte) at++
  return at
}

const holds = (bytes: Buffer, byte: number, start: number, end: number): boolean =>
  placeOf(bytes, byte, start, end) < end

const isEmpty = (slots: Slots, slot: number): boolean =>
  slot >= 0 && slots.starts[slot]! >= 0 && slots.starts[slot] === slots.ends[slot]

/** Where the address ends that a port stands behind. */
const endOfAddress = (bytes: Buffer, start: number, end: number): number => {
  let colon = end - 1
  while (colon > start && bytes[colon]! >= 48 && bytes[colon]! <= 57) colon--
  return colon > start && colon < end - 1 && bytes[colon] === COLON ? colon : end
}

const fillNumber = (bytes: Buffer, slots: Slots, number: NumberSlot, fields: LineFields): number => {
  const { slot, field, unit, isPart } = number
  const start = slots.starts[slot]!
  if (start < 0) return OK
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

/** How the time is read: of one slot, or of two that say the day and the time of day. */
const timeOf = (specs: ReadonlyArray<FieldSpec>, zone: ZoneOffset) => {
  const slot = specs.findIndex(({ kind }) => kind === "time")
  if (slot >= 0) {
    const { form } = specs[slot] as FieldSpec & { readonly kind: "time" }
    const read = typeof form === "string" ? timeReader(form, zone) : readerOfText(strptimeReader(form.strptime, zone))
    return {
      slots: [slot],
      read: (bytes: Buffer, view: DataView, slots: Slots): number =>
        slots.starts[slot]! < 0 ? NaN : read(bytes, view, slots.starts[slot]!, slots.ends[slot]!)
    }
  }
  const date = specs.findIndex(({ kind }) => kind === "date")
  const clock = specs.findIndex(({ kind }) => kind === "clock")
  if (date < 0 || clock < 0) return { slots: [], read: () => NaN }
  const partsOf = (index: number) =>
    strptime((specs[index] as FieldSpec & { readonly kind: "date" | "clock" }).strptime)
  const readDate = partsOf(date)
  const readClock = partsOf(clock)
  return {
    slots: [date, clock],
    read: (bytes: Buffer, _view: DataView, slots: Slots): number => {
      if (slots.starts[date]! < 0 || slots.starts[clock]! < 0) return NaN
      const day = readDate(bytes.toString("latin1", slots.starts[date], slots.ends[date]))
      const time = readClock(bytes.toString("latin1", slots.starts[clock], slots.ends[clock]))
      if (day === null || time === null) return NaN
      const offset = Number.isNaN(time.offset) ? day.offset : time.offset
      const local = day.day + time.ofDay
      return local - (Number.isNaN(offset) ? zone(local) : offset)
    }
  }
}

const readerOfText =
  (read: (text: string) => number): TimeReader =>
  (bytes, _, start, end) =>
    read(bytes.toString("latin1", start, end))
