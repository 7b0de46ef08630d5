/**
 * Lanes for questions, so that a slow one never keeps a fast one waiting. Each lane lets a few through at a time; the engine
 * has a child for each of them, made when it is first needed. So while an export, an ad-hoc statement and a pass over all
 * entries run, there is a child that answers from rollups.
 *
 * Which lane a question takes is told by the fiber it runs in: `Effect.provideService(Lane, "quick")`. Without a word it is the
 * slow one. Ad-hoc SQL has one of its own. Brief statements of the program's own wait in no lane.
 *
 * Of the quick ones, those for which entries are read stand apart: their only child reads them once and keeps what it found for
 * the questions that follow, while the others answer from rollups. What a selected time has of days and hours that it cuts is
 * read by two of them: for paths, and for hours and visits, which take about as long.
 */
import { Context, Effect, Layer, type Scope, Semaphore } from "effect"

import type { Cost } from "@logmill/core/plugin"
import { type Queries, QueryEngine, QueryError, type QueryRequest } from "@logmill/core/query/QueryEngine"

export type LaneName = "quick" | "cut" | "filtered" | "lines" | "scan" | "slow" | "table" | "sql" | "export"

export const Lane = Context.Reference<LaneName>("@logmill/report-server/Lane", { defaultValue: () => "slow" })

export const laneOf = { rollup: "quick", scan: "scan", sort: "slow" } as const satisfies Record<Cost, LaneName>

/** Questions at a time. `lines`: entries and rejects that are shown; `table`: a large table, whose rows its only child keeps (HeldRows.ts). */
const widths = {
  quick: 2,
  cut: 1,
  filtered: 1,
  lines: 1,
  scan: 1,
  slow: 1,
  table: 1,
  sql: 2,
  export: 1
} as const satisfies Record<LaneName, number>

/** Children that can be busy at once when all lanes are. */
export const childrenAtMost = Object.values(widths).reduce((sum, width) => sum + width, 0)

/** Of them, those that a page that is opened keeps busy from the first moment on. */
export const quickChildren = widths.quick

/** Questions that may wait in a lane: a page asks for all of its panels at once, in several tabs. */
const mostWaiting = 100

/** The engine that it stands in front of, with lanes. */
export const lanesLayer: Layer.Layer<QueryEngine, never, QueryEngine> = Layer.effect(
  QueryEngine,
  Effect.gen(function* () {
    const engine = yield* QueryEngine
    const lanes = {
      quick: yield* makeLane(widths.quick),
      cut: yield* makeLane(widths.cut),
      filtered: yield* makeLane(widths.filtered),
      lines: yield* makeLane(widths.lines),
      scan: yield* makeLane(widths.scan),
      slow: yield* makeLane(widths.slow),
      table: yield* makeLane(widths.table),
      sql: yield* makeLane(widths.sql),
      export: yield* makeLane(widths.export)
    }
    const enter = (request: QueryRequest | null) =>
      Effect.flatMap(Lane, (told) => {
        const name = told === "quick" && request !== null ? quickLane(request) : told
        return Effect.as(lanes[name], name)
      })
    const run: Queries["run"] = (request) =>
      request.brief === true && request.analysis === undefined
        ? engine.run(request)
        : Effect.scoped(Effect.flatMap(enter(request), (lane) => engine.run(inPool(lane, request))))
    return QueryEngine.of({
      run,
      stream: (request) => Effect.flatMap(enter(request), (lane) => engine.stream(inPool(lane, request))),
      snapshot: Effect.andThen(enter(null), engine.snapshot)
    })
  })
)

/**
 * `filtered`: the child looks at all entries for what a filter lets through, or adds up those of cut days by path; `cut`: it makes
 * rows of hours or visits of what the selected time cuts. All of it it keeps.
 */
const quickLane = ({ selected }: QueryRequest): "quick" | "cut" | "filtered" => {
  if (selected === null || selected === undefined) return "quick"
  const { groupings, partHours, selection } = selected
  if (selection !== null && selection.pieces.length > 0) return "filtered"
  const isFiltered = groupings.some(({ entries: { admitted, statuses, visitors }, keepsStatuses }) => {
    const isNarrowed = admitted.length > 0 || statuses !== null
    return keepsStatuses !== null || (isNarrowed && visitors === null)
  })
  if (isFiltered) return "filtered"
  // Of whole days there is one stretch: what no rollup has yet.
  const isCut = groupings.some(
    ({ entries: { stretches, visitors }, keepsVisits }) => keepsVisits && (visitors === null || stretches.length > 1)
  )
  return isCut || partHours !== null ? "cut" : "quick"
}

/**
 * Each lane has children of its own: they keep the entries of a filter for the questions that follow. What takes long slows
 * neither quick questions nor an ingest on the same machine.
 */
const inPool = (lane: LaneName, request: QueryRequest): QueryRequest => ({
  ...(lane === "sql" ? { yields: true } : null),
  ...request,
  pool: {
    name: lane,
    isBackground: lane === "scan" || lane === "slow" || lane === "export",
    isExclusive: lane === "table"
  }
})

/** Takes a place in the lane until the scope ends. */
const makeLane = (width: number): Effect.Effect<Effect.Effect<void, QueryError, Scope.Scope>> =>
  Effect.gen(function* () {
    const places = yield* Semaphore.make(width)
    let waiting = 0
    const place = Effect.acquireRelease(places.take(1), () => places.release(1), { interruptible: true })
    const enter = Effect.suspend(() => {
      if (waiting >= mostWaiting) return Effect.fail(tooMany)
      waiting++
      return Effect.ensuring(
        place,
        Effect.sync(() => waiting--)
      )
    })
    return Effect.asVoid(enter)
  })

const tooMany = new QueryError({ reason: "busy", message: "too many questions wait for an answer; ask again later" })
