/**
 * How a format says when: in one field, or in two, the day and the time of day. Where it names several, the first whose
 * fields are in a line counts. A time of day alone is of the day that a header says.
 */
import { momentOf, type ZoneOffset } from "../parse/time.ts"
import type { FieldSpec } from "./definition.ts"
import { Repeated } from "./Repeated.ts"
import type { Slots } from "./slots.ts"
import { strptime, strptimeReader, type TimeParts } from "./strptime.ts"
import { readerOfText, timeReader } from "./times.ts"

const dayMs = 86_400_000
const hourMs = 3_600_000

/** A time of day. */
interface Clock {
  readonly slot: number
  readonly read: (bytes: Buffer, start: number, end: number) => TimeParts | null
}

/** One way to say when. */
interface Way {
  readonly slots: ReadonlyArray<number>
  readonly read: (bytes: Buffer, view: DataView, slots: Slots) => number
}

export class FieldsOfTime {
  readonly #ways: ReadonlyArray<Way>
  readonly #clocks: ReadonlyArray<Clock>

  constructor(specs: ReadonlyArray<FieldSpec>, zone: ZoneOffset) {
    this.#ways = [
      ...specs.flatMap((spec, slot) => (spec.kind === "time" ? [inOne(spec, slot, zone)] : [])),
      ...specs.flatMap((day, daySlot) =>
        day.kind !== "date"
          ? []
          : specs.flatMap((clock, clockSlot) =>
              clock.kind !== "clock" || clock.isUtc !== day.isUtc ? [] : [inTwo(day, daySlot, clock, clockSlot, zone)]
            )
      )
    ]
    this.#clocks = specs.flatMap((spec, slot) =>
      spec.kind === "clock" && spec.isUtc ? [{ slot, read: clockOf(spec) }] : []
    )
  }

  /** Whether the format says when. */
  get areThere(): boolean {
    return this.#ways.length > 0
  }

  /** The slot to point at when there is no time, or a wrong one. */
  slotOf(slots: Slots): number {
    return this.#wayOf(slots)?.slots[0] ?? this.#ways[0]?.slots[0] ?? -1
  }

  /** Milliseconds since 1970 UTC, or NaN. `around`: what a header says, NaN if nothing. */
  read(bytes: Buffer, view: DataView, slots: Slots, around: number): number {
    const way = this.#wayOf(slots)
    if (way !== undefined) return way.read(bytes, view, slots)
    const clock = this.#clocks.find(({ slot }) => slots.starts[slot]! >= 0)
    const time = clock?.read(bytes, slots.starts[clock.slot]!, slots.ends[clock.slot]!)
    if (time === undefined || time === null) return NaN
    const thatDay = Math.floor(around / dayMs) * dayMs + time.ofDay
    // The header is as old as the first line, or a little younger; a file goes on after midnight.
    return thatDay < around - hourMs ? thatDay + dayMs : thatDay
  }

  #wayOf(slots: Slots): Way | undefined {
    const [only] = this.#ways
    if (this.#ways.length === 1) return isThere(only!, slots) ? only : undefined
    return this.#ways.find((way) => isThere(way, slots))
  }
}

const isThere = (way: Way, slots: Slots): boolean => {
  for (const slot of way.slots) if (slots.starts[slot]! < 0) return false
  return true
}

const inOne = ({ form }: FieldSpec & { readonly kind: "time" }, slot: number, zone: ZoneOffset): Way => {
  const read = typeof form === "string" ? timeReader(form, zone) : readerOfText(strptimeReader(form.strptime, zone))
  return { slots: [slot], read: (bytes, view, slots) => read(bytes, view, slots.starts[slot]!, slots.ends[slot]!) }
}

type PartSpec = FieldSpec & { readonly kind: "date" | "clock" }

const inTwo = (date: PartSpec, dateSlot: number, clock: PartSpec, clockSlot: number, zone: ZoneOffset): Way => {
  const readDate = strptime(date.strptime)
  const offsetOf = date.isUtc ? () => 0 : zone
  const dayOf = repeating(readDate)
  const timeOf = clockOf(clock)
  return {
    slots: [dateSlot, clockSlot],
    read: (bytes, _view, slots) => {
      const day = dayOf(bytes, slots.starts[dateSlot]!, slots.ends[dateSlot]!)
      const time = timeOf(bytes, slots.starts[clockSlot]!, slots.ends[clockSlot]!)
      if (day === null || time === null) return NaN
      const offset = Number.isNaN(time.offset) ? day.offset : time.offset
      const local = day.day + time.ofDay
      return momentOf(day.day, local - (Number.isNaN(offset) ? offsetOf(local) : offset))
    }
  }
}

const clockOf = (clock: PartSpec): Clock["read"] => repeating(clockReader(strptime(clock.strptime)))

/** With a fraction behind the seconds, where servers log one (IIS Advanced Logging). */
const clockReader =
  (read: (text: string) => TimeParts | null) =>
  (text: string): TimeParts | null => {
    const match = /^([^.]+)(\.\d{1,9})$/.exec(text)
    const time = read(text)
    if (time !== null || match === null) return time
    const whole = read(match[1]!)
    return whole === null ? null : { ...whole, ofDay: whole.ofDay + Math.floor(Number(`${match[2]}e3`)) }
  }

/** Lines of a day or a second come together. */
const repeating = (read: (text: string) => TimeParts | null) => {
  const last = new Repeated<TimeParts | null>(null)
  return (bytes: Buffer, start: number, end: number): TimeParts | null =>
    last.isLast(bytes, start, end)
      ? last.value
      : last.keep(bytes, start, end, read(bytes.toString("latin1", start, end)))
}
