/**
 * A format as a program of the kernel (assembly/program.ts): words of 32 bits, and texts, which say how a line is taken
 * apart and what becomes of its fields. For formats whose fields have their places; JSON, regular expressions and what a
 * program can't say are read in JavaScript only.
 */
import type { ZoneRule } from "../zone.ts"
import {
  durationUnits,
  extraNameOf,
  type FieldSpec,
  type FormatDefinition,
  type NumberField,
  type TextField
} from "./definition.ts"
import { numberSlots } from "./fillNumbers.ts"
import { HASH, JSON_STRING, QUOTED } from "./slots.ts"
import { writtenOut } from "./strptime.ts"

/** A step, its words as the kernel's `split` takes them; whatever is not said is 0. */
export interface ProgramStep {
  readonly kind: "text" | "word" | "quoted" | "until" | "rest" | "column" | "name"
  /** -1: it is not kept. */
  readonly slot: number
  readonly after?: Uint8Array
  readonly separator?: "blanks" | "tab" | "comma"
  readonly bare?: Uint8Array
  readonly isLast?: boolean
  readonly isList?: boolean
  readonly isOptional?: boolean
  readonly isWord?: boolean
  readonly hasEscapes?: boolean
  /** A blank of a text is one blank. */
  readonly countsBlanks?: boolean
  /** Blanks within a word, and whether a zone may follow behind one more. */
  readonly blanks?: number
  readonly hasZone?: boolean
  readonly rank?: number
}

/** A way lines are written: how they are taken apart, and what the slots are. Null: a program can't say. */
export interface ProgramShape {
  readonly steps: ReadonlyArray<ProgramStep> | null
  readonly specs: ReadonlyArray<FieldSpec>
  /** Whether lines have the field of a slot: of columns those that the header names. */
  readonly has: (slot: number) => boolean
  /** How texts are written where a step does not say (slots.ts). */
  readonly usual: number
}

export interface Program {
  readonly bytes: Uint8Array
  /** Whether entries have numbers of their own (details.ts). */
  readonly hasDetails: boolean
}

/** What a program may have: the kernel's room for it. */
const mostProgramBytes = 64 * 1024
const mostSlots = 128

// As the kernel counts them.
const stepKinds: ReadonlyArray<ProgramStep["kind"]> = ["text", "word", "quoted", "until", "rest", "column", "name"]
const timeKinds = [
  "clf",
  "iso",
  "s",
  "ms",
  "us",
  "ns",
  "day and clock",
  "local day and clock",
  "with clock",
  "other"
] as const
const numberFields: ReadonlyArray<NumberField> = ["status", "bytes", "bytes_in", "duration", "upstream"]
const codes = ["plain", "plus", "percent"] as const
const separators = { blanks: 0x20, tab: 0x09, comma: 0x2c } as const

/** A word: a number, or the place of a text, of words, or of a number of eight bytes in two words. */
type Word = number | Text | Words | { readonly double: number }
interface Text {
  readonly text: Uint8Array
}
interface Words {
  readonly words: ReadonlyArray<Word>
}

/** `zone`: of lines that name none. Null for a format that has no program. */
export const programOf = (
  shapes: ReadonlyArray<ProgramShape>,
  definition: FormatDefinition,
  zone: ZoneRule
): Program | null => {
  const { columns } = definition
  const specs = shapes.flatMap((shape) => shape.specs)
  if (shapes.some((shape) => shape.specs.length > mostSlots || timeOf(shape) === null)) return null
  if (specs.some((spec) => spec.kind === "text" && spec.withSite === true)) return null
  // What is encoded twice is rare.
  if (definition.text === "plus" && shapes.some(({ usual }) => usual === JSON_STRING || usual === HASH)) return null
  const trims = Number(columns === undefined || columns.separator === "blanks")
  const parts: Array<Word> = []
  for (const shape of shapes) {
    if (shape.steps === null) return null
    const fields = { words: fieldsOf(shape, definition) }
    // In both the kernel leaves what is escaped to JavaScript.
    const usual = shape.usual === JSON_STRING ? QUOTED : shape.usual
    const switches = trims + 2 * Number(shape.steps[0]?.countsBlanks ?? false)
    parts.push({ words: [switches, shape.specs.length, fields, usual, ...shape.steps.flatMap(wordsOf), 0] })
  }
  const header = Buffer.from(columns?.header.toLowerCase() ?? "")
  const bytes = assembled([
    shapes.length,
    { text: header },
    header.length,
    {
      words: localOffsets(zone)
        .flat()
        .map((double) => ({ double }))
    },
    zone.length,
    ...parts
  ])
  if (bytes.length > mostProgramBytes) return null
  const hasDetails = specs.some(
    ({ kind, ...spec }) => kind === "number" && "field" in spec && !isInEveryLog(spec.field)
  )
  return { bytes, hasDetails }
}

const isInEveryLog = (field: string): boolean => field === "status" || field === "bytes"

const wordsOf = (step: ProgramStep): ReadonlyArray<Word> => {
  const { after = none, bare = none, kind, separator, slot } = step
  return [
    1 + stepKinds.indexOf(kind),
    slot,
    separator === undefined ? { text: after } : separators[separator],
    after.length,
    { text: bare },
    bare.length,
    Number(step.isLast ?? false),
    Number(step.isList ?? false),
    Number(step.isOptional ?? false),
    Number(step.isWord ?? false),
    Number(step.hasEscapes ?? false),
    step.rank ?? 0,
    step.blanks ?? 0,
    Number(step.hasZone ?? false)
  ]
}

const none = new Uint8Array(0)

