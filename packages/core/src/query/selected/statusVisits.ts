/**
 * Visits by status: rows by client, agent, site, day and status of all entries. Their rollup does not know statuses; these rows
 * are made part by part when nothing else is asked (analysis/grouped/readAhead.ts, 1.1 s for ten million entries), and kept, so
 * that rows of visits under a status need no look at entries: 0.1 s in place of 0.4 to 0.6 (Nov 2026).
 */
import { type GroupedBy, type Grouping, statusParts } from "../protocol.ts"
import { Kept } from "./Kept.ts"
import { type KeptVisits, visitParts } from "./keptVisits.ts"
import { leavesOfImage } from "./tableImage.ts"

const parts: ReadonlyArray<GroupedBy> = [...visitParts, "status"]

/** One for each zone that days were asked in. */
const mostZones = 2

export class StatusVisits extends Kept<Uint8Array> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostZones * statusParts, sizeOf: ({ byteLength }) => byteLength })
  }

  /** Those that rows under a status can be made of; null: there are none. */
  of({ dayOffsetMs, less }: Grouping): KeptVisits | null {
    if (less === null) return null
    const found = Array.from({ length: statusParts }, (_, part) => this.get(keyOf(dayOffsetMs, part)))
    const pages = found.filter((one) => one !== undefined)
    return pages.length < statusParts ? null : { pages, parts }
  }

  /** Rows of a grouping that asks for this part of them; `group` makes an image. */
  keep(grouping: Grouping, part: number, group: (grouping: Grouping) => Buffer): KeptVisits {
    const key = keyOf(grouping.dayOffsetMs, part)
    const known = this.get(key)
    if (known !== undefined) return { pages: [known], parts }
    const image = group({
      ...grouping,
      keepsVisits: false,
      keepsStatuses: null,
      parts: parts.map((by) => ({ by, alike: null })),
      summed: ["bytes"]
    })
    const pages = leavesOfImage(image)
    this.put(key, pages)
    return { pages: [pages], parts }
  }
}

const keyOf = (dayOffsetMs: number, part: number): string => `${dayOffsetMs} ${part}`
