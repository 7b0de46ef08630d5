/**
 * The figures of a row and of a panel, as GoAccess writes them: shares are texts with two digits behind the point, times
 * taken are whole µs.
 */
import type { SqlRow } from "@logmill/core/query/QueryEngine"

import { columnAt } from "./panels.ts"

/** Sums are numbers, or bigints beyond 2^53. */
type Amount = number | bigint

export interface Measures {
  readonly hits: Amount
  readonly visitors: Amount
  readonly bytes: Amount
  /** µs. */
  readonly taken: number
  readonly longest: number
  /** How many of the hits have a time. */
  readonly timed: number
}

/** All that was selected: what a row's shares are of. */
export interface Totals {
  readonly hits: Amount
  readonly visitors: Amount
  /** The visitors of all days added up, which the shares of days are of: like GoAccess', they add up to 100 %. */
  readonly visitorsByDay: Amount
  readonly bytes: Amount
  /** Times taken are part of the report. */
  readonly timed: boolean
}

export const measuresOf = (row: SqlRow): Measures => ({
  hits: row[columnAt.hits] as Amount,
  visitors: row[columnAt.visitors] as Amount,
  bytes: row[columnAt.bytes] as Amount,
  taken: Math.round(Number(row[columnAt.cum_ms] ?? 0) * 1000),
  longest: Math.round(Number(row[columnAt.max_ms] ?? 0) * 1000),
  timed: Number(row[columnAt.timed])
})

export const percent = (part: Amount, whole: Amount): string =>
  (Number(whole) > 0 ? (100 * Number(part)) / Number(whole) : 0).toFixed(2).padStart(5, "0")

const counted = (count: Amount, whole: Amount): string => `{"count":${count},"percent":"${percent(count, whole)}"}`

/** The members of a row's object that are figures, in GoAccess' order. */
export const measuresJson = ({ bytes, hits, longest, taken, timed, visitors }: Measures, totals: Totals): string => {
  const times = `,"avgts":${timed > 0 ? Math.floor(taken / timed) : 0},"cumts":${taken},"maxts":${longest}`
  return (
    `"hits":${counted(hits, totals.hits)},"visitors":${counted(visitors, totals.visitors)},` +
    `"bytes":${counted(bytes, totals.bytes)}${totals.timed ? times : ""}`
  )
}

/** One figure over the rows of a panel. */
class Spread {
  total = 0n
  max = 0n
  min: bigint | null = null

  add(value: Amount): void {
    const exact = BigInt(value)
    this.total += exact
    if (exact > this.max) this.max = exact
    if (this.min === null || exact < this.min) this.min = exact
  }
}

/** What a panel says of its rows: of those that have no others below them. */
export class Metadata {
  #rows = 0n
  #timed = 0
  readonly #hits = new Spread()
  readonly #visitors = new Spread()
  readonly #bytes = new Spread()
  readonly #taken = new Spread()
  readonly #longest = new Spread()

  get rows(): number {
    return Number(this.#rows)
  }

  add({ bytes, hits, longest, taken, timed, visitors }: Measures): void {
    this.#rows++
    this.#timed += timed
    this.#hits.add(hits)
    this.#visitors.add(visitors)
    this.#bytes.add(bytes)
    this.#taken.add(taken)
    this.#longest.add(longest)
  }

  json(timed: boolean): string {
    const average = this.#timed > 0 ? Math.floor(Number(this.#taken.total) / this.#timed) : 0
    // GoAccess has the sum of all times for the total of the longest ones, too.
    const times =
      `"avgts":{"avg":{"value":${average}}},"cumts":${this.#spread(this.#taken, false)},` +
      `"maxts":${this.#spread(this.#longest, false, this.#taken.total)},`
    return (
      `{${timed ? times : ""}"bytes":${this.#spread(this.#bytes, true)},"visitors":${this.#spread(this.#visitors, true)},` +
      `"hits":${this.#spread(this.#hits, true)},"data":{"total":{"value":${this.#rows}}}}`
    )
  }

  #spread({ max, min, total: sum }: Spread, isShared: boolean, total = sum): string {
    const average = this.#rows > 0n ? total / this.#rows : 0n
    const figure = (name: string, value: bigint): string =>
      `"${name}":{"value":${value}${isShared ? `,"percent":"${percent(value, total)}"` : ""}}`
    return `{"total":{"value":${total}},${figure("avg", average)},${figure("max", max)},${figure("min", min ?? 0n)}}`
  }
}
