/**
 * From a statement as it is typed to the one that runs: its parameters get values, macros are expanded, and the filter is
 * put in front as for an analysis (analysis/question.ts).
 *
 * Without a filter the statement may read the tables, too, and sees the views as any other program does; where the answer
 * is the same, `hits` and `visits` come from the rollups in place of the views. Behind a filter it reads the views only,
 * as nothing else is narrowed.
 */
import { Effect } from "effect"

import type { TimeSpan } from "../analysis/bucket.ts"
import type { Filter } from "../analysis/filter.ts"
import { unitOf } from "../analysis/macros.ts"
import { hourMs } from "../store/rollups/calendar.ts"
import { type DataContext, pose, type Posed, selectingOf, writeOut } from "../analysis/question.ts"
import type { RelationName } from "../analysis/relations.ts"
import { knowsVisits, rollupOf } from "../analysis/rollups.ts"
import {
  ownRelations,
  readSingle,
  refuseOwnRelations,
  refuseSchemaNames,
  type Statement
} from "../analysis/statement.ts"
import { SqlTextError } from "../analysis/tokenizer.ts"
import { publicViews } from "../query/protocol.ts"
import type { QueryRequest } from "../query/QueryEngine.ts"
import { isAdditive } from "./additive.ts"
import { type FasterForm, fasterForms } from "./fasterForm.ts"
import { type TypedIn, valuesFor } from "./parameters.ts"
import { refuseOthers } from "./refusals.ts"
import { callAt, type Stretch } from "../analysis/select.ts"
import { StatementError } from "./StatementError.ts"
import type { UnitOf } from "./units.ts"
import { fiveDigitYears } from "./utcConstants.ts"

export interface AdHoc {
  readonly sql: string
  /** Values of `:name` parameters, as typed. */
  readonly params: ReadonlyMap<string, string>
  readonly typedIn: TypedIn
  readonly filter: Filter
  /** Whether any of the filter's flags was given. */
  readonly isFiltered: boolean
  readonly data: DataContext
  /** As of a question that is asked. */
  readonly selected?: TimeSpan | undefined
}

export interface AdHocQuestion {
  /** What the query engine is asked. */
  readonly request: Pick<QueryRequest, "sql" | "params" | "selected" | "analysis">
  /** The same for SQLite's plan of it. */
  readonly plan: Pick<QueryRequest, "sql" | "params">
  readonly typed: Statement
  /** As typed, without EXPLAIN. */
  readonly statement: Statement
  /** The SQL that runs, with its values written in. */
  readonly sql: string
  /** In which days and times of the answer are. */
  readonly zone: string
  /** What says the same in less time. */
  readonly faster: FasterForm | null
  /** What the argument of a bucket() names. */
  readonly unitOf: UnitOf
  /** Whether the times of what is selected would make it another one. */
  readonly goesByTimes: boolean
}

export const askAdHoc = (asked: AdHoc): Effect.Effect<AdHocQuestion, StatementError> =>
  Effect.try({ try: () => compose(asked), catch: (cause) => cause }).pipe(
    Effect.catch((cause) => {
      if (cause instanceof StatementError) return Effect.fail(cause)
      if (!(cause instanceof SqlTextError)) return Effect.die(cause)
      return Effect.fail(new StatementError({ at: cause.at, message: cause.message, cause }))
    })
  )

const compose = (asked: AdHoc): AdHocQuestion => {
  const { data, filter, isFiltered, selected } = asked
  const typed = readSingle(asked.sql)
  const { explain, statement } = withoutExplain(typed)
  refuseOthers(statement, explain.length)
  const params = valuesFor(typed, asked.params, asked.typedIn)
  if (isFiltered) {
    refuseSchemaNames(typed)
    refuseOwnRelations(typed, publicViews)
  }
  const posed = { params, filter, data, selected }
  const only = isFiltered ? undefined : viewsAsRollups(statement, posed)
  const question = moved(explain.length, () =>
    pose(statement.sql, { ...posed, ...(only === undefined ? {} : { only }) })
  )
  return {
    request: {
      sql: explain + question.sql,
      params: question.params,
      ...(isFiltered ? { analysis: question.own } : {}),
      selected: explain === "" ? question.selected : null
    },
    plan: { sql: `EXPLAIN QUERY PLAN ${question.sql}`, params: question.params },
    typed,
    statement,
    sql: explain + writeOut(question),
    zone: filter.zone,
    faster: explain === "" ? faster(statement, posed) : null,
    unitOf: (token) => unitOf(token, { params, span: selectingOf(statement.sql, posed).span, selected }),
    goesByTimes: question.choosesUnit || question.asksWholeDays
  }
}