const fieldsOf = (shape: ProgramShape, definition: FormatDefinition): ReadonlyArray<Word> => {
  const { specs } = shape
  const { none: nones = [], text: code = "plain", values = {} } = definition
  const slotOf = (field: TextField): number =>
    specs.findIndex((spec) => (spec.kind === "text" || spec.kind === "address") && spec.field === field)
  const portOf = (field: TextField): number => {
    const spec = specs[slotOf(field)]
    return spec?.kind === "address" ? (spec.hasPort === "always" ? 2 : 1) : 0
  }
  const pairs = (name: string): Words => {
    const of = Object.entries(values[name] ?? {})
    return { words: [of.length, ...of.flatMap(([from, to]) => [...counted(from), ...counted(to)])] }
  }
  const fixed = specs.flatMap((spec, slot) =>
    spec.kind !== "fixed" ? [] : [[slot, Number(spec.isNeeded), spec.texts.length, ...spec.texts.flatMap(counted)]]
  )
  const extras = specs.flatMap((spec, slot) => {
    const name = extraNameOf(spec)
    return name === null ? [] : [[slot, ...counted(`\0${name}\0`), pairs(name)]]
  })
  // Slot, field, switches (a part of the whole, said before, must have a point), and a unit in microseconds.
  const numbers = numberSlots(specs).map(({ field, isAgain, isPart, slot, unit }): ReadonlyArray<Word> => {
    const switches = Number(isPart) + 2 * Number(isAgain) + 4 * Number(unit === "s.ms")
    return [slot, field === null ? 0 : 1 + numberFields.indexOf(field), switches, 0, { double: durationUnits[unit] }]
  })
  return [
    codes.indexOf(code),
    slotOf("client"),
    portOf("client"),
    slotOf("forwarded_for"),
    slotOf("user"),
    slotOf("site"),
    portOf("site"),
    slotOf("referrer"),
    slotOf("agent"),
    slotOf("request"),
    slotOf("method"),
    slotOf("uri"),
    slotOf("path"),
    slotOf("query"),
    slotOf("protocol"),
    ...timeOf(shape)!,
    specs.length,
    pairs("protocol"),
    nones.length,
    ...nones.flatMap(counted),
    fixed.length,
    ...fixed.flat(),
    numbers.length,
    ...numbers.flat(),
    extras.length,
    ...extras.flat()
  ]
}

const counted = (text: string): readonly [Text, number] => [{ text: Buffer.from(text) }, Buffer.byteLength(text)]

/** The form of the time that counts, its slot and that of the time of day; null when there is none. */
const timeOf = ({ has, specs }: ProgramShape): readonly [number, number, number] | null => {
  const kind = (name: (typeof timeKinds)[number]): number => timeKinds.indexOf(name)
  /** By a pattern of strftime: of those that only JavaScript reads. */
  const otherKind = (pattern: string): number => kind(hasClock(pattern) ? "with clock" : "other")
  const slotsOf = (kind: FieldSpec["kind"]): ReadonlyArray<number> =>
    specs.flatMap((spec, slot) => (spec.kind === kind && has(slot) ? [slot] : []))
  const [slot] = slotsOf("time")
  if (slot !== undefined) {
    const { form } = specs[slot] as FieldSpec & { readonly kind: "time" }
    if (typeof form !== "string") return [otherKind(form.strptime), slot, -1]
    if (form === "ctime" || form === "http") return [kind("with clock"), slot, -1]
    return [kind(form === "any" ? "other" : form), slot, -1]
  }
  const pairs = slotsOf("date").flatMap((date) =>
    slotsOf("clock").flatMap((clock) => {
      const [day, time] = [specs[date]!, specs[clock]!]
      if (day.kind !== "date" || time.kind !== "clock" || day.isUtc !== time.isUtc) return []
      const isUsual = day.strptime === "%F" && time.strptime === "%T"
      const usual = kind(day.isUtc ? "day and clock" : "local day and clock")
      return [[isUsual ? usual : otherKind(day.strptime + time.strptime), date, clock] as const]
    })
  )
  return pairs[0] ?? null
}

/** Whether the first `13:55:36` in a time is its time of day. */
const hasClock = (pattern: string): boolean => {
  const [before, after] = writtenOut(pattern).split("%H:%M:%S")
  return after !== undefined && !/:|%z/.test(before!) && !/%[HIMSscklp]/.test(before! + after)
}

/** Offsets, each with the local time from which it holds (as offsetAtLocal has it). */
const localOffsets = (zone: ZoneRule): ReadonlyArray<readonly [from: number, offset: number]> =>
  zone.map(([from, offset], index) => [from + Math.max(offset, zone[index - 1]?.[1] ?? offset), offset])

/** Words one after the other, then what they have the places of. */
const assembled = (words: ReadonlyArray<Word>): Uint8Array => {
  const chunks: Array<Uint8Array> = []
  const texts = new Map<string, number>()
  let length = 0
  const add = (chunk: Uint8Array): number => {
    const at = length
    chunks.push(chunk, new Uint8Array(-chunk.length & 7))
    length += chunk.length + (-chunk.length & 7)
    return at
  }
  const addText = (text: Uint8Array): number => {
    const key = Buffer.from(text).toString("latin1")
    const at = texts.get(key) ?? add(text)
    texts.set(key, at)
    return at
  }
  const place = (list: ReadonlyArray<Word>): number => {
    const flat = list.flatMap((word): ReadonlyArray<Exclude<Word, { readonly double: number }>> => {
      if (typeof word !== "object" || !("double" in word)) return [word]
      return [...new Int32Array(new Float64Array([word.double]).buffer)]
    })
    const filled = new Int32Array(flat.length)
    const at = add(new Uint8Array(filled.buffer))
    for (const [index, word] of flat.entries()) {
      filled[index] = typeof word === "number" ? word : "text" in word ? addText(word.text) : place(word.words)
    }
    return at
  }
  place(words)
  return Buffer.concat(chunks)
}
