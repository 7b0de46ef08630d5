/**
 * From a line taken apart (slots) to its fields: texts, numbers and the time, by what the format says of each slot. What
 * a field is read by is decided once, when the filler is made.
 */
import type { ZoneOffset } from "../parse/time.ts"
import {
  BAD_TIME,
  type LineFields,
  mostAside,
  NO_CLIENT,
  NO_MATCH,
  NO_REQUEST,
  NO_TIME,
  OK,
  TOO_LONG
} from "../parse/line.ts"
import { isDash } from "../parse/leading.ts"
import { endOfAddress as endOfListed, endOfFirst, placeOf, startOfAddress as startOfListed } from "../parse/listed.ts"
import type { FieldSpec, FormatDefinition, TextCode, TextField } from "./definition.ts"
import { type ExtraSlot, extraSlots, fillExtras, keptSlots } from "./fillExtras.ts"
import { fillNumber, type NumberSlot, numberSlots } from "./fillNumbers.ts"
import { RequestFiller } from "./fillRequest.ts"
import { FieldsOfTime } from "./fillTime.ts"
import { ABSENT, ESCAPED, isEmpty, isGiven, JSON_STRING, type Slots } from "./slots.ts"
import { holds, type TextKind, writeText } from "./writeText.ts"

const COLON = 0x3a
const SLASH = 0x2f
const OPEN = 0x5b
const CLOSE = 0x5d

/** Slots by what they are; -1 where the format has no such field. */
type SlotOf = Readonly<Record<TextField, number>>

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
  readonly #request: RequestFiller
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
    this.#none = new Set(definition.none?.map(asBytes))
    const valuesOf = (name: string) =>
      new Map(Object.entries(definition.values?.[name] ?? {}).map(([text, value]) => [asBytes(text), value]))
    const slotOf = (field: TextField): number => specs.findIndex((spec) => "field" in spec && spec.field === field)
    const texts = specs.flatMap((spec) => (spec.kind === "text" || spec.kind === "address" ? [spec.field] : []))
    this.#slots = Object.fromEntries(
      fieldNames.map((field) => [field, texts.includes(field) ? slotOf(field) : -1])
    ) as SlotOf
    this.#request = new RequestFiller(this.#slots, valuesOf("protocol"))
    for (const [slot, spec] of specs.entries())
      if (spec.kind === "address") this.#addresses.set(slot, spec.hasPort === "always")
    this.#withSite = specs.findIndex((spec) => spec.kind === "text" && spec.withSite === true)
    this.#numbers = numberSlots(specs)
    this.#extras = extraSlots(specs, valuesOf)
    this.#kept = keptSlots(specs, valuesOf, keepExtra)
    this.#fixed = specs.flatMap((spec, slot) =>
      spec.kind === "fixed" ? [{ ...spec, texts: spec.texts.map(asBytes), slot }] : []
    )
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
    if (!this.#request.fill(bytes, slots, fields)) return stop(fields, slots, this.#slots.request, NO_REQUEST)
    // Nobody and no site are called nothing; a referrer or an agent may be.
    if (!isEmpty(slots, user)) this.#fillText(bytes, slots, user, fields, fields.user, true)
    if (!isEmpty(slots, site)) this.#fillText(bytes, slots, site, fields, fields.site, true)
    this.#fillText(bytes, slots, referrer, fields, fields.referrer, true, "referrer")
    this.#fillText(bytes, slots, agent, fields, fields.agent, true, "agent")
    for (const number of this.#numbers) {
      const reason = fillNumber(bytes, slots, number, fields)
      if (reason !== OK) return stop(fields, slots, number.slot, reason)
    }
    fillExtras(bytes, slots, fields, this.#extras, fields.extra, this.#code)
    if (isList && fields.forwarded.start < 0) this.#keepList(bytes, fields, listEnd)
    if (this.#kept.length > 0) fillExtras(bytes, slots, fields, this.#kept, fields.kept, this.#code)
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
    }
    // A site is one text, whether a server puts an IPv6 address in brackets or not.
    const isBare = hasPort !== undefined || slot === this.#slots.site
    if (isBare && bytes[start] === OPEN && bytes[end - 1] === CLOSE) {
      start++
      end--
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
}

/** A text as its bytes are when each of them is a character, as texts of lines are compared. */
const asBytes = (text: string): string => Buffer.from(text).toString("latin1")

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
