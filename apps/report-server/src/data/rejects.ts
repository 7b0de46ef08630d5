/** The lines that did not parse. */
import { Effect } from "effect"

import { rejectCondition } from "@logmill/core/analysis/rejectFilter"
import { rejectColumns as columns, selectRejects } from "@logmill/core/output/listings"

import { ofQuestion } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { viewAnswer } from "./viewAnswer.ts"

/** Their texts may be of 64 KiB each. */
const mostRows = 1_000

export const rejects = Effect.fnUntraced(
  function* (asked: {
    readonly limit?: number
    readonly source?: ReadonlyArray<string>
    readonly reason?: ReadonlyArray<string>
  }) {
    const { limit = mostRows, reason = [], source = [] } = asked
    const condition = yield* rejectCondition({ source, reason })
    const sql = selectRejects(condition.sql)
    const maxRows = limit > 0 ? Math.min(limit, mostRows) : mostRows
    const query = { sql, params: condition.params, maxRows, deadline: "30 seconds" } as const
    return yield* viewAnswer({ id: "rejects", title: "Rejected lines", columns, query })
  },
  Effect.provideService(Lane, "lines"),
  Effect.mapError(ofQuestion)
)