/** `EXPLAIN`, `EXPLAIN QUERY PLAN` or nothing, and the statement behind it. */
const withoutExplain = (typed: Statement): { readonly explain: string; readonly statement: Statement } => {
  const { sql, tokens } = typed
  if (tokens[0]!.value !== "explain") return { explain: "", statement: typed }
  const first = tokens[tokens[1]?.value === "query" && tokens[2]?.value === "plan" ? 3 : 1]
  if (first === undefined) throw new SqlTextError(sql.length, "EXPLAIN needs a statement")
  return { explain: sql.slice(0, first.start), statement: readSingle(sql.slice(first.start)) }
}

/** Errors of a part of the text, which begins at `start`, with their places in all of it. */
const moved = <A>(start: number, act: () => A): A => {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof SqlTextError) throw new SqlTextError(start + cause.at, cause.message)
    throw cause
  }
}

/**
 * Those that the rollups can stand in for, with the same answer; and `hits` where its times should be hours, as the view
 * has days.
 */
const viewsAsRollups = (statement: Statement, posed: Posed): ((view: RelationName) => boolean) => {
  const isUsable = isAdditive(statement) || wantsHours(statement, posed)
  const usable: ReadonlyArray<RelationName> = isUsable ? ["hits", "visits"] : ["visits"]
  return (view) => usable.includes(view) && ownRelations(statement, [view]).length === 0
}

/** Whether it has a bucket() shorter than a day, or hours of the day. */
const wantsHours = ({ sql, tokens }: Statement, posed: Posed): boolean => {
  const { span } = selectingOf(sql, posed)
  return tokens.some((_, index) => {
    const call = callAt(tokens, index)
    if (call?.name === "hour_of_day") return true
    const unit = call?.name === "bucket" ? call.args[1] : undefined
    if (unit === undefined) return false
    const known = unitOf(tokens[unit.from]!, { params: posed.params, span, selected: posed.selected })
    return known === "hour" || known === "minute"
  })
}

/** Of a longer statement, which nobody wrote by hand, the other form is not looked for: that is done before it runs. */
const mostTokens = 5_000

const faster = (statement: Statement, posed: Posed): FasterForm | null => {
  if (statement.tokens.length > mostTokens) return null
  const { data, filter, params, selected } = posed
  const { answered, otherZone, span } = selectingOf(statement.sql, posed)
  const unit = ({ from }: Stretch) => unitOf(statement.tokens[from]!, { params, span, selected })
  const hasOffsets = (of: (offset: number) => boolean) =>
    [...answered, ...(otherZone === null ? data.zoneRule : [])].every(([, offset]) => of(offset))
  // Before 1970 whole seconds are rounded up, and years of five digits are no texts that sort.
  const isUsual = (data.firstTime ?? 0) >= 0 && (data.lastTime ?? 0) < fiveDigitYears
  const forms = fasterForms(statement, {
    params,
    days: isUsual && hasOffsets((offset) => offset === 0),
    hours: isUsual && hasOffsets((offset) => offset % hourMs === 0),
    isOfDays: (stretch) => !["minute", "hour", null].includes(unit(stretch)),
    isOfHours: (stretch) => unit(stretch) === "hour"
  })
  const isFast = ({ sql, view }: FasterForm): boolean => {
    if (view === "visits") return knowsVisits({ filter, otherZone })
    return isAdditive(readSingle(sql)) && rollupOf(selectingOf(sql, posed)) !== null
  }
  return forms.find(isFast) ?? null
}
