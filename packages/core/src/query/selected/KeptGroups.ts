/**
 * Tables of groups, kept for the questions that follow: whoever looks at a report asks for hours, for statuses and for hours and
 * statuses under the same filter, and groups by all of them tell each. A statement over groups adds them up once more, so that
 * finer ones than it asks for say the same.
 *
 * Not those that are in order or counted beforehand, whose statements rely on one row for each key. Not large ones: SQLite takes ten
 * times as long for a group as a kernel for an entry.
 */
import { encode } from "../json.ts"
import type { GroupPart, Grouping } from "../protocol.ts"
import { Kept } from "./Kept.ts"
import type { KeptEntries } from "./KeptEntries.ts"

interface Groups {
  readonly grouping: Grouping
  readonly image: Buffer
}

/** Those of a filter, of a period compared with it, and of the filter before. */
const mostFilters = 8
const mostOfFilter = 4
/** Of a table that takes no longer than any question, some ten thousand groups. */
const smallBytes = 256 * 1024
/** So many times as large as groups must be what they are made of. */
const worthwhile = 16

export class KeptGroups extends Kept<ReadonlyArray<Groups>> {
  /** `mostBytes`: for all of them. */
  constructor(mostBytes: number) {
    super({
      bytes: mostBytes,
      values: mostFilters,
      sizeOf: (some) => some.reduce((sum, { image }) => sum + image.length, 0)
    })
  }

  /** A table of these groups, or of finer ones. */
  image(grouping: Grouping, kept: KeptEntries, make: () => Buffer): Buffer {
    if (!isAddedUp(grouping)) return make()
    const { admitted, dayOffsetMs, entries } = grouping
    const filter = encode(entries)
    const key = encode([filter, admitted, dayOffsetMs])
    const some = this.get(key) ?? []
    const finer = some.find((one) => tells(one.grouping, grouping))
    if (finer !== undefined) return finer.image
    const image = make()
    if (image.length <= Math.max(smallBytes, kept.bytesRead(filter) / worthwhile)) {
      this.put(key, [...some.slice(1 - mostOfFilter), { grouping, image }])
    }
    return image
  }
}

const isAddedUp = ({
  distinct,
  edgesOnly,
  isInOrder,
  keepsStatuses,
  keepsVisits,
  less,
  sessionMs
}: Grouping): boolean =>
  distinct.length === 0 &&
  !edgesOnly &&
  !isInOrder &&
  keepsStatuses === null &&
  !keepsVisits &&
  less === null &&
  sessionMs === null

/** Whether the one, of the same entries, has all that the other asks for. */
const tells = (one: Grouping, other: Grouping): boolean =>
  other.parts.every((part) => one.parts.some((own) => isSame(own, part))) &&
  other.summed.every((column) => one.summed.includes(column)) &&
  (one.slotMs === other.slotMs || other.parts.every(({ by }) => by !== "time"))

const isSame = (one: GroupPart, other: GroupPart): boolean => one.by === other.by && one.alike === other.alike
