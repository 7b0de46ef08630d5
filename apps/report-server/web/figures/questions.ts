/** What figures and main chart ask: the same questions, so that they are asked once. */
import type { Question } from "../api/Api.ts"
import type { FilterQuery } from "../api/types.ts"
import type { Unit } from "../format/zone.ts"

export interface Selected {
  readonly filter: FilterQuery
  readonly compare: string | null
}

/** Without a beginning a comparison is of a part of the data, which the answer tells; else what was before is asked for apart. */
export const summaryQuestion = ({ filter, compare }: Selected): Question => ({
  id: "summary",
  filter,
  limit: 1,
  compare: filter.from === undefined ? compare : null
})

/**
 * Figures tell what changed whenever there is something to compare with: the period before, if nothing else is chosen. The whole
 * data has none (null). It takes as long as the figures themselves, so that it comes behind the panels.
 */
export const summaryChangeQuestion = ({ filter, compare }: Selected): Question | null =>
  filter.from === undefined ? null : { id: "summary", filter, limit: 1, compare: figureCompare({ filter, compare }) }

export const latencyQuestion = ({ filter, compare }: Selected): Question => ({
  id: "latency",
  filter,
  limit: 1,
  compare: figureCompare({ filter, compare })
})

const figureCompare = ({ filter, compare }: Selected): string | null =>
  compare ?? (filter.from === undefined ? null : "previous")

export const trafficQuestion = ({ filter, compare }: Selected, unit: Unit): Question => ({
  id: "traffic",
  filter,
  params: { bucket: unit },
  limit: 0,
  compare
})

export const visitorsQuestion = ({ filter, compare }: Selected, unit: Unit): Question => ({
  id: "traffic",
  filter,
  params: { bucket: unit, visitors: "true" },
  limit: 0,
  compare
})

export const statusQuestion = ({ filter, compare }: Selected, unit: Unit): Question => ({
  id: "status-over-time",
  filter,
  params: { bucket: unit },
  limit: 0,
  compare
})

export const latencyTimeQuestion = ({ filter, compare }: Selected, unit: Unit): Question => ({
  id: "latency-over-time",
  filter,
  params: { bucket: unit },
  limit: 0,
  compare
})
