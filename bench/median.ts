/** The middle of the values, or the mean of the two in the middle. */
export const median = (values: ReadonlyArray<number>): number => {
  if (values.length === 0) throw new Error("the median of nothing")
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}
