/** A line of numbers without axes: how it went, not how much. Gaps are gaps. */
export const sparkPath = (values: ReadonlyArray<number | null>, width: number, height: number): string => {
  const known = values.filter((value) => value !== null)
  const largest = Math.max(...known, 0)
  if (known.length === 0 || largest === 0) return ""
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ""
  let isDrawing = false
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isDrawing = false
      continue
    }
    const y = height - 1 - (value / largest) * (height - 2)
    path += `${isDrawing ? "L" : "M"}${(index * step).toFixed(1)} ${y.toFixed(1)}`
    isDrawing = true
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
