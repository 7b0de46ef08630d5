/** Numbers of a line: statuses, sizes and durations. Several may say the same, or each a part of it. */
import { BAD_BYTES, BAD_NUMBER, BAD_STATUS, type LineFields, NUMBER_TOO_LARGE, OK } from "../parse/line.ts"
import { type DurationUnit, durationUnits, type FieldSpec, type NumberField } from "./definition.ts"
import { durationUs, wholeNumber } from "./numbers.ts"
import type { Slots } from "./slots.ts"
import { holds } from "./writeText.ts"

const DOT = 0x2e

export interface NumberSlot {
  readonly slot: number
  /** Null: it is not kept. */
  readonly field: NumberField | null
  readonly unit: DurationUnit
  /** Whether a time of the server behind is a part of the duration, too. */
  readonly isPart: boolean
  /** Says in another unit what an earlier one says. */
  readonly isAgain: boolean
}

/** Of a format's slots those of numbers. */
export const numberSlots = (specs: ReadonlyArray<FieldSpec>): ReadonlyArray<NumberSlot> =>
  specs.flatMap((spec, slot): ReadonlyArray<NumberSlot> => {
    if (spec.kind === "skip" && spec.isNumber) return [{ slot, field: null, unit: "us", isPart: false, isAgain: false }]
    if (spec.kind !== "number") return []
    const { field, unit, isPart } = spec
    const isAgain = specs
      .slice(0, slot)
      .some((other) => other.kind === "number" && other.field === field && other.unit !== unit)
    return [{ slot, field, unit, isPart, isAgain }]
  })

/** Returns OK or why the line is a reject. */
export const fillNumber = (bytes: Buffer, slots: Slots, number: NumberSlot, fields: LineFields): number => {
  const { slot, field, unit, isPart, isAgain } = number
  const start = slots.starts[slot]!
  if (start < 0 || (isAgain && (field === "duration" ? fields.durationUs : fields.upstreamUs) >= 0)) return OK
  const end = slots.ends[slot]!
  const value =
    field === null || field === "duration" || field === "upstream"
      ? durationUs(bytes, start, end, durationUnits[unit])
      : wholeNumber(bytes, start, end)
  // Whoever logs seconds so always has them, but not always a server behind.
  const isOther = unit === "s.ms" && (value < 0 ? field === "duration" : !holds(bytes, DOT, start, end))
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
