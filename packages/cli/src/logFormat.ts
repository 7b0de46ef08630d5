/** The name of a log format as it was typed. */
import { Effect } from "effect"

import { nearest } from "@logmill/core/nearest"
import { formats } from "@logmill/workers/parse/formats"

import { type Stop, usage } from "./exit.ts"

/** Passes `auto` and the formats there are. */
export const checkFormat = (name: string): Effect.Effect<void, Stop> => {
  const names = ["auto", ...formats.map((format) => format.name)]
  if (names.includes(name)) return Effect.void
  const meant = nearest(name, names)
  const advice = meant === null ? `there are ${names.join(", ")}` : `did you mean ${meant}?`
  return usage(`--log-format: there is no format "${name}"; ${advice}`)
}
