/** Sizes, rates and spans of time as notes and progress say them; data is never printed this way. */

/** `12.3 MiB`. */
export const byteSize = (bytes: number): string => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"]
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)))
  const amount = bytes / 1024 ** step
  return `${step === 0 ? amount : amount.toFixed(1)} ${units[step]}`
}

/** `1,234,567`; without the tables of languages, which take longer to load than all else here. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ",")

/** `0.4 s`, `12 s`, `3:05`, `1:02:03`. */
export const timeSpan = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  const two = (n: number) => String(n).padStart(2, "0")
  const minutes = Math.floor(seconds / 60)
  const clock = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`
  return `${clock}:${two(seconds % 60)}`
}

export const entryNoun = (count: number): string => (count === 1 ? "entry" : "entries")

/** Of an answer that is cut; `total`: how many there are, null where nobody counted them. */
export const rowsShown = (shown: number, total: number | null): string => {
  if (total !== null) return `${shown} of ${total} rows`
  return shown === 1 ? "the first row" : `the first ${shown} rows`
}
