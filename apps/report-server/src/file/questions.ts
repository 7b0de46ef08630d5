/**
 * What the page asks under one filter: figures and main chart, and a panel for each analysis. The page that is in the file says so
 * when something is missing, and a test in a browser reads it.
 */
import type { Analysis } from "@logmill/core/plugin"

import type { EmbeddedQuestion } from "./Embedded.ts"

export interface Asked extends EmbeddedQuestion {
  /** Rows at most. */
  readonly limit: number
}

export interface Selected {
  /** Rows of a list at most. */
  readonly limit: number
  readonly compare: string | null
  /** Whether the filter has a beginning: then figures are compared with the time before. */
  readonly isSince: boolean
  /** Of the main chart; null: there are no entries. */
  readonly unit: string | null
}

/** Rows of charts, which are drawn whole. */
const mostOfChart = 20_000

export const questionsFor = (analyses: ReadonlyArray<Analysis>, selected: Selected): ReadonlyArray<Asked> => {
  const { compare, isSince, unit } = selected
  const known = new Set(analyses.map(({ id }) => id))
  const ofFigures = compare ?? (isSince ? "previous" : null)
  const overTime = (id: string, params: Readonly<Record<string, string>>): ReadonlyArray<Asked> =>
    unit === null ? [] : [{ id, params: { bucket: unit, ...params }, compare, limit: mostOfChart }]
  const all: ReadonlyArray<Asked> = [
    { id: "summary", params: {}, compare: ofFigures, limit: 1 },
    { id: "summary", params: {}, compare: null, limit: 1 },
    { id: "latency", params: {}, compare: ofFigures, limit: 1 },
    ...overTime("traffic", {}),
    ...overTime("traffic", { visitors: "true" }),
    ...overTime("status-over-time", {}),
    ...overTime("latency-over-time", {}),
    ...analyses.map((analysis) => ofPanel(analysis, selected))
  ]
  const distinct = new Map(all.map((asked) => [JSON.stringify([asked.id, asked.params, asked.compare]), asked]))
  return [...distinct.values()].filter(({ id }) => known.has(id))
}

/** Lists are cut; what is drawn is not, nor are the few rows of hours and weekdays. */
const ofPanel = ({ chart, columns, id }: Analysis, { compare, limit }: Selected): Asked => {
  const isList = (chart === "table" || chart === "bar") && id !== "hours" && id !== "weekdays"
  const comparesItself = columns.some(({ kind, when }) => kind === "change" && when === null)
  return { id, params: {}, compare: comparesItself ? null : compare, limit: isList ? limit : mostOfChart }
}

const sizes: ReadonlyArray<readonly [unit: string, ms: number]> = [
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
  ["week", 604_800_000],
  ["month", 2_592_000_000]
]

/** Bars of the main chart; of one that is compared. */
const mostBars = 400
const mostCompared = 200

/** The finest unit that leaves bars wide enough to be seen. */
export const unitFor = (ms: number, isCompared: boolean): string =>
  sizes.find(([, size]) => ms / size <= (isCompared ? mostCompared : mostBars))?.[0] ?? "year"
