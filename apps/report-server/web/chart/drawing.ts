/** What the main chart draws of each figure, and what it says beside it. */
import type { Answer } from "../api/types.ts"
import { bytes, count, duration, share } from "../format/number.ts"
import type { OffsetAt, Unit } from "../format/zone.ts"
import type { Metric } from "../state/url.ts"
import type { Range } from "../state/range.ts"
import type { Layer } from "./plot.ts"
import { bucketsOf, columnIndex, seriesOf, stacked, withinBefore } from "./series.ts"
import { type StatusClass, statusClasses } from "./status.ts"

/** One line of the key and of what is said of a bucket. */
export interface Part {
  readonly name: string
  readonly colour: string
  readonly isStriped: boolean
  readonly values: ReadonlyArray<number | null>
  /** The filter a click on the key sets. */
  readonly status: StatusClass | null
  readonly bots: boolean | null
}

export interface Drawing {
  readonly starts: ReadonlyArray<number>
  /** From the axis up, as stacked; lines in the order of the key. */
  readonly parts: ReadonlyArray<Part>
  readonly layers: ReadonlyArray<Layer>
  readonly before: ReadonlyArray<number | null> | null
  readonly text: (value: number) => string
  readonly isCount: boolean
  /** Whether values add up to something, over parts and over time: who visits in two hours is one visitor. */
  readonly isStack: boolean
}

export const drawingOf = (
  metric: Metric,
  answer: Answer,
  { range, unit, offsetAt }: { readonly range: Range; readonly unit: Unit; readonly offsetAt: OffsetAt }
): Drawing => {
  const starts = bucketsOf(range, unit, offsetAt)
  const read = (name: string, absent: 0 | null = 0): ReadonlyArray<number | null> =>
    seriesOf(answer, name, starts, absent)
  const isCompared = answer.compared !== undefined
  const within = (values: ReadonlyArray<number | null>): ReadonlyArray<number | null> =>
    withinBefore(values, starts, { ...answer, unit, offsetAt })
  const beforeOf = (...names: ReadonlyArray<string>): ReadonlyArray<number | null> | null =>
    isCompared && columnIndex(answer, `${names[0]}_before`) >= 0
      ? within(stacked(names.map((name) => read(`${name}_before`))).at(-1) ?? [])
      : null
  const part = (name: string, colour: string, values: ReadonlyArray<number | null>): Part => ({
    name,
    colour,
    isStriped: false,
    values,
    status: null,
    bots: null
  })
  switch (metric) {
    case "hits":
    case "errors": {
      const classes = statusClasses.filter((one) => metric === "hits" || one === "4xx" || one === "5xx")
      const parts = classes
        .map((one) => ({
          ...part(one, `--status-${one}`, read(`hits_${one}`)),
          isStriped: one === "4xx",
          status: one
        }))
        .filter(({ status, values }) => status !== "other" || values.some((value) => value !== 0))
      const before = beforeOf(...classes.map((one) => `hits_${one}`))
      return { ...stack(starts, parts, before), text: count, isCount: true }
    }
    case "bots": {
      const bots = read("bot_hits")
      const people = read("hits").map((all, index) => (all ?? 0) - (bots[index] ?? 0))
      const parts = [
        { ...part("people", "--people", people), bots: false },
        { ...part("bots", "--bots", bots), bots: true, isStriped: true }
      ]
      return { ...stack(starts, parts, beforeOf("hits")), text: count, isCount: true }
    }
    case "visitors": {
      const parts = [part("visitors", "--accent", read("visitors"))]
      return { ...stack(starts, parts, beforeOf("visitors")), text: count, isCount: true, isStack: false }
    }
    case "bytes": {
      const parts = [part("bytes", "--accent", read("bytes"))]
      return { ...stack(starts, parts, beforeOf("bytes")), text: bytes, isCount: false }
    }
    case "latency": {
      const parts = [
        part("p50", "--accent", read("p50_ms", null)),
        part("p95", "--status-4xx", read("p95_ms", null)),
        part("p99", "--status-5xx", read("p99_ms", null))
      ]
      const before = isCompared ? within(read("p95_ms_before", null)) : null
      return {
        starts,
        parts,
        layers: [
          ...(before === null ? [] : [ghost(before)]),
          ...parts.map(({ colour, values }) => ({ values, colour, style: "line" as const }))
        ],
        before,
        text: duration,
        isCount: false,
        isStack: false
      }
    }
  }
}

/** From the top one down, as each is drawn from the axis up; the line of the time before lies on them. */
const stack = (
  starts: ReadonlyArray<number>,
  parts: ReadonlyArray<Part>,
  before: ReadonlyArray<number | null> | null
): Pick<Drawing, "starts" | "parts" | "layers" | "before" | "isStack"> => {
  const sums = stacked(parts.map(({ values }) => values))
  const layers = parts.map(({ colour, isStriped }, index): Layer => ({
    values: sums[index]!,
    style: "column",
    colour,
    isStriped
  }))
  return {
    starts,
    parts,
    layers: [...layers.toReversed(), ...(before === null ? [] : [ghost(before)])],
    before,
    isStack: true
  }
}

const ghost = (values: ReadonlyArray<number | null>): Layer => ({ values, style: "ghost", colour: "--ghost" })

/** A part of a stack, as a share of it. */
export const shareText = (value: number, all: number): string => (all === 0 ? "" : share(value / all))
