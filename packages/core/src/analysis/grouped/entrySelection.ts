/** A filter for a query child that reads entries past SQLite: sets of ids, made once for each column it is about. */
import type { EntrySelection, EntryStretch, Stretch, VisitsLess } from "../../query/protocol.ts"
import { bound } from "../bound.ts"
import { allOf, Bindings, idColumns, idConditions, neverNull, sourceConditions } from "../condition.ts"
import type { Filter } from "../filter.ts"
import { placeRanges } from "../places.ts"
import type { RelationContext } from "../relations.ts"
import { cutDays } from "../cutTime.ts"
import { watermark } from "../notRolledUp.ts"
import { knowsVisits } from "../rollups.ts"
import { dictionaries } from "./columns.ts"

type Selecting = Pick<RelationContext, "filter" | "zone">

export const entrySelection = (context: Selecting): EntrySelection => {
  const { filter } = context
  return {
    stretches: [{ from: filter.from, to: filter.to, ranges: rangesOf(context) }],
    visitors: null,
    admitted: admittedBy(filter),
    statuses: filter.status
  }
}

/** For `visits`: whole days from their rollup where that knows what the filter is about, and the entries it does not have. */
export const visitSelection = (context: Selecting & Pick<RelationContext, "otherZone">): EntrySelection => {
  if (!knowsVisits(context)) return entrySelection(context)
  const { filter, zone } = context
  const { buckets, pieces } = cutDays(filter, zone)
  return {
    stretches: [notRolledUp(filter), ...pieces.map(cutOff)],
    visitors: buckets,
    admitted: admittedBy(filter),
    statuses: null
  }
}

/** By columns of entries that the rollup of visitors does not have, what of a filter they decide. */
const unknownToVisits: Record<VisitsLess["column"], Partial<Filter>> = {
  status: { status: null },
  request_id: { method: null, path: null },
  referrer_id: { referrer: null },
  user_id: { user: null }
}

/** Where nothing but one column keeps the rollup from answering, and days are whole. */
export const visitsLess = ({
  filter,
  otherZone,
  zone
}: Selecting & Pick<RelationContext, "otherZone">): VisitsLess | null => {
  if (knowsVisits({ filter, otherZone })) return null
  const column = (Object.keys(unknownToVisits) as ReadonlyArray<VisitsLess["column"]>).find((one) =>
    knowsVisits({ filter: { ...filter, ...unknownToVisits[one] }, otherZone })
  )
  const { buckets: days, pieces } = cutDays(filter, zone)
  if (column === undefined || days === null || pieces.length > 0) return null
  return { column, days, notRolledUp: notRolledUp(filter), rolledUp: cutOff(filter) }
}

/** Of whole days, but for entries that came since. */
export const isRolledUp = ({ stretches, visitors }: EntrySelection): boolean =>
  visitors !== null && stretches.length === 1

/** What rollups have in part only: of times that they cut. */
export const piecesSelection = (filter: Filter, pieces: ReadonlyArray<Stretch>): EntrySelection => ({
  stretches: pieces.map(cutOff),
  visitors: null,
  admitted: admittedBy(filter),
  statuses: filter.status
})

/** Beyond the watermark, and of unfinished last lines. */
const notRolledUp = ({ from, to }: Stretch): EntryStretch => ({
  from,
  to,
  ranges: {
    sql: `SELECT iif(tail, first_entry, max(first_entry, ${watermark} + 1)) AS first_entry, last_entry, min_time, max_time, source_id FROM main.source_range
WHERE tail AND first_entry IS NOT NULL OR last_entry > ${watermark} ORDER BY 1`,
    params: {}
  }
})

/** Of days or hours that are cut. */
const cutOff = ({ from, to }: Stretch): EntryStretch => ({
  from,
  to,
  ranges: {
    sql: `SELECT first_entry, min(last_entry, ${watermark}) AS last_entry, min_time, max_time, source_id FROM main.source_range
WHERE ${allOf(["NOT tail", `first_entry <= ${watermark}`, ...within({ from, to })])} ORDER BY 1`,
    params: {}
  }
})

const within = ({ from, to }: Stretch): ReadonlyArray<string> => [
  ...(from === null ? [] : [`max_time >= ${from}`]),
  ...(to === null ? [] : [`min_time < ${to}`])
]

const rangesOf = ({ filter, zone }: Selecting): EntryStretch["ranges"] => {
  const bindings = new Bindings()
  const conditions = [
    "first_entry IS NOT NULL",
    ...within(filter),
    ...sourceConditions(filter, "source_id", bindings.write)
  ]
  const place = placeRanges({ filter, zone, bindings })
  const sql = `${place.with}SELECT first_entry, last_entry, min_time, max_time, source_id FROM main.source_range
WHERE ${allOf([...conditions, ...place.conditions])} ORDER BY first_entry`
  return bound(sql, bindings.values)
}

/** The ids of what is let through, 0 for null. SQLite would look values up once more for the null that there is not. */
const admittedBy = (filter: Filter): EntrySelection["admitted"] =>
  idColumns.flatMap((column) => {
    const bindings = new Bindings()
    const conditions = idConditions[column](filter, bindings.write)
    if (conditions.length === 0) return []
    const where = `WHERE ${allOf(conditions)}`
    const ofIds = `SELECT ${column} FROM (SELECT id AS ${column} FROM main.${dictionaries[column]}) ${where}`
    const ofNull = `UNION ALL SELECT 0 FROM (SELECT NULL AS ${column}) ${where}`
    return [{ column, ...bound(neverNull.has(column) ? ofIds : `${ofIds}\n${ofNull}`, bindings.values) }]
  })
