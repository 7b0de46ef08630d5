/** A line of numbers without axes: how it went, not how much. Gaps are gaps, and a value between two of them is a point. */
export const sparkPath = (values: ReadonlyArray<number | null>, width: number, height: number): string => {
  const known = values.filter((value) => value !== null)
  const largest = Math.max(...known, 0)
  if (known.length === 0 || largest === 0) return ""
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ""
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const [isFirst, isLast] = [values[index - 1] ?? null, values[index + 1] ?? null].map((one) => one === null)
    const y = height - 1 - (value / largest) * (height - 2)
    path += `${isFirst === true ? "M" : "L"}${(index * step).toFixed(1)} ${y.toFixed(1)}`
    if (isFirst === true && isLast === true && values.length > 1) path += "h0"
  }
  return path
}

/** So many points are as many as can be told apart: sums or means of neighbours. */
export const thinned = (values: ReadonlyArray<number | null>, most: number): ReadonlyArray<number | null> => {
  if (values.length <= most) return values
  const size = values.length / most
  return Array.from({ length: most }, (_, index) => {
    const known = values.slice(Math.floor(index * size), Math.floor((index + 1) * size)).filter((one) => one !== null)
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length
  })
}

export const Sparkline = ({ values }: { readonly values: ReadonlyArray<number | null> }) => (
  <svg class="spark" viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true">
    <path d={sparkPath(thinned(values, 60), 120, 24)} />
  </svg>
)
