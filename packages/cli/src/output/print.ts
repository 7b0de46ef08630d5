/**
 * Prints results in the mode that was asked for: the one way rows leave the program. Decides what the streams allow:
 * a table fits the terminal it is on, and elsewhere cuts only what is very long; on a terminal no text passes unescaped, in any mode.
 */
import { Effect } from "effect"

import { type Stop, usage } from "../exit.ts"
import type { FlagValues, outputKeys } from "../flags.ts"
import { Shell, type ShellShape } from "../Shell.ts"
import { paint } from "./color.ts"
import { formatDelimited } from "@logmill/core/output/delimited"
import { escapeText } from "@logmill/core/output/escape"
import { formatJson, formatNdjson } from "@logmill/core/output/json"
import { formatMarkdown } from "./markdown.ts"
import { areRows, type NoRows, type Rows } from "@logmill/core/output/rows"
import { type FittedTable, formatTable, type TableOptions } from "./table.ts"

export type OutputFlags = FlagValues<(typeof outputKeys)[number]>

export type OutputMode = "table" | "csv" | "tsv" | "ndjson" | "json" | "md"

export interface OutputChoice {
  readonly mode: OutputMode
  readonly csvSafe: boolean
  readonly escape: boolean
}

const modes = ["csv", "tsv", "ndjson", "json", "md"] as const

/** The mode the flags ask for; refuses two at once, and what a terminal must not be sent. */
export const chooseOutput = (flags: OutputFlags): Effect.Effect<OutputChoice, Stop, Shell> =>
  Effect.gen(function* () {
    const { stdout } = yield* Shell
    const asked = modes.filter((mode) => flags[mode])
    if (asked.length > 1) {
      return yield* usage(`${asked.map((mode) => `--${mode}`).join(" and ")} exclude one another; choose one`)
    }
    const mode = asked[0] ?? "table"
    if (flags.csvRaw && mode !== "csv" && mode !== "tsv") return yield* usage("--csv-raw goes with --csv or --tsv")
    if (flags.raw && stdout.isTerminal) {
      return yield* usage("--raw is not for a terminal; send the output to a file or a pipe, such as | less")
    }
    return { mode, csvSafe: !flags.csvRaw, escape: !flags.raw }
  })

/**
 * Prints results one after the other; `several` says that more than one was asked for: then JSON has those that failed, too. Fails quietly with status 0 when
 * the reader of the pipe has gone.
 */
export const printRows = (
  results: ReadonlyArray<Rows | NoRows>,
  choice: OutputChoice,
  several = results.length > 1
): Effect.Effect<void, Stop, Shell> =>
  choice.mode === "table" ? printTables(results.filter(areRows), choice, several) : writeData(results, choice, several)

const printTables = Effect.fnUntraced(function* (results: ReadonlyArray<Rows>, choice: OutputChoice, several: boolean) {
  const shell = yield* Shell
  const options = tableOptions(choice, shell)
  const tables = results.map((rows) => ({ title: rows.title, ...formatTable(rows, options) }))
  yield* writeAll(layOut(tables, several, shell))
  yield* noteCuts(tables)
})

/** Says what a table does not show. */
export const noteCuts = Effect.fnUntraced(function* (tables: ReadonlyArray<Pick<FittedTable, "cut" | "leftOut">>) {
  const shell = yield* Shell
  const cut = tables.reduce((sum, table) => sum + table.cut, 0)
  if (cut > 0) {
    yield* shell.note(`${cut} long ${cut === 1 ? "cell is" : "cells are"} cut (…); --tsv and --json have them whole`)
  }
  const leftOut = tables.flatMap((table) => table.leftOut)
  if (leftOut.length > 0) {
    const listed = leftOut.slice(0, mostNamed).join(", ")
    const rest = leftOut.length > mostNamed ? ` and ${leftOut.length - mostNamed} more` : ""
    yield* shell.note(`no room for ${listed}${rest}; a wider terminal or --csv shows all columns`)
  }
})

/** Columns of a sentence. */
const mostNamed = 8

const writeData = (results: ReadonlyArray<Rows | NoRows>, choice: OutputChoice, several: boolean) =>
  Effect.flatMap(Shell, (shell) => writeAll(formatData(results, choice, several, shell)))

const chunkSize = 65_536

/** In pieces that are worth a system call. */
export const writeAll = Effect.fnUntraced(function* (pieces: Iterable<string>) {
  const { stdout } = yield* Shell
  let chunk = ""
  for (const piece of pieces) {
    chunk += piece
    if (chunk.length < chunkSize) continue
    yield* stdout.write(chunk)
    chunk = ""
  }
  if (chunk !== "") yield* stdout.write(chunk)
})

function* formatData(
  results: ReadonlyArray<Rows | NoRows>,
  choice: OutputChoice,
  several: boolean,
  { stdout }: ShellShape
): Generator<string> {
  const whole = results.filter(areRows)
  if (choice.mode === "json") yield* formatJson(results, several)
  else if (choice.mode === "ndjson") yield* formatNdjson(whole, several)
  else {
    for (const [i, rows] of whole.entries()) {
      if (i > 0) yield "\n"
      if (choice.mode === "md") yield* formatMarkdown(rows, { escape: choice.escape, titled: several })
      else {
        const delimiter = choice.mode === "csv" ? "," : "\t"
        for (const piece of formatDelimited(rows, { delimiter, safe: choice.csvSafe })) {
          yield stdout.isTerminal ? escapeLines(piece) : piece
        }
      }
    }
  }
}

interface TitledTable extends FittedTable {
  readonly title: string
}

function* layOut(tables: ReadonlyArray<TitledTable>, several: boolean, { stdout }: ShellShape): Generator<string> {
  for (const [i, table] of tables.entries()) {
    if (i > 0) yield "\n"
    if (several) yield `${paint(stdout, "bold", escapeText(table.title))}\n`
    for (const line of table.lines) yield `${line}\n`
  }
}

export const tableOptions = (choice: OutputChoice, { stdout }: ShellShape): TableOptions => ({
  width: stdout.isTerminal ? stdout.columns() : null,
  escape: choice.escape,
  emphasize: (header) => paint(stdout, "dim", header)
})

/** Escapes everything but the layout of CSV and TSV itself. */
export const escapeLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.split("\t").map(escapeText).join("\t"))
    .join("\n")
