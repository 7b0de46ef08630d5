/** The forms of a download: CSV of which spreadsheets run nothing, a JSON object a line, or one JSON document. */
import { csvFormat, ndjsonFormat, type RowFormat } from "@logmill/core/export/rowText"
import { delimitedLayout } from "@logmill/core/output/delimited"
import { jsonLayout, ndjsonLayout } from "@logmill/core/output/json"
import type { Layout, LayoutColumns } from "@logmill/core/output/layout"

export type ExportForm = "csv" | "ndjson" | "json"

/** `zip`: all analyses. */
export type DownloadForm = ExportForm | "zip"

export const contentTypes: Readonly<Record<DownloadForm, string>> = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
  json: "application/json",
  zip: "application/zip"
}

export const layoutOf = (form: ExportForm, shape: LayoutColumns): Layout => {
  switch (form) {
    case "csv":
      return delimitedLayout(shape, { delimiter: ",", safe: true })
    case "ndjson":
      return ndjsonLayout(shape)
    default:
      return jsonLayout(shape)
  }
}

export interface EntryFormat extends RowFormat {
  /** Before the first row and after the last. */
  readonly head: string
  readonly foot: string
}

/** Of entries, by the million. */
export const entryFormatOf = (form: ExportForm, zone: string): EntryFormat => {
  if (form === "csv") return { ...csvFormat({ zone, safe: true, escape: false }), head: "", foot: "" }
  const ndjson = ndjsonFormat({ zone })
  return form === "ndjson"
    ? { ...ndjson, head: "", foot: "" }
    : // The comma before the first row is taken away.
      { ...ndjson, open: ",\n{", close: "}", head: "[", foot: "\n]\n" }
}
