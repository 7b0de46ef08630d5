/** The lines that did not parse. */
import { Effect } from "effect"

import { rejectCondition } from "@logmill/core/analysis/rejectFilter"

import type { Column } from "../api/values.ts"
import { ofQuestion } from "../questions/errors.ts"
import { Lane } from "../questions/Lanes.ts"
import { viewAnswer } from "./viewAnswer.ts"

const columns: ReadonlyArray<Column> = [
  { name: "source", kind: "text", filter: "source" },
  { name: "line", kind: "source_line", filter: null },
  { name: "reason", kind: "text", filter: null },
  { name: "text", kind: "text", filter: null }
]

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
    const sql = `SELECT source, line, reason, text FROM rejects WHERE ${condition.sql} ORDER BY source_id, offset`
    const maxRows = limit > 0 ? Math.min(limit, mostRows) : mostRows
    const query = { sql, params: condition.params, maxRows, deadline: "30 seconds" } as const
    return yield* viewAnswer({ id: "rejects", title: "Rejected lines", columns, query })
  },
  Effect.provideService(Lane, "lines"),
  Effect.mapError(ofQuestion)
)
