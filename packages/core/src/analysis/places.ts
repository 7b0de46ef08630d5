/**
 * Where in the table of entries those of a few clients or agents can be: in the ranges whose times touch a day on which
 * the rollup of visitors knows them, in those it does not have yet, and in unfinished last lines. Most clients come on
 * one day or two, so that most of the table need not be read, and it needs no index by client.
 *
 * It only leaves out; which entries of those ranges are meant, the conditions say.
 */
import { dayMs } from "../store/rollups/calendar.ts"
import { offsetBounds } from "../zone.ts"
import { allOf, namesVisitors, visitorOnlyConditions } from "./condition.ts"
import type { RelationContext } from "./relations.ts"
import { watermark } from "./notRolledUp.ts"

/** What stands around `main.entries`, whose columns are those of `e` then; all of it without a client or an agent to look for. */
export interface Place {
  /** Ends with a line break, or is empty. */
  readonly with: string
  readonly from: string
}

const everywhere: Place = { with: "", from: "main.entries AS e" }

export const placeOf = (context: RelationContext): Place => {
  const ranges = placeRanges(context)
  if (ranges.conditions.length === 0) return everywhere
  return {
    with: ranges.with,
    from: `(
  SELECT first_entry, last_entry FROM main.source_range
  WHERE ${allOf(["first_entry IS NOT NULL", ...ranges.conditions])}
) AS r CROSS JOIN main.entries AS e ON e.entry_id BETWEEN r.first_entry AND r.last_entry`
  }
}

/** The same as conditions on ranges, after what stands in front of the statement. None: everywhere. */
export const placeRanges = ({
  filter,
  zone,
  bindings
}: Pick<RelationContext, "filter" | "zone" | "bindings">): {
  readonly with: string
  readonly conditions: ReadonlyArray<string>
} => {
  if (!namesVisitors(filter)) return { with: "", conditions: [] }
  const { greatest, least } = offsetBounds(zone)
  const begins = `day * ${dayMs} - ${greatest}`
  const ends = `(day + 1) * ${dayMs} - ${least}`
  const visitors = "SELECT client_id, nullif(agent_id, 0) AS agent_id, day FROM main.visitor_day"
  return {
    with: `WITH days AS MATERIALIZED (
  SELECT DISTINCT day FROM (${visitors}) WHERE ${allOf(visitorOnlyConditions(filter, bindings.write))}
)
`,
    conditions: [
      `tail OR last_entry > ${watermark}
    OR EXISTS (SELECT 1 FROM days WHERE max_time >= ${begins} AND min_time < ${ends})`
    ]
  }
}
