/**
 * FROM and WHERE of the entries `e` that a rollup's whole buckets do not have, each once: those beyond the watermark, those of
 * unfinished last lines, and those of the pieces of buckets at both ends of the selected time.
 */
import type { Stretch } from "../query/protocol.ts"
import { allOf } from "./condition.ts"
import type { Cut } from "./cutTime.ts"

/** SQL for the entry up to which rollups go. */
export const watermark = "(SELECT watermark FROM main.meta)"
const rangeEntries = "main.source_range AS r CROSS JOIN main.entry AS e ON e.id BETWEEN r.first_entry AND r.last_entry"

/** Joined once: each column that were looked up by itself would be a search of its own. */
export const withRequest = " CROSS JOIN main.request AS q ON q.id = e.request_id"

/** Conditions on a column of times or buckets; null: there is no such end. */
export const within = (column: string, first: number | null, end: number | null): ReadonlyArray<string> => [
  ...(first === null ? [] : [`${column} >= ${first}`]),
  ...(end === null ? [] : [`${column} < ${end}`])
]

interface Wanted {
  readonly conditions: ReadonlyArray<string>
  /** What comes in between. */
  readonly joined?: string
}

/** Beyond the watermark, and of unfinished last lines. */
export const notRolledUp = (selected: Stretch, { conditions, joined = "" }: Wanted): ReadonlyArray<string> => {
  const all = [...within("e.time", selected.from, selected.to), ...conditions]
  return [
    `main.entry AS e${joined}\n    WHERE ${allOf([`e.id > ${watermark}`, ...all])}`,
    `${rangeEntries}${joined}\n    WHERE ${allOf(["r.tail", `r.first_entry <= ${watermark}`, ...all])}`
  ]
}

/** Of the pieces, up to the watermark. */
export const ofPieces = ({ pieces }: Cut, { conditions, joined = "" }: Wanted): ReadonlyArray<string> =>
  pieces.map(({ from, to }) => {
    const ranges = [
      "NOT r.tail",
      `r.first_entry <= ${watermark}`,
      ...(from === null ? [] : [`r.max_time >= ${from}`]),
      ...(to === null ? [] : [`r.min_time < ${to}`])
    ]
    const own = [`e.id <= ${watermark}`, ...within("e.time", from, to), ...conditions]
    return `${rangeEntries}${joined}\n    WHERE ${allOf([...ranges, ...own])}`
  })
