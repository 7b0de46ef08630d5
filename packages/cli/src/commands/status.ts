/**
 * `logmill status`: the sources as rows; what they come to, the span of time, the size of the database and what lines were
 * rejected for as notes.
 */
import { statSync } from "node:fs"

import { Effect } from "effect"

import { engineLayer, requireDatabase } from "../database.ts"
import { fromQuery } from "../failure.ts"
import type { Everywhere } from "../flags.ts"
import { nextCommand } from "../next.ts"
import { isoIn } from "@logmill/core/output/cell"
import { chooseOutput, type OutputFlags, printRows } from "../output/print.ts"
import { selectSources, sourceColumns } from "@logmill/core/output/listings"
import type { Rows, RowsColumn } from "@logmill/core/output/rows"
import { byteSize } from "../output/size.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"
import { meaningOf, rejectReasonCounts, unfinishedNote } from "../rejectReasons.ts"
import { reportZone, viewRows } from "../views.ts"

export type Input = Everywhere & OutputFlags

/** Why a source is in its state was said when it was read, and is told in full by the view. */
const listed = sourceColumns.filter(({ name }) => name !== "detail")

/** A file's name is at the end of its path. */
const columns = listed.map(({ kind, name }): RowsColumn => ({
  name,
  kind,
  ...(name === "path" ? { keeps: "end" } : {})
}))

const statement = selectSources(listed)

export const run = Effect.fnUntraced(function* (input: Input) {
  const choice = yield* chooseOutput(input)
  const { values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  const { reasons, rows, unfinished } = yield* Effect.gen(function* () {
    const zone = yield* reportZone
    const rows = yield* viewRows({ title: "sources", columns, zone, query: { sql: statement } })
    return { rows, reasons: yield* rejectReasonCounts, unfinished: yield* unfinishedNote }
  }).pipe(Effect.provide(engineLayer(settings, 1)), Effect.mapError(fromQuery))
  yield* printRows([rows], choice)
  const shell = yield* Shell
  yield* Effect.forEach(totals(rows, settings.db), shell.note)
  for (const { lines, reason } of reasons) yield* shell.note(`${lines} ${reason}: ${meaningOf(reason)}`)
  if (unfinished !== null) yield* shell.note(unfinished)
  if (reasons.length > 0) yield* shell.note(`${nextCommand(shell, settings, "rejects")} shows the rejected lines`)
})

const totals = (rows: Rows, db: string): ReadonlyArray<string> => {
  const values = (name: string) => {
    const index = columns.findIndex((column) => column.name === name)
    return rows.rows.map((row) => row[index]).filter((value) => value !== null && value !== undefined)
  }
  const sum = (name: string) => values(name).reduce((total: number, value) => total + Number(value), 0)
  const first = Math.min(...values("first_time").map(Number))
  const last = Math.max(...values("last_time").map(Number))
  const iso = isoIn(rows.zone ?? "UTC")
  const parts = ["stored", "filtered", "rejected", "skipped"].map((name) => `${sum(name)} ${name}`)
  return [
    `${rows.rows.length} ${rows.rows.length === 1 ? "source" : "sources"}, ${sum("lines")} lines = ${parts.join(" + ")}`,
    ...(Number.isFinite(first) ? [`${iso(first)} to ${iso(last)}, days in ${rows.zone}`] : []),
    `${db}, ${byteSize(sizeOf(db))}`
  ]
}

/** Bytes of the database with its write-ahead log. */
const sizeOf = (db: string): number =>
  [db, `${db}-wal`].reduce((total, file) => total + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
