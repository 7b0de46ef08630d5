/**
 * The visits of a filter that their rollup does not know, or only in part: their rows by client, agent, site and day, made once
 * of the entries and kept for the questions that follow, to which they are what the rollup is to others.
 */
import { encode } from "../json.ts"
import { type GroupedBy, type Grouping, groupingOf } from "../protocol.ts"
import type { Placed } from "./groupedKeys.ts"
import type { KeptEntries } from "./KeptEntries.ts"
import { imagePageBytes, leavesOfImage } from "./tableImage.ts"

const parts: ReadonlyArray<GroupedBy> = ["client_id", "agent_id", "site_id", "day"]

/** Columns of a row, behind its id: what it is of, its hits, then of its bytes the sum first. */
const dayPlace = 1 + parts.indexOf("day")
const hitsPlace = 1 + parts.length
const bytesPlace = hitsPlace + 1

export const ofKeptVisits = { pageBytes: imagePageBytes, dayPlace, hitsPlace } as const

export const placeInVisits = (placed: ReadonlyArray<Placed>): void => {
  for (const [column, tell] of placed) {
    const part = parts.findIndex((one) => one === column)
    if (column === "bytes") tell(bytesPlace)
    else if (part >= 0 && column !== "day") tell(1 + part)
  }
}

/** Pages of such rows; null: the grouping needs none, or they are too many. `group` makes an image. */
export const keptVisits = (
  { entries, dayOffsetMs, keepsVisits, less }: Grouping,
  kept: KeptEntries,
  group: (grouping: Grouping) => Buffer
): ReadonlyArray<Uint8Array> | null => {
  if (!keepsVisits) return null
  const filter = `visits ${encode([entries, dayOffsetMs])}`
  const known = kept.get(filter)
  if (known !== undefined) return known?.visitors ?? null
  const { add, end } = kept.collecting(filter)
  const image = group({
    ...groupingOf(entries),
    parts: parts.map((by) => ({ by, alike: null })),
    dayOffsetMs,
    summed: ["bytes"],
    less
  })
  add("visitors", leavesOfImage(image))
  end()
  return kept.get(filter)?.visitors ?? null
}
