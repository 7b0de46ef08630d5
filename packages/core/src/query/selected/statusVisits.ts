/**
 * Visits by status: rows by client, agent, site, day and status of all entries. Their rollup does not know statuses; these rows
 * are made part by part when nothing else is asked (analysis/grouped/readAhead.ts, 1.1 s for ten million entries), then put in
 * order, and kept, so that visits under a status need no look at entries: 0.05 s in place of 0.4 to 0.6 (Nov 2026).
 */
import { type GroupedBy, type Grouping, partsOf, statusParts, visitParts } from "../protocol.ts"
import { Kept } from "./Kept.ts"
import type { KeptVisits, MakeVisits } from "./keptVisits.ts"
import { leavesOfImage } from "./tableImage.ts"

const parts: ReadonlyArray<GroupedBy> = [...visitParts, "status"]

/** One for each zone that days were asked in. */
const mostZones = 2

export class StatusVisits extends Kept<Uint8Array> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({ bytes: mostBytes, values: mostZones * statusParts, sizeOf: ({ byteLength }) => byteLength })
  }

  /** Those that rows under a status can be made of, in no order; null: there are none. */
  of({ dayOffsetMs, less }: Grouping): KeptVisits | null {
    return less?.column !== "status" ? null : this.#parts(dayOffsetMs)
  }

  /** All of them by client and agent; null: they are not there, or the filter is about something else. */
  inOrder({ dayOffsetMs, less }: Grouping): KeptVisits | null {
    const pages = less?.column !== "status" ? undefined : this.get(keyOf(dayOffsetMs, statusParts))
    return pages === undefined ? null : { pages: [pages], parts }
  }

  /** Rows of a grouping that asks for this part of them, or for all in order, of which the parts are made no more. */
  keep(grouping: Grouping, part: number, group: MakeVisits): KeptVisits {
    const { dayOffsetMs } = grouping
    const key = keyOf(dayOffsetMs, part)
    const known = this.get(key)
    if (known !== undefined) return { pages: [known], parts }
    const isWhole = part === statusParts
    const all = isWhole ? this.#parts(dayOffsetMs) : null
    if (isWhole && all === null) return { pages: [], parts }
    const image = group(
      {
        ...grouping,
        keepsVisits: false,
        keepsStatuses: null,
        parts: partsOf(parts),
        summed: ["bytes"]
      },
      all
    )
    const pages = leavesOfImage(image)
    if (isWhole) for (let one = 0; one < statusParts; one++) this.forget(keyOf(dayOffsetMs, one))
    this.put(key, pages)
    return { pages: [pages], parts }
  }

  #parts(dayOffsetMs: number): KeptVisits | null {
    const found = Array.from({ length: statusParts }, (_, part) => this.get(keyOf(dayOffsetMs, part)))
    const pages = found.filter((one) => one !== undefined)
    return pages.length < statusParts ? null : { pages, parts }
  }
}

const keyOf = (dayOffsetMs: number, part: number): string => `${dayOffsetMs} ${part}`
