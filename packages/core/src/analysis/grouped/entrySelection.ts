/** A filter for a query child that reads entries past SQLite: sets of ids, made once for each column it is about. */
import type { EntrySelection } from "../../query/protocol.ts"
import { bound } from "../bound.ts"
import { allOf, Bindings, idConditions, sourceConditions } from "../condition.ts"
import type { Filter } from "../filter.ts"
import { placeRanges } from "../places.ts"
import type { RelationContext } from "../relations.ts"
import { dictionaries } from "./columns.ts"

/** What a filter can be about. */
const filtered = ["request_id", "client_id", "agent_id", "referrer_id", "site_id"] as const

export const entrySelection = (context: Pick<RelationContext, "filter" | "zone">): EntrySelection => {
  const { filter } = context
  return {
    from: filter.from,
    to: filter.to,
    ranges: rangesOf(context),
    admitted: admittedBy(filter),
    statuses: filter.status
  }
}

const rangesOf = ({ filter, zone }: Pick<RelationContext, "filter" | "zone">): EntrySelection["ranges"] => {
  const bindings = new Bindings()
  const conditions = [
    "first_entry IS NOT NULL",
    ...(filter.from === null ? [] : [`max_time >= ${filter.from}`]),
    ...(filter.to === null ? [] : [`min_time < ${filter.to}`]),
    ...sourceConditions(filter, "source_id", bindings.write)
  ]
  const place = placeRanges({ filter, zone, bindings })
  const sql = `${place.with}SELECT first_entry, last_entry FROM main.source_range
WHERE ${allOf([...conditions, ...place.conditions])} ORDER BY first_entry`
  return bound(sql, bindings.values)
}

const admittedBy = (filter: Filter): EntrySelection["admitted"] =>
  filtered.flatMap((column) => {
    const bindings = new Bindings()
    const conditions = idConditions(filter, bindings.write)[column]
    if (conditions.length === 0) return []
    const sql = `SELECT coalesce(${column}, 0) FROM (SELECT id AS ${column} FROM main.${dictionaries[column]} UNION ALL SELECT NULL)
WHERE ${allOf(conditions)}`
    return [{ column, ...bound(sql, bindings.values) }]
  })
