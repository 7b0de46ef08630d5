/**
 * Rows of an answer by time as a chart draws them: one place for each minute, hour, day ... of the selected range, so that what
 * has no row shows as nothing, where counts are zero and times are unknown.
 */
import type { Answer, Row } from "../api/types.ts"
import { numberOf } from "../format/cell.ts"
import { type OffsetAt, startOf, type Unit, units } from "../format/zone.ts"
import type { Range } from "../state/range.ts"

/** More are no bars any more; all years that a log can have are fewer. */
export const mostBuckets = 10_000

/** The starts of all units that touch the range, and where the last one ends. */
export const bucketsOf = ({ from, to }: Range, unit: Unit, offsetAt: OffsetAt): ReadonlyArray<number> => {
  const starts: Array<number> = []
  for (let start = startOf(from, unit, offsetAt); start < to && starts.length < mostBuckets;) {
    starts.push(start)
    const next = startOf(start, unit, offsetAt, 1)
    start = next > start ? next : start + 60_000
  }
  return starts
}

/** Of the axis, in which a column that has just begun is drawn at least, to be seen and pointed at. */
const leastColumn = 0.015

/** Where the axis ends: where the range does, but for the room of the last column. */
export const axisEnd = (starts: ReadonlyArray<number>, to: number, unit: Unit, offsetAt: OffsetAt): number => {
  const [first, last] = [starts[0], starts.at(-1)]
  if (first === undefined || last === undefined) return to
  return Math.min(startOf(last, unit, offsetAt, 1), Math.max(to, last + (to - first) * leastColumn))
}

export const columnIndex = ({ columns }: Pick<Answer, "columns">, name: string): number =>
  columns.findIndex((column) => column.name === name)

/** A column by buckets. `absent`: what a bucket without a row has, 0 for counts, null for what is unknown then. */
export const seriesOf = (
  answer: Pick<Answer, "columns" | "rows">,
  name: string,
  buckets: ReadonlyArray<number>,
  absent: 0 | null
): ReadonlyArray<number | null> => {
  const at = columnIndex(answer, name)
  const time = answer.columns.findIndex(({ kind }) => kind === "time" || kind === "date")
  if (at < 0 || time < 0) return buckets.map(() => absent)
  const byStart = new Map(answer.rows.map((row) => [row[time], row[at] ?? null]))
  return buckets.map((start) => numberOf(byStart.get(start)) ?? absent)
}

type Compared = Pick<NonNullable<Answer["compared"]>, "before" | "period">

/**
 * What was before, where the compared period has a like of the bucket, by how many units it is from the beginning: behind the end
 * of one that is shorter nothing is known, which is not 0.
 */
export const withinBefore = (
  values: ReadonlyArray<number | null>,
  starts: ReadonlyArray<number>,
  { compared, unit, offsetAt }: { readonly compared?: Compared; readonly unit: Unit; readonly offsetAt: OffsetAt }
): ReadonlyArray<number | null> => {
  if (compared === undefined) return values
  const { before, period } = compared
  const first = bucketAt(starts, period.from) ?? 0
  return values.map((value, index) =>
    index < first || startOf(before.from, unit, offsetAt, index - first) >= before.to ? null : value
  )
}

/** Each layer with those below it: what is drawn of a stack, from the top one down. */
export const stacked = (layers: ReadonlyArray<ReadonlyArray<number | null>>): ReadonlyArray<ReadonlyArray<number>> => {
  const sums: Array<Array<number>> = []
  for (const layer of layers) {
    const below = sums.at(-1)
    sums.push(layer.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)))
  }
  return sums
}

export const total = (values: ReadonlyArray<number | null>): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

/** The bucket that a time lies in. */
export const bucketAt = (starts: ReadonlyArray<number>, time: number): number | null => {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low === 0 ? null : low - 1
}

/** Of the times in a column, when they are one after the other: such rows stand for stretches of time. */
export const unitOfColumn = (rows: ReadonlyArray<Row>, at: number, offsetAt: OffsetAt): Unit | null => {
  const times = rows.map((row) => row[at])
  return times.every((time) => typeof time === "number") ? unitOf(times, offsetAt) : null
}

/** The largest unit that all of these times begin, for answers that don't say theirs; null: they begin none. */
export const unitOf = (starts: ReadonlyArray<number>, offsetAt: OffsetAt): Unit | null => {
  const isUnit = (unit: Unit): boolean =>
    starts.every((start, index) => startOf(start, unit, offsetAt) === start && start !== starts[index - 1])
  return units.findLast(isUnit) ?? null
}
