/**
 * The order of columns where two periods are compared and a terminal has no room for all: what rows are about, the first
 * measure with both periods, then value and change of the others, those of errors first. Shares change as their measure does,
 * and what others were before follows from value and change: they come last, and are the first to have no room.
 *
 * Goes by names alone (`NAME`, `NAME_before`, `NAME_change`), so that analyses which compare by themselves are read alike.
 */
import type { ColumnKind } from "@logmill/core/plugin"

interface Named {
  readonly name: string
  readonly kind: ColumnKind
}

/** What a column is of, also one of the period before, or of the change. */
export const measureOf = (name: string): string => name.replace(/_(?:before|change)$/, "")

/** As they are where nothing is compared. Ranks: what tells rows apart, the first measure, errors, other measures, shares, what was before. */
export const mostTellingFirst = <Column extends Named>(columns: ReadonlyArray<Column>): ReadonlyArray<Column> => {
  const names = new Set(columns.map(({ name }) => name))
  const first = columns.find(({ name }) => names.has(`${name}_change`))?.name
  if (first === undefined) return columns
  const rank = ({ kind, name }: Column): number => {
    const measure = measureOf(name)
    if (measure === first) return 1
    if (!names.has(`${measure}_before`)) return 0
    if (name === `${measure}_before`) return 5
    if (!names.has(`${measure}_change`)) return kind === "time" || kind === "date" || kind === "hour" ? 0 : 3
    if (/(?:^|_)(?:5xx|4xx|errors?)(?:_|$)/.test(measure)) return 2
    return columns.some((one) => one.name === measure && one.kind === "share") ? 4 : 3
  }
  return columns.toSorted((a, b) => rank(a) - rank(b))
}

/** `+12.3%`, `-4.0%`, from ten times on in times: `×11`; as the page tells changes. */
export const changeText = (change: number): string => {
  if (change >= 9.995) return `×${Math.round(change + 1)}`
  const percent = (100 * change).toFixed(1)
  return Number(percent) === 0 ? "0.0%" : `${change < 0 ? "" : "+"}${percent}%`
}
