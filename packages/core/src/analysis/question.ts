/**
 * From an analysis to the statement of one question: parameters are read, macros expanded, and the filter is put in
 * front as common table expressions (relations.ts). Values are bound, not written in.
 */
import type { ZoneRule } from "@logmill/workers/zone"
import { Data, Effect } from "effect"

import { type AnalysisStatement, publicViews, type SelectedStatement, type SqlValue } from "../query/protocol.ts"
import { offsetsOf, zoneRule } from "../zone.ts"
import { longestBucketMs, type TimeSpan } from "./bucket.ts"
import { Bindings } from "./condition.ts"
import type { Analysis } from "./contract.ts"
import type { Filter } from "./filter.ts"
import { expandMacros } from "./macros.ts"
import { needsOf } from "./needs.ts"
import { ParamError, type ParamInput, readParams } from "./params.ts"
import { literal } from "./patternSql.ts"
import { selectionOf } from "./rollups.ts"
import { relationCtes } from "./relations.ts"
import { readStatement, relationsNamed, spliceCtes } from "./statement.ts"
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
  /** The same for a query child that adds the hits of the selected time up beforehand; null: not worth it. */
  readonly selected: SelectedStatement | null
  readonly zone: string
}

/** `now` (ms UTC) is what times among the parameters count from. */
export interface Asked {
  readonly params: Readonly<Record<string, ParamInput>>
  readonly filter: Filter
  readonly data: DataContext
  readonly now: number
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

const compose = (analysis: Analysis, { params: given, filter, data, now }: Asked): Question => {
  const params = readParams(analysis.params, given, { now, offsetAt: offsetsOf(filter.zone) })
  const { sql: written } = analysis.variants.find(({ when }) => params[when] === 1) ?? analysis
  const span = spanOf(filter, data)
  const zone = zoneRule(filter.zone, span.from - longestBucketMs, span.to)
  const own = readStatement(expandMacros(written, { zone, span, params }))
  const otherZone = filter.zone === data.zone ? null : zone
  const named = relationsNamed(own, publicViews)
  const needs = needsOf(written, { params, span })
  const selecting = { filter, zone: data.zoneRule, otherZone, span, needs }
  const behind = (fromSelected: boolean) => {
    const bindings = new Bindings()
    const ctes = relationCtes(named, { ...selecting, bindings, fromSelected })
    const sql = spliceCtes(own, ctes)
    return { sql, params: usedIn(sql, { ...asIntegers(analysis, params), ...bindings.values }) }
  }
  const isLarge = data.lastEntry > worthAddingUp
  const selection = isLarge && named.includes("hits") ? selectionOf(selecting) : null
  return {
    own: { sql: own.sql, views: named },
    ...behind(false),
    selected: selection && { ...behind(true), selection },
    zone: filter.zone
  }
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

/** A parameter that chose the statement, or went into a macro, is not in the SQL; nor is a value that a rollup did without. */
const usedIn = (sql: string, params: Readonly<Record<string, SqlValue>>): Record<string, SqlValue> => {
  const used = new Set(tokenize(sql).map((token) => token.text))
  return Object.fromEntries(Object.entries(params).filter(([name]) => used.has(`:${name}`)))
}

/** Far beyond it, times are those of a broken clock, and zones have no rules. */
const latest = Date.UTC(2100, 0, 1)

/** The times of the selected data: those of the database, as far as the filter lets them through. */
const spanOf = ({ from, to }: Filter, { firstTime, lastTime }: DataContext): TimeSpan => {
  const first = Math.max(from ?? 0, firstTime ?? 0, 0)
  return { from: first, to: Math.max(first, Math.min(to ?? latest, lastTime ?? 0, latest)) }
}

/** The statement with its values written in, to be shown. */
export const writeOut = ({ sql, params }: Question): string =>
  applyEdits(
    sql,
    tokenize(sql)
      .filter(({ kind, text }) => kind === "param" && params[text.slice(1)] !== undefined)
      .map(({ start, end, text }) => ({ start, end, text: literal(params[text.slice(1)]!) }))
  )
