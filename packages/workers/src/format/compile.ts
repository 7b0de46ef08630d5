/** From a format's definition to the parser of its lines. */
import { type LineFields, type LineParser, NO_MATCH, OK } from "../parse/line.ts"
import { offsetAtLocal, type ZoneRule } from "../zone.ts"
import { type Escapes, type FieldSpec, type FormatDefinition, FormatError, readField } from "./definition.ts"
import { Filler } from "./fill.ts"
import { type Part, readPattern } from "./pattern.ts"
import { type Program, programOf, type ProgramShape } from "./program.ts"
import { RegexSplitter } from "./regex.ts"
import { ABSENT, ESCAPED, FITS, HASH, JSON_STRING, LITERAL, Slots, type Splitter } from "./slots.ts"
import { ColumnSplitter } from "./splitColumns.ts"
import { JsonSplitter } from "./splitJson.ts"
import { PatternSplitter } from "./splitPattern.ts"

/** A way that lines of the format are written. */
interface Shape {
  readonly splitter: Splitter
  readonly filler: Filler
  readonly slots: Slots
  /** Of the slots, as the definition names them. */
  readonly names: ReadonlyArray<string>
  /** Of a pattern. */
  readonly parts: ReadonlyArray<Part>
}

/** Throws a FormatError that says what is wrong with the definition. */
export class FormatParser implements LineParser {
  readonly ordinary = 0
  readonly hasHash: boolean
  /** Texts of many values that lines may have. */
  readonly uniqueNames: ReadonlyArray<string>
  readonly #shapes: ReadonlyArray<Shape>
  readonly #columns: ColumnSplitter | null
  /** Shape of the line that was read last, and the one that went furthest in it. */
  #last: Shape
  readonly #makeProgram: () => Program | null
  /** As long as the columns are the same. */
  #program: Program | null | undefined
  #furthest: Shape

