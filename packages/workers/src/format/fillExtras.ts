/** Texts of a line that are kept under their names: those of few values with others in `extra`, others if asked for. */
import { isDash } from "../parse/leading.ts"
import type { LineFields } from "../parse/line.ts"
import { extraNameOf, type FieldSpec, type TextCode } from "./definition.ts"
import { Repeated } from "./Repeated.ts"
import type { Slots } from "./slots.ts"
import { writeText } from "./writeText.ts"

export interface ExtraSlot {
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

/** What is stored in place of the texts of a name. */
type ValuesOf = (name: string) => ReadonlyMap<string, string>

/** Of a format's slots those that are kept in `extra`. */
export const extraSlots = (specs: ReadonlyArray<FieldSpec>, valuesOf: ValuesOf): ReadonlyArray<ExtraSlot> =>
  specs.flatMap((spec, slot) => {
    const name = extraNameOf(spec)
    return name === null ? [] : [extraSlot(name, slot, valuesOf(name))]
  })

/** Those of texts of many values that are asked for, `*` for all. */
export const keptSlots = (
  specs: ReadonlyArray<FieldSpec>,
  valuesOf: ValuesOf,
  keepExtra: ReadonlyArray<string>
): ReadonlyArray<ExtraSlot> => {
  const isKept = (name: string): boolean => keepExtra.includes(name) || keepExtra.includes("*")
  return specs.flatMap((spec, slot) =>
    spec.kind === "unique" && isKept(spec.name) ? [extraSlot(spec.name, slot, valuesOf(spec.name))] : []
  )
}

/** As names and values, a NUL before each. */
export const fillExtras = (
  bytes: Buffer,
  slots: Slots,
  fields: LineFields,
  extras: ReadonlyArray<ExtraSlot>,
  span: LineFields["extra"],
  code: TextCode
): void => {
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
    else if (!writeText(scratch, bytes, start, end, slots.escaped[slot]!, code, "other")) {
      scratch.copy(bytes, start, end)
    }
    if (isForwarded) fields.forwarded.set(valueFrom, scratch.used, true)
  }
  if (scratch.used > from) span.set(from, scratch.used, true)
}
