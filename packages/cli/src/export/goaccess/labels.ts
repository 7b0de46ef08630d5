/** Names that GoAccess has for what logmill has numbers or nothing for. */
import { STATUS_CODES } from "node:http"

import type { SqlValue } from "@logmill/core/query/QueryEngine"

import type { PanelName } from "./panels.ts"

const classes = [
  "Others",
  "1xx Informational",
  "2xx Success",
  "3xx Redirection",
  "4xx Client Errors",
  "5xx Server Errors"
]

const statusText = (status: SqlValue): string => {
  const phrase = STATUS_CODES[String(status)]
  return phrase === undefined ? String(status) : `${String(status)} - ${phrase}`
}

/** What was searched for, as it was typed; what is no text of a URL stays as it is. */
const phraseText = (words: string): string => {
  try {
    return decodeURIComponent(words)
  } catch {
    return words
  }
}

/** The `data` of a row, or of what it stands below. */
export const labelOf = (panel: PanelName, value: SqlValue, level: "row" | "parent"): string => {
  if (panel === "status_codes") return level === "parent" ? classes[Number(value)]! : statusText(value)
  return panel === "keyphrases" ? phraseText(String(value)) : String(value)
}
