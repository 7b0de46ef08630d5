/** What a ZIP of all analyses says of itself. */
import { basename } from "node:path"

import type { Filter } from "@logmill/core/analysis/filter"
import type { DataContext } from "@logmill/core/analysis/runner"
import { isoIn } from "@logmill/core/output/cell"
import { escapeText } from "@logmill/core/output/escape"

import type { AskedArchive } from "./archive.ts"

export interface ArchiveFile {
  readonly id: string
  readonly title: string
  /** Null: there is no such file in it. */
  readonly rows: number | null
  /** Why it is not in it, or not whole. */
  readonly problem: string | null
}

export interface ReadmeInput {
  readonly asked: AskedArchive
  readonly files: ReadonlyArray<ArchiveFile>
  readonly filter: Pick<Filter, "from" | "to" | "zone">
  readonly data: Pick<DataContext, "dataVersion" | "lastEntry">
  /** ms UTC */
  readonly now: number
  readonly databasePath: string
  readonly version: string
}

/** Lines end as they do everywhere; widths are those of the ids. */
export const readmeText = ({ asked, files, filter, data, now, databasePath, version }: ReadmeInput): string => {
  const iso = isoIn(filter.zone)
  const { from, to, tz: _, ...lists } = asked.filter
  const edge = (time: number | null, typed: unknown): string => (typed === undefined || time === null ? "" : iso(time))
  const [first, end] = [edge(filter.from, from), edge(filter.to, to)]
  const time =
    first === "" && end === ""
      ? "all"
      : [first === "" ? "" : `from ${first}`, end === "" ? "" : `up to, and without, ${end}`]
          .filter((one) => one !== "")
          .join(" ")
  const conditions = Object.entries(lists).flatMap(([name, values]) =>
    values === undefined ? [] : [`${name} ${[values].flat().join(" or ")}`]
  )
  const width = Math.max(0, ...files.map(({ id }) => id.length + 4))
  const there = files.filter(({ rows }) => rows !== null)
  const missing = files.filter(({ rows }) => rows === null)
  const given = Object.entries(asked.params).flatMap(([id, params]) =>
    Object.entries(params).map(([name, value]) => `${id}.${name}=${value}`)
  )
  const lines = [
    `A report of logmill ${version}, made ${iso(now)}`,
    "",
    `Database   ${basename(databasePath)}, data version ${data.dataVersion}`,
    `Time       ${time}`,
    `Filter     ${conditions.length === 0 ? "none: all entries" : conditions.join("; ")}`,
    `Compared   ${asked.compare ?? "with nothing"}`,
    ...(given.length === 0 ? [] : [`Parameters ${given.join(", ")}`]),
    `Zone       ${filter.zone}`,
    "",
    "One CSV for each analysis, with all its rows. Times are ISO 8601 with their offset, shares are 0 to 1, what is not known is",
    "empty. A text that a spreadsheet would take for a formula begins with an apostrophe.",
    "",
    ...there.map(
      ({ id, problem, rows, title }) =>
        `${`${id}.csv`.padEnd(width)}  ${title} (${rows} ${rows === 1 ? "row" : "rows"}${problem === null ? "" : `; ${problem}`})`
    ),
    ...(missing.length === 0
      ? []
      : ["", "Not in here:", "", ...missing.map(({ id, problem }) => `${id.padEnd(width)}  ${problem}`)])
  ]
  return `${lines.map(escapeText).join("\n")}\n`
}
