/** The logs that were read, and what became of their lines. */
import { Effect } from "effect"

import { selectSources, sourceColumns as columns } from "@logmill/core/output/listings"

import { unreadable } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { viewAnswer } from "./viewAnswer.ts"

export const sources = viewAnswer({
  id: "sources",
  title: "Sources",
  columns,
  query: { sql: selectSources(columns), maxRows: 10_000 }
}).pipe(Effect.provideService(Lane, "quick"), Effect.mapError(unreadable))
