/** Parquet files, read back by a reader that shares nothing with the writer. */
import { zstdDecompressSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet"

import type { FilterInput } from "@logmill/core/analysis/filter"
import { Snapshot } from "@logmill/core/export/Snapshot"
import type { TestEntry } from "@logmill/core/testing/database"
import { engineLayer } from "@logmill/core/testing/services"

import { writeParquet } from "./parquet.ts"

type Options = Parameters<typeof writeParquet>[1]

const parquetOf = (entries: ReadonlyArray<TestEntry>, options: Partial<Options> = {}, filter: FilterInput = {}) =>
  Effect.gen(function* () {
    const pieces: Array<Buffer> = []
    const reports: Array<number> = []
    const target = {
      path: "x",
      size: () => 0,
      write: (piece: string | Uint8Array) => Effect.sync(() => void pieces.push(Buffer.from(piece as Uint8Array)))
    }
    const rows = yield* writeParquet(target, { columns: [], report: (count) => reports.push(count), ...options })
    const file = Uint8Array.from(Buffer.concat(pieces)).buffer
    const compressors = { ZSTD: (page: Uint8Array) => Uint8Array.from(zstdDecompressSync(page)) }
    const objects = yield* Effect.promise(() => parquetReadObjects({ file, compressors }))
    return { rows, reports, pieces, objects, metadata: parquetMetadata(file) }
  }).pipe(Effect.provide(Snapshot.layer(filter).pipe(Layer.provideMerge(engineLayer([{ path: "a.log", entries }])))))

const columnOf = (metadata: FileMetaData, name: string, group = 0) =>
  metadata.row_groups[group]!.columns.find(({ meta_data }) => meta_data?.path_in_schema.join() === name)!.meta_data!

const noon = Date.UTC(2026, 10, 5, 12)

describe("a Parquet file", () => {
  it.live("has every column with its type and its values, null where they are unknown", () =>
    Effect.gen(function* () {
      const { metadata, objects, rows } = yield* parquetOf([
        { time: noon + 250, path: "/é", status: 404, bytes: 2 ** 40, durationMs: 1.5, query: "" },
        { time: noon, status: null, bytes: null, agent: null, referrer: "=1+1", site: "example.com", user: "ada" }
      ])
      assert.strictEqual(rows, 2)
      const [first, second] = objects
      assert.deepInclude(first, {
        time: new Date(noon + 250),
        client: "192.0.2.1",
        site: null,
        method: "GET",
        path: "/é",
        query: "",
        status: 404n,
        bytes: 2n ** 40n,
        duration_ms: 1.5,
        agent: "Mozilla/5.0",
        agent_class: "human",
        tls: null,
        source: "a.log",
        line: 1n,
        entry_id: 1n
      })
      assert.deepInclude(second, {
        time: new Date(noon),
        site: "example.com",
        user: "ada",
        query: null,
        status: null,
        bytes: null,
        duration_ms: null,
        // A formula is none here, so it stays what it is.
        referrer: "=1+1",
        agent: null,
        agent_class: "unknown",
        line: 2n
      })
      assert.deepInclude(
        metadata.schema.find(({ name }) => name === "time"),
        {
          type: "INT64",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" }
        }
      )
    })
  )

  it.live("is written in row groups of bounded size, each handed over by itself", () =>
    Effect.gen(function* () {
      const entries = Array.from({ length: 20_000 }, (_, n) => ({
        time: noon + n,
        path: `/${n % 10}`,
        status: 200 + (n % 3)
      }))
      const { metadata, objects, pieces, reports, rows } = yield* parquetOf(entries, {
        group: { rows: 10_000, characters: Infinity }
      })
      assert.strictEqual(rows, 20_000)
      // As many chunks as make ten thousand.
      assert.deepStrictEqual(reports, [16_384, 20_000])
      assert.deepStrictEqual(
        metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
        [16_384, 20_000 - 16_384]
      )
      assert.strictEqual(pieces.length, 3)
      for (const [n, { line, path, status, time }] of objects.entries()) {
        assert.deepStrictEqual(
          [line, path, status, Number(time)],
          [BigInt(n + 1), `/${n % 10}`, BigInt(200 + (n % 3)), noon + n]
        )
      }
      const path = columnOf(metadata, "path")
      assert.include(path.encodings, "RLE_DICTIONARY")
      assert.strictEqual(path.codec, "ZSTD")
      assert.isBelow(Number(path.total_compressed_size), 16_384)
      assert.deepStrictEqual(columnOf(metadata, "time").encodings, ["DELTA_BINARY_PACKED"])
      assert.deepStrictEqual(columnOf(metadata, "time").statistics?.min_value, new Date(noon))
    })
  )

  it.live("ends a row group early where texts are long", () =>
    Effect.gen(function* () {
      const entries = Array.from({ length: 30 }, (_, n) => ({ path: `/${n}${"x".repeat(100_000)}` }))
      const { metadata, objects } = yield* parquetOf(entries, { group: { rows: 1_000_000, characters: 500_000 } })
      assert.isAbove(metadata.row_groups.length, 2)
      assert.strictEqual(objects.length, 30)
      assert.strictEqual(objects[29]!["path"], entries[29]!.path)
    })
  )

  it.live("of no entries has its columns", () =>
    Effect.gen(function* () {
      const { metadata, objects, rows } = yield* parquetOf([{}], { columns: ["time", "path"] }, { path: ["/nothing"] })
      assert.deepStrictEqual([rows, objects], [0, []])
      assert.deepStrictEqual(
        metadata.schema.map(({ name }) => name),
        ["root", "time", "path"]
      )
    })
  )
})
