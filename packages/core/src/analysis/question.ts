/**
 * From an analysis to the statement of one question: parameters are read, macros expanded, and the filter is put in
 * front as common table expressions (relations.ts). Values are bound, not written in.
 */
import type { ZoneRule } from "@logmill/workers/zone"
import { Data, Effect } from "effect"

import {
  type AnalysisStatement,
  type FoldedStatement,
  publicViews,
  type SelectedStatement,
  type Selection,
  type SqlValue
} from "../query/protocol.ts"
import { offsetsOf, zoneRule } from "../zone.ts"
import { bound } from "./bound.ts"
import { type BucketUnit, longestBucketMs, type TimeSpan } from "./bucket.ts"
import { Bindings } from "./condition.ts"
import type { Analysis } from "./contract.ts"
import { type Filter, isOfSourcesOnly } from "./filter.ts"
import { foldFilters, maskedKeys } from "./folded.ts"
import { groupEntries, withSources } from "./grouped/groupings.ts"
import { asksWholeDays, bucketUnitOf, choosesUnit, expandMacros, macroNames } from "./macros.ts"
import { needsOf } from "./needs.ts"
import { ParamError, type ParamInput, readParams } from "./params.ts"
import { literal } from "./patternSql.ts"
import { partHoursOf } from "./partHours.ts"
import { resultNames } from "./resultNames.ts"
import { foldedSelection, isOfRollup, selectionOf } from "./rollups.ts"
import { type RelationContext, relationCtes, type RelationName } from "./relations.ts"
import { ownRelations, readStatement, relationsNamed, spliceCtes, type Statement } from "./statement.ts"
import { applyEdits, SqlTextError, tokenize } from "./tokenizer.ts"

/** What the database is: known without an analysis. Times (ms UTC) are null when there is no entry. */
export interface DataContext {
  readonly zone: string
  /** The zone's offsets as the database has them: those its days were made by. */
  readonly zoneRule: ZoneRule
  readonly dataVersion: number
  readonly createdAt: number
  readonly firstTime: number | null
  readonly lastTime: number | null
  /** Its id tells about how many there are. */
  readonly lastEntry: number
}

/** A statement made for one filter and one set of parameters. */
export interface Question {
  /** What the analysis itself says, for the check that it names only views, and all of them behind the filter. */
  readonly own: AnalysisStatement
  /** The same behind the filter. */
  readonly sql: string
  readonly params: Readonly<Record<string, SqlValue>>
  /** The same for a query child that adds up beforehand what it can; null: nothing, or not worth it. */
  readonly selected: SelectedStatement | null
  readonly zone: string
  /** What its times are the beginnings of, as far as `bucket()` tells; of questions with a `unitSpan` or `selected` only. */
  readonly unit: BucketUnit | null
  /** Whether `bucket()` chooses by the times of the data. */
  readonly choosesUnit: boolean
  readonly asksWholeDays: boolean
}

/** `now` (ms UTC) is what times among the parameters count from. */
export interface Asked {
  readonly params: Readonly<Record<string, ParamInput>>
  readonly filter: Filter
  readonly data: DataContext
  readonly now: number
  /** By which `bucket(time, 'auto')` chooses, where it is not by the times of what is selected. */
  readonly unitSpan?: TimeSpan | undefined
  /** The times of the selected entries, where they are known. */
  readonly selected?: TimeSpan | undefined
  /** Others come, to the same children: what is made for them once is worth more than it costs this one. */
  readonly isFollowed?: boolean | undefined
}

/** `message` begins with the analysis's id: a parameter that is missing, unknown or ill-typed. */
export class QuestionError extends Data.TaggedError("QuestionError")<{
  readonly message: string
  readonly cause: unknown
}> {}

export const ask = (analysis: Analysis, asked: Asked): Effect.Effect<Question, QuestionError> =>
  Effect.try({
    try: () => compose(analysis, asked),
    catch: (cause) => {
      if (!(cause instanceof ParamError) && !(cause instanceof SqlTextError)) throw cause
      return new QuestionError({ message: `${analysis.id}: ${cause.message}`, cause })
    }
  })

const compose = (analysis: Analysis, { params: given, filter, data, now, ...asked }: Asked): Question => {
  const params = readParams(analysis.params, given, { now, offsetAt: offsetsOf(filter.zone) })
  const { sql: written } = analysis.variants.find(({ when }) => params[when] === 1) ?? analysis
  return pose(written, { params: asIntegers(analysis, params), filter, data, ...asked })
}

export interface Posed {
  /** By name, read. */
  readonly params: Readonly<Record<string, SqlValue>>
  readonly filter: Filter
  readonly data: DataContext
  /** As of a question that is asked. */
  readonly unitSpan?: TimeSpan | undefined
  readonly selected?: TimeSpan | undefined
  readonly isFollowed?: boolean | undefined
  /** The views to put the filter in front of, of those that are named; absent: all. */
  readonly only?: (view: RelationName) => boolean
}

