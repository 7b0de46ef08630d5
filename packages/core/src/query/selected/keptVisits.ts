/**
 * The visits of a filter that their rollup does not know, or only in part: their rows by client, agent, site and day, made once
 * of the entries and kept for the questions that follow, to which they are what the rollup is to others.
 */
import { encode } from "../json.ts"
import { type GroupedBy, type Grouping, groupingOf, partsOf, visitParts } from "../protocol.ts"
import type { Placed } from "./groupedKeys.ts"
import { Kept } from "./Kept.ts"
import type { KeptEntries } from "./KeptEntries.ts"
import type { StatusVisits } from "./statusVisits.ts"
import { imagePageBytes, leavesOfImage } from "./tableImage.ts"

/** Whether groups are rows of visits: they are laid out by client and agent, so that those can be counted as they come. */
export const areVisits = ({ distinct, parts }: Grouping): boolean =>
  distinct.length === 0 && visitParts.every((by, index) => parts[index]?.by === by && parts[index].alike === null)

/** Whether what is counted is in the order of such rows. */
export const isInOrder = ({ distinct }: Grouping): boolean =>
  distinct.every((by, index) => by === visitParts[index]) && distinct.length <= 2

/**
 * Pages of rows, those of visits by client and agent. Of a row, behind its id: what it is of, its hits, then the sum of its
 * bytes.
 */
export interface KeptVisits {
  readonly pages: ReadonlyArray<Uint8Array>
  readonly parts: ReadonlyArray<GroupedBy>
}

/** Whether they are those of all entries, which the filter is still to be asked of; else those that it has let through. */
export const areOfAll = ({ parts }: KeptVisits): boolean => parts.includes("status")

export const visitPageBytes = imagePageBytes

/** Places of columns in such rows. */
export const placesIn = ({ parts }: KeptVisits) =>
  ({ day: 1 + parts.indexOf("day"), hits: 1 + parts.length, bytes: 2 + parts.length }) as const

export const placeInVisits = (visits: KeptVisits, placed: ReadonlyArray<Placed>): void => {
  const { bytes } = placesIn(visits)
  for (const [column, tell] of placed) {
    const part = visits.parts.findIndex((one) => one === column)
    if (column === "bytes") tell(bytes)
    else if (part >= 0 && column !== "day") tell(1 + part)
  }
}

/** Questions about visits of a filter before their rows are made, and bytes of its entries at most. */
const mostCounted = 4
const fewBytes = 32 << 20
const mostFilters = 64

/**
 * How often what was asked of visits was counted among the kept entries of a filter themselves. That takes a third as long as to make
 * rows of visits (290,000 entries: 30 ms, 95 ms; Nov 2026), so that the first questions, whose answers are waited for, have it so.
 */
export class CountedVisits extends Kept<number> {
  constructor() {
    super({ bytes: 0, values: mostFilters, sizeOf: () => 0 })
  }

  /** Whether it is done once more; it counts as done. */
  mayCount(filter: string, kept: KeptEntries): boolean {
    const bytes = kept.bytesOf(filter)
    const times = this.get(filter) ?? 0
    if (bytes === 0 || bytes > fewBytes || times === mostCounted) return false
    this.put(filter, times + 1)
    return true
  }
}

/** Makes an image of the entries, or of such rows. */
export type MakeVisits = (grouping: Grouping, of: KeptVisits | null) => Buffer

/** Null: the grouping needs none, does without for now, or they are too many. */
export const keptVisits = (
  grouping: Grouping,
  {
    counted,
    kept,
    statuses
  }: { readonly counted: CountedVisits; readonly kept: KeptEntries; readonly statuses: StatusVisits },
  group: MakeVisits
): KeptVisits | null => {
  const { dayOffsetMs, entries, keepsStatuses, keepsVisits, less } = grouping
  if (keepsStatuses !== null) return statuses.keep(grouping, keepsStatuses, group)
  if (!keepsVisits) return null
  const ofStatuses = statuses.inOrder(grouping)
  if (ofStatuses !== null) return ofStatuses
  const filter = `visits ${encode([entries, dayOffsetMs])}`
  if (kept.get(filter) === undefined) {
    if (counted.mayCount(encode(entries), kept)) return null
    const { add, end } = kept.collecting(filter)
    const rows: Grouping = {
      ...groupingOf(entries),
      parts: partsOf(visitParts),
      dayOffsetMs,
      summed: ["bytes"],
      less
    }
    add("visitors", leavesOfImage(group(rows, statuses.of(grouping))))
    end()
  }
  const pages = kept.get(filter)?.visitors[0]
  return pages === undefined ? null : { pages: [pages], parts: visitParts }
}
