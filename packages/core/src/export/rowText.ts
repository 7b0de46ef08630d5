/**
 * Entries as lines of text, CSV or NDJSON. What hangs on one lookup and stands side by side in a row is made into text
 * once for each row that was found, be it in this chunk or in one before, so that a line is put together from some twenty pieces.
 */
import type { Entries, EntryColumn } from "./entries.ts"
import type { RowChunk, SqlRow, SqlValue } from "../query/QueryEngine.ts"

import { isoIn } from "../output/cell.ts"
import { csvCell } from "../output/csvCell.ts"
import { escapeJson, escapeText } from "../output/escape.ts"
import { Lines } from "./Lines.ts"

type WriteValue = (value: SqlValue) => string

/** How a line is written; between its cells is a comma. */
export interface RowFormat {
  readonly header: (columns: ReadonlyArray<EntryColumn>) => string
  readonly open: string
  readonly close: string
  readonly cellOf: (column: EntryColumn) => WriteValue
}

export interface TextOptions {
  readonly zone: string
  /** CSV of which spreadsheets run nothing. */
  readonly safe: boolean
  /** For a terminal. */
  readonly escape: boolean
}

/** As delimited.ts writes it: null is empty, an empty text `""`. */
export const csvFormat = ({ escape, safe, zone }: TextOptions): RowFormat => {
  const iso = isoIn(zone)
  const written = (value: SqlValue): string => {
    if (value === null) return ""
    if (typeof value !== "string") return String(value)
    return csvCell(escape ? escapeText(value) : value, safe)
  }
  return {
    header: (columns) => `${columns.map(({ name }) => name).join(",")}\n`,
    open: "",
    close: "\n",
    cellOf: ({ type }) => (type === "time" ? (value) => iso(Number(value)) : written)
  }
}

/** As json.ts writes it: one object a line, nothing in it that could harm a terminal. */
export const ndjsonFormat = ({ zone }: Pick<TextOptions, "zone">): RowFormat => {
  const iso = isoIn(zone)
  return {
    header: () => "",
    open: "{",
    close: "}\n",
    cellOf: ({ name, type }) => {
      const key = `"${name}":`
      const none = `${key}null`
      if (type === "time") return (value) => `${key}"${iso(Number(value))}"`
      return (value) => {
        if (value === null) return none
        return key + (typeof value === "string" ? escapeJson(JSON.stringify(value)) : String(value))
      }
    }
  }
}

/** Columns side by side that come from the same row: of a lookup, or of the entry itself (null). */
interface Segment {
  readonly lookup: number | null
  /** With the comma before it. */
  readonly write: (row: SqlRow) => string
}

/** The texts of what a lookup found, as bytes, one after the other; those of a list that goes on are kept. */
class FoundTexts {
  readonly #write: (row: SqlRow) => string
  readonly #lines = new Lines()
  #of: ReadonlyArray<SqlRow> = []
  /** Where each begins, and behind the last one. */
  readonly places: Array<number> = [0]

  constructor(write: (row: SqlRow) => string) {
    this.#write = write
  }

  add(found: ReadonlyArray<SqlRow>): void {
    if (found !== this.#of) {
      this.#of = found
      this.#lines.take()
      this.places.length = 1
    }
    for (let number = this.places.length - 1; number < found.length; number++) {
      this.#lines.text(this.#write(found[number]!))
      this.places.push(this.#lines.length)
    }
  }

  get bytes(): Buffer {
    return this.#lines.bytes
  }
}

/** Returns the function that makes the lines of a chunk, as UTF-8; they are good until it is called again. */
export const rowWriter = ({ columns, keys }: Entries, format: RowFormat): ((chunk: RowChunk) => Uint8Array) => {
  const segments = segmentsOf(columns, format)
  const keyOf = segments.map(({ lookup }) => (lookup === null ? 0 : keys[lookup]!))
  const texts = segments.map(({ lookup, write }) => (lookup === null ? null : new FoundTexts(write)))
  const lines = new Lines()
  return ({ found, rows }) => {
    const known = texts.map((one, index) => {
      if (one === null) return null
      one.add(found[segments[index]!.lookup!]!)
      return { bytes: one.bytes, places: one.places }
    })
    for (const row of rows) {
      for (let index = 0; index < segments.length; index++) {
        const texts = known[index]!
        if (texts === null) {
          lines.text(segments[index]!.write(row))
          continue
        }
        const number = row[keyOf[index]!] as number
        lines.copy(texts.bytes, texts.places[number]!, texts.places[number + 1]!)
      }
    }
    return lines.take()
  }
}

const segmentsOf = (columns: ReadonlyArray<EntryColumn>, format: RowFormat): ReadonlyArray<Segment> => {
  const groups: Array<Array<EntryColumn>> = []
  for (const column of columns) {
    const last = groups.at(-1)
    if (last?.[0]!.lookup === column.lookup) last.push(column)
    else groups.push([column])
  }
  return groups.map((group, at) => {
    const [first, ...others] = group.map((column) => ({ place: column.place, write: format.cellOf(column) }))
    const before = at === 0 ? format.open : ","
    const after = at === groups.length - 1 ? format.close : ""
    return {
      lookup: group[0]!.lookup,
      write: (row) => {
        let text = before + first!.write(row[first!.place]!)
        for (let index = 0; index < others.length; index++) {
          const { place, write } = others[index]!
          text += `,${write(row[place]!)}`
        }
        return text + after
      }
    }
  })
}