/** The question that a statement is, as written, with its macros. Throws `SqlTextError`. */
export const pose = (typed: string, posed: Posed): Question => {
  const { params, filter, data, isFollowed = false, only = () => true, selected: times, unitSpan = times } = posed
  const selecting = selectingOf(typed, posed)
  const { answered, span } = selecting
  const macros = { zone: answered, span, selected: times, unitSpan, params }
  // What is wrong is told by its place in the text as typed.
  const expanded = readStatement(expandMacros(typed, macros))
  const naming = resultNames(typed)
  const written = naming(isMacro)
  const own = written === typed ? expanded : readStatement(expandMacros(written, macros))
  const named = relationsNamed(own, publicViews)
  const behind = (statement: Statement, from: From, first: ReadonlyArray<string> = []) => {
    const bindings = new Bindings()
    const relations = relationsNamed(statement, publicViews).filter(only)
    const ctes = relationCtes(relations, { ...selecting, bindings, ...from })
    return bound(spliceCtes(statement, [...first, ...ctes]), { ...params, ...bindings.values })
  }
  const isLarge = data.lastEntry > worthAddingUp
  const [selection, partHours] =
    isLarge && named.includes("hits") ? [selectionOf(selecting), partHoursOf(selecting)] : [null, null]
  const of = new Set((["entries", "visits", "hits"] as const).filter((view) => isView(own, named, view)))
  const grouped =
    isLarge && of.size > 0
      ? groupEntries(
          naming((word) => word === "select" || isMacro(word)),
          macros,
          selecting,
          of
        )
      : null
  const foldedOf = (of: Selection | null): FoldedStatement | null => {
    const found = foldFilters(naming((word) => word === "select" || isMacro(word)))
    if (found === null) return null
    const { columns, conditions } = found
    const statement = readStatement(expandMacros(found.sql, macros))
    const made = { partHours: null, fromSelected: false, isPlain: true, folded: columns }
    const keys = maskedKeys(conditions, filter, params)
    return { ...behind(statement, made), selection: of, keys, conditions: conditions.length, columns }
  }
  const asksSources = isLarge && named.includes("sources") && !isOfSourcesOnly(filter)
  const selected = (): SelectedStatement => {
    const statement = grouped === null ? own : readStatement(expandMacros(grouped.sql, macros))
    const asked = grouped?.groupings ?? []
    const { groupings, sources } = asksSources
      ? withSources(asked, selecting)
      : { groupings: asked, sources: undefined }
    const made = { partHours: partHours?.table ?? null, fromSelected: selection !== null, selectedSources: sources }
    const said = (isPlain: boolean) => behind(statement, { ...made, isPlain }, grouped?.ctes)
    const left = grouped === null ? named : relationsNamed(statement, publicViews)
    const plain = isOfRollup(left.filter(only), selecting) ? said(true) : null
    const isOfHitsAlone = plain !== null && groupings.length === 0 && of.has("hits")
    const ofFolded = isOfHitsAlone ? foldedSelection(selecting, isFollowed) : undefined
    const folded = ofFolded === undefined ? null : foldedOf(ofFolded)
    return { ...said(false), plain, folded, selection, partHours, groupings }
  }
  const isPrepared =
    (isLarge && isOfRollup(named.filter(only), selecting)) || partHours !== null || grouped !== null || asksSources
  return {
    own: { sql: own.sql, views: named.filter(only) },
    ...behind(own, { partHours: null, fromSelected: false, isPlain: false }),
    selected: isPrepared ? selected() : null,
    zone: filter.zone,
    unit: unitSpan === undefined ? null : bucketUnitOf(written, { params, span, unitSpan }),
    choosesUnit: choosesUnit(written, { params }),
    asksWholeDays: asksWholeDays(written)
  }
}

const isMacro = (name: string): boolean => macroNames.includes(name)

/** Named, and not what the statement calls one of its own relations. */
const isView = (own: Statement, named: ReadonlyArray<RelationName>, view: RelationName): boolean =>
  named.includes(view) && ownRelations(own, [view]).length === 0

/** What the query child has made already. */
type From = Pick<RelationContext, "partHours" | "fromSelected" | "isPlain" | "folded" | "selectedSources">

/** What a statement selects from: what the filter and the statement itself say about that. */
export const selectingOf = (written: string, { params, filter, data, selected, unitSpan = selected }: Posed) => {
  const span = spanOf(filter, data)
  const answered = zoneRule(filter.zone, span.from - longestBucketMs, span.to)
  const otherZone = filter.zone === data.zone ? null : answered
  return { filter, zone: data.zoneRule, answered, otherZone, span, needs: needsOf(written, { params, span, unitSpan }) }
}

/** A number of JavaScript is bound as a real one, with which SQLite reckons to 53 bits only; those of a float stay so. */
const asIntegers = (analysis: Analysis, params: Readonly<Record<string, SqlValue>>): Record<string, SqlValue> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const isWhole =
        Number.isInteger(value) && analysis.params.some((param) => param.name === name && param.type !== "float")
      return [name, isWhole ? BigInt(value as number) : value]
    })
  )

/** Entries: to get ready for it takes 20 ms. */
const worthAddingUp = 100_000

/** Far beyond it, times are those of a broken clock, and zones have no rules. */
const latest = Date.UTC(2100, 0, 1)

/** The times of the selected data: those of the database, as far as the filter lets them through. */
export const spanOf = (
  { from, to }: Pick<Filter, "from" | "to">,
  { firstTime, lastTime }: Pick<DataContext, "firstTime" | "lastTime">
): TimeSpan => {
  const first = Math.max(from ?? 0, firstTime ?? 0, 0)
  return { from: first, to: Math.max(first, Math.min(to ?? latest, lastTime ?? 0, latest)) }
}

/** The statement with its values written in, to be shown. */
export const writeOut = ({ sql, params }: Pick<Question, "params" | "sql">): string =>
  applyEdits(
    sql,
    tokenize(sql)
      .filter(({ kind, text }) => kind === "param" && params[text.slice(1)] !== undefined)
      .map(({ start, end, text }) => ({ start, end, text: literal(params[text.slice(1)]!) }))
  )
