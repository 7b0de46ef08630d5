/**
 * The selected entries, to be written to a file: every column of the `entries` view, in the order of storing.
 *
 * To ask the view for all of them costs some forty lookups a row, 19 µs of 10 M entries (Nov 2026, 2 cores). Most columns
 * hang on another one: all that is known of an agent on `agent_id`, say. So a row is read with these ids alone, and what
 * hangs on them once for each distinct id, from the view's row of an entry that has it: a tenth of the time,
 * and the same values. A column that is not in the table below is read with the row.
 */
import { Data, Effect, type Stream } from "effect"

import { ofExtra, toldBy } from "../analysis/entryColumns.ts"
import { nearest } from "../nearest.ts"
import type { Lookup, QueryError, RowChunk } from "../query/QueryEngine.ts"
import { Snapshot } from "./Snapshot.ts"

/** `time`: ms UTC. */
export type EntryColumnType = "time" | "integer" | "real" | "text"

export interface EntryColumn {
  readonly name: string
  readonly type: EntryColumnType
  /** The lookup it was found by, and its place there; in the row itself when that is null. */
  readonly lookup: number | null
  readonly place: number
}

export interface Entries {
  readonly columns: ReadonlyArray<EntryColumn>
  /** Per lookup: where in a row the number of what was found stands. */
  readonly keys: ReadonlyArray<number>
  readonly chunks: Stream.Stream<RowChunk, QueryError>
}

/** There is no such column. `message` is a whole sentence. */
export class ColumnError extends Data.TaggedError("ColumnError")<{ readonly message: string }> {}

/** What is known of an entry by one of its columns, each by one only. */
const hanging: Readonly<Record<string, ReadonlyArray<string>>> = {
  ...Object.fromEntries(
    Object.entries(toldBy)
      .filter(([id]) => id !== "path_id")
      .map(([id, columns]) => [id, [...columns, id]])
  ),
  extra: [...ofExtra, "extra"]
}

const numbers: Readonly<Record<string, EntryColumnType>> = {
  time: "time",
  duration_ms: "real",
  upstream_ms: "real",
  ...Object.fromEntries(["status", "bytes", "bytes_in", "port", "line"].map((name) => [name, "integer"]))
}

const typeOf = (name: string): EntryColumnType => numbers[name] ?? (name.endsWith("_id") ? "integer" : "text")

/** `iso_time` says what `time` does, which is written as such a text or a timestamp anyway; it can be asked for. */
const notUsual = ["iso_time"]

/** Their names, in order. */
export const columnsOfEntries = Effect.gen(function* () {
  const snapshot = yield* Snapshot
  return (yield* snapshot.ofAll("SELECT name FROM pragma_table_info('entries')")).map(([name]) => String(name))
})

/** `wanted`: names of columns; empty: all but `iso_time`. Fails before the first row. */
export const readEntries = Effect.fn("readEntries")(function* (wanted: ReadonlyArray<string>) {
  const snapshot = yield* Snapshot
  const known = yield* columnsOfEntries
  const stranger = wanted.find((name) => !known.includes(name))
  if (stranger !== undefined) {
    const meant = nearest(stranger, known)
    const instead = meant === null ? `there are ${known.join(", ")}` : `did you mean ${meant}?`
    return yield* new ColumnError({ message: `there is no column "${stranger}"; ${instead}` })
  }
  const names = wanted.length > 0 ? [...new Set(wanted)] : known.filter((name) => !notUsual.includes(name))
  // Texts of many values are in `extra`, but are no part of what its columns are made of.
  const [kept] = yield* snapshot.ofAll("SELECT EXISTS (SELECT 1 FROM extras)")
  const plan = planOf(names, kept?.[0] === 1 ? ["extra"] : [])
  const { chunks } = yield* snapshot.stream(plan.sql, plan.lookups)
  return { columns: plan.columns, keys: plan.lookups.map(({ key }) => key), chunks } satisfies Entries
})

const entryId = "entry_id"

/** The statement for columns of the view, and its lookups. `apart`: keys that nothing hangs on. */
const planOf = (names: ReadonlyArray<string>, apart: ReadonlyArray<string>) => {
  const keys = Object.entries(hanging).flatMap(([key, columns]) => {
    const asked = columns.filter((name) => names.includes(name))
    return asked.length === 0 || apart.includes(key) ? [] : [{ key, asked }]
  })
  const found = new Map(keys.flatMap(({ asked }, lookup) => asked.map((name, place) => [name, { lookup, place }])))
  const row = [...new Set([entryId, ...keys.map(({ key }) => key), ...names.filter((name) => !found.has(name))])]
  const columns = names.map((name): EntryColumn => {
    const where = found.get(name) ?? { lookup: null, place: row.indexOf(name) }
    return { name, type: typeOf(name), ...where }
  })
  const lookups = keys.map(({ key, asked }): Lookup => ({
    key: row.indexOf(key),
    by: 0,
    sql: `SELECT ${asked.join(", ")} FROM main.entries WHERE entry_id = :value`
  }))
  return { sql: `SELECT ${row.join(", ")} FROM entries ORDER BY entry_id`, columns, lookups }
}
