/**
 * Entries as a Parquet file, by hyparquet-writer: a row group of some 65,000 entries after the other, of which
 * one is in memory. Texts are dictionary-encoded, pages compressed by zstd, which Node has and every reader of today
 * knows; it takes two thirds of the room that Snappy takes.
 */
import zlib from "node:zlib"

import { Effect, Stream } from "effect"
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from "hyparquet-writer"

import { type Entries, type EntryColumn, type EntryColumnType, readEntries } from "@logmill/core/export/entries"
import type { RowChunk, SqlValue } from "@logmill/core/query/QueryEngine"

import type { Target } from "../output/target.ts"
import type { Report } from "./writeText.ts"

/** Entries of a row group, and characters of its texts: whichever comes first. */
const usualGroup = { rows: 65_536, characters: 32_000_000 }

/** Returns how many entries. */
export const writeParquet = Effect.fnUntraced(function* (
  target: Target,
  options: { readonly columns: ReadonlyArray<string>; readonly report: Report; readonly group?: typeof usualGroup }
) {
  const most = options.group ?? usualGroup
  const entries = yield* readEntries(options.columns)
  const bytes = new ByteWriter()
  const file = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(entries.columns),
    codec: "ZSTD",
    compressors: { ZSTD: compress },
    createdBy: "logmill"
  })
  const handOver = Effect.suspend(() => {
    const written = bytes.getBytes()
    bytes.index = 0
    return target.write(written)
  })
  let group = new RowGroup(entries)
  let rows = 0
  const endGroup = Effect.suspend(() => {
    void file.write({ columnData: group.columns(), rowGroupSize: group.rows })
    rows += group.rows
    group = new RowGroup(entries)
    options.report(rows)
    return handOver
  })
  yield* Stream.runForEach(entries.chunks, (chunk) => {
    group.add(chunk)
    return group.rows >= most.rows || group.characters >= most.characters ? endGroup : Effect.void
  })
  if (group.rows > 0) yield* endGroup
  void file.finish()
  yield* handOver
  return rows
}, Effect.scoped)

const compress = (page: Uint8Array): Uint8Array =>
  zlib.zstdCompressSync(page, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } })

/** Every column may be null: which are, the log decides. */
const schemaOf = (columns: ReadonlyArray<EntryColumn>): Array<SchemaElement> => [
  { name: "root", num_children: columns.length },
  ...columns.map(({ name, type }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...parquetTypes[type] }))
]

/** Times are instants (`TIMESTAMP WITH TIME ZONE` in DuckDB). */
const parquetTypes: Readonly<Record<EntryColumnType, Partial<SchemaElement>>> = {
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" }
  },
  integer: { type: "INT64" },
  real: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" }
}

/** What grows from row to row. */
const growing = ["time", "line", "entry_id"]

type Cell = bigint | number | string | null

/** The chunks since the last row group. A column is made of them when it is written, so that one is in memory at a time. */
class RowGroup {
  rows = 0
  characters = 0
  readonly #entries: Entries
  readonly #chunks: Array<RowChunk> = []
  /** Of what each lookup found last, the rows whose characters are counted. */
  readonly #counted: Array<{ readonly of: RowChunk["found"][number]; readonly rows: number }> = []

  constructor(entries: Entries) {
    this.#entries = entries
  }

  add(chunk: RowChunk): void {
    this.#chunks.push(chunk)
    this.rows += chunk.rows.length
    for (const [lookup, rows] of chunk.found.entries()) {
      const counted = this.#counted[lookup]
      const from = counted?.of === rows ? counted.rows : 0
      for (let number = from; number < rows.length; number++) {
        for (const value of rows[number]!) if (typeof value === "string") this.characters += value.length
      }
      this.#counted[lookup] = { of: rows, rows: rows.length }
    }
  }

  columns(): Array<ColumnSource> {
    const dataOf = (column: EntryColumn) => this.#dataOf(column)
    return this.#entries.columns.map((column) => ({
      name: column.name,
      // Asked for by the writer: the first one for the number of rows, and each when it is its turn.
      get data() {
        return dataOf(column)
      },
      offsetIndex: false,
      // The least and the greatest text of a group tell nothing: texts come in no order.
      statistics: column.type !== "text",
      ...(growing.includes(column.name) ? { encoding: "DELTA_BINARY_PACKED" as const } : {})
    }))
  }

  #dataOf({ lookup, place, type }: EntryColumn): Array<Cell> {
    const cellOf = cells[type]
    const data = Array.from<Cell>({ length: this.rows })
    let at = 0
    let of: RowChunk["found"][number] | null = null
    let known: ReadonlyArray<Cell> = []
    for (const { found, rows } of this.#chunks) {
      if (lookup === null) {
        for (const row of rows) data[at++] = cellOf(row[place]!)
        continue
      }
      const key = this.#entries.keys[lookup]!
      if (found[lookup] !== of) {
        of = found[lookup]!
        known = of.map((row) => cellOf(row[place]!))
      }
      for (const row of rows) data[at++] = known[row[key] as number]!
    }
    return data
  }
}

const integerOf = (value: SqlValue): bigint | null => {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null
  return typeof value === "bigint" ? value : null
}

/** What has not the column's type (a port that is no number, which `extra` has as it was logged) is null. */
const cells: Readonly<Record<EntryColumnType, (value: SqlValue) => Cell>> = {
  time: integerOf,
  integer: integerOf,
  real: (value) => (typeof value === "number" ? value : null),
  text: (value) => (value === null ? null : String(value))
}
