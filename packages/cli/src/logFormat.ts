/** The log format as it was typed: a name, or a format in the words of a server. */
import { Effect } from "effect"

import { nearest } from "@logmill/core/nearest"
import type { FormatCatalog } from "@logmill/workers/format/catalog"
import { FormatError } from "@logmill/workers/format/definition"
import { utc } from "@logmill/workers/zone"

import { type Stop, usage } from "./exit.ts"

/** Passes `auto`, the formats there are, and texts that are log formats. */
export const checkFormat = (format: string, catalog: FormatCatalog): Effect.Effect<void, Stop> => {
  if (format === "auto") return Effect.void
  try {
    catalog.parserFor(format, utc)
    return Effect.void
  } catch (error) {
    if (error instanceof FormatError) return usage(`--log-format: ${error.message}`)
    const meant = nearest(format, catalog.names)
    const advice = meant === null ? `there are ${catalog.names.join(", ")}` : `did you mean ${meant}?`
    return usage(`--log-format: there is no format "${format}"; ${advice}`)
  }
}
