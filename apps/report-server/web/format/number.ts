/**
 * Numbers for readers: exact up to 9,999, then three digits and a prefix. What is cut here is told in full on hover
 * (`exact`). A missing value is an en dash.
 */
export const missing = "–"

/** Between a number and its unit: never broken, and narrow. */
const space = "\u202F"

const formats = [0, 1, 2].map((digits) => new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }))
const sixDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 })

/** `digits`: after the point, two at most. */
export const grouped = (value: number, digits = 0): string => formats[digits]!.format(value)

/** `1,284`, `12.3 k`, `4.56 M`. */
export const count = (value: number): string => {
  const size = Math.abs(value)
  if (size < 9999.5) return minus(grouped(value, Number.isInteger(value) ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0))
  return minus(scaled(value, 1000, ["", "k", "M", "G", "T", "P", "E"]))
}

/** Of a sum by each or by a time: `1,014`, `222.2`, `1.50`; so many digits that the sum can be told from it. */
export const average = (value: number): string =>
  Number.isInteger(value) || value >= 999.95
    ? count(Math.round(value))
    : value >= 9.995
      ? value.toFixed(1)
      : value < 0.005
        ? "<0.01"
        : value.toFixed(2)

/** `1 row`, `12,345 rows`. */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${exact(value)} ${value === 1 ? noun : plural}`

/** Of what was cut: `the first 20 of 834 rows`; `all` null: not known. */
export const firstRows = (rows: number, all: number | null): string => {
  const first = rows === 1 ? "the first" : `the first ${exact(rows)}`
  return all === null ? `${first} ${rows === 1 ? "row" : "rows"}; there are more` : `${first} of ${counted(all, "row")}`
}

/** `512 B`, `1.06 GiB`. */
export const bytes = (value: number): string =>
  minus(
    Math.abs(value) < 1024
      ? `${grouped(value)}${space}B`
      : scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
  )

/** Three digits; what has four of a unit is written in the next one: 1,019 KiB as 0.995 MiB. */
const scaled = (value: number, base: number, names: ReadonlyArray<string>): string => {
  let rest = value
  let step = 0
  while (Math.round(Math.abs(rest)) >= 1000 && step < names.length - 1) {
    rest /= base
    step++
  }
  const text = Math.abs(rest) >= 999.5 ? grouped(rest) : rest.toPrecision(3)
  return `${text}${space}${names[step]}`
}

/** `0.12 ms`, `120 ms`, `1.2 s`, `35 min`: two digits that count. */
export const duration = (ms: number): string => {
  const size = Math.abs(ms)
  if (size === 0) return `0${space}ms`
  const [rest, unit] =
    size < 995
      ? [ms, "ms"]
      : size < 119_500
        ? [ms / 1000, "s"]
        : size < 7_170_000
          ? [ms / 60_000, "min"]
          : [ms / 3_600_000, "h"]
  return minus(`${twoDigits(rest)}${space}${unit}`)
}

const twoDigits = (value: number): string => {
  const size = Math.abs(value)
  if (size >= 99.5) return grouped(Number(value.toPrecision(2)))
  if (size < 0.01) return value < 0 ? ">-0.01" : "<0.01"
  return value.toPrecision(2)
}

/** `12.3%` of 0.123; what is there never shows as nothing. */
export const share = (value: number): string => {
  const percent = value * 100
  if (percent > 0 && percent < 0.05) return "<0.1%"
  if (percent < 100 && percent >= 99.95) return ">99.9%"
  return `${percent.toFixed(1)}%`
}

/** `+12.3%`, `−4.0%`; from ten times on in times: `×11`. */
export const change = (value: number): string => {
  if (value >= 9.995) return `×${count(Math.round(value + 1))}`
  const percent = value * 100
  const text = Math.abs(percent) < 0.05 ? "0.0%" : `${Math.abs(percent).toFixed(1)}%`
  if (text === "0.0%") return text
  return `${value < 0 ? "−" : "+"}${text}`
}

/** `+4.1 pts` of 0.041: how much more a share is, in points of a hundred. */
export const points = (value: number): string => {
  const size = Math.abs(value * 100)
  if (size < 0.05) return `0.0${space}pts`
  return `${value < 0 ? "−" : "+"}${size.toFixed(1)}${space}pts`
}

/** Whole numbers with all digits, others with six that count. */
export const exact = (value: number): string =>
  minus(Number.isInteger(value) ? grouped(value) : sixDigits.format(value))

const minus = (text: string): string => text.replace(/^-/, "−")