  /** `keepExtra`: names of texts of many values that are kept, `*` for all of them. */
  constructor(definition: FormatDefinition, zone: ZoneRule, keepExtra: ReadonlyArray<string> = []) {
    const unique = new Set<string>()
    const offset = (local: number): number => offsetAtLocal(zone, local)
    const { columns, escapes = "backslash", exact: isExact, json, pattern, regex } = definition
    const usual = howEscaped[escapes]
    const shape = (
      splitter: Splitter,
      names: ReadonlyArray<string>,
      specs: ReadonlyArray<FieldSpec>,
      parts: ReadonlyArray<Part> = []
    ): Shape => {
      checkFields(specs)
      for (const spec of specs) if (spec.kind === "unique") unique.add(spec.name)
      const filler = new Filler(specs, definition, offset, keepExtra)
      return { splitter, names, parts, slots: new Slots(specs.length, usual), filler }
    }
    this.#columns = columns === undefined ? null : new ColumnSplitter(columns)
    if (this.#columns !== null) {
      this.#shapes = [shape(this.#columns, this.#columns.names, this.#columns.specs)]
    } else if (regex !== undefined) {
      this.#shapes = [regex].flat().map((one) => {
        const splitter = new RegexSplitter(one)
        return shape(splitter, splitter.names, splitter.specs)
      })
    } else if (json !== undefined) {
      const names = Object.keys(json)
      const keys = Object.values(json).map((paths) => (typeof paths === "string" ? [paths] : paths))
      this.#shapes = [shape(new JsonSplitter(keys), names, names.map(readField))]
    } else {
      const patterns = typeof pattern === "string" ? [pattern] : (pattern ?? [])
      this.#shapes = patterns.flatMap((one) => {
        const parts = readPattern(one)
        const fields = parts.flatMap((part) => ("field" in part ? [part] : []))
        return (isExact === true ? [true, false] : [false]).map((exact) =>
          shape(
            new PatternSplitter(parts, { exact, hasEscapes: escapes === "backslash" || escapes === "json" }),
            fields.map(({ name }) => name),
            fields.map(({ field }) => field),
            parts
          )
        )
      })
    }
    if (this.#shapes.length === 0)
      throw new FormatError("a format has a pattern, json, columns or a regex; this has none of them")
    this.hasHash =
      this.#shapes.some(({ parts: [first] }) => first !== undefined && "text" in first && first.text.startsWith("#")) ||
      [regex ?? []].flat().some((one) => /^\^?#/.test(one))
    this.#last = this.#furthest = this.#shapes[0]!
    const keeps = keepExtra.includes("*") ? unique.size > 0 : keepExtra.some((name) => unique.has(name))
    this.#makeProgram = () => (keeps ? null : programOf(this.#shapes.map(shapeOf(usual)), definition, zone))
    this.uniqueNames = [...unique]
  }

  /** Whether what a line means depends on lines before it. */
  get hasHeaders(): boolean {
    return this.#columns !== null
  }

  /** Takes a line that says what the columns after it are; false when it is none. */
  takeHeader(bytes: Buffer, start: number, end: number): boolean {
    const isTaken = this.#columns !== null && this.#columns.takeHeader(bytes, start, end)
    if (isTaken) this.#program = undefined
    return isTaken
  }

  /** Columns of the last header that the format knows. */
  get knownColumns(): number {
    return this.#columns?.knownColumns ?? 0
  }

  /** Another source begins. */
  begin(): void {
    if (this.#columns === null) return
    this.#program = undefined
    this.#columns.forget()
  }

  /** How the kernel reads ordinary lines of the format; null for one that it can't, or before the first header. */
  get program(): Program | null {
    if (this.#program === undefined) this.#program = this.#makeProgram()
    return this.#program
  }

  parse(bytes: Buffer, view: DataView, start: number, end: number, fields: LineFields): number {
    if (this.#columns !== null && !Number.isNaN(this.#columns.headerTime)) fields.outerTime = this.#columns.headerTime
    const { outerTime } = fields
    let furthest = -1
    let reason = NO_MATCH
    for (let index = 0; index < this.#shapes.length; index++) {
      const shape = this.#shapes[index]!
      if (index > 0) {
        fields.clear()
        fields.outerTime = outerTime
      }
      shape.slots.clear()
      fields.stoppedAt = shape.splitter.split(bytes, start, end, shape.slots)
      let outcome = NO_MATCH
      if (fields.stoppedAt === FITS) {
        outcome = shape.filler.fill(bytes, view, end - start, shape.slots, fields)
        this.#last = shape
        if (outcome === OK) return OK
      }
      // Of several shapes one that fits but for a value says why, else the one that went furthest.
      const isNearer = outcome === NO_MATCH ? reason === NO_MATCH && fields.stoppedAt >= furthest : reason === NO_MATCH
      if (isNearer) {
        furthest = fields.stoppedAt
        reason = outcome
        this.#furthest = shape
      }
    }
    fields.stoppedAt = furthest < 0 ? start : furthest
    return reason
  }

  /** How many fields of the last line, which was not read, begin before a place in it. */
  fieldsBefore(place: number): number {
    return this.#furthest.slots.starts.reduce((count, start) => count + Number(start >= 0 && start < place), 0)
  }

  /**
   * Where the last line, which was not read, has a field before `place` that is a dash and more words: a dash is nothing,
   * so that the words are those of fields that the format lacks. What comes after it is forgotten. Else `place`.
   */
  stopAtDash(bytes: Buffer, place: number): number {
    const { parts, slots } = this.#furthest
    if (parts.length === 0) return place
    const slot = slots.starts.findIndex((start, index) => {
      const isDash = start >= 0 && start < place && bytes[start] === DASH && bytes[start + 1] === SPACE
      return isDash && slots.ends[index]! > start + 1 && bytes[start - 1] !== QUOTE
    })
    if (slot < 0) return place
    const end = slots.starts[slot]! + 1
    slots.ends[slot] = end
    slots.starts.fill(ABSENT, slot + 1)
    return end
  }

  /** What the format has where reading the last line stopped, that is not what the line has; null: it can't be said. */
  expectedAt(stoppedAt: number): string | null {
    return expectedAt(this.#furthest, stoppedAt)
  }

  /** What the line that was read last was made of: the fields by their names in the definition, and where they were. */
  get taken(): ReadonlyArray<{ readonly name: string; readonly start: number; readonly end: number }> {
    const { names, slots } = this.#last
    return names.flatMap((name, slot) =>
      slots.starts[slot]! < 0 ? [] : [{ name, start: slots.starts[slot]!, end: slots.ends[slot]! }]
    )
  }
}

const SPACE = 0x20
const QUOTE = 0x22
const DASH = 0x2d

const shapeOf =
  (usual: number) =>
  ({ filler, splitter }: Shape): ProgramShape => ({
    steps: splitter.steps ?? null,
    has: (slot) => splitter.has?.(slot) ?? true,
    specs: filler.specs,
    usual
  })

const howEscaped: Readonly<Record<Escapes, number>> = {
  backslash: ESCAPED,
  hash: HASH,
  json: JSON_STRING,
  none: LITERAL
}

/** What a format has at a place that a line was read up to; of a pattern the text there, or the field in its braces. */
const expectedAt = ({ parts, slots, splitter }: Shape, stoppedAt: number): string | null => {
  if (splitter instanceof JsonSplitter) return "a whole JSON object"
  if (splitter instanceof RegexSplitter) return "what its regular expression says from here on"
  let slot = 0
  let end = -1
  for (const part of parts) {
    if ("text" in part) {
      if (slots.starts[slot] === ABSENT && end === stoppedAt) return `the text ${JSON.stringify(part.text)}`
    } else {
      if (slots.starts[slot] === ABSENT) return `{${part.name}}`
      end = slots.ends[slot++]!
    }
  }
  return slot > 0 && end >= 0 && end <= stoppedAt ? "the end of the line" : null
}

/** An entry has a client, and a request in one way or another. Its time may be that of a prefix. */
const checkFields = (specs: ReadonlyArray<FieldSpec>): void => {
  const has = (field: string): boolean => specs.some((spec) => "field" in spec && spec.field === field)
  if (!has("client") && !has("forwarded_for")) throw new FormatError("no field of the format is the client")
  if (!has("request") && !has("uri") && !has("path")) {
    throw new FormatError("no field of the format is the request, or its uri or path")
  }
}
