/**
 * Visits by status: rows by client, agent, site, day and status of all entries. Their rollup does not know statuses; these rows
 * are made when nothing else is asked (analysis/grouped/readAhead.ts, 1.4 s for ten million entries), and kept, so that rows of visits
 * under a status need no look at entries: 0.1 s in place of 0.4 to 0.6 (Nov 2026).
 */
import type { GroupedBy, Grouping } from "../protocol.ts"
import { Kept } from "./Kept.ts"
import { type KeptVisits, visitParts } from "./keptVisits.ts"
import { leavesOfImage } from "./tableImage.ts"

const parts: ReadonlyArray<GroupedBy> = [...visitParts, "status"]

/** One for each zone that days were asked in. */
const mostZones = 2

export class StatusVisits extends Kept<KeptVisits> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostZones, sizeOf: ({ pages }) => pages.byteLength })
  }

  /** Those that rows under a status can be made of; null: there are none. */
  of({ dayOffsetMs, less }: Grouping): KeptVisits | null {
    return less === null ? null : (this.get(String(dayOffsetMs)) ?? null)
  }

  /** Rows of a grouping that asks for them; `group` makes an image. */
  keep(grouping: Grouping, group: (grouping: Grouping) => Buffer): KeptVisits {
    const key = String(grouping.dayOffsetMs)
    const known = this.get(key)
    if (known !== undefined) return known
    const image = group({
      ...grouping,
      keepsVisits: false,
      keepsStatuses: false,
      parts: parts.map((by) => ({ by, alike: null })),
      summed: ["bytes"]
    })
    const visits = { pages: leavesOfImage(image), parts }
    this.put(key, visits)
    return visits
  }
}
