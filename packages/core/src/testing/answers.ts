/** Answers of analyses over small logs, as tests compare them. */
import { Effect } from "effect"

import type { AnalysisFolder } from "../analysis/contract.ts"
import type { FilterInput } from "../analysis/filter.ts"
import { Analyses } from "../analysis/runner.ts"
import type { TestEntry, TestSource } from "./database.ts"
import { analysesLayer } from "./services.ts"

type Params = Readonly<Record<string, string>>

/** Rows as objects. */
export const rowsOf = (id: string, filter: FilterInput = {}, params: Params = {}) =>
  Effect.gen(function* () {
    const analyses = yield* Analyses
    const { columns, rows } = yield* analyses.run(id, { filter, params })
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))
  })

/** Rows as lists of the columns named, which a blank parts. */
export const tableOf = (id: string, names: string, filter: FilterInput = {}, params: Params = {}) =>
  Effect.map(rowsOf(id, filter, params), (rows) => rows.map((row) => names.split(" ").map((name) => row[name])))

/** Rows without a column. */
export const without = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>, column: string) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== column)))

/** The analyses of a folder over one log. */
export const over = (
  folder: AnalysisFolder,
  entries: ReadonlyArray<TestEntry>,
  { zone = "UTC", ...rest }: { readonly zone?: string } & Omit<TestSource, "path" | "entries"> = {}
) => analysesLayer([{ path: "a.log", entries, ...rest }], [folder], zone)

/** One entry for each of the times. */
export const entriesAt = (times: ReadonlyArray<number>, entry: TestEntry): ReadonlyArray<TestEntry> =>
  times.map((time) => ({ ...entry, time }))

export const repeat = (count: number, entry: TestEntry): ReadonlyArray<TestEntry> =>
  Array.from({ length: count }, () => entry)

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
/** Thursday, 5 November 2026. */
export const midnight = Date.UTC(2026, 10, 5)
