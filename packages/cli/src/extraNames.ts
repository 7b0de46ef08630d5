/** Whether the texts that `--keep-extra` names are in the formats of the logs that were read. */
import type { SourceOutcome } from "@logmill/core/ingest/report"
import type { FormatCatalog } from "@logmill/workers/format/catalog"

/** A sentence of the names that none of the formats has. Of logs of which nothing was read there is none. */
export const unknownExtras = (
  names: ReadonlyArray<string>,
  outcomes: ReadonlyArray<Pick<SourceOutcome, "result" | "format">>,
  catalog: FormatCatalog
): ReadonlyArray<string> => {
  if (names.length === 0) return []
  const read = outcomes.flatMap(({ format, result }) =>
    format !== null && (result === "read" || result === "continued") ? [format] : []
  )
  const formats = [...new Set(read)].map((format) => ({ format, has: catalog.uniqueNamesOf(format) }))
  const known = new Set(formats.flatMap(({ has }) => has))
  const unknown = names.filter((name) => (name === "*" ? known.size === 0 : !known.has(name)))
  if (formats.length === 0 || unknown.length === 0) return []
  const said = formats.map(({ format, has }) => `${format} has ${has.length === 0 ? "none" : has.join(", ")}`)
  return [
    `--keep-extra ${unknown.join(",")}: these logs have no such text (those of few values are stored anyway); ${said.join("; ")}`
  ]
}
